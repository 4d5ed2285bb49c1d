"""After every piece of work the stage is asked anew; nobody chooses it."""

from uuid import UUID

from django.db import transaction
from django.db.models import Count, Q
from django_scopes import scope

from ravny.core.kit.clock import today
from ravny.core.kit.errors import NotYours
from ravny.core.staff.queries import list_organisations
from ravny.core.staff.types import Actor

from ..models import Case, Request, StageMove
from ..models.ending import Exit
from ..models.plan import Step
from ..models.work import Assessment
from ..queries.gate import visible_to
from ..stages import stage_of
from ..types import ExitState, Owner, Stage, StepState, Where, Work

LOOKED_OVER = (Stage.CARRY_OUT, Stage.MONITORING)
"""Stages that a review which falls due ends."""


def locked_case(actor: Actor, case_id: UUID, *, ended: bool = False) -> Case:
    """Return a case the actor may work in, its row held until the transaction ends.

    `ended`: one that ended is asked for. Raises NotYours. Needs the organisation's scope.
    """
    rows = visible_to(actor).filter(id=case_id, ended_on__isnull=not ended)
    found = Case.objects.select_for_update().filter(id__in=rows.values("id")).first()
    if found is None or not actor.may("cases.work"):
        raise NotYours
    return found


def work_of(case: Case) -> Work:
    """Return what was done in a case. Four queries."""
    steps = Step.objects.filter(case=case, state=StepState.OPEN).aggregate(
        ours=Count("id", filter=Q(owner_kind=Owner.MEMBER)), every=Count("id")
    )
    return Work(
        requests=Request.objects.filter(case=case).count(),
        whereabouts_known=case.where != Where.UNKNOWN,
        assessed=Assessment.objects.filter(case=case, finished_on__isnull=False).exists(),
        plan_version=case.plan_version,
        agreed_version=case.agreed_version,
        our_open_steps=steps["ours"],
        open_steps=steps["every"],
        review_is_due=case.review_on is not None and case.review_on <= today(),
        exit_agreed=Exit.objects.filter(case=case, state=ExitState.AGREED).exists()
        and case.ended_on is not None,
    )


def settle(*, actor: Actor, case: Case, by: str, heard: bool = False) -> None:
    """Write down the stage that follows from the work; `by` is the verb of what was done.

    `heard`: the client was met or heard today. The caller holds the case's row and a transaction.
    """
    changed: list[str] = []
    if heard and (case.heard_on < today() or case.next_try_on):
        case.heard_on, case.next_try_on = today(), None
        changed += ["heard_on", "next_try_on"]
    stage = stage_of(work_of(case))
    if stage != case.stage:
        case.stage, case.stage_on = stage.value, today()
        changed += ["stage", "stage_on"]
        with scope(organisation=actor.organisation_id):
            StageMove.objects.create(
                case=case, stage=stage.value, by=by, account_id=actor.account_id
            )
    if changed:
        case.save(update_fields=changed)


def settle_reviews() -> None:
    """Bring cases whose review fell due since to their stage; the move is their manager's."""
    for organisation_id, _country in list_organisations():
        with scope(organisation=organisation_id), transaction.atomic():
            for case in Case.objects.select_for_update().filter(
                ended_on=None, review_on__lte=today(), stage__in=LOOKED_OVER
            ):
                stage = stage_of(work_of(case))
                if stage == case.stage:
                    continue
                Case.objects.filter(id=case.id).update(stage=stage.value, stage_on=today())
                StageMove.objects.create(
                    case=case, stage=stage.value, by="cases.review_due", account_id=case.manager_id
                )
