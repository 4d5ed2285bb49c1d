"""The directory as a list: everything one may ask of a place before sending somebody there."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from ravny.core.kit.cells import Badge, Link
from ravny.core.kit.filters import FilterForm
from ravny.core.kit.formats import country_name
from ravny.core.kit.lists import Column, ListPage
from ravny.core.kit.registries import Text
from ravny.core.staff.types import Actor, WorkLanguage

from .infections import infection_choices
from .models import Service
from .operations import note_export
from .places import currency_of, region_choices
from .queries import fact_of, list_services, places_of, prices_of
from .types import Friendliness, Offer, Reports, ServiceKind, Speciality, YesNo
from .words import labels, offer_prices, place_parts, place_text, safety_badges, unsafe

ANY: tuple[str, Text] = ("", _("any"))
MAYBE = [ANY, *unsafe(YesNo.choices)]


class DirectoryFilters(FilterForm):
    """What the list can be narrowed to; the places come with the person who looks."""

    kind = forms.ChoiceField(label=_("Kind of place"), choices=[ANY, *ServiceKind.choices])
    speciality = forms.ChoiceField(label=_("Speciality"), choices=[ANY, *Speciality.choices])
    infection = forms.ChoiceField(label=_("Infection"), choices=[ANY, *infection_choices()])
    provides = forms.ChoiceField(label=_("Provides"), choices=[ANY, *Offer.choices])
    without = forms.ChoiceField(label=_("Does not provide"), choices=[ANY, *Offer.choices])
    country = forms.ChoiceField(label=_("Country"))
    region = forms.ChoiceField(label=_("Region"))
    city = forms.ChoiceField(label=_("City"))
    language = forms.ChoiceField(label=_("Language"), choices=[ANY, *WorkLanguage.choices])
    reports_to = forms.ChoiceField(
        label=_("Tells of a visit"), choices=[ANY, *unsafe(Reports.choices)]
    )
    anonymous = forms.ChoiceField(label=_("Without a name"), choices=MAYBE)
    asks_passport = forms.ChoiceField(label=_("Asks for a passport"), choices=MAYBE)
    same_community = forms.ChoiceField(label=_("May know the family"), choices=MAYBE)
    friendliness = forms.ChoiceField(label=_("Manner"), choices=[ANY, *Friendliness.choices])
    price_to = forms.IntegerField(label=_("Price up to"), min_value=0)
    verified = forms.ChoiceField(
        label=_("Checked"),
        choices=[ANY, ("fresh", _("lately")), ("stale", _("long ago or never"))],
    )
    retired = forms.BooleanField(label=_("Entries out of use too"))


def filters_for(actor: Actor) -> type[DirectoryFilters]:
    """Return the boxes with the places this house has entries in, and its money. One query."""
    places = places_of(actor.organisation_id)
    countries = sorted({(code, country_name(code)) for code, _region, _city in places})
    cities = sorted({city for _country, _region, city in places if city})
    money = format_lazy("{}, {}", _("Price up to"), currency_of(actor.country))
    fields: dict[str, Any] = {
        "country": forms.ChoiceField(label=_("Country"), choices=[ANY, *countries]),
        "region": forms.ChoiceField(label=_("Region"), choices=[ANY, *region_choices(places)]),
        "city": forms.ChoiceField(
            label=_("City"), choices=[ANY, *((city, city) for city in cities)]
        ),
        "price_to": forms.IntegerField(label=money, min_value=0),
    }
    return type("DirectoryFilters", (DirectoryFilters,), fields)


def _name(row: Service) -> Link:
    return Link(row.label, reverse("directory:service", args=[row.id]))


def _kind(row: Service) -> str:
    who = labels(Speciality.choices, row.specialities)
    return f"{row.get_kind_display()}: {who}" if who else str(row.get_kind_display())


def _provides(row: Service) -> str:
    return labels(Offer.choices, row.provides)


def _without(row: Service) -> str:
    return labels(Offer.choices, row.not_provided)


def _languages(row: Service) -> str:
    return labels(WorkLanguage.choices, row.languages)


def _checked(row: Any) -> Any:
    if not row.active:
        return Badge(_("out of use"), "danger")
    if row.verified_on is None:
        return Badge(_("never checked"), "warn")
    return Badge(_("long ago"), "warn") if row.is_stale else row.verified_on


class Directory(ListPage[Service]):
    """The list; made for each request by `list_for`."""

    name = "directory"
    title = _("Directory")
    default_sort = "name"
    template = "directory/list.html"
    empty_title = _("No entry yet")
    empty_text = _("Write down where your clients can be sent, and who learns of it there.")
    exportable: ClassVar[bool] = True
    export_permission = "directory.export"
    columns = (
        Column("name", _("Name"), _name, sort="label", template="directory/_name.html"),
        Column("kind", _("Kind of place"), _kind, shown=False),
        Column(
            "place",
            _("Where"),
            lambda row: row.place_text,
            sort="city",
            template="directory/_place.html",
        ),
        Column("safety", _("Safety"), lambda row: safety_badges(row.fact)),
        Column("provides", _("Provides"), _provides, template="directory/_provides.html"),
        Column("without", _("Does not provide"), _without, shown=False),
        Column("language", _("Language"), _languages, shown=False),
        Column(
            "prices",
            _("Prices"),
            lambda row: "; ".join(row.price_lines),
            template="directory/_prices.html",
        ),
        Column("verified", _("Checked"), _checked, sort="verified_on"),
    )

    def queryset(self, actor: Any, filters: Mapping[str, Any]) -> QuerySet[Service]:
        """Return the house's entries; prices are compared in the house's money."""
        return list_services(actor, {**filters, "currency": currency_of(actor.country)})

    def prepare(self, actor: Any, rows: list[Service]) -> list[Service]:
        """Add prices and what the cells say: one query for any page."""
        prices = prices_of(actor.organisation_id, [row.id for row in rows])
        for row in rows:
            fact = fact_of(row)
            row.fact = fact  # type: ignore[attr-defined]  # for the cells of this page
            row.is_stale = fact.is_stale  # type: ignore[attr-defined]  # for the cells of this page
            row.place_parts = place_parts(fact, home=actor.country)  # type: ignore[attr-defined]  # for the cells of this page
            row.place_text = place_text(fact, home=actor.country)  # type: ignore[attr-defined]  # for the cells of this page
            row.price_lines = offer_prices(prices.get(row.id, ()))  # type: ignore[attr-defined]  # for the cells of this page
            row.kind_text, row.language_text = _kind(row), _languages(row)  # type: ignore[attr-defined]  # for the cells of this page
            row.without_text = _without(row)  # type: ignore[attr-defined]  # for the cells of this page
        return rows

    def exported(self, actor: Any, name: str, count: int) -> None:
        """Write down that a file left."""
        note_export(actor=actor, count=count)

    def empty_action(self, actor: Any) -> tuple[Text, str] | None:
        """Offer the first entry."""
        if actor.may("directory.edit"):
            return _("Add an entry"), reverse("directory:add")
        return None

    def context(self, actor: Any) -> dict[str, Any]:
        """Say whether an entry may be added here."""
        return {"may_edit": actor.may("directory.edit")}


def list_for(actor: Actor) -> Directory:
    """Return the list with this person's filters."""
    page = Directory()
    page.filter_form = filters_for(actor)  # type: ignore[misc]  # a form of one request
    return page
