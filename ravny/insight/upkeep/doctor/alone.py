"""The doctor where the installation's own settings cannot be read: no key, or a broken ravny.toml.

What needs neither the key nor the database is looked at all the same.
"""

import sys
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.utils import translation

from .plain import PLAIN
from .types import Finding, Section, Site, State
from .words import as_json, as_text, language

ROOM = Path(__file__).resolve().parent.parent


def examine_alone(told: Any, home: Path, problem: str, *, json: bool) -> int:
    """Print what can be seen, the problem first; return 1, since a server would not start."""
    settings.configure(USE_I18N=True, LANGUAGE_CODE="en", LOCALE_PATHS=[ROOM / "locale"])
    django.setup()
    site = Site(told, home)
    with translation.override(language()):
        broken = Finding("keys.settings", State.DANGER, problem)
        sections = [
            Section("start", "ravny serve", (broken,)),
            *(Section(one.code, one.title, tuple(one.examine(site))) for one in PLAIN),
        ]
        sys.stdout.write(f"{as_json(sections) if json else as_text(sections)}\n")
    return 1
