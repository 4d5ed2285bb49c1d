"""An installation to be looked at, whose every part a test may spoil."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from ravny.config.installation import Installation
from ravny.insight.upkeep.doctor.types import Check, Site
from tests.cast import HOUSE


def site(home: Path, **told: Any) -> Site:
    """Return an installation in this folder with these words in its ravny.toml."""
    return Site(replace(Installation(), **told), home, houses=(HOUSE,))


def state(check: Check, at: Site) -> str:
    """Return how a check found it, "" where it does not apply."""
    found = check(at)
    return found.state.value if found else ""
