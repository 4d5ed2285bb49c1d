"""A report as text: for a terminal's width, or as JSON for a machine that watches."""

import json
import os
import shutil
import textwrap
from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from .types import STATES, Finding, Section, State

WIDEST, NARROWEST = 100, 40
LANGUAGES = ("ru",)


def language() -> str:
    """Return the terminal's language if it is one of ours, else English."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        told = os.environ.get(name, "")
        if told:
            return told[:2] if told[:2] in LANGUAGES else "en"
    return "en"


def as_json(sections: Sequence[Section]) -> str:
    """Return a list of findings, each with its code, state, words and what to do."""
    found = [
        {"code": one.code, "state": one.state.value, "words": one.words, "todo": one.todo}
        for section in sections
        for one in section.findings
    ]
    return json.dumps(found, ensure_ascii=False, indent=1)


def _lines(one: Finding, width: int, widest: int) -> Iterator[str]:
    state = str(STATES[one.state])
    first = f"  {state:<{widest}}  "
    yield from textwrap.wrap(
        one.words, width, initial_indent=first, subsequent_indent=" " * len(first)
    )
    if one.todo:
        inner = " " * len(first) + "→ "
        yield from textwrap.wrap(
            one.todo, width, initial_indent=inner, subsequent_indent=" " * len(inner)
        )


def as_text(sections: Sequence[Section]) -> str:
    """Return the report, a chapter after the other, and its sum in one sentence."""
    width = max(NARROWEST, min(WIDEST, shutil.get_terminal_size((WIDEST, 0)).columns))
    widest = max(len(str(word)) for word in STATES.values())
    lines: list[str] = []
    for section in sections:
        lines.append(str(section.title))
        for one in section.findings:
            lines += _lines(one, width, widest)
        lines.append("")
    return "\n".join([*lines, summary(sections)])


def counts(sections: Sequence[Section]) -> dict[State, int]:
    """Return how many findings there are of each state."""
    found = dict.fromkeys(State, 0)
    for section in sections:
        for one in section.findings:
            found[one.state] += 1
    return found


def summary(sections: Sequence[Section]) -> str:
    """Return the counts as a sentence."""
    return _("Dangerous: %(danger)s. To mend: %(warn)s. Not known: %(unknown)s. Well: %(ok)s.") % {
        state.value: count for state, count in counts(sections).items()
    }
