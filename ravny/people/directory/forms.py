"""The boxes of an entry and of a dealing."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from ravny.core.kit.clock import today
from ravny.core.kit.forms import Choice, Choices, Form, Paragraph, RecordForm
from ravny.core.staff.types import Actor, WorkLanguage
from ravny.core.vault.forms import SealedFormField, prepare_sealed
from ravny.core.vault.queries import circle_of

from .infections import infection_choices
from .models import Dealing, Service
from .places import country_choices, currency_of
from .price_boxes import PriceLine, add_price_boxes, clean_prices, price_rows
from .types import (
    UNKNOWN,
    Answer,
    Asked,
    DealingEntry,
    Friendliness,
    Offer,
    Outcome,
    PriceEntry,
    Reports,
    ServiceEntry,
    ServiceKind,
    Speciality,
    YesNo,
)
from .words import unsafe

_COPIED = (
    "kind",
    "label",
    "country",
    "region",
    "city",
    "same_community",
    "hours",
    "way_in",
    "anonymous",
    "asks_passport",
    "friendliness",
    "contact",
)
_SETS = ("specialities", "infections", "provides", "not_provided", "languages", "reports_to")


def _fact(label: Any, hint: Any = "") -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        help_text=hint,
        choices=unsafe(YesNo.choices),
        initial=UNKNOWN,
        widget=Choice(layout="tight"),
    )


def _several(label: Any, choices: Any, hint: Any = "") -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        help_text=hint,
        choices=choices,
        required=False,
        widget=Choices(layout="tight"),
    )


class ServiceForm(RecordForm):
    """An entry: what it is, where, who goes there, how safe, what it gives, prices, way in."""

    kind = forms.ChoiceField(
        label=_("Kind of place"), choices=[("", _("choose")), *ServiceKind.choices]
    )
    label = forms.CharField(
        label=_("Name"),
        max_length=80,
        help_text=_(
            "As it stands on the door. For a specialist or a contact person never a name: "
            "“Urologist, Samara 2”."
        ),
    )
    specialities = _several(_("Specialities"), Speciality.choices)
    country = forms.ChoiceField(label=_("Country"), choices=country_choices)
    region = forms.CharField(
        label=_("Region"),
        max_length=8,
        required=False,
        help_text=_("Its code, for example RU-SAM. Empty: works everywhere."),
    )
    city = forms.CharField(label=_("City"), max_length=40, required=False)
    infections = _several(_("Infections"), infection_choices())
    languages = _several(_("Languages spoken there"), WorkLanguage.choices)
    friendliness = forms.ChoiceField(
        label=_("How our clients are met"),
        choices=Friendliness.choices,
        initial=UNKNOWN,
        widget=Choice(layout="tight"),
    )
    reports_to = _several(
        _("Who is told of a visit"),
        unsafe(Reports.choices),
        _("By duty or by custom. Nothing chosen means not known."),
    )
    anonymous = _fact(_("Can one come without giving a name"))
    asks_passport = _fact(_("Do they ask for a passport"))
    same_community = _fact(
        _("Does somebody of the clients' own community work there"),
        _("Somebody who may know the family."),
    )
    provides = _several(_("What they provide"), Offer.choices)
    not_provided = _several(
        _("What they do not provide"),
        Offer.choices,
        _("Said before the visit, this saves a journey for nothing."),
    )
    hours = forms.CharField(label=_("Hours"), max_length=120, required=False)
    way_in = forms.CharField(
        label=_("How to get in"),
        max_length=400,
        required=False,
        widget=Paragraph(),
        help_text=_("Which door, which window, what to say. For one person leave it empty."),
    )
    contact = SealedFormField(
        kind="service.contact",
        label=_("How to reach them"),
        help_text=_(
            "Telephone, messenger, address. Sealed in this browser; only people who work here can "
            "open it. For a specialist or a contact person, write the name here and nowhere else."
        ),
    )
    verified = forms.BooleanField(label=_("I checked all this today"), required=False)

    def __init__(
        self, actor: Actor, *args: Any, prices: Sequence[PriceEntry] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("country", actor.country)
        self.price_lines = 0
        add_price_boxes(self, prices, currency_of(actor.country))
        prepare_sealed(self, circles=circle_of("organisation", actor.organisation_id))

    @property
    def price_rows(self) -> list[PriceLine]:
        """The lines of prices."""
        return price_rows(self, self.price_lines)

    def clean(self) -> dict[str, Any]:
        """Read the lines of prices."""
        super().clean()
        self.cleaned_data["prices"] = clean_prices(self, self.price_lines)
        return self.cleaned_data

    def entry(self) -> ServiceEntry:
        """Return what was written."""
        data = self.cleaned_data
        written: dict[str, Any] = {name: data[name] for name in _COPIED}
        written |= {name: tuple(data[name]) for name in _SETS}
        verified_on = today() if data["verified"] else None
        return ServiceEntry(**written, prices=data["prices"], verified_on=verified_on)


def service_values(service: Service) -> dict[str, Any]:
    """Return an entry as its form's first values."""
    plain = [name for name in _COPIED if name != "asks_passport"]
    return {
        "record_id": service.id,
        "asks_passport": service.asks_papers,
        **{name: getattr(service, name) for name in plain},
        **{name: list(getattr(service, name)) for name in _SETS},
    }


class OutcomeForm(Form):
    """What came of a dealing, or when to ask again."""

    outcome = forms.ChoiceField(
        label=_("What came of it"), choices=Outcome.choices, initial=Outcome.OPEN, widget=Choice
    )
    next_on = forms.DateField(
        label=_("Ask again on"),
        required=False,
        help_text=_("On that day it stands on Today. Only for what is still open."),
    )


class DealingForm(RecordForm, OutcomeForm):
    """What was asked of an office, and what it said."""

    day = forms.DateField(label=_("Day"), initial=today)
    asked = forms.ChoiceField(
        label=_("What was asked"), choices=Asked.choices, widget=Choice(layout="tight")
    )
    answer = forms.ChoiceField(
        label=_("What they answered"), choices=Answer.choices, widget=Choice(layout="tight")
    )
    note = SealedFormField(
        kind="dealing.note",
        label=_("Note"),
        help_text=_(
            "With whom and about what. Sealed in this browser for those who work here. No client's "
            "name and never a diagnosis, not even here."
        ),
    )
    field_order = ("record_id", "day", "asked", "answer", "outcome", "next_on", "note")

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        prepare_sealed(self, circles=circle_of("organisation", actor.organisation_id))

    def entry(self, service_id: UUID) -> DealingEntry:
        """Return what was written."""
        data = self.cleaned_data
        names = ("day", "asked", "answer", "outcome", "next_on", "note")
        return DealingEntry(service_id, **{name: data[name] for name in names})


def dealing_values(dealing: Dealing) -> dict[str, Any]:
    """Return a dealing as its form's first values."""
    names = ("day", "asked", "answer", "outcome", "next_on", "note")
    return {"record_id": dealing.id, **{name: getattr(dealing, name) for name in names}}
