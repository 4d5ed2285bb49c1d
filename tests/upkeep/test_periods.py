"""The pages of periods: what goes when, deciding, the dry run, what went."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_scopes import scope

from ravny.core.journal.models import Entry
from ravny.core.kit.aging import months_back
from ravny.core.kit.clock import today
from ravny.core.kit.formats import month
from ravny.core.kit.registries import record_kinds
from ravny.insight.upkeep.models import Period, Purged
from ravny.insight.upkeep.operations.purging import purge_all
from ravny.services.encounters.models import Encounter
from tests.cast import HOUSE, Cast, Person, browser_of
from tests.upkeep.aged import card, meeting, one_of_each

OVERVIEW, DRY_RUN, GONE = (
    "/upkeep/periods/", "/upkeep/periods/dry-run/", "/upkeep/periods/gone/",
)  # fmt: skip
NOTES = "/upkeep/periods/encounters.notes/"


def page(person: Person, url: str) -> str:
    answer = browser_of(person).get(url)
    assert answer.status_code == 200
    return str(answer.content.decode())


def send(person: Person, url: str, **fields: Any) -> Any:
    return browser_of(person).post(url, fields)


def old_notes(cast: Cast, count: int, months: int) -> None:
    with scope(organisation=HOUSE):
        for _ in range(count):
            meeting(cast, months_back(today(), months) - timedelta(days=1))


def test_the_page_names_every_kind_with_its_period_and_whence(cast: Cast) -> None:
    text = page(cast.coordinator, OVERVIEW)
    for kind in record_kinds:
        assert str(kind.label) in text
        assert str(kind.goes) in text
    assert "12 месяцев" in text
    assert "правила страны" in text
    assert "ravny journal prune" in text


def test_it_counts_what_is_due_and_draws_the_months_to_come(cast: Cast) -> None:
    old_notes(cast, 3, 12)
    with scope(organisation=HOUSE):
        meeting(cast, months_back(today(), 9))
    text = page(cast.coordinator, OVERVIEW)
    assert "этой ночью" in text
    in_three_months = month(date(2000, 1, 1).replace(year=_ahead(3).year, month=_ahead(3).month))
    assert in_three_months in text
    assert text.count("<progress") >= 12


def _ahead(months: int) -> date:
    return months_back(today(), -months)


def test_the_keeper_looks_and_does_not_decide(cast: Cast) -> None:
    assert NOTES not in page(cast.keeper, OVERVIEW)
    assert NOTES in page(cast.coordinator, OVERVIEW)
    assert browser_of(cast.keeper).get(NOTES).status_code == 404
    assert send(cast.keeper, NOTES, months="2").status_code == 404
    assert browser_of(cast.keeper).get(DRY_RUN).status_code == 200


@pytest.mark.parametrize("url", [OVERVIEW, DRY_RUN, GONE, NOTES])
def test_others_see_no_page(cast: Cast, url: str) -> None:
    for person in (cast.peer, cast.doctor, cast.lawyer, cast.stock, cast.case_manager):
        assert browser_of(person).get(url).status_code == 404
    assert Browser(HTTP_HOST="localhost:8000").get(url).status_code == 302


def test_a_kind_that_is_none_is_not_there(cast: Cast) -> None:
    url = reverse("upkeep:period", args=["encounters.everything"])
    assert browser_of(cast.coordinator).get(url).status_code == 404


def test_a_longer_period_is_saved_at_once_and_told_to_the_journal(cast: Cast) -> None:
    old_notes(cast, 2, 12)
    assert send(cast.coordinator, NOTES, months="24").status_code == 302
    with scope(organisation=HOUSE):
        row = Period.objects.get()
    assert (row.kind, row.months) == ("encounters.notes", 24)
    assert row.changed_by_id == cast.coordinator.account_id
    assert Entry.objects.filter(verb="upkeep.period_set", count=24).count() == 1
    assert "своё решение" in page(cast.coordinator, OVERVIEW)
    purge_all()
    with scope(organisation=HOUSE):
        assert Encounter.objects.exclude(note=None).count() == 2


def test_a_shorter_period_says_first_what_would_go_at_once(cast: Cast) -> None:
    old_notes(cast, 4, 5)
    answer = send(cast.coordinator, NOTES, months="3")
    assert answer.status_code == 200
    text = answer.content.decode()
    assert "4 записи" in text
    assert "Всё равно сохранить" in text
    assert 'name="seen" value="3"' in text
    with scope(organisation=HOUSE):
        assert not Period.objects.exists()
    assert send(cast.coordinator, NOTES, months="3", seen="3").status_code == 302
    with scope(organisation=HOUSE):
        assert Period.objects.get().months == 3
    purge_all()
    with scope(organisation=HOUSE):
        assert not Encounter.objects.exclude(note=None).exists()


def test_what_was_seen_for_another_number_does_not_count(cast: Cast) -> None:
    old_notes(cast, 4, 5)
    assert send(cast.coordinator, NOTES, months="2", seen="3").status_code == 200
    with scope(organisation=HOUSE):
        assert not Period.objects.exists()


def test_a_shorter_period_under_which_nothing_goes_is_saved_at_once(cast: Cast) -> None:
    assert send(cast.coordinator, NOTES, months="3").status_code == 302


def test_empty_goes_back_to_what_is_proposed(cast: Cast) -> None:
    send(cast.coordinator, NOTES, months="24")
    old_notes(cast, 1, 13)
    assert "1 запись" in send(cast.coordinator, NOTES, months="").content.decode()
    assert send(cast.coordinator, NOTES, months="", seen="12").status_code == 302
    with scope(organisation=HOUSE):
        assert not Period.objects.exists()


@pytest.mark.parametrize("months", ["0", "121", "-3", "1.5", "forever"])
def test_a_number_beyond_the_bounds_is_refused_beside_its_box(cast: Cast, months: str) -> None:
    answer = send(cast.coordinator, NOTES, months=months)
    assert answer.status_code == 422
    assert 'id="id_months_error' in answer.content.decode()
    with scope(organisation=HOUSE):
        assert not Period.objects.exists()


def test_the_dry_run_says_what_would_go_and_lets_nothing_go(cast: Cast) -> None:
    old_notes(cast, 3, 12)
    for _ in range(2):
        text = page(cast.keeper, DRY_RUN)
        assert "3 записи старше" in text
        assert "Заметки о контактах" in text
    purge_all()
    assert "Этой ночью ничего не удалится" in page(cast.keeper, DRY_RUN)


def test_what_went_is_listed_filtered_and_exported(cast: Cast) -> None:
    one_of_each(cast, months_back(today(), 130))
    purge_all()
    text = page(cast.coordinator, GONE)
    assert text.count('role="row"') > 20
    chosen = page(cast.coordinator, f"{GONE}?kind=testing.notes")
    assert chosen.count("Заметки о тестах") >= 2
    assert "Заметки о контактах</" not in chosen.split("<tbody")[1]
    assert "<tbody" not in page(cast.coordinator, f"{GONE}?last=2000-01-01")
    file = browser_of(cast.coordinator).get(f"{GONE}?format=csv")
    assert "Заметки о контактах" in b"".join(file).decode("utf-8-sig")
    assert Entry.objects.filter(verb="upkeep.purged_exported").count() == 1


def asked(browser: Browser, url: str) -> int:
    """Return how many questions a page asks the database."""
    with CaptureQueriesContext(connection) as captured:
        assert browser.get(url).status_code == 200
    return len(captured)


def test_a_long_list_of_what_went_asks_no_more_than_a_short_one(cast: Cast) -> None:
    browser, few = browser_of(cast.keeper), []
    for number in range(120):
        few.append(
            Purged(
                organisation_id=HOUSE,
                kind="stock.counts",
                count=1,
                day=today() - timedelta(days=number),
            )
        )
    with scope(organisation=HOUSE):
        Purged.objects.bulk_create(few[:2])
        short = asked(browser, GONE)
        Purged.objects.bulk_create(few[2:])
    assert asked(browser, GONE) == short <= 17


def test_the_overview_asks_the_same_of_many_records_as_of_few(cast: Cast) -> None:
    browser = browser_of(cast.keeper)
    old_notes(cast, 1, 12)
    few = asked(browser, OVERVIEW)
    old_notes(cast, 30, 12)
    old_notes(cast, 30, 11)
    with scope(organisation=HOUSE):
        for number in range(10):
            card(cast, months_back(today(), 60), f"{number:09}7")
    assert asked(browser, OVERVIEW) == few


def test_what_another_house_decides_is_its_own(cast: Cast) -> None:
    send(cast.stranger, NOTES, months="100")
    assert "100 месяцев" in page(cast.stranger, OVERVIEW)
    assert "100 месяцев" not in page(cast.coordinator, OVERVIEW)
