"""The ladder against losing somebody: climbed by tries, left only by hearing from the client."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ravny.services.cases.ladder import Try, rungs, standing
from ravny.services.cases.safe import SafeFact, hours_are_safe, is_now, problem

HEARD = date(2026, 9, 1)
OPEN = SafeFact(channel="telegram", peer_agreed=True)
CODES = [rung.code for rung in rungs()]
WAYS = ("telegram", "call", "sms", "mailbox", "peer", "visit", "official", "letter")
tries = st.lists(
    st.builds(
        Try,
        st.integers(0, 120).map(lambda days: HEARD + timedelta(days=days)),
        st.sampled_from(WAYS),
    ),
    max_size=12,
)


def at(days: int) -> date:
    return HEARD + timedelta(days=days)


def place(made: list[Try], heard: date = HEARD) -> int:
    stands = standing(heard, made, allowed=OPEN.allowed, channel=OPEN.channel)
    return CODES.index(stands.rung.code)


@given(tries, st.data())
def test_one_more_try_never_leads_back_and_their_order_does_not_matter(
    made: list[Try], data: st.DataObject
) -> None:
    places = [place(made[:count]) for count in range(len(made) + 1)]
    assert places == sorted(places)
    assert place(data.draw(st.permutations(made))) == place(made)


@given(tries, st.integers(0, 120))
def test_after_hearing_nothing_is_due_and_the_ladder_begins_anew(made: list[Try], day: int) -> None:
    before = [one for one in made if one.day < at(day)]
    stands = standing(at(day), before, allowed=OPEN.allowed, channel=OPEN.channel)
    assert stands.rung.code == "message" and stands.tried == 0 and stands.last_try is None
    assert stands.reached(at(day)) == "" and stands.reached(at(day + 13)) == ""
    assert stands.reached(at(day + 14)) == "message"


@given(tries, st.integers(0, 130), st.integers(0, 130))
def test_what_is_reached_stays_reached_while_days_pass(
    made: list[Try], one: int, other: int
) -> None:
    stands = standing(HEARD, made, allowed=OPEN.allowed, channel=OPEN.channel)
    early, late = sorted((one, other))
    assert not stands.reached(at(early)) or stands.reached(at(late))
    assert stands.due_on >= HEARD + timedelta(days=stands.rung.days)


def test_each_try_counts_for_the_lowest_rung_it_fits() -> None:
    made: list[Try] = []
    for days, way, expected in (
        (2, "telegram", "message"),  # too early: they were just heard
        (14, "telegram", "again"),
        (30, "peer", "again"),  # the peer was asked, the second message was not written
        (31, "mailbox", "partners"),
        (50, "visit", "partners"),  # a visit is no rung
        (51, "official", "decide"),
        (90, "telegram", "decide"),
    ):
        made.append(Try(at(days), way))
        assert CODES[place(made)] == expected, days


def test_a_rung_waits_for_an_answer_to_the_one_before() -> None:
    late = standing(HEARD, [Try(at(40), "telegram")], allowed=OPEN.allowed, channel="telegram")
    assert late.rung.code == "again" and late.due_on == at(43)
    assert late.reached(at(42)) == "" and late.late(at(45)) == 2
    assert not late.is_escalated(at(49)) and late.is_escalated(at(50))


@pytest.mark.parametrize(
    ("safe", "codes"),
    [
        (SafeFact(), ["message", "again", "partners", "decide"]),
        (SafeFact(channel="none"), ["message", "again", "partners", "decide"]),
        (SafeFact(channel="call"), ["message", "again", "partners", "decide"]),
        (SafeFact(channel="peer"), CODES),
        (OPEN, CODES),
    ],
)
def test_a_rung_whose_ways_are_closed_is_passed_over(safe: SafeFact, codes: list[str]) -> None:
    """Never asked or forbidden: the mailbox is left, which the client opens themselves."""
    seen, made = [], []
    for way in ("mailbox", "mailbox", "peer", "official"):
        stands = standing(HEARD, made, allowed=safe.allowed, channel=safe.channel)
        if stands.rung.code not in seen:
            seen.append(stands.rung.code)
        made.append(Try(at(100), way))
    seen.append(standing(HEARD, made, allowed=safe.allowed, channel=safe.channel).rung.code)
    assert list(dict.fromkeys(seen)) == codes


MONDAY = date(2026, 11, 23)
CASES = [
    (SafeFact(), "talk", "call", "never"),
    (SafeFact(), "attempt", "telegram", "never"),
    (SafeFact(), "talk", "meeting", ""),
    (SafeFact(), "talk", "mailbox", ""),
    (SafeFact(), "official", "call", ""),
    (SafeFact(), "missed", "meeting", ""),
    (SafeFact(channel="none"), "attempt", "sms", "nobody"),
    (SafeFact(channel="none"), "attempt", "mailbox", ""),
    (SafeFact(channel="call"), "attempt", "sms", "way"),
    (SafeFact(channel="call"), "attempt", "visit", "way"),
    (SafeFact(channel="call"), "attempt", "peer", "way"),
    (OPEN, "attempt", "peer", ""),
    (SafeFact(channel="call", days=("tue",)), "talk", "call", "day"),
    (SafeFact(channel="call", days=("mon",)), "talk", "call", ""),
    (SafeFact(channel="call", hour_from=19, hour_to=22), "talk", "call", "hours"),
    (SafeFact(channel="call", hour_from=17, hour_to=22), "talk", "call", ""),
]


@pytest.mark.parametrize(("safe", "kind", "way", "code"), CASES)
def test_what_speaks_against_a_contact(safe: SafeFact, kind: str, way: str, code: str) -> None:
    assert problem(safe, kind=kind, way=way, day=MONDAY, hours="day") == code


def test_hours_may_go_over_midnight() -> None:
    night = SafeFact(channel="call", hour_from=22, hour_to=2)
    assert [hour for hour in range(24) if is_now(night, MONDAY, hour)] == [0, 1, 22, 23]
    assert hours_are_safe(night, "evening") and not hours_are_safe(night, "day")
    assert hours_are_safe(SafeFact(channel="call"), "day")
    assert not is_now(SafeFact(channel="call", days=("sun",)), MONDAY, 12)
