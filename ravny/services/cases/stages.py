"""Which stage a case is in follows from the work done in it, in whatever order it was done."""

from .types import Stage, Work


def stage_of(work: Work) -> Stage:
    """Return the stage: the first of the seven whose own work is not done.

    A plan that was changed after the client agreed to it, or whose review is due, is being updated
    until they agree to the newest version; then the loop goes on with carrying out or monitoring.
    """
    if work.exit_agreed:
        return Stage.EXIT
    if not work.requests or not work.whereabouts_known:
        return Stage.INTAKE
    if not work.assessed:
        return Stage.ASSESSMENT
    if not work.agreed_version:
        return Stage.PLAN
    if work.plan_version > work.agreed_version or work.review_is_due:
        return Stage.UPDATE
    return Stage.CARRY_OUT if work.our_open_steps else Stage.MONITORING
