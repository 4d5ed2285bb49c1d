"""The erasure ledger outside the database: signed, read back, replayed after a restore."""

import json
import os
import stat
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core.management import CommandError, call_command
from django_scopes import scope

from ravny.core.attachments.models import Attachment, Chunk
from ravny.core.attachments.operations import delete
from ravny.core.journal.models import Erased
from ravny.core.journal.queries import erasures
from ravny.core.kit.ids import day_id
from ravny.core.vault.instance import public_signing_key
from ravny.core.vault.models.people import Authored
from ravny.insight.upkeep.backups import ledger
from ravny.insight.upkeep.operations.erasing import erase_clients
from ravny.people.clients.models import Client
from tests.attachments.makers import Paper, keep, near_circle
from tests.cast import HOUSE, OTHER_HOUSE, Cast
from tests.clients.makers import code, open_card
from tests.upkeep.erasing import cells
from tests.vault.conftest import give_keys


def erased(cast: Cast, count: int = 1) -> list[UUID]:
    cards = [open_card(cast.peer) for _ in range(count)]
    erase_clients(organisation_id=HOUSE, client_ids=cards, by=None)
    return cards


def test_what_is_written_is_read_back(cast: Cast) -> None:
    erased(cast, 2)
    entries = ledger.read(ledger.written(), public_signing_key())
    assert entries == erasures()
    assert [one.number for one in entries] == [1, 2, 3, 4]


def test_a_ledger_holds_no_code_and_no_word(cast: Cast) -> None:
    client_id = open_card(cast.peer)
    known = code(cast.peer, client_id)
    erase_clients(organisation_id=HOUSE, client_ids=[client_id], by=None)
    text = ledger.written()
    assert not any(form in text for form in cells.forms_of(known))
    kinds = {json.loads(line)["kind"] for line in text.splitlines()[1:-1]}
    assert kinds == {"client", "client.code"}


def _flip(text: bytes) -> bytes:
    return text.replace(b'"number": 1', b'"number": 9')


def _drop(text: bytes) -> bytes:
    lines = text.splitlines(keepends=True)
    return b"".join([*lines[:1], *lines[2:]])


def _unsigned(text: bytes) -> bytes:
    return b"".join(text.splitlines(keepends=True)[:-1])


@pytest.mark.parametrize(
    "spoil", [_flip, _drop, _unsigned, lambda text: b"", lambda text: text[5:]]
)
def test_an_altered_ledger_is_refused_whole(cast: Cast, spoil: Any) -> None:
    erased(cast)
    with pytest.raises(ledger.LedgerError):
        ledger.read(spoil(ledger.written()), public_signing_key())


def test_another_installations_ledger_is_refused(cast: Cast) -> None:
    with pytest.raises(ledger.LedgerError, match="signature"):
        ledger.read(ledger.written(), os.urandom(32))


def test_a_replay_erases_who_came_back_with_a_backup(cast: Cast) -> None:
    """The rows of a backup are put back by hand: a card, and a document of another client."""
    near = near_circle(cast, give_keys(cast.case_manager))
    card, other = open_card(cast.peer), open_card(cast.peer)
    paper = Paper(near, other)
    keep(cast.peer.actor, paper)
    delete(actor=cast.peer.actor, attachment_id=paper.attachment_id)
    erase_clients(organisation_id=HOUSE, client_ids=[card], by=None)
    entries = ledger.read(ledger.written(), public_signing_key())
    keep(cast.peer.actor, paper)
    with scope(organisation=HOUSE):
        back = Client.objects.get(id=other)
        back.id, back.code = card, "1234567897"
        back.save(force_insert=True)
    assert ledger.replay(entries) == len(entries)
    with scope(organisation=HOUSE):
        assert list(Client.objects.values_list("id", flat=True)) == [other]
        assert not Attachment.objects.exists()
        assert not Chunk.objects.exists()
        assert not Authored.objects.filter(erased_on=None).exists()


def test_two_replays_are_one(cast: Cast) -> None:
    erased(cast, 3)
    entries = erasures()
    for _ in range(2):
        ledger.replay(entries)
        assert erasures() == entries


def test_a_replay_keeps_days_and_order_of_what_it_did_not_know(cast: Cast) -> None:
    erased(cast)
    known = erasures()
    later = [
        ledger.ErasedFact(OTHER_HOUSE, number, "client", day_id(), known[0].day.replace(day=number))
        for number in (1, 2, 3)
    ]
    ledger.replay([*later, *known])
    kept = [one for one in erasures() if one.organisation_id == OTHER_HOUSE]
    assert kept == later


def test_an_unknown_kind_stops_a_replay_before_it_begins(cast: Cast) -> None:
    card = open_card(cast.peer)
    day = erased(cast) and erasures()[0].day
    lines = [
        ledger.ErasedFact(HOUSE, 90, "client", card, day),
        ledger.ErasedFact(HOUSE, 91, "moon", day_id(), day),
    ]
    with pytest.raises(ledger.LedgerError, match="moon"):
        ledger.replay(lines)
    with scope(organisation=HOUSE):
        assert Client.objects.filter(id=card).exists()


def test_deleting_a_document_writes_the_ledger(cast: Cast) -> None:
    paper = Paper(near_circle(cast, give_keys(cast.case_manager)), open_card(cast.peer))
    keep(cast.peer.actor, paper)
    delete(actor=cast.peer.actor, attachment_id=paper.attachment_id)
    assert list(Erased.objects.values_list("kind", "object_id")) == [
        ("attachment", paper.attachment_id)
    ]


def test_the_copy_lies_beside_the_backups_for_its_owner_alone(
    cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger, "folder_of_backups", lambda: tmp_path / "backups")
    assert ledger.keep_copy() is None
    (tmp_path / "backups").mkdir()
    erased(cast)
    path = ledger.keep_copy()
    assert path == tmp_path / "backups" / "erasures.jsonl"
    assert ledger.read(path.read_bytes(), public_signing_key()) == erasures()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_worker_that_cannot_sign_writes_none(
    cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger, "folder_of_backups", lambda: tmp_path)
    monkeypatch.setattr(ledger.instance, "is_narrow", lambda: True)
    assert ledger.keep_copy() is None
    assert not list(tmp_path.iterdir())


def test_the_command_exports_and_refuses_an_altered_file(
    cast: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    erased(cast)
    call_command("erasures", "export")
    text = capsys.readouterr().out.encode()
    assert ledger.read(text, public_signing_key()) == erasures()
    path = tmp_path / "ledger"
    path.write_bytes(_flip(text))
    with pytest.raises(CommandError, match="signature"):
        call_command("erasures", "replay", str(path))
