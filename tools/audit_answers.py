"""What pip-audit and npm audit answered: findings, and whom nobody could ask."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

_ADDRESS = re.compile(r"\S*://\S+")
# How Python's tools say that a service was not reached; anything else is a fault of ours.
_UNREACHED = re.compile(r"connect|proxy|time[d ]*out|resol|ssl|service|HTTP", re.IGNORECASE)
_MOST_NAMED = 3


@dataclass(frozen=True)
class Finding:
    """A known weakness of a pinned package; `fixed` names versions without it, "" if none."""

    ids: tuple[str, ...]
    package: str
    version: str
    fixed: str

    def __str__(self) -> str:
        """Return the line people read."""
        cure = f"fixed in {self.fixed}" if self.fixed else "no fixed version yet"
        return f"{self.ids[0]}: {self.package} {self.version}, {cure}"


@dataclass(frozen=True)
class Answer:
    """What came of asking about one kind of packages.

    `not_asked`: whom nobody could ask, and why; `broken`: why the question itself was wrong.
    """

    what: str
    findings: tuple[Finding, ...] = ()
    not_asked: str = ""
    broken: str = ""

    @property
    def is_whole(self) -> bool:
        """True when every package was asked about."""
        return not (self.not_asked or self.broken)


def plain(text: str) -> str:
    """Return the first line of a message without the address that was asked."""
    first = next((line for line in text.strip().splitlines() if line.strip()), "no answer")
    return " ".join(_ADDRESS.sub("", first).split()).rstrip(" -,:") or "no answer"


def nobody(what: str, why: str) -> Answer:
    """Return the answer of a service that was not reached."""
    return Answer(what, not_asked=f"{what}: {plain(why)}")


def broken(what: str, why: str) -> Answer:
    """Return the answer of a tool that could not ask at all."""
    return Answer(what, broken=f"{what}: {plain(why)}")


def of_pip_audit(what: str, output: str, errors: str) -> Answer:
    """Read `pip-audit --format json`; a package it skipped was not asked about."""
    try:
        dependencies: list[dict[str, Any]] = json.loads(output)["dependencies"]
    except (ValueError, KeyError, TypeError):
        last = (errors.strip().splitlines() or ["no answer"])[-1]
        return (nobody if _UNREACHED.search(last) else broken)(what, last)
    skipped = sorted(one["name"] for one in dependencies if "skip_reason" in one)
    findings = tuple(
        Finding(
            (vulnerability["id"], *vulnerability.get("aliases", ())),
            one["name"],
            one["version"],
            ", ".join(vulnerability.get("fix_versions", ())),
        )
        for one in dependencies
        for vulnerability in one.get("vulns", ())
    )
    if not dependencies:
        return broken(what, "there were none")
    if not skipped:
        return Answer(what, findings)
    named = ", ".join(skipped[:_MOST_NAMED]) + ("" if len(skipped) <= _MOST_NAMED else ", …")
    told = f"{what}: the service does not know {len(skipped)} of {len(dependencies)} ({named})"
    return Answer(what, findings, told)


def _advisories(name: str, entry: dict[str, Any], version: str) -> Iterator[Finding]:
    fix = entry.get("fixAvailable")
    fixed = f"{fix['name']} {fix['version']}" if isinstance(fix, dict) else ""
    fixed = fixed or ("a later version in range" if fix is True else "")
    for via in entry.get("via", ()):
        # A bare name says only that the weakness comes from that package, which has its own entry.
        if isinstance(via, dict):
            told = str(via.get("url", "")).rpartition("/")[2]
            ids = tuple(one for one in (told, str(via.get("source", ""))) if one)
            yield Finding(ids or ("?",), name, version, fixed)


def of_npm_audit(what: str, output: str, versions: dict[str, str]) -> Answer:
    """Read `npm audit --json`; `versions` are those of the lock file."""
    try:
        data: dict[str, Any] = json.loads(output)
        error = data.get("error", {})
    except (ValueError, AttributeError):
        return broken(what, output)
    if error.get("code", "ENOAUDIT") != "ENOAUDIT":
        return broken(what, error.get("summary") or error["code"])
    if "vulnerabilities" not in data:
        return nobody(what, str(data.get("message", "")))
    found = [
        finding
        for name, entry in sorted(data["vulnerabilities"].items())
        for finding in _advisories(name, entry, versions.get(name, "?"))
    ]
    if data["vulnerabilities"] and not found:
        found = [Finding((name,), name, "?", "") for name in sorted(data["vulnerabilities"])]
    return Answer(what, tuple(found))
