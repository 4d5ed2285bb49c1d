"""Tests that wait for somebody, for *Today* and the list of retests. One query each.

Each looks back a bounded time, so that no page grows with the years.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django_scopes import scope

from ravny.core.kit.clock import today
from ravny.core.staff.types import Actor
from ravny.people.directory.queries import infections
from ravny.services.referrals.types import LEADS_OUT, NextStep

from ..models import Test
from ..types import DueTest, Purpose, Result
from .tests import visible_to

RETURN_WITHIN = 7
ANSWER_WITHIN = 14
MEETING_WITHIN = 2
LOOK_BACK = 180
LIMIT = 50
_VALID = [Result.REACTIVE, Result.NONREACTIVE]


def _next_tests() -> QuerySet[Test]:
    """Return what took the place of a reactive test of the outer query, whatever was chosen then.

    A later reactive one is asked about itself, a confirmation or a sample is on its way. A second
    rapid test that is nonreactive takes no place: two that differ still need an answer.
    """
    same_day = Q(day=OuterRef("day"), purpose__in=[Purpose.SECOND, Purpose.CONFIRMATION])
    on_its_way = Q(purpose__in=[Purpose.CONFIRMATION, Purpose.SENT_AWAY])
    return Test.objects.filter(
        Q(day__gt=OuterRef("day")) | same_day & ~Q(id=OuterRef("id")),
        on_its_way | Q(result=Result.REACTIVE),
        client_id=OuterRef("client_id"),
        infection=OuterRef("infection"),
        is_whole=True,
        void_reason="",
    )


def has_led_on(actor: Actor, test_id: UUID) -> bool:
    """Tell whether another test took this one's place (see _next_tests). One query."""
    with scope(organisation=actor.organisation_id):
        return bool(Test.objects.filter(Exists(_next_tests()), id=test_id).exists())


def without_step(actor: Actor) -> list[DueTest]:
    """Return reactive tests after which nothing was chosen, or no referral came of the choice.

    A later reactive test, or a confirmation, of the same client takes their place.
    """
    led_out = Q(step__in=LEADS_OUT, referral_id__isnull=True, client__isnull=False)
    with scope(organisation=actor.organisation_id):
        waits = (Q(step="") | led_out) & Q(~Exists(_next_tests()))
    return _due(actor, waits, **_reactive())


def steps_due(actor: Actor) -> list[DueTest]:
    """Return reactive tests whose client wanted to decide later, when the day to ask has come."""
    steps = [NextStep.LATER, NextStep.SECOND_TEST]
    with scope(organisation=actor.organisation_id):
        asked = Q(step__in=steps, step_due__lte=today()) & Q(~Exists(_next_tests()))
    return _due(actor, asked, day_of="step_due", **_reactive())


def not_returned(actor: Actor) -> list[DueTest]:
    """Return tests whose result was not given back within seven days."""
    waited = Q(result__in=_VALID, returned_on__isnull=True)
    return _due(actor, waited, **_since(RETURN_WITHIN))


def without_result(actor: Actor) -> list[DueTest]:
    """Return samples sent away that nobody heard of for more than fourteen days."""
    silent = Q(purpose=Purpose.SENT_AWAY, result="", conclusion="")
    return _due(actor, silent, **_since(ANSWER_WITHIN + 1))


def without_meeting(actor: Actor) -> list[DueTest]:
    """Return results of a phone whose meeting did not arrive for more than two days."""
    return _due(actor, Q(is_whole=False), is_whole=False, **_since(MEETING_WITHIN + 1))


def retests_of(actor: Actor, filters: Mapping[str, Any]) -> QuerySet[Test]:
    """Return tests whose retest is due by `last` (today), no newer test known; as a list page.

    Further filters: infection, worker, team. Without a client's code nobody can be asked.
    """
    newer = Test.objects.filter(
        client_id=OuterRef("client_id"),
        infection=OuterRef("infection"),
        day__gt=OuterRef("day"),
        void_reason="",
    )
    last: date = filters.get("last") or today()
    rows = visible_to(actor).filter(
        retest_on__range=(today() - timedelta(days=LOOK_BACK), last),
        client__isnull=False,
        void_reason="",
        is_whole=True,
    )
    for name in ("infection", "worker", "team"):
        if name in filters:
            rows = rows.filter(**{name: filters[name]})
    return rows.filter(~Exists(newer)).select_related("worker", "team")


def retests_due(actor: Actor) -> list[DueTest]:
    """Return the retests that are due, the longest waiting first."""
    with scope(organisation=actor.organisation_id):
        rows = retests_of(actor, {}).order_by("retest_on", "id")
        return _facts(rows, "retest_on")


def _since(days: int) -> dict[str, Any]:
    return {
        "day__range": (today() - timedelta(days=LOOK_BACK), today() - timedelta(days=days)),
    }


def _reactive() -> dict[str, Any]:
    # The infections lead the index of reactive tests.
    return {"result": Result.REACTIVE, "infection__in": list(infections()), **_since(0)}


def _due(actor: Actor, waits: Q, *, day_of: str = "day", **filters: Any) -> list[DueTest]:
    with scope(organisation=actor.organisation_id):
        rows = visible_to(actor).filter(waits, **{"is_whole": True, **filters}, void_reason="")
        return _facts(rows.order_by(day_of, "id"), day_of)


def _facts(rows: QuerySet[Test], day_of: str) -> list[DueTest]:
    columns = ("id", "client_id", "infection", day_of, "step")
    return [DueTest(*row) for row in rows.values_list(*columns)[:LIMIT]]
