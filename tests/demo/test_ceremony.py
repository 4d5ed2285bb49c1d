"""The demonstration has held its ceremony: everybody is signed, and its printed sheets work."""

from datetime import date
from typing import Any

import pytest
from django_scopes import scope

from ravny.config.demo import opening
from ravny.core.staff.operations import invite_again
from ravny.core.vault import instance, reader
from ravny.core.vault.models import StaffKey
from ravny.core.vault.phrase import PhraseSecrets
from ravny.core.vault.queries import my_circles, wraps_for
from ravny.core.vault.queries.recovery import recovery_page
from ravny.core.vault.queries.trust import trust_board


@pytest.fixture
def opened(db: None, monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> opening.Opened:
    """The made-up people, without the cost of their phrases."""
    cheap = PhraseSecrets(login=bytes(32), wrapping=bytes(32))
    monkeypatch.setattr("ravny.core.vault.phrase.phrase_secrets", lambda *_: cheap)
    monkeypatch.setattr("ravny.core.vault.reader.phrase_secrets", lambda *_: cheap)
    monkeypatch.setattr(instance, "home", lambda: tmp_path)
    return opening.open_house(seed=7, first=date(2026, 1, 1))


def test_everybody_of_the_demo_is_signed_and_has_compared_the_root(opened: opening.Opened) -> None:
    board = trust_board(opened.world.lead)
    assert [one.pseudonym for one in board.officers] == ["Ольга"]
    assert board.waiting == []
    assert {one.standing.state for one in board.people} == {"officer", "member"}
    with scope(organisation=opened.world.organisation_id):
        assert not StaffKey.objects.filter(pinned_root=None).exists()


def test_two_of_the_printed_sheets_open_every_circle_of_the_demo(
    opened: opening.Opened, django_capture_on_commit_callbacks: Any
) -> None:
    opening.keep_secrets(opened)
    sheets = opening.kept_sheets()
    assert len(sheets) == 3
    assert opening.kept_phrases().keys() == opened.phrases.keys()
    lead, lost = opened.world.lead, opened.world.actors["timur"]
    with django_capture_on_commit_callbacks(execute=True):
        invite_again(actor=lead, account_id=lost.account_id)
    reader.make_staff_keyring(actor=lost, phrase="")
    keyring = reader.open_keyring(actor=lead, wrapping_key=bytes(32))
    reader.certify(actor=lead, keyring=keyring)
    theirs = [circle.id for circle in my_circles(lost)]
    assert wraps_for(lost, theirs) == []
    given = reader.recover(actor=lead, account_id=lost.account_id, sheets=sheets[:2])
    # Team, house, profession, supervision, and what was theirs alone.
    assert given == len(wraps_for(lost, theirs)) == len(theirs) == 5
    assert all(not one.waiting for one in recovery_page(lead).people)
