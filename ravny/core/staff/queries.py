"""Questions about people who work here; answers are plain values."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Count, QuerySet
from django_scopes import scope, scopes_disabled

from ravny.core.journal import queries as journal
from ravny.core.kit import registries
from ravny.core.kit.clock import now, today
from ravny.core.kit.errors import NotYours

from .models import Account, Invitation, Membership, Organisation, SignIn, Team
from .secrets import token_hash
from .types import Actor, Colleague, Joining, PersonFact, SignInFact, TeamFact


def permissions_of(roles: frozenset[str]) -> frozenset[str]:
    """Return the codes of every permission that at least one of the roles has."""
    return frozenset(entry.code for entry in registries.permissions if entry.roles & roles)


def _actor(account: Account) -> Actor:
    teams = Membership.objects.filter(account_id=account.id).values_list("team_id", flat=True)
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


def actor_of(account_id: UUID) -> Actor:
    """Return the actor of an active account; raises NotYours. Two queries."""
    with scopes_disabled():
        accounts = Account.objects.select_related("organisation")
        account = accounts.filter(id=account_id, active=True).first()
        if account is None:
            raise NotYours
        return _actor(account)


def owner_of(account_id: UUID) -> Actor | None:
    """Return whose phone it is, even when their access has ended (it may then do nothing).

    What such a phone recorded is held back for a person to look at, not lost. Two queries.
    """
    with scopes_disabled():
        account = Account.objects.select_related("organisation").filter(id=account_id).first()
        if account is None:
            return None
        owner = _actor(account)
    return owner if account.active else replace(owner, permissions=frozenset())


def _lifetime() -> tuple[datetime, datetime]:
    """Return when a sign-in that lives may have begun: one from the future lives no longer."""
    age = timedelta(seconds=settings.SESSION_COOKIE_AGE)
    return now() - age, now() + age


def living_sign_in(session_hash: bytes) -> tuple[SignInFact, Actor] | None:
    """Return the sign-in behind a session and who it is, None when it is over. Two queries."""
    with scopes_disabled():
        found = SignIn.objects.select_related("account__organisation").filter(
            session_hash=session_hash, started_at__range=_lifetime(), account__active=True
        )
        row = found.first()
        if row is None:
            return None
        return SignInFact(row.id, row.started_at, row.seen_at), _actor(row.account)


def sign_ins_of(actor: Actor) -> list[SignInFact]:
    """Return the actor's living sign-ins, the latest first. One query."""
    with scope(organisation=actor.organisation_id):
        rows = SignIn.objects.filter(account_id=actor.account_id, started_at__range=_lifetime())
        ordered = rows.order_by("-seen_at", "-started_at", "id")
        return [SignInFact(row.id, row.started_at, row.seen_at) for row in ordered]


def phrase_changed_on(actor: Actor) -> date | None:
    """Return the day the actor's phrase was last changed, None for the first one. One query."""
    lines = journal.entries(
        actor.organisation_id, {"person": actor.account_id, "verb": "staff.phrase_changed"}
    )
    return lines.order_by("-number").values_list("day", flat=True).first()


def invited_by(token: str) -> Joining:
    """Return who a living invitation is for; raises NotYours. One query."""
    with scopes_disabled():
        found = Invitation.objects.select_related("account__organisation").filter(
            token_hash=token_hash(token), expires_on__gte=today(), account__active=True
        )
        invitation = found.first()
        if invitation is None:
            raise NotYours
        account = invitation.account
        return Joining(account.id, account.login, account.pseudonym, account.organisation.language)


def colleague_of(account: Account) -> Colleague:
    """Turn a row into what others see."""
    return Colleague(
        account_id=account.id,
        pseudonym=account.pseudonym,
        roles=account.roles,
        languages=account.languages,
        active=account.active,
    )


def accounts(actor: Actor, filters: Mapping[str, Any]) -> QuerySet[Account]:
    """Return the organisation's accounts; filters: role, language, team, closed (bool)."""
    rows = Account.objects.filter(active=not filters.get("closed", False))
    if filters.get("role"):
        rows = rows.filter(roles__contains=filters["role"])
    if filters.get("language"):
        rows = rows.filter(languages__contains=filters["language"])
    if filters.get("team"):
        mates = Membership.objects.filter(team_id=filters["team"]).values("account_id")
        rows = rows.filter(id__in=mates)
    return rows


def teams_of(account_ids: Iterable[UUID]) -> dict[UUID, list[TeamFact]]:
    """Return account id → teams by label, for one page of people. One query."""
    found: dict[UUID, list[TeamFact]] = {}
    rows = Membership.objects.filter(account_id__in=list(account_ids)).select_related("team")
    for row in rows.order_by("team__label"):
        found.setdefault(row.account_id, []).append(TeamFact(row.team_id, row.team.label))
    return found


def get_person_for(actor: Actor, account_id: UUID) -> PersonFact:
    """Return a colleague's page; raises NotYours for anybody of another house. Three queries."""
    with scope(organisation=actor.organisation_id):
        account = Account.objects.filter(id=account_id).first()
        if account is None:
            raise NotYours
        invitation = Invitation.objects.filter(account_id=account_id).first()
        return PersonFact(
            account_id=account.id,
            login=account.login,
            pseudonym=account.pseudonym,
            roles=account.roles,
            languages=account.languages,
            cultures=account.cultures,
            teams=tuple(teams_of([account_id]).get(account_id, ())),
            active=account.active,
            joined_on=account.joined_on,
            invited_until=invitation.expires_on if invitation else None,
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


def get_team_for(actor: Actor, team_id: UUID) -> TeamFact:
    """Return a team of the actor's house; raises NotYours. One query."""
    with scope(organisation=actor.organisation_id):
        team = Team.objects.filter(id=team_id).first()
        if team is None:
            raise NotYours
        return TeamFact(team.id, team.label)


def teams_with_sizes() -> QuerySet[Team]:
    """Return the scope's teams, each with `size`, the number of active people on it."""
    return Team.objects.annotate(size=Count("memberships"))


def teams_of_organisation(organisation_id: UUID) -> list[TeamFact]:
    """Return every team of an organisation, for rooms that act without an actor. One query."""
    with scope(organisation=organisation_id):
        return [TeamFact(team.id, team.label) for team in Team.objects.all()]


def team_members(organisation_id: UUID, team_id: UUID) -> list[UUID]:
    """Return the accounts on a team, closed ones excluded. One query."""
    with scope(organisation=organisation_id):
        rows = Membership.objects.filter(team_id=team_id, account__active=True)
        return list(rows.order_by("account_id").values_list("account_id", flat=True))


def pseudonyms(actor: registries.ActorLike) -> dict[UUID, str]:
    """Return account id → working name for the whole organisation. One query."""
    with scope(organisation=actor.organisation_id):
        return dict(Account.objects.values_list("id", "pseudonym"))


def list_organisations() -> list[tuple[UUID, str]]:
    """Return (id, country) of every organisation of this installation. One query."""
    return list(Organisation.objects.values_list("id", "country"))
