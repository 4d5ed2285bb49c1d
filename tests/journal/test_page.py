"""The journal's page: newest first, filtered, for those who may, of their own house only."""

from typing import Any

import pytest

from ravny.core.journal import operations
from ravny.core.journal.models import Entry
from ravny.core.kit import registries
from tests.cast import Cast, browser_of


def test_it_says_who_did_what_in_words(cast: Cast) -> None:
    operations.write(actor=cast.peer.actor, verb="staff.joined")
    operations.write_for(
        organisation_id=cast.organisation_id, actor_id=None, verb="nobody.named_this", count=7
    )
    page = browser_of(cast.coordinator).get("/journal/").content.decode()
    assert cast.peer.pseudonym in page
    assert "Вход по приглашению впервые" in page
    assert "nobody.named_this" in page
    assert "система" in page


def test_another_house_has_another_journal(cast: Cast) -> None:
    operations.write(actor=cast.peer.actor, verb="only.here")
    assert "only.here" in browser_of(cast.keeper).get("/journal/").content.decode()
    assert "only.here" not in browser_of(cast.stranger).get("/journal/").content.decode()


def test_it_is_filtered_by_person_verb_and_days(cast: Cast) -> None:
    operations.write(actor=cast.peer.actor, verb="first.thing")
    operations.write(actor=cast.doctor.actor, verb="staff.joined")
    browser = browser_of(cast.coordinator)
    day = Entry.objects.first().day.isoformat()  # type: ignore[union-attr]  # two were written
    cases = {
        f"person={cast.peer.account_id}": (True, False),
        "verb=staff.joined": (False, True),
        f"day_from={day}&day_to={day}": (True, True),
        "day_to=2020-01-01": (False, False),
        "day_from=nonsense&person=nonsense&verb=nonsense": (True, True),
        f"person={cast.stranger.account_id}": (True, True),
    }
    for query, (first, second) in cases.items():
        body = browser.get(f"/journal/?{query}").content.decode().partition("<tbody")[2]
        assert ("first.thing" in body) == first, query
        assert ("Вход по приглашению" in body) == second, query


@pytest.mark.parametrize(
    "query", ["page=nonsense", "sort=digest", "sort=-day&page=~~", "format=pdf"]
)
def test_bad_input_is_harmless(cast: Cast, query: str) -> None:
    answer = browser_of(cast.coordinator).get(f"/journal/?{query}")
    assert answer.status_code == (404 if "format" in query else 200)


def test_it_costs_the_same_queries_for_any_number(
    cast: Cast, django_assert_num_queries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the menu, whose counts are other rooms' queries."""
    monkeypatch.setattr(registries.menu, "entries", [])
    browser = browser_of(cast.coordinator)
    for wanted in (1, 130):
        for _ in range(wanted):
            operations.write(actor=cast.peer.actor, verb="some.thing")
        with django_assert_num_queries(6):
            page = browser.get("/journal/").content.decode()
    assert page.count("some.thing") >= 50


def test_a_copy_of_it_stands_in_it(cast: Cast) -> None:
    operations.write(actor=cast.peer.actor, verb="first.thing")
    answer = browser_of(cast.coordinator).get("/journal/?format=csv")
    assert answer.status_code == 200
    last = Entry.objects.order_by("-number").first()
    assert last is not None
    assert (last.verb, last.actor_id) == ("journal.exported", cast.coordinator.account_id)


def test_no_id_of_a_subject_is_on_the_page(cast: Cast) -> None:
    operations.write(actor=cast.peer.actor, verb="clients.opened", subject=cast.doctor.account_id)
    body = browser_of(cast.coordinator).get("/journal/").content.decode().partition("<tbody")[2]
    assert str(cast.doctor.account_id) not in body
