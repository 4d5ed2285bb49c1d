"""Every kind of record lets go of what is older than its period, and of nothing younger."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from django.urls import reverse
from django_scopes import scope, scopes_disabled

from ravny.core.attachments.models import Attachment, Chunk
from ravny.core.journal.models import Entry
from ravny.core.kit.aging import months_back
from ravny.core.kit.clock import today
from ravny.core.kit.registries import record_kinds
from ravny.core.vault.models import Phone
from ravny.core.vault.models.people import Authored
from ravny.insight.upkeep.models import Period, Purged
from ravny.insight.upkeep.operations.purging import purge, purge_all
from ravny.insight.upkeep.queries.periods import kept, tonight
from ravny.people.clients.models import Client
from ravny.services.encounters.models import Encounter
from ravny.services.outreach.models import IntakeRecord
from tests.cast import HOUSE, OTHER_HOUSE, Cast, browser_of
from tests.upkeep.aged import card, kind, meeting, one_of_each, sealed, signed

CODES = [one.code for one in record_kinds if not one.by_hand]
PERIODS = {one.code: one.months for one in record_kinds}


def due(code: str, months: int | None = None) -> int:
    before = months_back(today(), months or PERIODS[code])
    return sum(kind(code).due(HOUSE, before).values())


# A mark of a phone goes after the note beside it, a text of a card before the card.
AFTER = {
    "encounters.devices": "encounters.notes",
    "testing.devices": "testing.notes",
    "referrals.devices": "referrals.notes",
}


@pytest.mark.parametrize("code", CODES)
def test_a_record_goes_the_day_after_its_last_and_not_before(cast: Cast, code: str) -> None:
    last = date(2026, 11, 22)
    one_of_each(cast, last)
    if code in AFTER:
        kind(AFTER[code]).erase(HOUSE, last + timedelta(days=1), 500)
    one = kind(code)
    assert one.due(HOUSE, last) == {}
    assert one.erase(HOUSE, last, 500) == 0
    assert one.due(HOUSE, last + timedelta(days=1)) == {date(2026, 11, 1): 1}
    assert one.due(OTHER_HOUSE, last + timedelta(days=1)) == {}
    assert one.erase(OTHER_HOUSE, last + timedelta(days=1), 500) == 0
    assert one.erase(HOUSE, last + timedelta(days=1), 500) == 1
    assert one.erase(HOUSE, last + timedelta(days=1), 500) == 0


def test_the_text_goes_its_row_stays_and_the_register_says_so(cast: Cast) -> None:
    old = months_back(today(), 40)
    with scope(organisation=HOUSE):
        note = meeting(cast, old, client_id=None)
        signed(cast, "encounter.note", note)
        other = meeting(cast, today())
        signed(cast, "encounter.note", other, counter=2)
    purge_all()
    with scope(organisation=HOUSE):
        assert Encounter.objects.get(id=note).note is None
        assert Encounter.objects.get(id=other).note == b"sealed"
        assert Authored.objects.get(object_id=note).erased_on == today()
        assert Authored.objects.get(object_id=other).erased_on is None


def test_a_document_goes_with_all_its_pieces(cast: Cast) -> None:
    one_of_each(cast, months_back(today(), 40))
    purge_all()
    with scope(organisation=HOUSE):
        assert not Chunk.objects.exists()
        assert not Attachment.objects.exists()


def test_a_phone_in_use_stays_however_old(cast: Cast) -> None:
    one_of_each(cast, months_back(today(), 40))
    with scope(organisation=HOUSE):
        Phone.objects.update(state="active")
    purge_all()
    with scope(organisation=HOUSE):
        assert Phone.objects.count() == 1


def test_the_mark_of_a_phone_stays_as_long_as_the_note_it_wrote(cast: Cast) -> None:
    nine_months = months_back(today(), 9)
    with scope(organisation=HOUSE):
        noted = meeting(cast, nine_months, device_id=UUID(int=7))
        silent = meeting(cast, nine_months, None, device_id=UUID(int=7), clock_flag="skew")
    purge_all()
    with scope(organisation=HOUSE):
        assert Encounter.objects.get(id=noted).device_id == UUID(int=7)
        row = Encounter.objects.get(id=silent)
        assert (row.device_id, row.clock_flag) == (None, "")


def test_a_client_who_came_lately_keeps_the_card_and_how_to_call_them(cast: Cast) -> None:
    old = months_back(today(), 60)
    with scope(organisation=HOUSE):
        here, away = card(cast, old, "0000000017"), card(cast, old, "0000000025")
        alias = card(cast, old, "0000000033", kept_id=here, merged_into_id=here)
        for one in (here, away, alias):
            sealed(Client, "called", one)
        meeting(cast, today(), client_id=alias)
    assert due("clients.card") == 1
    purge_all()
    with scope(organisation=HOUSE):
        assert set(Client.objects.values_list("id", flat=True)) == {here, alias}
        assert not Client.objects.filter(called=None).exists()


def test_opening_a_card_is_no_activity(cast: Cast) -> None:
    with scope(organisation=HOUSE):
        away = card(cast, months_back(today(), 60), "0000000017")
    url = reverse("desk:card", args=[away])
    assert browser_of(cast.coordinator).get(url).status_code == 200
    assert due("clients.card") == 1


def test_what_waits_in_the_tray_has_another_period_than_what_came_in(cast: Cast) -> None:
    one_of_each(cast, months_back(today(), 13))
    purge_all()
    with scope(organisation=HOUSE):
        assert list(IntakeRecord.objects.values_list("state", flat=True)) == ["imported"]


def test_an_own_decision_is_stronger_than_the_country_and_the_country_than_ravny(
    cast: Cast,
) -> None:
    def months(code: str) -> tuple[int, str]:
        one = next(line for line in kept(HOUSE, "ru") if line.kind.code == code)
        return one.months, str(one.whence.value)

    assert months("stock.counts") == (36, "ravny")
    assert months("encounters.notes") == (12, "country")
    with scope(organisation=HOUSE):
        Period.objects.create(
            organisation_id=HOUSE, kind="encounters.notes", months=30,
            changed_by_id=cast.coordinator.account_id,
        )  # fmt: skip
    assert months("encounters.notes") == (30, "own")
    assert next(
        line.months for line in kept(OTHER_HOUSE, "kz") if line.kind.code == "encounters.notes"
    ) == 24  # fmt: skip


def test_one_line_of_the_journal_per_kind_and_run(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ravny.insight.upkeep.operations.purging.AT_ONCE", 2)
    with scope(organisation=HOUSE):
        for _ in range(5):
            meeting(cast, months_back(today(), 30))
    purge_all()
    told = Entry.objects.filter(verb="upkeep.purged.encounters.notes")
    assert [entry.count for entry in told] == [5]
    with scope(organisation=HOUSE):
        assert [(row.count, row.noted) for row in Purged.objects.all()] == [(5, 5)]
        meeting(cast, months_back(today(), 30))
    purge_all()
    assert sorted(entry.count for entry in told.all()) == [1, 5]
    with scope(organisation=HOUSE):
        assert [(row.count, row.noted) for row in Purged.objects.all()] == [(6, 6)]


def test_a_run_that_is_cut_off_is_told_by_the_next(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ravny.insight.upkeep.operations.purging.AT_ONCE", 2)
    with scope(organisation=HOUSE):
        for _ in range(5):
            meeting(cast, months_back(today(), 30))

    def cut(*_: object) -> None:
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr("ravny.insight.upkeep.operations.purging._tell_journal", cut)
        with pytest.raises(SystemExit):
            purge(organisation_id=HOUSE, country="ru", progress=cut)
    with scope(organisation=HOUSE):
        assert Encounter.objects.exclude(note=None).count() == 3
        assert [(row.count, row.noted) for row in Purged.objects.all()] == [(2, 0)]
    purge_all()
    told = Entry.objects.filter(verb="upkeep.purged.encounters.notes")
    assert [entry.count for entry in told] == [5]


def test_a_kind_that_fails_holds_up_no_other(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    one_of_each(cast, months_back(today(), 30))

    def fail(*_: object) -> int:
        raise RuntimeError

    broken = [
        replace(one, erase=fail) if one.code == "encounters.notes" else one for one in record_kinds
    ]
    monkeypatch.setattr(record_kinds, "entries", broken)
    assert not purge(organisation_id=HOUSE, country="ru")
    with scope(organisation=HOUSE):
        assert Encounter.objects.exclude(note=None).count() == 1
    assert {line.kept.kind.code for line in tonight(HOUSE, "ru")} == {"encounters.notes"}


def test_nothing_is_due_after_a_purge(cast: Cast) -> None:
    one_of_each(cast, months_back(today(), 130))
    purge_all()
    assert tonight(HOUSE, "ru") == []
    with scopes_disabled():
        assert Purged.objects.filter(organisation_id=HOUSE).count() > 20
