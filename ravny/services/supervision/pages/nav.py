"""The way between the pages of this room, and tables drawn of plain values."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from ravny.core.kit.registries import Text
from ravny.core.staff.types import Actor


def nav(actor: Actor, here: str) -> list[tuple[Text, str, bool]]:
    """Return (words, address, whether it is this page) of the pages somebody may see."""
    pages = [
        ("own", _("My workload"), "supervision.own"),
        ("handovers", _("Handovers"), "supervision.hand"),
        ("sessions", _("Sessions"), "supervision.own"),
        ("trainings", _("Trainings"), "supervision.own"),
        ("workload", _("Workload"), "supervision.lead"),
        ("valid", _("Who is trained in what"), "supervision.lead"),
        ("orphans", _("Without anybody"), "supervision.lead"),
    ]
    return [
        (label, reverse(f"supervision:{name}"), name == here)
        for name, label, permission in pages
        if actor.may(permission)
    ]


@dataclass(frozen=True)
class Cell:
    """One cell of a table: its heading stands beside it on a narrow screen."""

    value: Any
    head: Text
    numeric: bool = False


@dataclass(frozen=True)
class Table:
    """A table of plain values; the first cell of a row names it."""

    caption: Text
    heads: Sequence[tuple[Text, bool]]
    lines: Sequence[Sequence[Any]]

    @property
    def rows(self) -> list[list[Cell]]:
        """The cells with their headings."""
        return [
            [Cell(value, *head) for value, head in zip(line, self.heads, strict=True)]
            for line in self.lines
        ]
