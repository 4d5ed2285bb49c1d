"""Known weaknesses of the pinned packages: `python -m tools.audit`.

Asks the advisory services through pip-audit and npm audit. Fails for a finding that
requirements/audit-ignore.toml does not list, and for an entry there that may not stand any more.
Where a service could not be asked it says so; RAVNY_AUDIT=required makes that a failure too.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path

from tools import audit_ignore
from tools.audit_answers import Answer, nobody, of_npm_audit, of_pip_audit

ROOT = Path(__file__).resolve().parent.parent
SETS = ("run", "test", "dev", "build", "node")
PYTHON, BROWSER = "Python packages", "npm packages"
SECONDS = 120
LATE = f"no answer within {SECONDS} seconds"
_PINNED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==", re.MULTILINE)


def pinned_python() -> set[str]:
    """Return the names in the compiled requirements."""
    texts = [(ROOT / "requirements" / f"{name}.txt").read_text("utf-8") for name in SETS]
    return {name for text in texts for name in _PINNED.findall(text)}


def pinned_npm() -> dict[str, str]:
    """Return the versions in the front end's lock by package."""
    lock = json.loads((ROOT / "frontend" / "package-lock.json").read_text("utf-8"))
    places = {place.rpartition("node_modules/")[2]: one for place, one in lock["packages"].items()}
    return {name: one["version"] for name, one in places.items() if name}


def _said(command: Sequence[str | Path]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=SECONDS
    )


def ask_python() -> Answer:
    """Ask about every Python package of every set."""
    options = ["--require-hashes", "--disable-pip", "--progress-spinner=off", "--format=json"]
    sets = [part for name in SETS for part in ("-r", f"requirements/{name}.txt")]
    try:
        said = _said([sys.executable, "-m", "pip_audit", *options, *sets])
    except subprocess.TimeoutExpired:
        return nobody(PYTHON, LATE)
    return of_pip_audit(PYTHON, said.stdout, said.stderr)


def ask_npm() -> Answer:
    """Ask about every npm package of the lock."""
    wheel = (sys.executable, str(ROOT / "tools" / "wheel_node.py"))
    npm = ("npm",) if shutil.which("npm") else wheel
    options = ("--prefix", "frontend", "audit", "--package-lock-only", "--json")
    try:
        said = _said([*npm, *options])
    except subprocess.TimeoutExpired:
        return nobody(BROWSER, LATE)
    return of_npm_audit(BROWSER, said.stdout, pinned_npm())


def judged(
    answers: Sequence[Answer], ignored: Sequence[audit_ignore.Ignored], *, today: date
) -> tuple[list[str], list[str]]:
    """Return (what fails the check, what people are told besides)."""
    required = os.environ.get("RAVNY_AUDIT") == "required"
    pinned = pinned_python() | set(pinned_npm())
    failed = list(audit_ignore.wrong(ignored, answers, pinned, today))
    told: list[str] = []
    for answer in answers:
        for finding in answer.findings:
            if not any(one.covers(finding) for one in ignored):
                failed.append(str(finding))
        if answer.broken:
            failed.append(f"could not ask: {answer.broken}")
        if answer.not_asked:
            (failed if required else told).append(f"not asked: {answer.not_asked}")
    return failed, told


def main() -> int:
    """Ask, judge, tell; return the exit code."""
    try:
        ignored = audit_ignore.read((ROOT / "requirements/audit-ignore.toml").read_text("utf-8"))
    except audit_ignore.BadList as error:
        print(error)
        return 1
    with ThreadPoolExecutor(2) as pool:
        asked = [pool.submit(ask) for ask in (ask_python, ask_npm)]
        answers = [one.result() for one in asked]
    failed, told = judged(answers, ignored, today=datetime.now(UTC).date())
    print("\n".join([*failed, *told]) or "No known weakness.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
