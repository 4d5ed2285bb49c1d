"""What the end of cases and the archive hang on the registries of kit."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ravny.core.kit.clock import today
from ravny.core.kit.formats import number
from ravny.core.kit.registries import (
    MenuEntry,
    Permission,
    TodayRow,
    Verb,
    menu,
    permissions,
    today_rows,
    verbs,
)
from ravny.core.staff.types import CARE_ROLES
from ravny.core.vault import places
from ravny.people.clients.queries import client_tags

from ..pages.exit import exit_section
from ..parts import Section, sections
from ..queries.archive import waiting_count
from ..queries.exits import waiting_exits

RANK = 60
MOST_ROWS = 10

permissions.add(
    Permission("cases.archive", gettext_lazy("See the archive of strategic cases"), CARE_ROLES)
)
menu.add(
    MenuEntry(
        "organisation", gettext_lazy("Archive of cases"), "cases:archive", "cases.archive", 46
    )
)
sections.add(Section("exit", "main", 60, exit_section))
places.add("case.exit", gettext_lazy("Why a case is to end"), "cases:proposal")
places.add("case.exit_answer", gettext_lazy("Answer to a case's end"), "cases:proposal")

for _code, _label in (
    ("cases.exit_proposed", gettext_lazy("Proposed the end of a case")),
    ("cases.exit_agreed", gettext_lazy("Agreed to the end of a case")),
    ("cases.exit_returned", gettext_lazy("Gave back the end of a case")),
    ("cases.exit_taken_back", gettext_lazy("Took back the end of a case")),
    ("cases.reopened", gettext_lazy("Opened an ended case again")),
    ("cases.archive_proposed", gettext_lazy("Proposed a case for the archive")),
    ("cases.archive_signed", gettext_lazy("Signed an entry of the archive")),
    ("cases.archive_withdrawn", gettext_lazy("Withdrew an entry of the archive")),
    ("cases.archive_anew", gettext_lazy("Let a case be proposed for the archive anew")),
    ("cases.archive_exported", gettext_lazy("Took a copy of the archive of cases")),
):
    verbs.add(Verb(_code, _label))


def exit_rows(actor: Any) -> list[TodayRow]:
    """Return what waits for this person's word: ends of cases, the archive. Three queries."""
    if not actor.may("cases.agree"):
        return []
    found = waiting_exits(actor)[:MOST_ROWS]
    tags = client_tags(actor, {client_id for _exit, client_id, _day in found}) if found else {}
    rows = [
        TodayRow(
            key=f"cases.exit.{exit_id}",
            rank=RANK + place,
            group="week",
            left_number=number((today() - day).days),
            left_unit=_("days waiting"),
            code=tags.get(client_id) or None,
            code_url=reverse("desk:card", args=[client_id]) if client_id in tags else "",
            title=_("End of a case"),
            why=_("Somebody proposed it; it ends with your word."),
            action_label=_("Agree or give back"),
            action_url=reverse("cases:proposal", args=[exit_id]),
            harm="promise",
            about=client_id,
            days=0,
        )
        for place, (exit_id, client_id, day) in enumerate(found)
    ]
    return [*rows, *_archive_row(waiting_count(actor))]


def _archive_row(waiting: int) -> list[TodayRow]:
    if not waiting:
        return []
    return [
        TodayRow(
            key="cases.archive",
            rank=RANK + MOST_ROWS,
            group="week",
            left_number=number(waiting),
            left_unit=_("to sign"),
            title=_("Archive of strategic cases"),
            why=_("Cases are proposed for the archive; a second person signs."),
            action_label=_("Read and sign"),
            action_url=reverse("cases:archive_waiting"),
        )
    ]


today_rows.add(exit_rows)
