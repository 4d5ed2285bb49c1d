"""`ravny purge`: the dry run, the run, Ctrl+C in the middle."""

from io import StringIO
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django_scopes import scope

from ravny.core.kit.aging import months_back
from ravny.core.kit.clock import today
from ravny.insight.upkeep.models import Purged
from ravny.insight.upkeep.operations import purging
from ravny.services.encounters.models import Encounter
from tests.cast import HOUSE, OTHER_HOUSE, Cast
from tests.upkeep.aged import meeting


@pytest.fixture
def old(cast: Cast) -> None:
    """Five notes that are older than their period."""
    with scope(organisation=HOUSE):
        for _ in range(5):
            meeting(cast, months_back(today(), 30))


def purge(*words: str) -> str:
    out = StringIO()
    call_command("purge", *words, stdout=out, stderr=StringIO())
    return out.getvalue()


def left() -> int:
    with scope(organisation=HOUSE):
        return Encounter.objects.exclude(note=None).count()


def test_a_dry_run_says_how_many_of_what_and_lets_nothing_go(old: None) -> None:
    told = purge("--dry-run")
    assert f"{HOUSE}: 5 would go" in told
    assert "5  Notes on meetings, older than 12 months" in told
    assert left() == 5


def test_a_run_lets_go_and_says_how_many_went(old: None) -> None:
    assert "5 records went." in purge()
    assert left() == 0
    assert "0 records went." in purge()


def test_only_the_named_organisation_is_purged(old: None) -> None:
    assert "0 records went." in purge("--organisation", str(OTHER_HOUSE))
    assert left() == 5
    with pytest.raises(CommandError, match="no such organisation"):
        purge("--organisation", str(uuid4()))


def test_ctrl_c_keeps_what_went_and_the_next_run_takes_the_rest(
    old: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(purging, "AT_ONCE", 2)
    some = purging._purge_some

    def cut(*asked: Any) -> int:
        if left() == 3:
            raise KeyboardInterrupt
        return some(*asked)

    with monkeypatch.context() as patched:
        patched.setattr(purging, "_purge_some", cut)
        with pytest.raises(CommandError, match="Stopped") as stopped:
            purge()
    assert stopped.value.returncode == 130
    assert left() == 3
    assert "3 records went." in purge()
    with scope(organisation=HOUSE):
        assert [(row.count, row.noted) for row in Purged.objects.all()] == [(5, 5)]


def test_what_could_not_go_ends_the_command_with_an_error(
    old: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(purging, "purge", lambda **_: False)
    with pytest.raises(CommandError, match="could not go"):
        purge()
