"""Who is on which team, and an account's own name: what the vault asks about people."""

from datetime import date
from uuid import UUID

from django_scopes import scope

from .models import Account, Membership
from .queries import colleague_of
from .types import Actor, Colleague


def team_rosters(organisation_id: UUID) -> dict[UUID, dict[UUID, date]]:
    """Return team id → account id → since when, active people only. One query."""
    rosters: dict[UUID, dict[UUID, date]] = {}
    with scope(organisation=organisation_id):
        rows = Membership.objects.filter(account__active=True)
        for team_id, account_id, since in rows.values_list("team_id", "account_id", "since"):
            rosters.setdefault(team_id, {})[account_id] = since
    return rosters


def login_name(actor: Actor) -> str:
    """Return the actor's account name: with the instance id it salts their phrase. One query."""
    with scope(organisation=actor.organisation_id):
        return Account.objects.values_list("login", flat=True).get(id=actor.account_id)


def active_people(organisation_id: UUID) -> list[Colleague]:
    """Return everybody who works in an organisation, by pseudonym. One query."""
    with scope(organisation=organisation_id):
        return [colleague_of(account) for account in Account.objects.filter(active=True)]
