"""The archive of strategic cases: facts only, a second person, and nobody to be found."""

import csv
import io
import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_scopes import scope
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from ravny.core.journal.models import Entry
from ravny.core.kit.clock import today
from ravny.core.kit.errors import DomainError, NotYours
from ravny.core.kit.ids import day_id, day_of
from ravny.services.cases.models import Case
from ravny.services.cases.models.ending import ArchivedCase
from ravny.services.cases.operations.archiving import (
    NO_DAY,
    propose_anew,
    propose_entry,
    sign_entry,
    withdraw_entry,
)
from ravny.services.cases.queries.archive import quarter_start, shelf_of
from tests.cast import HOUSE, Cast, browser_of, enter

from .exits import an_ended_case
from .makers import a_case, a_client, row_of

ARCHIVE = "/cases/archive/"
pytestmark = pytest.mark.django_db


def entries(cast: Cast) -> list[ArchivedCase]:
    """Return every entry."""
    with scope(organisation=cast.organisation_id):
        return list(ArchivedCase.objects.order_by("id"))


def shelve(cast: Cast, many: int, **facts: object) -> None:
    """Put signed entries on the shelf."""
    plain = {
        "region": "RU-SPE", "country": "UZ", "quarter": date(2026, 1, 1), "status": "work",
        "asked": ("legal",), "results": ("done",), "tools": ("plan",), "months": 5,
        "exit_reason": "independent", "state": "signed", **facts,
    }  # fmt: skip
    with scope(organisation=cast.organisation_id):
        ArchivedCase.objects.bulk_create(
            ArchivedCase(id=day_id(NO_DAY), organisation_id=cast.organisation_id, **plain)
            for _one in range(many)
        )


def rows_of(page: str) -> int:
    """Count the rows of the table on a page."""
    return len(re.findall(r'<tr role="row">', page.split("<tbody")[1])) if "<tbody" in page else 0


@pytest.mark.mission("S67")
def test_an_ended_case_comes_to_the_archive_by_two_people(cast: Cast) -> None:
    client_id = a_client(cast, country="UZ", legal_status="work")
    case_id = an_ended_case(
        cast, client_id=client_id, where="region", region="RU-LEN", asks=(("legal", None),)
    )
    manager, coordinator = browser_of(cast.case_manager), browser_of(cast.coordinator)
    address = f"/cases/{case_id}/archive/"
    assert address in manager.get(f"/cases/{case_id}/").text
    page = manager.get(address).text
    assert "RU-LEN" in page and "Узбекистан" in page
    manager.post(address, {"tools": ["talk", "plan"], "left_out": ["status"]})
    (entry,) = entries(cast)
    assert (entry.state, entry.region, entry.country, entry.status) == (
        "proposed", "RU-LEN", "UZ", "",
    )  # fmt: skip
    assert (entry.asked, entry.results, entry.tools) == (("legal",), ("done",), ("plan", "talk"))
    assert (entry.is_remote, entry.exit_reason) == (True, "independent")
    assert manager.post(f"{ARCHIVE}{entry.id}/sign/").status_code == 404
    assert "RU-LEN" in coordinator.get(f"{ARCHIVE}waiting/").text
    assert coordinator.post(f"{ARCHIVE}{entry.id}/sign/").status_code == 302
    (entry,) = entries(cast)
    assert (entry.state, entry.proposed_by_id) == ("signed", None)
    assert manager.get(address).status_code == 404


def test_nothing_leads_from_an_entry_to_its_case(cast: Cast) -> None:
    case_id = an_ended_case(cast)
    with scope(organisation=cast.organisation_id):
        before = Entry.objects.count()
    propose_entry(actor=cast.case_manager.actor, case_id=case_id, tools=())
    (entry,) = entries(cast)
    quarter = quarter_start(today())
    assert (entry.entered_on, day_of(entry.id)) == (quarter, NO_DAY)
    assert row_of(cast, case_id).archived_on == quarter
    columns = {field.name for field in ArchivedCase._meta.get_fields() if field.is_relation}
    assert columns == {"organisation", "proposed_by"}
    with scope(organisation=cast.organisation_id):
        (told,) = Entry.objects.order_by("number")[before:]
    assert (told.verb, told.subject) == ("cases.archive_proposed", None)


def test_one_person_stands_there_once(cast: Cast) -> None:
    case_id = an_ended_case(cast)
    propose_entry(actor=cast.case_manager.actor, case_id=case_id, tools=())
    with pytest.raises(DomainError):
        propose_entry(actor=cast.case_manager.actor, case_id=case_id, tools=())
    other = an_ended_case(cast, client_id=row_of(cast, case_id).client_id)
    with pytest.raises(DomainError):
        propose_entry(actor=cast.case_manager.actor, case_id=other, tools=())
    assert len(entries(cast)) == 1


def test_nobody_signs_their_own(cast: Cast) -> None:
    case_id = an_ended_case(cast)
    propose_entry(actor=cast.coordinator.actor, case_id=case_id, tools=())
    (entry,) = entries(cast)
    browser = browser_of(cast.coordinator)
    assert browser.post(f"{ARCHIVE}{entry.id}/sign/").status_code == 422
    browser.post(f"{ARCHIVE}{entry.id}/withdraw/")
    assert entries(cast)[0].state == "withdrawn"


def test_a_withdrawn_entry_makes_room_for_one_more(cast: Cast) -> None:
    case_id = an_ended_case(cast)
    propose_entry(actor=cast.case_manager.actor, case_id=case_id, tools=())
    page, anew = f"/cases/{case_id}/", f"/cases/{case_id}/archive/anew/"
    coordinator = browser_of(cast.coordinator)
    with pytest.raises(DomainError):
        propose_anew(actor=cast.coordinator.actor, case_id=case_id)
    assert anew not in coordinator.get(page).text
    withdraw_entry(actor=cast.case_manager.actor, entry_id=entries(cast)[0].id)
    assert anew not in browser_of(cast.case_manager).get(page).text
    assert f'action="{anew}"' in coordinator.get(page).text
    coordinator.post(anew)
    assert anew not in coordinator.get(page).text
    assert entries(cast) == [] and row_of(cast, case_id).archived_on is None
    propose_entry(actor=cast.case_manager.actor, case_id=case_id, tools=("plan",))
    assert entries(cast)[0].tools == ("plan",)


def test_an_open_case_and_others_cases_are_not_proposed(cast: Cast) -> None:
    assert browser_of(cast.case_manager).get(f"/cases/{a_case(cast)}/archive/").status_code == 404
    case_id = an_ended_case(cast)
    for person in (cast.outsider, cast.stranger, cast.lawyer, cast.stock):
        assert browser_of(person).get(f"/cases/{case_id}/archive/").status_code == 404
        assert browser_of(person).get(f"{ARCHIVE}waiting/").status_code == (
            200 if person is cast.stranger else 404
        )
    shelve(cast, 5)
    assert rows_of(browser_of(cast.stranger).get(ARCHIVE).text) == 0
    assert browser_of(cast.stock).get(ARCHIVE).status_code == 404


@pytest.mark.mission("S78")
def test_four_are_not_shown_and_five_are(cast: Cast) -> None:
    browser = browser_of(cast.case_manager)
    shelve(cast, 4)
    page = browser.get(ARCHIVE).text
    assert rows_of(page) == 0 and "4 случая не показаны" in page
    assert "RU-SPE" not in page
    shelve(cast, 1)
    page = browser.get(ARCHIVE).text
    assert rows_of(page) == 5 and "RU-SPE" in page and "1 квартал 2026" in page


def test_filters_work_on_what_is_shown(cast: Cast) -> None:
    browser = browser_of(cast.coordinator)
    shelve(cast, 4)
    shelve(cast, 4, region="RU-LEN", country="TJ")
    shelve(cast, 1, region="KZ-ALA", country="NG", quarter=date(2020, 1, 1), status="refugee")
    shelf = shelf_of(cast.coordinator.actor)
    assert shelf.release.withheld == 1
    assert rows_of(browser.get(ARCHIVE).text) == 8
    for hidden in ("RU-SPE", "RU-LEN", "KZ-ALA", "KZ"):
        assert rows_of(browser.get(f"{ARCHIVE}?region={hidden}").text) == 8
    assert "KZ-ALA" not in browser.get(ARCHIVE).text
    assert rows_of(browser.get(f"{ARCHIVE}?region=NWFO").text) == 8
    assert rows_of(browser.get(f"{ARCHIVE}?asked=medical").text) == 0


def test_the_file_says_what_the_page_says(cast: Cast) -> None:
    shelve(cast, 6)
    shelve(cast, 2, region="RU-LEN", country="TJ", months=30)
    browser = browser_of(cast.coordinator)
    text = browser.get(f"{ARCHIVE}?format=csv").content.decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(text)))[1:]
    page = browser.get(ARCHIVE).text
    assert len(lines) == rows_of(page)
    assert all(cell.removeprefix("'") in page for line in lines for cell in line)
    with scope(organisation=cast.organisation_id):
        told = Entry.objects.filter(verb="cases.archive_exported").get()
    assert told.count == len(lines)
    assert browser_of(cast.case_manager).get(f"{ARCHIVE}?format=csv").status_code == 404


def test_the_table_asks_the_same_however_long_it_is(cast: Cast) -> None:
    browser = browser_of(cast.coordinator)
    counts = []
    for more in (5, 40):
        shelve(cast, more)
        with CaptureQueriesContext(connection) as asked:
            browser.get(ARCHIVE)
        counts.append(len(asked))
    assert counts[0] == counts[1]


class AnyMoves(TestCase):
    """Entries are proposed, signed and withdrawn in any order."""

    @given(
        st.lists(
            st.tuples(st.sampled_from(["propose", "sign", "withdraw", "anew"]), st.integers(0, 9)),
            max_size=30,
        )
    )
    @settings(max_examples=15, deadline=None)
    def test_every_state_of_the_archive_keeps_its_promise(
        self, moves: list[tuple[str, int]]
    ) -> None:
        cast = Cast()
        enter(cast)
        cases = [an_ended_case(cast) for _one in range(7)]
        manager, coordinator = cast.case_manager.actor, cast.coordinator.actor
        for what, place in [("propose", n) for n in range(7)] + moves:
            known = entries(cast)
            entry_id = known[place % len(known)].id if known else None
            try:
                if what == "propose":
                    propose_entry(actor=manager, case_id=cases[place % 7], tools=())
                elif what == "anew":
                    propose_anew(actor=coordinator, case_id=cases[place % 7])
                elif what == "sign" and entry_id:
                    sign_entry(actor=coordinator, entry_id=entry_id)
                elif entry_id:
                    withdraw_entry(actor=coordinator, entry_id=entry_id)
            except (DomainError, NotYours):
                pass
            found = shelf_of(coordinator).release
            signed = [one for one in entries(cast) if one.state == "signed"]
            assert len(found.shown) + found.withheld == len(signed)
            assert all(size >= 5 for size in found.class_sizes().values())
            with scope(organisation=HOUSE):
                flagged = Case.objects.filter(archived_on__isnull=False).count()
            assert len(entries(cast)) == flagged
