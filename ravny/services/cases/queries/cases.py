"""Cases of clients, the list of cases, and how a case went from stage to stage."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import CharField, F, QuerySet, Value
from django.db.models.functions import Cast, Coalesce, Concat
from django_scopes import scope

from ravny.core.kit.clock import today
from ravny.core.staff.types import Actor

from ..models import Case, Request, StageMove
from ..types import CaseFact, RequestState, StageSpan
from .gate import fact_of, visible_to

OPEN_ONES, ENDED_ONES, EVERY_ONE = "open", "ended", "all"
_PLAIN = {"stage": "stage", "manager": "manager_id", "team": "team_id"}


@dataclass(frozen=True)
class Whose:
    """Whose case it is, for its team: the code, and whether they may open the card too."""

    code: str
    client_id: UUID
    may_open: bool


def cases_of(actor: Actor, client_ids: Sequence[UUID]) -> list[CaseFact]:
    """Return a client's cases that the actor may see, the open one first. One query."""
    if not actor.may("cases.view"):
        return []
    with scope(organisation=actor.organisation_id):
        rows = visible_to(actor).filter(client_id__in=client_ids)
        ordered = rows.order_by(F("ended_on").desc(nulls_first=True), "-opened_on", "id")
        return [fact_of(row) for row in ordered]


def open_case_of(actor: Actor, client_ids: Sequence[UUID]) -> CaseFact | None:
    """Return a client's open case if the actor may see it. One query."""
    return next((one for one in cases_of(actor, client_ids) if one.is_open), None)


def has_open_case(actor: Actor, client_ids: Sequence[UUID]) -> bool:
    """Tell whether a client has an open case, also one the actor does not see. One query."""
    with scope(organisation=actor.organisation_id):
        return Case.objects.filter(client_id__in=client_ids, ended_on=None).exists()


def cases_of_clients(organisation_id: UUID, client_ids: Sequence[UUID]) -> list[UUID]:
    """Return the ids of these clients' cases, ended ones too; no gate. One query."""
    with scope(organisation=organisation_id):
        rows = Case.objects.filter(client_id__in=client_ids).order_by("id")
        return list(rows.values_list("id", flat=True))


def whose(actor: Actor, case_ids: Sequence[UUID]) -> dict[UUID, Whose]:
    """Return case id → whose it is, of cases whose gate the actor has passed. One query.

    Somebody asked in from another team sees the code, not the card.
    """
    every = actor.may("clients.every_team")
    with scope(organisation=actor.organisation_id):
        rows = Case.objects.filter(id__in=case_ids).values_list(
            "id",
            Coalesce("client__kept__code", "client__code"),
            "client_id",
            "client__team_id",
        )
        return {
            case_id: Whose(
                code,
                client_id,
                actor.may("clients.view") and (every or team_id in actor.teams),
            )
            for case_id, code, client_id, team_id in rows
        }


def cases_in(actor: Actor, filters: Mapping[str, Any]) -> QuerySet[Case]:
    """Return the cases the list shows, filtered as its boxes say; open ones unless asked."""
    rows = visible_to(actor)
    for name, column in _PLAIN.items():
        if name in filters:
            rows = rows.filter(**{column: filters[name]})
    state = filters.get("state", OPEN_ONES)
    if state != EVERY_ONE:
        rows = rows.filter(ended_on__isnull=state == OPEN_ONES)
    if filters.get("remote"):
        rows = rows.filter(is_remote=True)
    if "kind" in filters:
        asked = Request.objects.filter(kind=filters["kind"]).exclude(state=RequestState.ENDED)
        rows = rows.filter(id__in=asked.values("case_id"))
    if "circumstance" in filters:
        padded = Concat(Value(" "), Cast("circumstances", CharField()), Value(" "))
        rows = rows.alias(among=padded).filter(among__contains=f" {filters['circumstance']} ")
    if "silence" in filters:
        rows = rows.filter(heard_on__lt=today() - timedelta(days=filters["silence"]))
    return rows


def own_count(actor: Any) -> int | None:
    """Return how many open cases the actor carries, None for none. One query."""
    with scope(organisation=actor.organisation_id):
        rows = Case.objects.filter(manager_id=actor.account_id, ended_on__isnull=True)
        return rows.count() or None


def kinds_asked(actor: Actor, case_ids: Sequence[UUID]) -> dict[UUID, list[str]]:
    """Return case id → the kinds of its open requests, for one page. One query."""
    found: dict[UUID, list[str]] = {}
    with scope(organisation=actor.organisation_id):
        rows = Request.objects.filter(case_id__in=case_ids).exclude(state=RequestState.ENDED)
        for case_id, kind in rows.order_by("kind").values_list("case_id", "kind").distinct():
            found.setdefault(case_id, []).append(kind)
    return found


def stage_spans(actor: Actor, case: CaseFact) -> list[StageSpan]:
    """Return the stages a case went through, the first one first, with the days in each."""
    with scope(organisation=actor.organisation_id):
        moves = list(StageMove.objects.filter(case_id=case.case_id).order_by("day", "id"))
    ends: list[date] = [move.day for move in moves[1:]] + [case.ended_on or today()]
    return [
        StageSpan(
            stage=move.stage,
            since=move.day,
            days=max((end - move.day).days, 0),
            by=move.by,
            account_id=move.account_id,
            is_now=move is moves[-1],
        )
        for move, end in zip(moves, ends, strict=True)
    ]
