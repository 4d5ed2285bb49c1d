"""What a case weighs. The page "How this is counted" shows these very numbers.

One point is about an hour a week. The weights are our own: no source gives them for this work.
"""

from collections.abc import Mapping

from ravny.services.cases.types import CaseFact, Circumstance, Stage

STAGES: Mapping[str, int] = {
    Stage.INTAKE: 2,
    Stage.ASSESSMENT: 2,
    Stage.PLAN: 2,
    Stage.CARRY_OUT: 3,
    Stage.MONITORING: 1,
    Stage.UPDATE: 2,
    Stage.EXIT: 1,
}
"""Stage → points."""

NEEDS = ((8, 2), (4, 1))
"""(Highest score at least, points), the highest first; below that none."""

CIRCUMSTANCES = frozenset(
    {
        Circumstance.DANGER.value,
        Circumstance.PREGNANT.value,
        Circumstance.OUT_OF_PILLS.value,
        Circumstance.NEWLY_DIAGNOSED.value,
        Circumstance.CHILD.value,
    }
)
"""Each adds a point, two at most."""
MOST_CIRCUMSTANCES = 2
INTERPRETER = 1
"""Points of a case that needs an interpreter."""

LIMIT = 60
"""Points a worker carries at most, where the organisation says nothing else."""
EVENINGS = 2
"""Evenings and weekend days of work in a week, where it says nothing else."""


def weight(case: CaseFact, score: int) -> int:
    """Return the points of a case; `score`: its highest need, 0 to 10."""
    need = next((points for least, points in NEEDS if score >= least), 0)
    pressing = min(len(CIRCUMSTANCES & set(case.circumstances)), MOST_CIRCUMSTANCES)
    spoken = INTERPRETER if case.interpreter else 0
    return STAGES.get(case.stage, 1) + need + pressing + spoken
