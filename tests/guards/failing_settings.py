"""Settings of an installation in which things fail (failing_desk.py)."""

from ravny.config.settings import *  # noqa: F403  (an installation's own settings, and two more)
from ravny.config.settings import DESK_HOST, DOORS, MIDDLEWARE

DOORS = {**DOORS, DESK_HOST: "tests.guards.failing_desk"}
MIDDLEWARE = [*MIDDLEWARE, "tests.guards.failing_desk.answering"]
