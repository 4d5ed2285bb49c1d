"""Which cases a person may see, and the one gate to a case."""

from uuid import UUID

from django.db.models import Q, QuerySet
from django_scopes import scope

from ravny.core.kit.clock import today
from ravny.core.kit.errors import NotYours
from ravny.core.staff.types import Actor

from ..models import Case, Member
from ..types import CaseFact


def serving() -> Q:
    """Return what a membership of today looks like: not ended, and its last day is not over."""
    return Q(until=None) & (Q(ends_on=None) | Q(ends_on__gte=today()))


def my_case_ids(actor: Actor) -> QuerySet[Member, UUID]:
    """Return the ids of the cases the actor is on the team of, as a subquery."""
    rows = Member.objects.filter(serving(), account_id=actor.account_id)
    return rows.values_list("case_id", flat=True)


def visible_to(actor: Actor) -> QuerySet[Case]:
    """Return the cases a person may see: those they serve in, and by `cases.team` their teams'.

    A lawyer, doctor, psychologist or peer sees a case when they are asked into it, not before.
    Needs the organisation's scope.
    """
    mine = Q(id__in=my_case_ids(actor))
    if actor.may("cases.every_team"):
        return Case.objects.all()
    if actor.may("cases.team"):
        return Case.objects.filter(mine | Q(team_id__in=actor.teams))
    return Case.objects.filter(mine)


def fact_of(row: Case) -> CaseFact:
    """Return a row as other rooms see it."""
    return CaseFact(
        case_id=row.id,
        **{name: getattr(row, name) for name in CaseFact.__dataclass_fields__ if name != "case_id"},
    )


def get_case_for(actor: Actor, case_id: UUID) -> CaseFact:
    """Return a case; raises NotYours for one that is not there and for one not theirs."""
    with scope(organisation=actor.organisation_id):
        row = visible_to(actor).filter(id=case_id).first() if actor.may("cases.view") else None
    if row is None:
        raise NotYours
    return fact_of(row)
