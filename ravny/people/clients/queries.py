"""Questions about clients; answers are plain values, and each goes through the gate.

A worker sees the clients of their own teams, a coordinator those of every team. Not there,
another team's and another organisation's get one and the same answer.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import CharField, Count, F, QuerySet, Value
from django.db.models.functions import Cast, Coalesce, Concat, TruncMonth
from django_scopes import scope

from ravny.core.kit.codes import is_code, normalise_code
from ravny.core.kit.errors import NotYours
from ravny.core.staff.types import Actor

from .activity import idle_since as idle_since
from .consent_texts import latest_texts
from .countries import CountryProfile, load_profile
from .merged import aliases as aliases
from .merged import cards_among as cards_among
from .merged import cards_of as cards_of
from .merged import codes_of as codes_of
from .merged import doubles as doubles
from .merged import family_of as family_of
from .merged import kept_of as kept_of
from .models import Client, Consent, KeyGroupFact, Opening, PoolCode
from .types import (
    SILENT,
    Channel,
    ClientCard,
    ClientFacts,
    ConsentFact,
    ConsentState,
    Likeness,
    Scope,
)

LIKE_DAYS = 60
LIKE_LIMIT = 5
_ALIKE = (
    "sex", "gender", "age_group", "country", "registration", "legal_status", "channel", "network",
)  # fmt: skip


def profile_of(country: str) -> CountryProfile:
    """Return the profile of a country (lower-case code); raises ProfileError."""
    return load_profile(country)


def visible(actor: Actor) -> QuerySet[Client]:
    """Return the rows (cards and aliases) that the actor may see."""
    with scope(organisation=actor.organisation_id):
        rows: QuerySet[Client] = Client.objects.all()
    return rows if actor.may("clients.every_team") else rows.filter(team_id__in=actor.teams)


def cards(actor: Actor) -> QuerySet[Client]:
    """Return the cards (no aliases) that the actor may see."""
    return visible(actor).filter(kept__isnull=True)


def clients_in(actor: Actor, filters: Mapping[str, Any]) -> QuerySet[Client]:
    """Return the cards of a segment; the names of the filters are those of the list's form."""
    rows = cards(actor).select_related("team")
    for name in ("age_group", "country", "legal_status", "registration", "faith", "channel"):
        if name in filters:
            rows = rows.filter(**{name: filters[name]})
    if "team" in filters:
        rows = rows.filter(team_id=filters["team"])
    if "language" in filters:
        code = filters["language"]
        padded = Concat(Value(" "), Cast("languages", CharField()), Value(" "))
        rows = rows.alias(spoken=padded).filter(spoken__contains=f" {code} ")
    if "since" in filters:
        rows = rows.filter(registered_on__gte=filters["since"])
    if "until" in filters:
        rows = rows.filter(registered_on__lte=filters["until"])
    return rows


def facts_of(client: Client) -> ClientFacts:
    """Turn a row into plain facts."""
    return ClientFacts(
        sex=client.sex,
        gender=client.gender,
        age_group=client.age_group,
        age_on=client.age_on,
        languages=tuple(client.languages),
        country=client.country,
        registration=client.registration,
        legal_status=client.legal_status,
        faith=client.faith,
        risks=tuple(client.risks),
        channel=client.channel,
        network=client.network,
        wave=client.wave,
    )


def _asked(actor: Actor, client: UUID | str) -> Client:
    rows = visible(actor).select_related("team", "kept__team")
    if isinstance(client, UUID):
        found = rows.filter(id=client).first()
    else:
        code = normalise_code(client)
        found = rows.filter(code=code).first() if is_code(code) else None
    if found is None:
        raise NotYours
    return found


def row_for(actor: Actor, client: UUID | str) -> Client:
    """Return the kept row of a client asked for by id or code; raises NotYours."""
    found = _asked(actor, client)
    return found.kept or found


def get_client_for(actor: Actor, client: UUID | str) -> ClientCard:
    """Return the card of a client asked for by id or code, an alias's too. Two queries.

    Raises NotYours for what is not there, another team's or another organisation's alike.
    """
    asked = _asked(actor, client)
    row = asked.kept or asked
    with scope(organisation=actor.organisation_id):
        aliases = list(
            Client.objects.filter(kept_id=row.id).order_by("code").values_list("id", "code")
        )
    return ClientCard(
        client_id=row.id,
        code=row.code,
        team_id=row.team_id,
        team=row.team.label,
        registered_on=row.registered_on,
        facts=facts_of(row),
        client_ids=(row.id, *(alias for alias, _ in aliases)),
        aliases=tuple(code for _, code in aliases),
        came_by=asked.code if asked.id != row.id else "",
        called=bytes(row.called) if row.called else None,
    )


def find_by_code(actor: Actor, code: str) -> UUID | None:
    """Return the id that belongs to a code, None where the gate would refuse. One query.

    An alias answers its own id: the gate leads from it to the kept card and says so, and what is
    recorded under it goes along if the merge is taken back.
    """
    code = normalise_code(code)
    if not is_code(code):
        return None
    return visible(actor).filter(code=code).values_list("id", flat=True).first()


def resolve_codes(organisation_id: UUID, codes: Iterable[str]) -> dict[str, UUID]:
    """Return code → id of the card it leads to (merges followed), unknown ones left out.

    One query; asks no gate: for records that come in, not for pages.
    """
    with scope(organisation=organisation_id):
        rows = Client.objects.filter(code__in=set(codes))
        return dict(rows.values_list("code", Coalesce("kept_id", "id")))


def reserved_codes(organisation_id: UUID, codes: Collection[str]) -> set[str]:
    """Return those of the codes that wait in some phone's pool. One query."""
    with scope(organisation=organisation_id):
        rows = PoolCode.objects.filter(code__in=set(codes))
        return set(rows.values_list("code", flat=True))


def client_tags(actor: Actor, ids: Collection[UUID]) -> dict[UUID, str]:
    """Return id → code of the card it leads to, of the clients the actor may see. One query."""
    rows = visible(actor).filter(id__in=set(ids))
    return dict(rows.values_list("id", Coalesce("kept__code", F("code"))))


def count_clients(actor: Actor, limit: int = 1000) -> int:
    """Return how many cards the actor may see, counting no further than the limit."""
    return cards(actor)[:limit].count()


def count_by_wave(actor: Actor, first: date, last: date) -> dict[tuple[date, int | None], int]:
    """Return (month's first day, wave) → persons registered by coupon then. One query."""
    came = cards(actor).filter(channel=Channel.COUPON, registered_on__range=(first, last))
    months = came.annotate(month=TruncMonth("registered_on")).values_list("month", "wave")
    return {(month, wave): found for month, wave, found in months.annotate(found=Count("id"))}


def _like(client: Client, by_hint: bool) -> Likeness:
    return Likeness(client.id, client.code, client.registered_on, by_hint)


def possible_duplicates(actor: Actor, client_id: UUID) -> list[Likeness]:
    """Return at most five cards that may be the same person, those by hint first.

    Same hint in the organisation's cards the actor may see, or the same set of telling facts in
    the same team within sixty days. It never blocks anything; people decide.
    """
    row = row_for(actor, client_id)
    others = cards(actor).exclude(id=row.id)
    found = [_like(o, True) for o in others.filter(hint=row.hint)[:LIKE_LIMIT]] if row.hint else []
    told = [name for name in _ALIKE if getattr(row, name) not in SILENT]
    if row.age_group in SILENT or row.country in SILENT or len(told) < 4 or not row.languages:
        return found
    near = timedelta(days=LIKE_DAYS)
    same = others.filter(
        team_id=row.team_id,
        languages=row.languages,
        registered_on__range=(row.registered_on - near, row.registered_on + near),
        **{name: getattr(row, name) for name in _ALIKE},
    ).order_by("-registered_on")
    known = {like.client_id for like in found}
    found += [_like(other, False) for other in same[:LIKE_LIMIT] if other.id not in known]
    return found[:LIKE_LIMIT]


def by_hint(actor: Actor, hint: str) -> list[Likeness]:
    """Return the cards of the actor's teams with this hint, newest first, at most twenty."""
    if not hint:
        return []
    rows = visible(actor).filter(hint=hint).select_related("kept").order_by("-registered_on", "id")
    found = {(row.kept or row).id: _like(row.kept or row, True) for row in rows[:20]}
    return list(found.values())


def consents_of(actor: Actor, client_ids: Sequence[UUID]) -> list[ConsentFact]:
    """Return the last word on every scope, across a card and its aliases. One query.

    On one day a withdrawal or refusal on any of the cards outweighs what was given on another.
    """
    with scope(organisation=actor.organisation_id):
        rows = list(Consent.objects.filter(client_id__in=client_ids).order_by("number"))
    last: dict[tuple[str, UUID], Consent] = {}
    for row in rows:
        held = last.get((row.scope, row.client_id))
        if held is None or row.day >= held.day:
            last[row.scope, row.client_id] = row
    answers = []
    for scope_code in Scope.values:
        candidates = [row for (code, _), row in last.items() if code == scope_code]
        candidates.sort(key=lambda row: (row.day, row.state != ConsentState.GIVEN))
        answers.append(_consent(scope_code, candidates[-1] if candidates else None))
    return answers


def _consent(scope_code: str, row: Consent | None) -> ConsentFact:
    if row is None:
        return ConsentFact(scope_code, None)
    return ConsentFact(scope_code, row.state, row.day, row.text_version, row.language)


def has_consent(actor: Actor, client_ids: Sequence[UUID], scope_code: str) -> bool:
    """Tell whether a client's last word on a scope is yes. One query."""
    return any(
        fact.scope == scope_code and fact.state == ConsentState.GIVEN
        for fact in consents_of(actor, client_ids)
    )


def consent_history(actor: Actor, client_ids: Sequence[UUID]) -> list[Consent]:
    """Return every word on every scope, newest first. One query."""
    with scope(organisation=actor.organisation_id):
        return list(
            Consent.objects.filter(client_id__in=client_ids).order_by("-day", "-number")[:100]
        )


def outdated_consents(facts: Sequence[ConsentFact]) -> set[str]:
    """Return the scopes agreed to by an older version of the text."""
    newest = latest_texts()
    return {
        fact.scope
        for fact in facts
        if fact.state == ConsentState.GIVEN and fact.text_version != newest[fact.scope].version
    }


def key_groups_of(actor: Actor, client_ids: Sequence[UUID]) -> KeyGroupFact | None:
    """Return what a client last said of their key groups, None for nothing. One query."""
    with scope(organisation=actor.organisation_id):
        rows = KeyGroupFact.objects.filter(client_id__in=client_ids)
        return rows.order_by("-day", "-entered_on", "-id").first()


def who_looked(actor: Actor, client_ids: Sequence[UUID], limit: int = 10) -> list[Opening]:
    """Return who opened the card on which day, newest first. One query."""
    with scope(organisation=actor.organisation_id):
        rows = Opening.objects.filter(client_id__in=client_ids)
        return list(rows.order_by("-day", "-id")[:limit])
