"""After an erasure nothing waits in the database's files; the ledger lies beside the backups."""

from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.urls import reverse

from ravny.core.journal.queries import erasures
from ravny.core.vault.instance import public_signing_key
from ravny.insight.upkeep.backups import ledger
from ravny.insight.upkeep.operations.overwriting import overwrite_freed
from ravny.insight.upkeep.operations.wishes import erase_at_wish
from ravny.insight.upkeep.queries.wishes import farewell_of
from ravny.people.clients.queries import get_client_for
from tests.cast import Cast, browser_of
from tests.clients.makers import open_card

pytestmark = pytest.mark.django_db(transaction=True)


def erase(cast: Cast) -> None:
    client_id, lead = open_card(cast.peer), cast.coordinator.actor
    card = get_client_for(lead, client_id)
    seen = farewell_of(lead, card).seen
    erase_at_wish(actor=lead, client_id=client_id, code=card.code, seen=seen)


def test_the_log_is_cut_and_the_ledger_written_after_the_commit(
    cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger, "folder_of_backups", lambda: tmp_path)
    erase(cast)
    if connection.vendor == "sqlite":
        log = Path(str(connection.settings_dict["NAME"]) + "-wal")
        assert not log.exists() or log.stat().st_size == 0
    text = (tmp_path / "erasures.jsonl").read_bytes()
    assert ledger.read(text, public_signing_key()) == erasures()


def test_nothing_that_fails_afterwards_undoes_an_erasure(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> Path:
        raise OSError("no space left")

    monkeypatch.setattr(ledger, "folder_of_backups", broken)
    erase(cast)
    assert [one.kind for one in erasures()] == ["client.code", "client"]
    assert overwrite_freed() in (True, False)


def test_the_command_erases_again_what_a_ledger_names(cast: Cast, tmp_path: Path) -> None:
    erase(cast)
    path = tmp_path / "ledger"
    path.write_bytes(ledger.written())
    call_command("erasures", "replay", str(path))
    assert ledger.read(path.read_bytes(), public_signing_key()) == erasures()
    assert browser_of(cast.coordinator).get(reverse("upkeep:wishes")).status_code == 200
