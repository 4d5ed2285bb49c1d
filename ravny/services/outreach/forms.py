"""The boxes of planning, places, campaigns and the tray."""

from collections.abc import Mapping
from datetime import time
from typing import Any
from uuid import UUID

from babel.dates import get_day_names
from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from ravny.core.kit.clock import today
from ravny.core.kit.filters import FilterForm
from ravny.core.kit.formats import reader_locale
from ravny.core.kit.forms import Choice, Choices, Form, RecordForm, Stepper
from ravny.core.kit.registries import Text
from ravny.core.staff.queries import list_staff
from ravny.core.staff.types import Actor
from ravny.core.vault.forms import SealedFormField
from ravny.people.clients.types import Network
from ravny.services.encounters.queries import list_sites, team_choices
from ravny.services.encounters.types import Language, settle_team

from .models import Promotion
from .queries import list_routes
from .types import CancelReason, DropReason, IntakeKind, PromotionEntry, PromotionOutcome, ShiftPlan

ANY: tuple[str, Text] = ("", _("any"))


def _weekday(number: int) -> str:
    return str(get_day_names("wide", "stand-alone", reader_locale())[number])


weekday_name = lazy(_weekday, str)
WEEKDAYS: list[tuple[str, Any]] = [(str(number), weekday_name(number)) for number in range(7)]


class Clock(forms.TimeInput):
    """The device's own clock."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


def minute_of(value: time) -> int:
    """Return the minute of the day."""
    return value.hour * 60 + value.minute


def clock_of(minute: int | None) -> str:
    """Return "21:40" for a minute of the day; "" for None."""
    return "" if minute is None else f"{minute // 60 % 24:02d}:{minute % 60:02d}"


def _sites(actor: Actor) -> list[tuple[str, str]]:
    return [(str(site.site_id), site.label) for site in list_sites(actor)]


class PlanForm(RecordForm):
    """A shift, or a row of weekly ones."""

    worker = forms.ChoiceField(label=_("Worker"))
    site = forms.ChoiceField(label=_("Site"), required=False)
    route = forms.ChoiceField(label=_("Route"), required=False)
    vehicle = forms.BooleanField(label=_("With the mobile clinic"), required=False)
    day = forms.DateField(label=_("First day"), initial=today)
    start = forms.TimeField(label=_("From"), widget=Clock)
    end = forms.TimeField(
        label=_("To"), widget=Clock, help_text=_("Earlier than the beginning: after midnight")
    )
    weekdays = forms.MultipleChoiceField(
        label=_("Weekdays"),
        choices=WEEKDAYS,
        required=False,
        widget=Choices(layout="tight"),
        help_text=_("None chosen: the weekday of the first day"),
    )
    weeks = forms.IntegerField(
        label=_("For how many weeks"), min_value=1, max_value=26, initial=1, widget=Stepper(by=1)
    )

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = {
            "worker": [(str(one.account_id), one.pseudonym) for one in list_staff(actor)],
            "site": [("", _("no site")), *_sites(actor)],
            "route": [("", _("no route")), *((str(r.id), r.label) for r in list_routes(actor))],
        }
        for name, found in choices.items():
            self.fields[name].choices = found  # type: ignore[attr-defined]  # ChoiceFields

    def plan(self) -> ShiftPlan:
        """Return what was written."""
        data: Mapping[str, Any] = self.cleaned_data
        return ShiftPlan(
            worker_id=UUID(data["worker"]),
            day=data["day"],
            start=minute_of(data["start"]),
            end=minute_of(data["end"]),
            site_id=UUID(data["site"]) if data["site"] else None,
            route_id=UUID(data["route"]) if data["route"] else None,
            vehicle=data["vehicle"],
            weeks=data["weeks"],
            weekdays=tuple(int(number) for number in data["weekdays"]),
        )


class CancelForm(Form):
    """Why a planned shift does not take place."""

    reason = forms.ChoiceField(
        label=_("Why it does not take place"),
        choices=[choice for choice in CancelReason.choices if choice[0]],
        widget=Choice(layout="column"),
    )


class RouteForm(RecordForm):
    """A route: up to six sites in order."""

    label = forms.CharField(
        label=_("Label"), max_length=24, help_text=_("Says nothing to others, for example М-2")
    )
    team = forms.ChoiceField(label=_("Team"))
    active = forms.BooleanField(label=_("In use"), required=False, initial=True)

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        settle_team(self, team_choices(actor))
        sites = [("", _("no site")), *_sites(actor)]
        for number in range(1, 7):
            self.fields[f"stop_{number}"] = forms.ChoiceField(
                label=_("Stop %(number)s") % {"number": number}, choices=sites, required=False
            )

    def stops(self) -> list[UUID]:
        """Return the chosen sites in order."""
        chosen = [self.cleaned_data.get(f"stop_{number}") for number in range(1, 7)]
        return [UUID(site) for site in chosen if site]


class StandForm(RecordForm):
    """A regular stop of the mobile clinic."""

    site = forms.ChoiceField(label=_("Site"))
    weekday = forms.ChoiceField(label=_("Weekday"), choices=WEEKDAYS, widget=Choice(layout="tight"))
    start = forms.TimeField(label=_("From"), widget=Clock)
    end = forms.TimeField(label=_("To"), widget=Clock)
    valid_from = forms.DateField(label=_("Valid from"), initial=today)
    valid_to = forms.DateField(label=_("Valid to"), required=False)

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["site"].choices = _sites(actor)  # type: ignore[attr-defined]  # a ChoiceField


class PromotionForm(RecordForm):
    """An online campaign."""

    label = forms.CharField(label=_("Label"), max_length=40)
    code = forms.CharField(
        label=_("Code"),
        max_length=16,
        help_text=_("Small letters, digits and dashes; meetings name it"),
    )
    network = forms.ChoiceField(label=_("Network"), choices=Network.choices)
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices)
    team = forms.ChoiceField(label=_("Team"))
    first_day = forms.DateField(label=_("From day"), initial=today)
    last_day = forms.DateField(label=_("To day"), required=False)

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        settle_team(self, team_choices(actor))

    def entry(self) -> PromotionEntry:
        """Return what was written."""
        data: Mapping[str, Any] = self.cleaned_data
        return PromotionEntry(
            label=data["label"],
            code=data["code"],
            network=data["network"],
            language=data["language"],
            first_day=data["first_day"],
            last_day=data["last_day"],
            team_id=UUID(data["team"]),
        )


def promotion_values(row: Promotion) -> dict[str, Any]:
    """Return a campaign as its form's first values."""
    names = ("label", "code", "network", "language", "first_day", "last_day")
    return {"record_id": row.id, "team": str(row.team_id)} | {
        name: getattr(row, name) for name in names
    }


class OutcomeForm(Form):
    """What a campaign brought, counted by hand."""

    views = forms.IntegerField(label=_("Views"), min_value=0)
    messages = forms.IntegerField(label=_("Messages"), min_value=0)
    contacts = forms.IntegerField(label=_("Contacts"), min_value=0)
    clients = forms.IntegerField(label=_("Clients"), min_value=0)

    def outcome(self) -> PromotionOutcome:
        """Return the four numbers."""
        return PromotionOutcome(**self.cleaned_data)


class PromotionFilters(FilterForm):
    """Campaigns by network and language."""

    network = forms.ChoiceField(label=_("Network"), choices=[ANY, *Network.choices])
    language = forms.ChoiceField(label=_("Language"), choices=[ANY, *Language.choices])


class TrayFilters(FilterForm):
    """Records by what they are."""

    kind = forms.ChoiceField(label=_("Record"), choices=[ANY, *IntakeKind.choices])


class SafetyForm(RecordForm):
    """What colleagues must know before they go there."""

    text = SealedFormField(
        kind="site.safety",
        label=_("New safety note"),
        help_text=_("Exits, who watches, when to stay away. It cannot be changed later."),
    )


class DropForm(Form):
    """Why a record is not imported."""

    reason = forms.ChoiceField(
        label=_("Why it is dropped"),
        choices=[choice for choice in DropReason.choices if choice[0]],
        widget=Choice(layout="column"),
    )
