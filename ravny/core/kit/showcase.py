"""What the page of components shows: invented people, every component once."""

from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from . import icons
from .cells import Badge, Link, Tag
from .chips import chips_of
from .filters import FilterForm
from .formats import days_unit
from .forms import Choice, Choices, ClientCodeField, Form, Paragraph, Stepper
from .languages import OWN
from .lists import Cell, Column, Head, ListView
from .registries import TodayRow

DAY = date(2026, 11, 20)
CODES = ("1234567897", "3141592650", "2718281820")
RESULTS = [("nonreactive", _("Nonreactive")), ("reactive", _("Reactive")), ("void", _("Invalid"))]
STRIPS = {"nonreactive": "one-line", "reactive": "two-lines", "void": "none"}
INFECTIONS = [("", _("Any")), ("hiv", _("HIV")), ("syphilis", _("Syphilis"))]
SWATCHES = ("ground", "surface", "sunk", "fig", "fig-soft", "apricot", "apricot-soft", "danger")


class ExampleForm(Form):
    """One field of each kind."""

    code = ClientCodeField()
    day = forms.DateField(label=_("Day of the next test"), help_text=_("After 20 November 2026"))
    result = forms.ChoiceField(
        label=_("Result"), choices=RESULTS, widget=Choice(strips=STRIPS), initial="reactive"
    )
    services = forms.MultipleChoiceField(
        label=_("Handed out"),
        required=False,
        choices=[("condoms", _("Condoms")), ("lube", _("Lubricant"))],
        widget=Choices,
    )
    condoms = forms.IntegerField(label=_("Condoms"), min_value=0, initial=10, widget=Stepper(by=5))
    consent = forms.BooleanField(label=_("Consent was given"))
    text = forms.CharField(label=_("What to remember"), required=False, widget=Paragraph)


class ExampleFilters(FilterForm):
    """Two filters, one of them set."""

    infection = forms.ChoiceField(label=_("Infection"), choices=INFECTIONS)
    longer = forms.IntegerField(label=_("Waits longer than, days"), min_value=0)


def _columns() -> list[Column[Any]]:
    names = (
        ("code", _("Code")),
        ("day", _("Test")),
        ("place", _("Where to")),
        ("state", _("State")),
        ("waits", _("Waits, days")),
    )
    return [Column(name, label, lambda row: row, numeric=name == "waits") for name, label in names]


def example_list() -> ListView:
    """Return a list of three rows with a filter set, a sort, and a next page."""
    columns = _columns()
    clinic = _("City clinic for infectious diseases")
    values: list[tuple[Any, ...]] = [
        (Tag(CODES[0], "#"), date(2026, 10, 10), clinic, Badge(_("No answer"), "danger"), 41),
        (Tag(CODES[1], "#"), date(2026, 11, 2), Link(clinic, "#"), Badge(_("Waiting"), "warn"), 18),
        (Tag(CODES[2]), date(2026, 11, 15), None, Badge(_("Confirmed"), "ok"), 5),
    ]
    query = QueryDict("infection=hiv&longer=3")
    form = ExampleFilters(query)
    directions = {"day": "none", "waits": "descending"}
    heads = [
        Head(c, "#" if c.name in directions else "", directions.get(c.name, "")) for c in columns
    ]
    return ListView(
        name="example",
        title=_("Referrals without an outcome"),
        heads=heads,
        rows=[[Cell(c, v, None) for c, v in zip(columns, row, strict=True)] for row in values],
        filters=form,
        chips=chips_of(form, query),
        sorts=[("day", _("Test"), False), ("-waits", _("Waits, days"), True)],
        count="1 284",
        first_url="#",
        previous_url="#",
        next_url="#",
        csv_url="#",
        xlsx_url="#",
        print_url="#",
        clear_url="#",
        filtered=True,
        empty_title="",
        empty_text="",
        empty_action=None,
    )


def example_rows() -> list[TodayRow]:
    """Return rows of *Today*: one that cannot wait, one of this week."""
    now = TodayRow(
        key="example-1",
        rank=1,
        group="now",
        left_number="2",
        left_unit=days_unit(2),
        title=_("The pills run out on Sunday"),
        why=_("The parcel has stood still for six days. The emergency kit has this regimen."),
        action_label=_("Give from the kit"),
        action_url="#",
        code=CODES[0],
        code_url="#",
    )
    week = TodayRow(
        key="example-2",
        rank=9,
        group="week",
        left_number="7",
        left_unit=days_unit(7),
        title=_("Time for a viral load test"),
        why=_("Six months have passed. The last result was undetectable."),
        action_label=_("Book the test"),
        action_url="#",
        code=CODES[1],
        code_url="#",
    )
    return [now, week]


def example_steps() -> list[dict[str, Any]]:
    """Return a cascade of four steps, the last too small to show."""
    return [
        {"label": _("Reactive rapid test"), "count": 61, "before": None, "share": _("start")},
        {
            "label": _("Reached the clinic"),
            "count": 55,
            "before": 61,
            "share": "90\N{NO-BREAK SPACE}%",
            "gap": _("6 did not arrive"),
            "gap_url": "#",
            "gap_note": _("2 of them wait longer than 14 days"),
        },
        {
            "label": _("Began treatment"),
            "count": 44,
            "before": 55,
            "share": "80\N{NO-BREAK SPACE}%",
        },
        {"label": _("Undetectable"), "count": None, "before": None, "share": ""},
    ]


def showcase() -> dict[str, Any]:
    """Return the context of the page of components."""
    # The day stays empty: a browser warns of a day it cannot show before anybody sees the error.
    wrong = ExampleForm(QueryDict("code=123&day=&condoms=10"))
    stages = [
        {"label": _("Intake"), "state": "done", "note": "14.03"},
        {"label": _("Assessment"), "state": "done", "note": ""},
        {"label": _("Service plan"), "state": "now", "note": _("6 of 9 done")},
        {"label": _("The plan is carried out"), "state": "", "note": ""},
        {"label": _("Leaving care"), "state": "", "note": ""},
    ]
    timeline = [
        {
            "day": DAY,
            "title": _("The parcel has not moved"),
            "text": _("Sixth day"),
            "state": "now",
        },
        {"day": date(2026, 11, 12), "title": _("Viral load: undetectable"), "state": "done"},
        {"day": date(2026, 3, 14), "title": _("Card opened"), "url": "#"},
    ]
    return {
        "swatches": SWATCHES,
        "icons": icons.NAMES,
        "code": CODES[0],
        "day": DAY,
        "example_form": ExampleForm(auto_id="good_%s"),
        "wrong_form": wrong,
        "list": example_list(),
        "rows": example_rows(),
        "steps": example_steps(),
        "stages": stages,
        "timeline": timeline,
        "facts": [(_("Language"), OWN["uz"]), (_("Card opened"), DAY), (_("Contacts"), 1284)],
        "consents": [("ok", _("Given"), _("Referral")), ("", _("No"), _("Parcel"))],
        "phrase": ["lamp", "bread", "river", "needle", "apricot", "wool"],
    }
