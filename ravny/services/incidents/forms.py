"""The boxes of an incident: what happened and where, what may be used, what was done."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from ravny.core.kit.aging import months_on
from ravny.core.kit.clock import today
from ravny.core.kit.filters import FilterForm
from ravny.core.kit.formats import month as month_words
from ravny.core.kit.forms import Choice, Form, RecordForm
from ravny.core.kit.registries import Text
from ravny.core.staff.queries import list_staff, list_teams
from ravny.core.staff.types import Actor
from ravny.core.vault.for_whom import for_whom_field, offer_readers
from ravny.core.vault.forms import SealedFormField
from ravny.people.directory.queries import places_of, region_choices
from ravny.services.encounters.queries import duties_of

from .models import Incident
from .queries import possible_owners
from .types import Consent, Kind, NewIncident, Office, Outcome, Responded, Response, Spot, State

MONTHS_BACK = 36
ANY: tuple[str, Text] = ("", _("any"))


def month_choices() -> list[tuple[str, str]]:
    """Return the months an incident may be of, this one first."""
    first = today().replace(day=1)
    months = [months_on(first, -back) for back in range(MONTHS_BACK)]
    return [(one.isoformat(), month_words(one)) for one in months]


class IncidentForm(RecordForm):
    """An incident; `about` None: nobody says who it happened to."""

    team = forms.ChoiceField(label=_("Team"))
    kind = forms.ChoiceField(
        label=_("What happened"), choices=Kind.choices, widget=Choice(layout="column")
    )
    office = forms.ChoiceField(
        label=_("Who did it"),
        choices=Office.choices,
        widget=Choice(layout="tight"),
        help_text=_("The kind of office only: no names, ranks or numbers."),
    )
    spot = forms.ChoiceField(
        label=_("In what place"),
        choices=Spot.choices,
        widget=Choice(layout="tight"),
        help_text=_("The kind of place, never an address."),
    )
    region = forms.CharField(
        label=_("Region"),
        max_length=8,
        required=False,
        help_text=_("Its code, for example RU-SAM"),
    )
    month = forms.ChoiceField(label=_("Month"), choices=month_choices)
    day = forms.DateField(
        label=_("Day"),
        required=False,
        help_text=_("Only where a deadline hangs on it, a complaint for example."),
    )
    consent = forms.ChoiceField(
        label=_("The client agrees that it is used for"),
        choices=Consent.choices,
        widget=Choice(layout="column"),
        help_text=_("Ask. Where nobody was asked, it stays with us."),
    )
    owner = forms.ChoiceField(label=_("Whose task it is"))
    follow_up_on = forms.DateField(
        label=_("Look again on"), required=False, help_text=_("Left empty: in a week.")
    )
    note_for = for_whom_field()
    note = SealedFormField(kind="incident.words", label=_("What happened, in words"))

    def __init__(
        self, actor: Actor, team_id: UUID | None, *args: Any, region: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.actor, boxes = actor, dict(self.fields.items())
        own = [(str(one.team_id), one.label) for one in list_teams(actor, own_only=True)]
        if team_id is not None:
            own = [(str(team_id), "")]
        boxes["team"].choices = own  # type: ignore[attr-defined]  # a ChoiceField
        if len(own) == 1:
            boxes["team"].widget = forms.HiddenInput()
            self.initial["team"] = own[0][0]
        first = team_id or (UUID(own[0][0]) if own else None)
        people = possible_owners(actor, first) if first else []
        listed = {str(key): name for key, name in people} | {str(actor.account_id): actor.pseudonym}
        boxes["owner"].choices = list(listed.items())  # type: ignore[attr-defined]  # a ChoiceField
        self.initial.setdefault("owner", str(actor.account_id))
        self.initial.setdefault("region", region)
        self._settle_regions()
        self.readers = offer_readers(self, actor, "note_for")
        self.duties = duties_of(actor)

    def _settle_regions(self) -> None:
        self.fields["region"].widget.attrs["list"] = "known-regions"
        home = self.actor.country.lower()
        known = [one for one in places_of(self.actor.organisation_id) if one[0].lower() == home]
        self.regions = region_choices(known)

    def clean_region(self) -> str:
        """Take a code however it was typed."""
        return str(self.cleaned_data["region"]).strip().upper()

    def clean(self) -> dict[str, Any]:
        """What happened is for the incident's own team of people, not for another team."""
        data = super().clean() or self.cleaned_data
        teams = {str(one.subject_id) for one in self.readers if one.kind == "team"}
        if data.get("note") and data.get("note_for") in teams - {str(data.get("team"))}:
            self.add_error("note_for", _("The incident is another team's. Choose other readers."))
        return data

    def facts(self, client_id: UUID | None, case_id: UUID | None) -> NewIncident:
        """Return what was written as plain facts."""
        told = self.cleaned_data
        names = ("kind", "office", "spot", "region", "day", "consent", "follow_up_on")
        return NewIncident(
            incident_id=told["record_id"],
            team_id=UUID(told["team"]),
            client_id=client_id,
            case_id=case_id,
            month=date.fromisoformat(told["month"]),
            owner_id=UUID(told["owner"]),
            words=told["note"],
            **{name: told[name] for name in names},
        )


class RespondForm(Form):
    """What was done about it."""

    response = forms.ChoiceField(
        label=_("What was done"), choices=Response.choices, widget=Choice(layout="column")
    )
    day = forms.DateField(label=_("Day"), initial=today)
    follow_up_on = forms.DateField(
        label=_("Look again on"), required=False, help_text=_("Left empty: in a week.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="respond_%s", **kwargs)

    def facts(self) -> Responded:
        """Return what was written."""
        return Responded(**self.cleaned_data)


class ConsentForm(Form):
    """What the client agrees to now."""

    consent = forms.ChoiceField(
        label=_("The client agrees that it is used for"),
        choices=Consent.choices,
        widget=Choice(layout="column"),
    )

    def __init__(self, row: Incident, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="consent_%s", initial={"consent": row.consent}, **kwargs)


class PlanForm(Form):
    """Whose task an incident is, and when they look again."""

    owner = forms.ChoiceField(label=_("Whose task it is"))
    follow_up_on = forms.DateField(label=_("Look again on"))

    def __init__(self, actor: Actor, row: Incident, *args: Any, **kwargs: Any) -> None:
        due = max(row.follow_up_on, today()) if row.follow_up_on else None
        first = {"owner": str(row.owner_id), "follow_up_on": due}
        super().__init__(*args, auto_id="plan_%s", initial=first, **kwargs)
        people = [(str(key), name) for key, name in possible_owners(actor, row.team_id)]
        self.fields["owner"].choices = people  # type: ignore[attr-defined]  # a ChoiceField


class CloseForm(Form):
    """How an incident ended."""

    outcome = forms.ChoiceField(
        label=_("How it ended"), choices=Outcome.choices[1:], widget=Choice(layout="column")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="close_%s", **kwargs)


class IncidentFilters(FilterForm):
    """What the list can be narrowed to."""

    kind = forms.ChoiceField(label=_("What happened"), choices=[ANY, *Kind.choices])
    office = forms.ChoiceField(label=_("Who did it"), choices=[ANY, *Office.choices])
    spot = forms.ChoiceField(label=_("In what place"), choices=[ANY, *Spot.choices])
    consent = forms.ChoiceField(label=_("May be used for"), choices=[ANY, *Consent.choices])
    state = forms.ChoiceField(label=_("State"), choices=[ANY, *State.choices])
    owner = forms.ChoiceField(label=_("Whose task"))
    since = forms.DateField(label=_("From day"))
    until = forms.DateField(label=_("To day"))
    overdue = forms.BooleanField(label=_("Nobody looked again in time"))


def incident_filters(actor: Actor) -> type[IncidentFilters]:
    """Return the filters with this house's colleagues. One query."""
    people = [(str(one.account_id), one.pseudonym) for one in list_staff(actor)]
    owner = forms.ChoiceField(label=_("Whose task"), choices=[ANY, *people])
    return type("IncidentFilters", (IncidentFilters,), {"owner": owner})


class YearForm(FilterForm):
    """Which year the counts are of."""

    year = forms.ChoiceField(label=_("Year"))

    def __init__(self, years: list[int], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.years = years
        pairs = [(str(one), str(one)) for one in years]
        self.fields["year"].choices = pairs  # type: ignore[attr-defined]  # a ChoiceField

    def asked(self) -> int:
        """Return the year that was asked for, the newest unless it is one of the list."""
        return int(self.chosen().get("year", self.years[0]))


class AboutForm(forms.Form):
    """Whom a record is about: the client's or the case's id out of the address."""

    client = forms.UUIDField(required=False)
    case = forms.UUIDField(required=False)
