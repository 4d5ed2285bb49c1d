"""Rules of testing as data: complete, checked, and a new infection needs no code."""

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml
from django_scopes import scope

from ravny.people.directory import infections as directory
from ravny.services.testing import operations, queries, rules
from ravny.services.testing.models import Test
from tests.cast import HOUSE, Cast

from .makers import ago, facts_of

INFECTIONS = Path(directory.__file__).parent / "infections.yaml"


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the infections and the rules that a test may change."""
    (tmp_path / "rules").mkdir()
    for path in (INFECTIONS, *rules.FOLDER.glob("*.yaml")):
        folder = tmp_path if path is INFECTIONS else tmp_path / "rules"
        (folder / path.name).write_text(path.read_text("utf-8"), "utf-8")
    monkeypatch.setattr(directory, "resources", SimpleNamespace(files=lambda _package: tmp_path))
    monkeypatch.setattr(rules, "FOLDER", tmp_path / "rules")
    directory.infections.cache_clear()
    rules.all_rules.cache_clear()
    yield tmp_path
    monkeypatch.undo()
    directory.infections.cache_clear()
    rules.all_rules.cache_clear()


def test_every_infection_of_the_directory_has_its_rules() -> None:
    assert list(rules.all_rules()) == list(directory.infections())
    assert {path.stem for path in rules.FOLDER.glob("*.yaml")} == set(directory.infections())


def test_only_hiv_is_confirmed_by_three_assays() -> None:
    found = {code for code, one in rules.all_rules().items() if one.strategy == "three_assays"}
    assert found == {"hiv"}


def test_whoever_is_sent_away_waits_for_nobody() -> None:
    for one in rules.all_rules().values():
        assert (one.wait_minutes > 0) == (one.how == "rapid"), one.infection


def test_a_reactive_result_is_never_called_a_diagnosis() -> None:
    words = {code: one.reactive_means for code, one in rules.all_rules().items()}
    assert "not a diagnosis" in words["hiv"].en
    assert "not always active" in words["syphilis"].en
    assert "RNA" in words["hepatitis_c"].en
    assert "confirmation" in words["hepatitis_b"].en
    assert "sputum" in words["tuberculosis"].en
    for both in words.values():
        assert "positive" not in both.en
        assert "положительн" not in both.ru


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("wait_minutes", -1),
        ("wait_minutes", True),
        ("how", "guess"),
        ("strategy", ""),
        ("specimens", []),
        ("specimens", ["blood", "blood"]),
        ("refer_to", ["nowhere"]),
        ("reason", "because"),
        ("window_days", 0),
        ("retest", None),
        ("retest", {"key_populations_months": 12}),
        ("reactive_means", {"ru": "Слова", "en": " "}),
        ("infection", "syphilis"),
        ("version", None),
    ],
)
def test_a_wrong_file_stops_the_start(elsewhere: Path, name: str, wrong: object) -> None:
    path = elsewhere / "rules" / "hiv.yaml"
    told = yaml.safe_load(path.read_text("utf-8")) | {name: wrong}
    path.write_text(yaml.safe_dump(told), "utf-8")
    with pytest.raises(rules.RulesError, match=r"hiv\.yaml"):
        rules.all_rules()


@pytest.mark.parametrize("text", [None, "", "- a list", "a: [", "just words"])
def test_a_missing_or_broken_file_stops_the_start(elsewhere: Path, text: str | None) -> None:
    path = elsewhere / "rules" / "mpox.yaml"
    if text is None:
        path.unlink()
    else:
        path.write_text(text, "utf-8")
    with pytest.raises(rules.RulesError, match=r"mpox\.yaml"):
        rules.all_rules()


def test_a_new_infection_is_an_entry_and_a_file(elsewhere: Path, cast: Cast) -> None:
    with (elsewhere / "infections.yaml").open("a", encoding="utf-8") as file:
        file.write("- code: htlv\n  ru: HTLV\n  en: HTLV\n  letter: I\n")
    told = (elsewhere / "rules" / "hiv.yaml").read_text("utf-8")
    told = told.replace("infection: hiv", "infection: htlv").replace("months: 12", "months: 6")
    (elsewhere / "rules" / "htlv.yaml").write_text(told, "utf-8")
    facts = facts_of(cast.peer, infection="htlv", day=ago(3))
    operations.record_test(actor=cast.peer.actor, facts=facts)
    with scope(organisation=HOUSE):
        stored = Test.objects.get(id=facts.test_id)
    assert stored.retest_on == rules.months_later(ago(3), 6)
    assert queries.tested_counts(HOUSE, ago(5), ago(0), "htlv").tests == 1
    offered = [one["infection"] for one in queries.phone_tests(HOUSE, cast.peer.account_id)]
    assert offered[-1] == "htlv"
