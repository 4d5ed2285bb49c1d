"""A backup of before the erasure, and the ledger of after it: who was erased does not return."""

from pathlib import Path

import pytest

from tests.installed import Installed

from .elsewhere import Office, ask, copied

pytestmark = pytest.mark.slow
GONE = {"cards": 0, "letters": 0}
THERE = {"cards": 1, "letters": 1}


@pytest.fixture(scope="module")
def ledger(office: Office, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The office erases a client after its backup; what it exports then."""
    later = copied(office.installed, tmp_path_factory.mktemp("later"))
    assert ask(later, "left_of", client=office.client) == THERE
    ask(later, "erase", client=office.client)
    assert ask(later, "left_of", client=office.client) == GONE
    exported = later.ravny("erasures", "export")
    assert exported.returncode == 0, exported.stderr
    beside = (later.home / "backups" / "erasures.jsonl").read_text()
    assert beside == exported.stdout, "the same lies beside the backups"
    path = tmp_path_factory.mktemp("stick") / "erasures.jsonl"
    path.write_text(exported.stdout)
    return path


def test_with_the_ledger_the_erased_stay_erased_and_all_else_lives(
    office: Office, other: Installed, ledger: Path
) -> None:
    said = office.restored(other, None, "--ledger", str(ledger))
    assert f"erased again by {ledger}" in said
    assert ask(other, "left_of", client=office.client) == GONE
    assert ask(other, "clients") == office.before["clients"] - 1
    verified = other.ravny("journal", "verify")
    assert verified.returncode == 0, verified.stdout
    office.phone.house = other
    office.phone.record()
    with other.served():
        assert office.phone.sync() == 200, "the phone signs on as before"
    assert not office.phone.queue and not office.phone.refused


def test_without_it_they_return_and_the_command_says_so(
    office: Office, other: Installed, ledger: Path
) -> None:
    said = office.restored(other, None, "--without-ledger")
    assert "what was erased since that day is back" in said
    assert ask(other, "left_of", client=office.client) == THERE
    assert office.look(other)["letters"] == office.before["letters"]
    done = other.ravny("erasures", "replay", str(ledger))
    assert done.returncode == 0, done.stderr
    assert ask(other, "left_of", client=office.client) == GONE
    foreign = ledger.with_name("foreign.jsonl")
    foreign.write_text(ledger.read_text().replace('"number": 1,', '"number": 9,'))
    refused = other.ravny("erasures", "replay", str(foreign))
    assert refused.returncode == 1 and "signature" in refused.stderr
