"""The archive as a table: the record of the seed, as coarse as five alike entries need."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ravny.core.kit.formats import country_name, number
from ravny.core.kit.lists import Column, ListPage
from ravny.core.kit.registries import Text
from ravny.core.staff.types import Actor
from ravny.people.clients.types import LegalStatus

from ..anonymity import ANY, NAMES, UNKNOWN, K
from ..forms.archive import archive_filters
from ..models.ending import ArchivedCase
from ..operations.archiving import note_archive_export
from ..queries.archive import Shelf, shelf_of, shown_entries, waiting_count
from ..types import ExitReason, RequestKind, RequestResult
from ..types.ending import Tool

DISTRICTS: Mapping[str, Text] = {
    "CFO": gettext_lazy("Central Russia"),
    "NWFO": gettext_lazy("North-West of Russia"),
    "SFO": gettext_lazy("South of Russia"),
    "NCFO": gettext_lazy("North Caucasus"),
    "VFO": gettext_lazy("Volga region"),
    "UFO": gettext_lazy("Urals"),
    "SIB": gettext_lazy("Siberia"),
    "FEFO": gettext_lazy("Far East"),
}
GROUPS: Mapping[str, Text] = {
    "central_asia": gettext_lazy("Central Asia"),
    "caucasus": gettext_lazy("South Caucasus"),
    "eastern_europe": gettext_lazy("Eastern Europe"),
    "other": gettext_lazy("other countries"),
}
BANDS: Mapping[str, Text] = {
    "resident": gettext_lazy("may stay for long"),
    "for_a_time": gettext_lazy("may stay for a time"),
    "without": gettext_lazy("without papers or citizenship"),
}
MONTHS: Mapping[str, Text] = {
    "0-3": gettext_lazy("up to 3"),
    "4-6": "4–6",
    "7-12": "7–12",
    "13-24": "13–24",
    "25+": gettext_lazy("25 and more"),
    "0-6": gettext_lazy("up to 6"),
    "7+": gettext_lazy("7 and more"),
}
YES_NO: Mapping[str, Text] = {"yes": gettext_lazy("yes"), "no": gettext_lazy("no")}
STATUSES: Mapping[str, Text] = {**dict(LegalStatus.choices), **BANDS}


def _region(code: str) -> Text:
    return DISTRICTS.get(code) or (code if "-" in code else country_name(code))


def _quarter(code: str) -> str:
    year, _dash, quarter = code.partition("-Q")
    if not quarter:
        return year
    return _("quarter %(quarter)s of %(year)s") % {"quarter": quarter, "year": year}


WORDS: Mapping[str, Callable[[str], Text]] = {
    "region": _region,
    "country": lambda code: GROUPS.get(code) or country_name(code),
    "quarter": _quarter,
    "status": lambda code: STATUSES.get(code, code),
    "is_remote": lambda code: YES_NO[code],
    "months": lambda code: MONTHS[code],
}


def words_of(name: str, code: str) -> str:
    """Return what a code of a quasi-identifier says; where nothing is told it says so."""
    if code == ANY:
        return _("not told")
    if code == UNKNOWN:
        return _("not known")
    return str(WORDS[name](code))


def _seen(name: str) -> Callable[[Any], str]:
    return lambda row: words_of(name, getattr(row, f"seen_{name}"))


def listed(choices: Any, codes: tuple[str, ...]) -> str:
    """Return codes in words."""
    known = dict(choices)
    return ", ".join(str(known[code]) for code in codes if code in known)


class Archive(ListPage[ArchivedCase]):
    """The archive; made for each request by `archive_for`."""

    name = "archive"
    title = gettext_lazy("Archive of strategic cases")
    default_sort = "-quarter"
    template = "cases/archive.html"
    exportable: ClassVar[bool] = True
    export_permission = "cases.export"
    empty_title = gettext_lazy("Nothing to show yet")
    empty_text = gettext_lazy(
        "The archive shows a case as soon as five signed ones look alike. Propose ended cases from "
        "their pages."
    )
    columns = (
        Column("region", gettext_lazy("Region"), _seen("region"), sort="seen_region"),
        Column("country", gettext_lazy("Country of origin"), _seen("country"), sort="seen_country"),
        Column("quarter", gettext_lazy("Asked in"), _seen("quarter"), sort="seen_quarter"),
        Column("status", gettext_lazy("Legal status"), _seen("status"), sort="seen_status"),
        Column(
            "asked",
            gettext_lazy("Asks for help with"),
            lambda row: listed(RequestKind.choices, row.asked),
        ),
        Column(
            "results",
            gettext_lazy("Results"),
            lambda row: listed(RequestResult.choices, row.results),
        ),
        Column("tools", gettext_lazy("What was done"), lambda row: listed(Tool.choices, row.tools)),
        Column("months", gettext_lazy("Months it took"), _seen("months")),
        Column("remote", gettext_lazy("Remote case"), _seen("is_remote")),
        Column(
            "reason",
            gettext_lazy("Why the case ended"),
            lambda row: ExitReason(row.exit_reason).label,
            sort="exit_reason",
        ),
    )
    shelf: Shelf

    def queryset(self, actor: Any, filters: Mapping[str, Any]) -> QuerySet[ArchivedCase]:
        """Return the shown entries, filtered by what is shown of them."""
        return shown_entries(actor, self.shelf, filters)

    def exported(self, actor: Any, name: str, count: int) -> None:
        """Write down that a file left."""
        note_archive_export(actor=actor, count=count)

    def context(self, actor: Any) -> dict[str, Any]:
        """Say how many are withheld, and how many wait for a second signature."""
        found = self.shelf.release
        return {
            "k": number(K),
            "withheld": found.withheld,
            "total": len(found.shown) + found.withheld,
            "waiting": waiting_count(actor),
            "may_sign": actor.may("cases.agree"),
        }


def archive_for(actor: Actor) -> Archive:
    """Return the archive with the filters of what is shown. One query."""
    page = Archive()
    page.shelf = shelf_of(actor)
    choices = {
        name: [(code, words_of(name, code)) for code in page.shelf.choices(name) if code != ANY]
        for name in NAMES
    }
    page.filter_form = archive_filters(choices)  # type: ignore[misc]  # a form of one request
    return page


def entry_facts(values: Mapping[str, Any]) -> list[tuple[Text, object]]:
    """Return an entry's own facts, for those who propose or sign it."""
    quarter = values["quarter"]
    asked_in = _quarter(f"{quarter.year}-Q{(quarter.month + 2) // 3}")
    status, country = values["status"], values["country"]
    return [
        (_("Region"), values["region"]),
        (_("Country of origin"), country_name(country) if len(country) == 2 else _("not known")),
        (_("Asked in"), asked_in),
        (_("Legal status"), STATUSES.get(status, "")),
        (_("Asks for help with"), listed(RequestKind.choices, values["asked"])),
        (_("Results"), listed(RequestResult.choices, values["results"])),
        (_("Months it took"), values["months"]),
        (_("Remote case"), bool(values["is_remote"])),
        (_("Why the case ended"), ExitReason(values["exit_reason"]).label),
    ]


def waiting_lines(actor: Actor, rows: list[ArchivedCase]) -> list[dict[str, Any]]:
    """Return the entries that wait, as their page shows them."""
    return [
        {
            "facts": [
                *entry_facts({name: getattr(row, name) for name in ENTRY}),
                (_("What was done"), listed(Tool.choices, row.tools)),
            ],
            "own": row.proposed_by_id == actor.account_id,
            "sign_url": reverse("cases:archive_sign", args=[row.id]),
            "withdraw_url": reverse("cases:archive_withdraw", args=[row.id]),
        }
        for row in rows
    ]


ENTRY = (
    "region", "country", "quarter", "status", "asked", "results", "months", "is_remote",
    "exit_reason",
)  # fmt: skip
