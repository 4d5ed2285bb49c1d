"""The rest of the made-up year: shifts, a route, the clinic's timetable, campaigns, safety notes."""

from .plan import Plan
from .writing import World


def write_rest(world: World, plan: Plan) -> None:
    """Write what hangs around the meetings."""
