"""The boxes of a contact: each kind has its own form with only what fits it."""

from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ravny.core.kit.clock import now, today
from ravny.core.kit.forms import Choice, Form, RecordForm, Stepper
from ravny.core.kit.registries import Text
from ravny.core.staff.types import Actor
from ravny.core.vault.for_whom import for_whom_field, offer_readers
from ravny.core.vault.forms import SealedFormField
from ravny.people.directory.queries import service_choices
from ravny.people.directory.types import Asked
from ravny.services.encounters.queries import duties_of

from ..operations.contacting import LONGEST_MINUTES, RESULTS, WAYS
from ..queries.contacts import beside
from ..safe import WORKING
from ..types import Beyond, CaseFact, ContactKind, Hours, MissedWhy, Way
from ..types.contact import ContactEntry

SATURDAY = 5


def hours_now() -> str:
    """Return the part of the day it is, for the first choice; the hour itself is kept nowhere."""
    moment = timezone.localtime(now())
    if moment.weekday() >= SATURDAY:
        return Hours.WEEKEND
    return Hours.DAY if WORKING[0] <= moment.hour < WORKING[1] else Hours.EVENING


def _way_field(kind: str) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("How"),
        choices=[(one.value, one.label) for one in WAYS[kind]],
        widget=Choice(layout="tight"),
    )


def _result_field(kind: str) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("What came of it"),
        choices=[(one.value, one.label) for one in RESULTS[kind]],
        widget=Choice(layout="column"),
    )


class ContactForm(RecordForm):
    """What every contact has; a subclass says what kind it is."""

    kind: ClassVar[str]
    day = forms.DateField(label=_("Day"), initial=today)
    hours = forms.ChoiceField(
        label=_("When"),
        choices=Hours.choices,
        initial=hours_now,
        widget=Choice(layout="tight"),
        help_text=_("Only the part of the day is kept, never the hour."),
    )
    minutes = forms.IntegerField(
        label=_("Minutes it took"),
        required=False,
        min_value=0,
        max_value=LONGEST_MINUTES,
        widget=Stepper(by=15),
    )
    follow_up_on = forms.DateField(
        label=_("Look again on"),
        required=False,
        help_text=_("It then stands in your list for that day."),
    )
    note_for = for_whom_field()
    note = SealedFormField(kind="case.contact", label=_("Note"))
    fixed: ClassVar[dict[str, str]] = {}

    def __init__(self, actor: Actor, case: CaseFact, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor, self.case = actor, case
        self.readers = offer_readers(self, actor, "note_for", beside(actor, case.case_id))
        self.duties = duties_of(actor)

    def clean(self) -> dict[str, Any]:
        """A note of a case is for its own team of people, not for another team."""
        data = super().clean() or self.cleaned_data
        teams = {str(one.subject_id) for one in self.readers if one.kind == "team"}
        if data.get("note") and data.get("note_for") in teams - {str(self.case.team_id)}:
            self.add_error("note_for", _("The case is another team's. Choose other readers."))
        return data

    @property
    def boxes(self) -> list[forms.BoundField]:
        """What is asked beside the note, in its order."""
        return [box for box in self.visible_fields() if box.name not in ("note_for", "note")]

    def entry(self) -> ContactEntry:
        """Return what was written as plain facts."""
        data = {**self.cleaned_data, **self.fixed}
        names = ("day", "way", "result", "hours", "follow_up_on", "note")
        service_id = data.get("service")
        return ContactEntry(
            contact_id=data["record_id"],
            kind=self.kind,
            **{name: data[name] for name in names},
            missed_why=data.get("missed_why", ""),
            beyond=data.get("beyond", ""),
            minutes=data["minutes"] or 0,
            service_id=UUID(service_id) if service_id else None,
            asked=data.get("asked", ""),
        )


class _WithClient(ContactForm):
    beyond = forms.ChoiceField(
        label=_("Outside the safe way?"),
        choices=Beyond.choices,
        required=False,
        initial="",
        widget=Choice(layout="column"),
    )


class TalkForm(_WithClient):
    """The client was talked with."""

    kind = ContactKind.TALK
    way = _way_field(ContactKind.TALK)
    result = _result_field(ContactKind.TALK)
    field_order = (
        "record_id", "day", "way", "beyond", "result", "hours", "minutes", "follow_up_on",
    )  # fmt: skip


class AttemptForm(_WithClient):
    """Somebody tried to reach the client."""

    kind = ContactKind.ATTEMPT
    way = _way_field(ContactKind.ATTEMPT)
    result = _result_field(ContactKind.ATTEMPT)
    field_order = TalkForm.field_order


class MissedForm(ContactForm):
    """The client did not come."""

    kind = ContactKind.MISSED
    missed_why = forms.ChoiceField(
        label=_("Why, as the client says"),
        choices=[one for one in MissedWhy.choices if one[0]],
        widget=Choice(layout="tight"),
        help_text=_("Not asked yet: “not known”. Nobody is blamed for any answer."),
    )
    fixed: ClassVar[dict[str, str]] = {"way": Way.MEETING, "result": RESULTS[ContactKind.MISSED][0]}
    field_order = ("record_id", "day", "missed_why", "hours", "minutes", "follow_up_on")


class OfficialForm(ContactForm):
    """An office or a service was dealt with."""

    kind = ContactKind.OFFICIAL
    service = forms.ChoiceField(label=_("Office or service"))
    way = _way_field(ContactKind.OFFICIAL)
    result = _result_field(ContactKind.OFFICIAL)
    asked = forms.ChoiceField(
        label=_("Write it into the directory too"),
        choices=[("", _("no, only here")), *Asked.choices],
        required=False,
        help_text=_(
            "Say what was asked: colleagues see the day and the answer there. Nothing of this"
            " client goes along, and not the note."
        ),
    )
    field_order = (
        "record_id", "day", "service", "way", "result", "follow_up_on", "hours", "minutes", "asked",
    )  # fmt: skip

    def __init__(self, actor: Actor, case: CaseFact, *args: Any, **kwargs: Any) -> None:
        super().__init__(actor, case, *args, **kwargs)
        self.fields["service"].choices = [("", "—"), *service_choices(actor)]  # type: ignore[attr-defined]  # a ChoiceField
        if not actor.may("directory.edit"):
            del self.fields["asked"]


FORMS: dict[str, type[ContactForm]] = {
    form.kind: form for form in (TalkForm, AttemptForm, MissedForm, OfficialForm)
}
TITLES: dict[str, Text] = {
    ContactKind.TALK: _("Talked with the client"),
    ContactKind.ATTEMPT: _("Tried to reach the client"),
    ContactKind.MISSED: _("The client missed a visit"),
    ContactKind.OFFICIAL: _("Dealt with an office or a service"),
}


class LookForm(Form):
    """When a contact is looked at again; empty: it was."""

    day = forms.DateField(label=_("Look again on"), required=False)
