"""Whatever the order, the pieces and the repetitions: the tables end up the same."""

from collections import Counter
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from django_scopes import scope
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ravny.core.kit.codes import new_code
from ravny.core.kit.ids import day_id
from ravny.core.staff.types import Actor
from ravny.services.encounters.models import Encounter, Handout
from ravny.services.outreach.models import IntakeRecord, Shift
from ravny.services.outreach.operations import receive
from ravny.services.outreach.types import ReceivedRecord
from ravny.services.referrals.models import Referral
from ravny.services.stock.models import Balance, Movement
from ravny.services.testing.models import Assay, Test
from tests.cast import HOUSE, Cast

from .phones import (
    CONDOMS,
    KIT,
    LEAFLETS,
    PHONE,
    SYPHILIS_KIT,
    batch,
    contact,
    late,
    lay_kits,
    rapid,
    reserve,
    shift,
    step,
)

pytestmark = pytest.mark.django_db
NIGHT = 17


class _Undo(Exception):
    """Leaves the database as it was."""


def _night(codes: list[str]) -> list[ReceivedRecord]:
    shift_id = day_id()
    of_shift = {"shift": str(shift_id)}
    kit = {"kit": str(KIT)}
    waits = [
        rapid(**kit, result="wait", returned=False, post=False),
        rapid(
            "syphilis", kit=str(SYPHILIS_KIT), result="wait", invalid=1, returned=False, post=False
        ),
    ]
    silent = {"returned": False, "post": False}
    second_try = {"try": 1, "kit": str(SYPHILIS_KIT)}
    third_try = {"try": 2, "kit": str(SYPHILIS_KIT)}
    first = rapid(**kit, result="reactive", next=step("second_test"))
    second = rapid(**kit, result="reactive", next=step("anonymous", escort=True))
    return batch(
        shift("open", shift_id),
        shift("open", shift_id, minute=22 * 60),
        contact(**of_shift),
        contact(**of_shift, who="new", code=codes[0]),
        contact(**of_shift, who="code", code=codes[0], given={str(LEAFLETS): 3}),
        contact(**of_shift, who="new", code=codes[1], given={}),
        contact(**of_shift, channel="moon"),
        contact(**of_shift, who="code", code=new_code()),
        contact(**of_shift, given={str(CONDOMS): 25, str(LEAFLETS): 1}),
        shift("close", shift_id, minute=120),
        shift("close", shift_id, minute=60),
        contact(**of_shift, who="code", code=codes[1], given={}, tests=waits),
        late(waits[0]["id"], result="reactive", next=step("lawyer")),
        late(waits[1]["id"], **second_try, infection="syphilis", result="invalid", **silent),
        late(waits[1]["id"], **third_try, infection="syphilis", returned=False, post=False),
        contact(**of_shift, who="code", code=codes[0], given={}, tests=[first, second]),
        late(waits[0]["id"], result="wait"),
    )


def _stock() -> Counter[tuple[UUID, str]]:
    sums: Counter[tuple[UUID, str]] = Counter()
    rows = Movement.objects.values_list("lot__item_id", "reason", "change")
    for item_id, reason, change in rows:
        sums[item_id, reason] += change
    return sums


# Everything that must not depend on the order; cards by their code, not by their id.
_COLUMNS: dict[Any, tuple[str, ...]] = {
    Encounter: (
        "id", "day", "channel", "site_id", "shift_id", "team_id", "worker_id", "client__code",
        "who", "age_group", "key_groups", "services", "clock_flag",
    ),
    Handout: ("encounter_id", "item_id", "quantity"),
    Shift: (
        "id", "day", "worker_id", "site_id", "opened_on", "opened_hour", "closed_on",
        "closed_hour", "state",
    ),
    Test: (
        "id", "infection", "purpose", "day", "encounter_id", "client__code", "is_whole",
        "consented_on", "result", "result_on", "returned_on", "post_counselled_on", "step",
        "step_due", "referral_id",
    ),
    Assay: ("id", "test_id", "position", "item_id", "result", "day"),
    Referral: ("id", "client__code", "step", "state"),
    IntakeRecord: ("id", "kind", "state", "problems"),
    Balance: ("lot__item_id", "quantity"),
}  # fmt: skip


def _picture() -> dict[Any, Any]:
    """Every table as it came out."""
    with scope(organisation=HOUSE):
        tables = {
            table: set(table.objects.values_list(*columns)) for table, columns in _COLUMNS.items()
        }
        return {**tables, "stock": _stock()}


def _arrive(actor: Actor, pieces: list[tuple[list[ReceivedRecord], bool]]) -> dict[str, Any]:
    """Take in the pieces; one that is cut off leaves nothing behind, and comes again."""
    picture: dict[str, Any] = {}
    try:
        with transaction.atomic():
            for records, cut_off in pieces:
                if cut_off:
                    try:
                        with transaction.atomic():
                            receive(actor=actor, phone_id=PHONE, records=records)
                            raise _Undo
                    except _Undo:
                        pass
                receive(actor=actor, phone_id=PHONE, records=records)
            picture = _picture()
            raise _Undo
    except _Undo:
        return picture


@st.composite
def arrivals(draw: st.DrawFn) -> list[tuple[list[int], bool]]:
    """Numbers of records in some order, some repeated, in pieces, some pieces cut off first."""
    order = draw(st.permutations(range(NIGHT)))
    order += draw(st.lists(st.integers(0, NIGHT - 1), max_size=8))
    pieces = []
    while order:
        size = draw(st.integers(1, len(order)))
        pieces.append((order[:size], draw(st.booleans())))
        order = order[size:]
    return pieces


@pytest.fixture
def night(scene: Cast) -> tuple[Actor, list[ReceivedRecord], dict[str, Any]]:
    """A night's records, and what they come to in the order they were made."""
    codes = [new_code(), new_code()]
    reserve(*codes)
    lay_kits(scene, scene.peer)
    actor, records = scene.peer.actor, _night(codes)
    return actor, records, _arrive(actor, [(records, False)])


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(pieces=arrivals())
def test_order_repetition_and_interruption_change_nothing(
    night: tuple[Actor, list[ReceivedRecord], dict[str, Any]],
    pieces: list[tuple[list[int], bool]],
) -> None:
    actor, records, expected = night
    arrived = _arrive(actor, [([records[n] for n in numbers], cut) for numbers, cut in pieces])
    assert arrived == expected


def test_the_night_is_what_was_recorded(
    night: tuple[Actor, list[ReceivedRecord], dict[str, Any]],
) -> None:
    _actor, _records, picture = night
    assert len(picture[Encounter]) == 7
    assert sorted((row[2], row[8], row[12]) for row in picture[Test]) == [
        ("screening", "nonreactive", ""),
        ("screening", "reactive", "lawyer"),
        ("screening", "reactive", "second_test"),
        ("second", "reactive", "anonymous"),
    ]
    assert Counter(row[2] for row in picture[Referral]) == {"lawyer": 1, "anonymous": 1}
    assert (len(picture[Assay]), picture["stock"][KIT, "issued"]) == (6, -3)
    assert picture["stock"][SYPHILIS_KIT, "issued"] == -3
    assert picture["stock"][CONDOMS, "issued"] == -45
    assert picture["stock"][CONDOMS, "unexplained"] == 45
    assert Counter(row[2] for row in picture[IntakeRecord]) == {"imported": 14, "tray": 3}
