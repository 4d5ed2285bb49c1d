"""Lists page by key, sort by what is allowed, filter, and leave as harmless files."""

import csv
import io
from collections.abc import Iterator
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django import forms
from django.db import connection, models
from django.http import Http404, HttpResponse
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext, isolate_apps
from openpyxl import load_workbook

from ravny.core.kit import keyset
from ravny.core.kit.cells import Badge, Tag
from ravny.core.kit.exports import harmless
from ravny.core.kit.filters import FilterForm
from ravny.core.kit.lists import COUNT_CAP, Column, ListPage

DAY = date(2026, 11, 20)
PAGE_SIZE = 10

with isolate_apps("ravny.core.kit"):

    class Sample(models.Model):
        word = models.CharField(max_length=40)
        seen = models.DateField(null=True)
        weight = models.IntegerField()

        class Meta:
            app_label = "kit"
            db_table = "kit_sample"


@pytest.fixture(autouse=True)
def _without_the_menu(settings: Any) -> None:
    """The rooms' menu counts ask the database too; here only the list's own queries matter."""
    engine = settings.TEMPLATES[0]
    processors = ["django.template.context_processors.i18n"]
    options = {**engine["OPTIONS"], "context_processors": processors}
    settings.TEMPLATES = [{**engine, "OPTIONS": options}]


@pytest.fixture(autouse=True)
def _table(db: None) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE kit_sample (id integer PRIMARY KEY, "
            "word varchar(40) NOT NULL, seen date NULL, weight integer NOT NULL)"
        )
        cursor.execute("CREATE INDEX kit_sample_weight ON kit_sample (weight, id)")
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE kit_sample")


def fill(count: int) -> None:
    Sample.objects.bulk_create(
        [
            Sample(
                id=n,
                word=f"word {n % 7}",
                seen=None if n % 3 == 0 else DAY + timedelta(days=n % 5),
                weight=n % 4,
            )
            for n in range(1, count + 1)
        ],
        batch_size=300,
    )


class Filters(FilterForm):
    word = forms.CharField(label="Word")
    weight = forms.TypedChoiceField(
        label="Weight", coerce=int, choices=[("", "Any"), ("1", "light"), ("3", "heavy")]
    )


class Samples(ListPage[Sample]):
    name = "samples"
    title = "Samples"
    filter_form = Filters
    default_sort = "weight"
    page_size = PAGE_SIZE
    template = "kit/components/sheet.html"
    exportable = True
    export_permission = "samples.export"
    columns = (
        Column("id", "Number", lambda row: row.id, sort="pk", numeric=True),
        Column("word", "Word", lambda row: row.word, sort="word"),
        Column("seen", "Seen", lambda row: row.seen, sort="seen"),
        Column("weight", "Weight", lambda row: row.weight, sort="weight", numeric=True),
        Column("state", "State", lambda row: Badge("fine", "ok")),
        Column("code", "Code", lambda row: Tag("1234567897"), exported=False),
    )

    def __init__(self) -> None:
        self.written: list[tuple[Any, str, int]] = []

    def queryset(self, actor: Any, filters: Any) -> models.QuerySet[Sample]:
        return Sample.objects.filter(**filters)

    def exported(self, actor: Any, name: str, count: int) -> None:
        self.written.append((actor, name, count))


def ask(query: str = "", *, may: bool = True, page: ListPage[Any] | None = None) -> HttpResponse:
    request = RequestFactory().get(f"/samples/{query}")
    request.actor = SimpleNamespace(may=lambda permission: may)
    return (page or Samples()).respond(request)


def soup(query: str = "") -> BeautifulSoup:
    return BeautifulSoup(ask(query).content, "html.parser")


def numbers(found: BeautifulSoup) -> list[int]:
    return [int(tag.get_text().replace(",", "")) for tag in found.select("tbody th")]


def walk(query: str) -> list[int]:
    seen: list[int] = []
    while True:
        found = soup(query)
        seen += numbers(found)
        further = found.select_one("a[rel=next]")
        if further is None:
            return seen
        query = further["href"]


@pytest.mark.parametrize(
    "sort", ["id", "-id", "word", "-word", "seen", "-seen", "weight", "-weight"]
)
def test_walking_the_pages_meets_every_row_once_in_order(sort: str) -> None:
    fill(57)
    walked = walk(f"?sort={sort}")
    path = {"id": "pk"}.get(sort.lstrip("-"), sort.lstrip("-"))
    ordering = keyset.Ordering(path, sort.startswith("-"), nullable=path == "seen")
    expected = ordering.order(Sample.objects.all(), backwards=False).values_list("id", flat=True)
    assert walked == list(expected)


@pytest.mark.parametrize("sort", ["word", "-word", "seen", "-seen"])
def test_walking_back_shows_the_same_pages(sort: str) -> None:
    fill(57)
    pages, query = [], f"?sort={sort}"
    for _ in range(5):
        found = soup(query)
        pages.append(numbers(found))
        query = found.select_one("a[rel=next]")["href"]
    back = soup(query).select_one("a[rel=prev]")["href"]
    for page in reversed(pages):
        found = soup(back)
        assert numbers(found) == page
        previous = found.select_one("a[rel=prev]")
        back = previous["href"] if previous else ""
    assert back == ""


def test_a_page_costs_two_queries_however_many_rows_there_are() -> None:
    for count in (3, 60, COUNT_CAP + 200):
        Sample.objects.all().delete()
        fill(count)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            found = soup("?sort=-weight")
        assert len(queries) == 2, queries.captured_queries
    with CaptureQueriesContext(connection) as queries:
        soup(found.select_one("a[rel=next]")["href"])
    assert len(queries) == 2


def test_counting_stops_at_the_cap() -> None:
    fill(COUNT_CAP + 5)
    text = soup("").select_one(".pager").get_text()
    assert "1" in text
    assert "000" in text
    with CaptureQueriesContext(connection) as queries:
        soup("")
    assert any(str(COUNT_CAP + 1) in query["sql"] for query in queries.captured_queries)


def test_the_next_page_is_found_by_the_index() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("the plan is read from SQLite")
    fill(50)
    ordering = keyset.Ordering("weight", False)
    rows = ordering.order(Sample.objects.all(), backwards=False)
    plan = rows.filter(ordering.beyond(2, 30, backwards=False)).explain()
    assert "kit_sample_weight" in plan
    assert "TEMP B-TREE" not in plan


def test_a_sort_that_is_not_offered_is_the_pages_own() -> None:
    fill(12)
    assert numbers(soup("?sort=state")) == numbers(soup(""))
    assert numbers(soup("?sort=word__startswith")) == numbers(soup(""))


@pytest.mark.parametrize("token", ["x", "WyJpZCJd:1:2", "%00"])
def test_a_made_up_place_is_the_first_page(token: str) -> None:
    fill(25)
    assert numbers(soup(f"?page={token}")) == numbers(soup(""))


def test_a_place_of_another_sort_is_the_first_page() -> None:
    fill(25)
    further = soup("?sort=word").select_one("a[rel=next]")["href"]
    assert numbers(soup(further.replace("sort=word", "sort=-id"))) == list(range(25, 15, -1))


def test_an_applied_filter_is_a_chip_that_takes_itself_away() -> None:
    fill(40)
    found = soup("?weight=1&sort=-id")
    assert all(number % 4 == 1 for number in numbers(found))
    chip = found.select_one(".chip")
    assert "Weight: light" in chip.get_text(" ", strip=True)
    assert chip["href"] == "?sort=-id"


def test_a_sorted_heading_says_so_and_turns_round() -> None:
    fill(5)
    found = soup("?sort=word")
    heads = {tag.get_text(): tag for tag in found.select("th[aria-sort]")}
    assert heads["Word"]["aria-sort"] == "ascending"
    assert heads["Word"].a["href"] == "?sort=-word"
    assert heads["Seen"]["aria-sort"] == "none"


def test_every_cell_carries_its_label_for_a_narrow_screen() -> None:
    fill(1)
    row = soup("").select_one("tbody tr")
    labels = [tag["data-label"] for tag in row.find_all(["th", "td"])]
    assert labels == [str(column.label) for column in Samples.columns]


def test_an_empty_list_says_what_to_do() -> None:
    assert soup("").select_one(".empty > strong")
    fill(3)
    assert soup("?word=nothing").select_one(".empty a")["href"] == "?"


def test_a_csv_holds_every_page_and_is_written_down() -> None:
    fill(35)
    page = Samples()
    answer = ask("?format=csv&weight=1", page=page)
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0] == ["Number", "Word", "Seen", "Weight", "State"]
    assert len(rows) == 1 + 9
    assert [(name, count) for _, name, count in page.written] == [("samples.csv", 9)]
    assert "attachment" in answer["Content-Disposition"]


def test_an_xlsx_keeps_days_and_numbers_as_they_are() -> None:
    fill(1)
    Sample.objects.create(id=2, word="=1+1", seen=DAY, weight=9)
    book = load_workbook(io.BytesIO(ask("?format=xlsx&sort=-weight").content))
    row = [cell.value for cell in list(book.active.rows)[1]]
    assert row[1] == "'=1+1"
    assert row[2].date() == DAY
    assert row[3] == 9


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@a", "\t=1", "\r=1"])
def test_text_that_a_spreadsheet_would_run_becomes_text(text: str) -> None:
    assert str(harmless(text)).startswith("'")


def test_numbers_below_zero_stay_numbers() -> None:
    assert harmless(-5) == -5


@pytest.mark.parametrize("wanted", ["csv", "xlsx", "print", "pdf"])
def test_who_may_not_export_gets_the_same_404(wanted: str) -> None:
    fill(1)
    with pytest.raises(Http404):
        ask(f"?format={wanted}", may=wanted == "pdf", page=(page := Samples()))
    assert page.written == []


def test_who_may_not_export_is_not_offered_it() -> None:
    fill(1)
    assert b"CSV" not in ask(may=False).content


def test_htmx_gets_the_sheet_alone() -> None:
    fill(1)
    page = type("Whole", (Samples,), {"template": "kit/list.html"})()
    request = RequestFactory().get("/", headers={"HX-Target": "sheet-samples"})
    request.actor = SimpleNamespace(may=lambda permission: False)
    text = page.respond(request).content.decode()
    assert "<html" not in text
    assert 'id="sheet-samples"' in text
