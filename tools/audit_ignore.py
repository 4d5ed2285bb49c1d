"""requirements/audit-ignore.toml: what may be passed over, until when, and why."""

import tomllib
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from tools.audit_answers import Answer, Finding

_FIELDS = {"id", "package", "until", "why"}


@dataclass(frozen=True)
class Ignored:
    """One entry."""

    id: str
    package: str
    until: date
    why: str

    def covers(self, finding: Finding) -> bool:
        """Tell whether this is the weakness that was accepted for a while."""
        return self.id in finding.ids and self.package == finding.package


class BadList(Exception):
    """The list itself cannot be read."""


def read(text: str) -> list[Ignored]:
    """Return the entries; raises BadList."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadList(f"audit-ignore.toml: {error}") from error
    entries = data.pop("ignore", [])
    if data or not isinstance(entries, list):
        raise BadList("audit-ignore.toml holds something else than [[ignore]]")
    read_ones = []
    for entry in entries:
        if set(entry) != _FIELDS or type(entry["until"]) is not date:
            raise BadList(f"audit-ignore.toml: an entry has id, package, until, why: {entry}")
        read_ones.append(Ignored(**entry))
    return read_ones


def wrong(
    ignored: Iterable[Ignored], answers: Sequence[Answer], pinned: Collection[str], today: date
) -> Iterator[str]:
    """Yield a sentence for each entry that may not stand any more.

    That an advisory is gone is known only when everybody was asked; that its package is gone,
    always.
    """
    findings = [finding for answer in answers for finding in answer.findings]
    all_asked = all(answer.is_whole for answer in answers)
    for one in ignored:
        name = f"audit-ignore.toml: {one.id} of {one.package}"
        if not one.why.strip():
            yield f"{name} does not say why"
        if one.until < today:
            yield f"{name} was for the time until {one.until}"
        if one.package not in pinned:
            yield f"{name}: the package is not pinned any more"
        elif all_asked and not any(one.covers(finding) for finding in findings):
            yield f"{name}: nobody warns of it any more"
