"""Who may hold a referral as their task, and whose referrals there are."""

from collections.abc import Sequence
from uuid import UUID

from django_scopes import scope

from ravny.core.staff.queries import list_staff, permissions_of, team_members
from ravny.core.staff.types import Actor

from ..models import Referral


def possible_owners(actor: Actor, team_id: UUID) -> list[tuple[UUID, str]]:
    """Return (account id, working name) of people who see the team's clients. Two queries."""
    members = set(team_members(actor.organisation_id, team_id))
    found = []
    for one in list_staff(actor):
        allowed = permissions_of(frozenset(one.roles))
        sees = one.account_id in members or "referrals.every_team" in allowed
        if sees and "referrals.edit" in allowed:
            found.append((one.account_id, one.pseudonym))
    return found


def referrals_of_clients(organisation_id: UUID, client_ids: Sequence[UUID]) -> list[UUID]:
    """Return the ids of these clients' referrals, of every state; no gate. One query."""
    with scope(organisation=organisation_id):
        rows = Referral.objects.filter(client_id__in=client_ids).order_by("id")
        return list(rows.values_list("id", flat=True))
