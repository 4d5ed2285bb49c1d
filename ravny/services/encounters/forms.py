"""The boxes of a meeting: everything the phone's form has, and more."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from ravny.core.kit.clock import today
from ravny.core.kit.filters import FilterForm
from ravny.core.kit.forms import Choice, ClientCodeField, Form, RecordForm
from ravny.core.kit.registries import Text
from ravny.core.staff.queries import list_staff
from ravny.core.staff.types import Actor
from ravny.core.vault.for_whom import for_whom_field, offer_readers
from ravny.core.vault.forms import SealedFormField
from ravny.people.clients.queries import find_by_code, profile_of
from ravny.services.stock.queries import list_items, list_places
from ravny.services.stock.types import PlaceKind

from .duties import duties_of
from .models import Encounter
from .queries import list_sites, team_choices
from .types import (
    KEY_GROUPS,
    Channel,
    EncounterFacts,
    Language,
    Material,
    Service,
    VoidReason,
    Who,
    add_given,
    given_field,
    one_of,
    settle_team,
    several_of,
    training_box,
)

Choices_ = Sequence[tuple[str, Text]]
ANY: tuple[str, Text] = ("", _("any"))


def site_choices(actor: Actor, *, active_only: bool = True) -> Choices_:
    """Return the sites the actor works at."""
    sites = list_sites(actor, active_only=active_only)
    return [(str(site.site_id), site.label) for site in sites]


def worker_choices(actor: Actor) -> Choices_:
    """Return colleagues under their working names."""
    return [(str(one.account_id), one.pseudonym) for one in list_staff(actor)]


class LogFilters(FilterForm):
    """What the log can be narrowed to."""

    first = forms.DateField(label=_("From day"))
    last = forms.DateField(label=_("To day"))
    channel = forms.ChoiceField(label=_("Channel"), choices=[ANY, *Channel.choices])
    site = forms.ChoiceField(label=_("Site"))
    worker = forms.ChoiceField(label=_("Worker"))
    coded = forms.ChoiceField(
        label=_("Code"), choices=[ANY, ("yes", _("with a code")), ("no", _("without a code"))]
    )
    language = forms.ChoiceField(label=_("Language"), choices=[ANY, *Language.choices])
    material = forms.ChoiceField(label=_("Material"), choices=[ANY, *Material.choices])
    service = forms.ChoiceField(label=_("Service"), choices=[ANY, *Service.choices])
    item = forms.ChoiceField(label=_("Handed out"))
    clock_flag = forms.ChoiceField(
        label=_("Day in doubt"),
        choices=[ANY, ("doubt", _("in doubt")), ("settled", _("looked at and settled"))],
    )
    voided = forms.BooleanField(label=_("Voided ones too"))


def log_filters(actor: Actor) -> type[LogFilters]:
    """Return the log's filters with this person's sites, colleagues and items."""
    items = [(str(item.item_id), item.label) for item in list_items(actor.organisation_id)]
    fields: dict[str, Any] = {
        "site": forms.ChoiceField(
            label=_("Site"), choices=[ANY, *site_choices(actor, active_only=False)]
        ),
        "worker": forms.ChoiceField(label=_("Worker"), choices=[ANY, *worker_choices(actor)]),
        "item": forms.ChoiceField(label=_("Handed out"), choices=[ANY, *items]),
    }
    return type("LogFilters", (LogFilters,), fields)


class EncounterForm(RecordForm):
    """One meeting, written down at a desk."""

    team = forms.ChoiceField(label=_("Team"))
    worker = forms.ChoiceField(label=_("Worker"), required=False)
    day = forms.DateField(label=_("Day"), initial=today)
    channel = one_of("channel", required=True)
    site = forms.ChoiceField(label=_("Site"), required=False)
    who = one_of("who", required=True)
    code = ClientCodeField(required=False)
    age_group = one_of("age_group")
    key_groups = several_of("key_groups")
    language = one_of("language")
    topics = several_of("topics")
    materials = several_of("materials")
    services = several_of("services")
    training_minutes = training_box()
    place = forms.ChoiceField(label=_("Handed out from"), required=False)
    campaign = forms.RegexField(
        label=_("Campaign's code"),
        regex=r"^[a-z0-9-]{2,16}$",
        required=False,
        help_text=_("When an online campaign brought them"),
    )
    note_for = for_whom_field()
    note = SealedFormField(kind="encounter.note", label=_("Note"))

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        settle_team(self, team_choices(actor))
        self._settle_people()
        self.items = list_items(actor.organisation_id)
        add_given(self, self.items)
        self.readers = offer_readers(self, actor, "note_for")
        self.duties = duties_of(actor)

    def _settle_people(self) -> None:
        actor, fields = self.actor, self.fields
        fields["site"].choices = [("", _("no site")), *site_choices(actor)]  # type: ignore[attr-defined]  # a ChoiceField
        bag = [("", _("the worker's bag"))]
        places = [
            (str(place.place_id), place.label)
            for place in list_places(actor.organisation_id)
            if place.kind != PlaceKind.BAG
        ]
        fields["place"].choices = [*bag, *places]  # type: ignore[attr-defined]  # a ChoiceField
        if actor.may("encounters.every_team"):
            fields["worker"].choices = worker_choices(actor)  # type: ignore[attr-defined]  # a ChoiceField
            self.initial.setdefault("worker", str(actor.account_id))
        else:
            del fields["worker"]
        allowed = set(profile_of(actor.country).key_group_codes) | {"not_asked"}
        if profile_of(actor.country).key_groups == "nowhere":
            del fields["key_groups"]
        else:
            fields["key_groups"].choices = [one for one in KEY_GROUPS if one[0] in allowed]  # type: ignore[attr-defined]  # a ChoiceField

    @property
    def handout_boxes(self) -> list[forms.BoundField]:
        """The steppers of what was given."""
        return [self[given_field(item.item_id)] for item in self.items]

    def clean(self) -> dict[str, Any]:
        """A code goes with "by code" or "for the first time", and leads to a card one may see."""
        data = super().clean() or self.cleaned_data
        code, who = data.get("code"), data.get("who")
        self.client_id = None
        if who == Who.CODE and not code and "code" not in self.errors:
            self.add_error("code", _("Enter the code, or choose another answer."))
        if code and who not in (Who.CODE, Who.NEW):
            self.add_error("who", _("There is a code: choose “by code”."))
        teams = {str(one.subject_id) for one in self.readers if one.kind == "team"}
        if data.get("note") and data.get("note_for") in teams - {str(data.get("team"))}:
            self.add_error("note_for", _("The meeting is another team's. Choose other readers."))
        if code:
            self.client_id = find_by_code(self.actor, code)
            if self.client_id is None:
                self.add_error("code", _("Nobody you may see has this code."))
        return data

    def facts(self) -> EncounterFacts:
        """Return what was written as plain facts."""
        data = self.cleaned_data
        given = {item.item_id: data.get(given_field(item.item_id)) for item in self.items}
        return EncounterFacts(
            encounter_id=data["record_id"],
            day=data["day"],
            channel=data["channel"],
            worker_id=UUID(data.get("worker") or str(self.actor.account_id)),
            who=data["who"],
            site_id=_uuid(data["site"]),
            team_id=UUID(data["team"]),
            client_id=self.client_id,
            age_group=data["age_group"],
            key_groups=tuple(data.get("key_groups") or ()),
            topics=tuple(data["topics"]),
            materials=tuple(data["materials"]),
            services=tuple(data["services"]),
            training_minutes=data["training_minutes"] or 0,
            language=data["language"],
            campaign=data["campaign"],
            given=tuple((item, quantity) for item, quantity in given.items() if quantity),
            place_id=_uuid(data["place"]),
        )


def _uuid(text: str | None) -> UUID | None:
    return UUID(text) if text else None


class VoidForm(Form):
    """Why a meeting does not count."""

    reason = forms.ChoiceField(
        label=_("Why it does not count"),
        choices=[choice for choice in VoidReason.choices if choice[0]],
        widget=Choice(layout="column"),
    )


class ClockForm(Form):
    """On which day a meeting really was."""

    day = forms.DateField(label=_("The day it was"))

    def __init__(self, encounter: Encounter, *args: Any, **kwargs: Any) -> None:
        likely = min(encounter.day, today())
        if today() - likely > timedelta(days=60):
            likely = encounter.entered_on
        super().__init__(*args, initial={"day": likely}, **kwargs)
