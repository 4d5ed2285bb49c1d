"""List pages: filters, sorts, paging by key, files, paper. A room declares, this answers.

A page costs two queries of the list itself (a capped count, the rows) plus what `prepare` asks,
the same on a hundred thousand rows as on ten.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Any, ClassVar, Generic, TypeVar

from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from . import exports, keyset
from .chips import Chip, chips_of
from .clock import today
from .errors import NotYours
from .filters import FilterForm
from .formats import number
from .registries import Text

Row = TypeVar("Row", bound=Model)
COUNT_CAP = 1000
EXPORT_CAP = 50_000
CHUNK = 1000
PAGE, SORT, FORMAT = "page", "sort", "format"


@dataclass(frozen=True)
class Column(Generic[Row]):
    """One column: `value(row)` is a plain value or a cell of `kit.cells`.

    `sort`: the path in the database to sort by, None for a column that does not sort.
    `template`: draws the cell instead (context: `row`, `value`). `numeric`: set to the right.
    `shown`: False for a column of files only, whose words stand in another's cell on the page.
    """

    name: str
    label: Text
    value: Callable[[Row], Any]
    sort: str | None = None
    template: str = ""
    numeric: bool = False
    exported: bool = True
    shown: bool = True


@dataclass(frozen=True)
class Head:
    """A column's heading on the page."""

    column: Column[Any]
    url: str
    direction: str


@dataclass(frozen=True)
class Cell:
    """A value under its column."""

    column: Column[Any]
    value: Any
    row: Any


@dataclass(frozen=True)
class ListView:
    """What the templates get: plain values, nothing that asks the database."""

    name: str
    title: Text
    heads: list[Head]
    rows: list[list[Cell]]
    filters: FilterForm | None
    chips: list[Chip]
    sorts: list[tuple[str, Text, bool]]
    count: str
    first_url: str
    previous_url: str
    next_url: str
    csv_url: str
    xlsx_url: str
    print_url: str
    clear_url: str
    filtered: bool
    empty_title: Text
    empty_text: Text
    empty_action: tuple[Text, str] | None


class ListPage(ABC, Generic[Row]):
    """Declare a list as a subclass; a view answers with `respond(request)`."""

    name: ClassVar[str]
    title: ClassVar[Text]
    columns: ClassVar[Sequence[Column[Any]]]
    filter_form: ClassVar[type[FilterForm] | None] = None
    default_sort: ClassVar[str]
    page_size: ClassVar[int] = 50
    template: ClassVar[str] = "kit/list.html"
    empty_title: ClassVar[Text] = _("Nothing here yet")
    empty_text: ClassVar[Text] = _("What is recorded will appear here.")
    # No file leaves without being written down: who sets this defines `exported` too.
    exportable: ClassVar[bool] = False
    export_permission: ClassVar[str] = ""

    @abstractmethod
    def queryset(self, actor: Any, filters: Mapping[str, Any]) -> QuerySet[Row]:
        """Return the rows this person may see, filtered; call a query of the room."""

    def prepare(self, actor: Any, rows: list[Row]) -> list[Row]:
        """Add to the rows of one page what their cells need, in a fixed number of queries."""
        return rows

    def exported(self, actor: Any, name: str, count: int) -> None:
        """Write the export of so many rows into the journal, before the file leaves."""
        raise NotYours

    def empty_action(self, actor: Any) -> tuple[Text, str] | None:
        """Return the words and the address of the next thing to do when nothing is here."""
        return None

    def context(self, actor: Any) -> dict[str, Any]:
        """Return what the room's own template of this list needs besides."""
        return {}

    def respond(self, request: HttpRequest) -> HttpResponse:
        """Answer a GET: the page, its sheet alone (htmx), a file, or paper."""
        asked = Asked(self, request)
        wanted = request.GET.get(FORMAT, "")
        if wanted:
            return asked.file(wanted)
        view = asked.view()
        context = {**self.context(asked.actor), "list": view}
        fragment = request.headers.get("HX-Target") == f"sheet-{self.name}"
        template = "kit/components/sheet.html" if fragment else self.template
        return render(request, template, context)


class Asked:
    """One request for a list: which rows, in which order, which of them."""

    def __init__(self, page: ListPage[Any], request: HttpRequest) -> None:
        self.page, self.request = page, request
        self.actor: Any = getattr(request, "actor", None)
        self.form = page.filter_form(request.GET) if page.filter_form else None
        filters = self.form.chosen() if self.form else {}
        self.rows = page.queryset(self.actor, filters)
        self.ordering = self.chosen_ordering()

    @cached_property
    def sorts(self) -> dict[str, Column[Any]]:
        """The columns that may be sorted by, and no others."""
        return {column.name: column for column in self.page.columns if column.sort}

    def chosen_ordering(self) -> keyset.Ordering:
        """Return the sort that was asked for, or the page's own."""
        asked = self.request.GET.get(SORT, "")
        self.sort = asked if asked.removeprefix("-") in self.sorts else self.page.default_sort
        column = self.sorts[self.sort.removeprefix("-")]
        path = column.sort or "pk"
        nullable = keyset.is_nullable(self.rows.model, path)
        return keyset.Ordering(path, self.sort.startswith("-"), nullable)

    def url(self, **changes: str) -> str:
        """Return this list's address with some parts changed; "" takes a part away."""
        query: QueryDict = self.request.GET.copy()
        for name in (PAGE, FORMAT):
            query.pop(name, None)
        for name, value in changes.items():
            query.pop(name, None)
            if value:
                query[name] = value
        return f"?{query.urlencode()}"

    def heads(self) -> list[Head]:
        """Return the headings; one that sorts leads to its sort, the present one to its reverse."""
        heads = []
        for column in self.shown:
            name, url, direction = column.name, "", ""
            if name in self.sorts:
                direction = {name: "ascending", f"-{name}": "descending"}.get(self.sort, "none")
                url = self.url(**{SORT: f"-{name}" if direction == "ascending" else name})
            heads.append(Head(column, url, direction))
        return heads

    def cells(self, rows: Iterable[Any]) -> list[list[Cell]]:
        """Return the rows as cells."""
        columns = self.shown
        return [[Cell(column, column.value(row), row) for column in columns] for row in rows]

    def count(self) -> str:
        """Return how many there are, counting no further than the cap."""
        counted = self.rows.order_by()[: COUNT_CAP + 1].count()
        if counted > COUNT_CAP:
            return gettext("more than %(count)s") % {"count": number(COUNT_CAP)}
        return number(counted)

    @cached_property
    def shown(self) -> list[Column[Any]]:
        """The columns of the page and of paper."""
        return [column for column in self.page.columns if column.shown]

    @property
    def may_export(self) -> bool:
        """Whether files are offered to this person."""
        wanted = self.page.export_permission
        return self.page.exportable and (not wanted or self.actor.may(wanted))

    def sort_choices(self) -> list[tuple[str, Text, bool]]:
        """Return the sorts as a phone offers them: (value, words, is it the present one)."""
        choices: list[tuple[str, Text, bool]] = []
        for name, column in self.sorts.items():
            up = gettext("%(column)s, ascending") % {"column": column.label}
            down = gettext("%(column)s, descending") % {"column": column.label}
            choices.append((name, up, self.sort == name))
            choices.append((f"-{name}", down, self.sort == f"-{name}"))
        return choices

    def view(self) -> ListView:
        """Return one page of the list."""
        token = self.request.GET.get(PAGE, "")
        part = keyset.take(self.rows, self.ordering, token, self.page.page_size)
        rows = self.page.prepare(self.actor, part.rows)
        chips = chips_of(self.form, self.request.GET) if self.form else []
        return ListView(
            name=self.page.name,
            title=self.page.title,
            heads=self.heads(),
            rows=self.cells(rows),
            filters=self.form,
            chips=chips,
            sorts=self.sort_choices(),
            count=self.count(),
            first_url=self.url() if part.before else "",
            previous_url=self.url(**{PAGE: part.before}) if part.before else "",
            next_url=self.url(**{PAGE: part.after}) if part.after else "",
            csv_url=self.url(**{FORMAT: "csv"}) if self.may_export else "",
            xlsx_url=self.url(**{FORMAT: "xlsx"}) if self.may_export else "",
            print_url=self.url(**{FORMAT: "print"}) if self.may_export else "",
            clear_url="?",
            filtered=bool(chips),
            empty_title=self.page.empty_title,
            empty_text=self.page.empty_text,
            empty_action=self.page.empty_action(self.actor),
        )

    def everything(self, limit: int) -> Iterator[Any]:
        """Yield the rows of all pages, prepared a thousand at a time."""
        rows = self.ordering.order(self.rows, backwards=False)[:limit].iterator(chunk_size=CHUNK)
        while chunk := list(islice(rows, CHUNK)):
            yield from self.page.prepare(self.actor, chunk)

    def file(self, wanted: str) -> HttpResponse:
        """Answer with a file or a page for paper, and have it written down."""
        if not self.may_export or wanted not in (*exports.WRITERS, "print"):
            raise NotYours
        rows = list(self.everything(COUNT_CAP if wanted == "print" else EXPORT_CAP))
        self.page.exported(self.actor, f"{self.page.name}.{wanted}", len(rows))
        columns = [column for column in self.page.columns if column.exported]
        if wanted == "print":
            heads = [Head(column, "", "") for column in self.shown]
            paper = {"title": self.page.title, "heads": heads, "rows": self.cells(rows)}
            return render(self.request, "kit/list_paper.html", paper)
        values = ([column.value(row) for column in columns] for row in rows)
        heads_text = [str(column.label) for column in columns]
        name = f"{self.page.name}-{today().isoformat()}"
        return exports.WRITERS[wanted](heads_text, values, name)
