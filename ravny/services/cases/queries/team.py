"""Who is on the team of a case, who was, and who may be asked in."""

from uuid import UUID

from django_scopes import scope

from ravny.core.kit.clock import today
from ravny.core.staff.queries import list_staff, permissions_of, pseudonyms
from ravny.core.staff.types import Actor, Colleague

from ..models import Member
from ..types import Duty, MemberFact
from .gate import get_case_for, serving

_PLACE = {duty: place for place, duty in enumerate(Duty.values)}


def serves(case_id: UUID, account_id: UUID) -> bool:
    """Tell whether somebody is on a case's team today (in a scope). One query."""
    return Member.objects.filter(serving(), case_id=case_id, account_id=account_id).exists()


def members_of(actor: Actor, case_id: UUID) -> list[MemberFact]:
    """Return who is or was on a case's team, those of today first. Raises NotYours."""
    return team_of(actor, get_case_for(actor, case_id).case_id)


def team_of(actor: Actor, case_id: UUID) -> list[MemberFact]:
    """Return the same of a case whose gate the actor has passed. Two queries."""
    names = pseudonyms(actor)
    with scope(organisation=actor.organisation_id):
        rows = list(Member.objects.filter(case_id=case_id).order_by("since", "id"))
    found = [
        MemberFact(
            member_id=row.id,
            account_id=row.account_id,
            pseudonym=names.get(row.account_id, ""),
            duty=row.duty,
            since=row.since,
            until=row.until or (row.ends_on if _is_over(row) else None),
            ends_on=row.ends_on,
            same_community=row.same_community,
            agreed=row.agreed,
            serves=row.until is None and not _is_over(row),
        )
        for row in rows
    ]
    return sorted(found, key=lambda one: (not one.serves, _PLACE[one.duty]))


def _is_over(row: Member) -> bool:
    return row.ends_on is not None and row.ends_on < today()


def possible_members(actor: Actor) -> list[Colleague]:
    """Return colleagues of any team who could serve in a case, by working name. One query."""
    return [
        one for one in list_staff(actor) if "cases.view" in permissions_of(frozenset(one.roles))
    ]


def possible_managers(actor: Actor) -> list[Colleague]:
    """Return colleagues who may carry a case, by working name. One query."""
    return [
        one for one in list_staff(actor) if "cases.open" in permissions_of(frozenset(one.roles))
    ]
