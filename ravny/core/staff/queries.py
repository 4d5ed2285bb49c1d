"""Questions about people who work here; answers are plain values."""

from uuid import UUID

from django_scopes import scope, scopes_disabled

from ravny.core.kit import registries
from ravny.core.kit.errors import NotYours

from .models import Account, Membership, Organisation, Team
from .types import Actor, Colleague, TeamFact


def permissions_of(roles: frozenset[str]) -> frozenset[str]:
    """Return the codes of every permission that at least one of the roles has."""
    return frozenset(entry.code for entry in registries.permissions if entry.roles & roles)


def actor_of(account_id: UUID) -> Actor:
    """Return the actor of an active account; raises NotYours. Two queries."""
    with scopes_disabled():
        account = (
            Account.objects.select_related("organisation")
            .filter(id=account_id, active=True)
            .first()
        )
        if account is None:
            raise NotYours
        teams = Membership.objects.filter(account_id=account_id).values_list("team_id", flat=True)
        roles = frozenset(account.roles)
        return Actor(
            account_id=account.id,
            organisation_id=account.organisation_id,
            pseudonym=account.pseudonym,
            roles=roles,
            teams=frozenset(teams),
            permissions=permissions_of(roles),
            language=account.interface_language,
            country=account.organisation.country,
        )


def colleague_of(account: Account) -> Colleague:
    """Turn a row into what others see."""
    return Colleague(
        account_id=account.id,
        pseudonym=account.pseudonym,
        roles=account.roles,
        languages=account.languages,
        active=account.active,
    )


def list_staff(actor: Actor, *, active_only: bool = True) -> list[Colleague]:
    """Return the organisation's people by pseudonym. One query."""
    with scope(organisation=actor.organisation_id):
        rows = Account.objects.all()
        if active_only:
            rows = rows.filter(active=True)
        return [colleague_of(account) for account in rows]


def list_teams(actor: Actor, *, own_only: bool = False) -> list[TeamFact]:
    """Return the organisation's teams, or only the actor's own. One query."""
    with scope(organisation=actor.organisation_id):
        rows = Team.objects.all()
        if own_only:
            rows = rows.filter(id__in=actor.teams)
        return [TeamFact(team_id=team.id, label=team.label) for team in rows]


def pseudonyms(actor: Actor) -> dict[UUID, str]:
    """Return account id → working name for the whole organisation. One query."""
    with scope(organisation=actor.organisation_id):
        return dict(Account.objects.values_list("id", "pseudonym"))


def list_organisations() -> list[tuple[UUID, str]]:
    """Return (id, country) of every organisation of this installation. One query."""
    return list(Organisation.objects.values_list("id", "country"))
