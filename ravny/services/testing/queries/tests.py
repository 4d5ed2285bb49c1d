"""Questions about tests: the gate, one test, a client's tests, the log."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django_scopes import scope

from ravny.core.kit.errors import NotYours
from ravny.core.staff.types import Actor

from ..models import Assay, Test
from ..types import AssayFact, TestFact

WAITING = "none"
"""The filters' word for a result, or a conclusion, that is not known."""

_PLAIN = ("infection", "purpose", "channel", "site", "worker", "team")
_COPIED = (
    "infection", "purpose", "day", "worker_id", "team_id", "client_id", "encounter_id", "channel",
    "age_group", "service_id", "is_whole", "counselled_on", "consented_on", "safety", "previous",
    "assistance", "on_prep", "exposed_on", "result", "result_on", "returned_on",
    "post_counselled_on", "conclusion", "concluded_on", "proof", "retest_on", "step", "step_due",
    "step_warned", "void_reason", "note",
)  # fmt: skip


def visible_to(actor: Actor) -> QuerySet[Test]:
    """Return the tests of the actor's teams, of their teams' clients and their own (in a scope).

    All of the house for who may see every team.
    """
    rows = Test.objects.filter(organisation_id=actor.organisation_id)
    if actor.may("testing.every_team"):
        return rows
    return rows.filter(
        Q(team_id__in=actor.teams)
        | Q(worker_id=actor.account_id)
        | Q(client__team_id__in=actor.teams)
        | Q(client__kept__team_id__in=actor.teams)
    )


def may_void(actor: Actor, worker_id: UUID) -> bool:
    """Tell whether the actor may void a test of this worker: their own, or any for every team."""
    return actor.may("testing.record") and (
        worker_id == actor.account_id or actor.may("testing.every_team")
    )


def get_test_for(actor: Actor, test_id: UUID) -> TestFact:
    """Gate: a test the actor may see, with its assays; NotYours for any other. Two queries."""
    with scope(organisation=actor.organisation_id):
        rows = visible_to(actor).select_related("worker", "site").filter(id=test_id)
        found = facts_of(rows)
    if not found:
        raise NotYours
    return found[0]


def tests_of(
    actor: Actor,
    client_ids: Sequence[UUID],
    *,
    before: date | None = None,
    limit: int | None = None,
) -> list[TestFact]:
    """Return a client's tests the actor may see, newest first, void ones left out. Two queries.

    `before`: only earlier days.
    """
    with scope(organisation=actor.organisation_id):
        rows = visible_to(actor).filter(client_id__in=client_ids, void_reason="")
        if before:
            rows = rows.filter(day__lt=before)
        return facts_of(rows.select_related("worker", "site").order_by("-day", "-id")[:limit])


def tests_of_clients(organisation_id: UUID, client_ids: Sequence[UUID]) -> list[UUID]:
    """Return the ids of these clients' tests, void ones too; no gate. One query."""
    with scope(organisation=organisation_id):
        rows = Test.objects.filter(client_id__in=client_ids).order_by("id")
        return list(rows.values_list("id", flat=True))


def log_of(actor: Actor, filters: Mapping[str, Any]) -> QuerySet[Test]:
    """Return the tests the actor may see, filtered as the log's boxes say."""
    rows = visible_to(actor).select_related("worker", "site", "team")
    for name in _PLAIN:
        if name in filters:
            rows = rows.filter(**{name: filters[name]})
    for name in ("result", "conclusion"):
        if name in filters:
            code = filters[name]
            rows = rows.filter(**{name: "" if code == WAITING else code})
    if filters.get("not_returned"):
        rows = rows.filter(result__in=["reactive", "nonreactive"], returned_on__isnull=True)
    if "lot" in filters:
        rows = rows.filter(id__in=Assay.objects.filter(lot_id=filters["lot"]).values("test_id"))
    if "first" in filters:
        rows = rows.filter(day__gte=filters["first"])
    if "last" in filters:
        rows = rows.filter(day__lte=filters["last"])
    return rows if filters.get("voided") else rows.filter(void_reason="")


def facts_of(rows: Iterable[Test]) -> list[TestFact]:
    """Turn rows (with worker and site) into facts with their assays, in their order."""
    found = list(rows)
    assays: dict[UUID, list[AssayFact]] = defaultdict(list)
    if found:
        for one in Assay.objects.filter(test_id__in=[row.id for row in found]):
            assays[one.test_id].append(
                AssayFact(
                    one.id, one.slot, one.result, one.day, one.specimen, one.item_id, one.lot_id
                )
            )
    return [_fact(row, tuple(assays[row.id])) for row in found]


def _fact(row: Test, assays: tuple[AssayFact, ...]) -> TestFact:
    return TestFact(
        test_id=row.id,
        worker=row.worker.pseudonym,
        site=row.site.label if row.site else "",
        # Before the meeting has come no referral is open, whatever was chosen.
        referral_id=row.referral_id if row.is_whole else None,
        assays=assays,
        **{name: getattr(row, name) for name in _COPIED},
    )
