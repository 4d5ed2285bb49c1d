"""What a check is told, and what it answers."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from ravny.core.kit.registries import Text


class State(Enum):
    """How it stands; the order is that of a report."""

    DANGER = "danger"
    WARN = "warn"
    UNKNOWN = "unknown"
    OK = "ok"


STATES: dict[State, Text] = {
    State.DANGER: _("dangerous"),
    State.WARN: _("mend it"),
    State.UNKNOWN: _("not known"),
    State.OK: _("all well"),
}


@dataclass(frozen=True)
class Finding:
    """One answer: `code` is `module.check`, `todo` what to do about it, "" where nothing."""

    code: str
    state: State
    words: str
    todo: str = ""


@dataclass(frozen=True)
class Site:
    """The installation that is looked at.

    `told`: its `ravny.toml` (config.installation.Installation). `houses`: the organisations whose
    people are asked about. `serving`: the web process itself asks. `thorough`: take the time to
    walk whole chains.
    """

    told: Any
    home: Path
    houses: tuple[UUID, ...] = ()
    serving: bool = False
    thorough: bool = False


Check = Callable[[Site], Finding | None]


@dataclass(frozen=True)
class Chapter:
    """Checks that belong together; `asks_database`: they cannot do without it."""

    code: str
    title: Text
    checks: Sequence[Check]
    asks_database: bool = True

    def examine(self, site: Site) -> Iterator[Finding]:
        """Yield what the checks found."""
        for check in self.checks:
            found = check(site)
            if found is not None:
                yield found


@dataclass(frozen=True)
class Section:
    """What a chapter found."""

    code: str
    title: Text
    findings: tuple[Finding, ...]


def well(code: str, words: str) -> Finding:
    """Return that all is well."""
    return Finding(code, State.OK, words)


def mend(code: str, words: str, todo: str) -> Finding:
    """Return what should be mended."""
    return Finding(code, State.WARN, words, todo)


def danger(code: str, words: str, todo: str) -> Finding:
    """Return what is dangerous."""
    return Finding(code, State.DANGER, words, todo)


def not_known(code: str, words: str, todo: str = "") -> Finding:
    """Return what cannot be seen from here."""
    return Finding(code, State.UNKNOWN, words, todo)
