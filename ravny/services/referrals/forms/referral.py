"""The boxes of a referral: where to and how, what became of it, who tried what, whose task."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from ravny.core.kit.clock import today
from ravny.core.kit.forms import Choice, Choices, Form, RecordForm
from ravny.core.kit.languages import OWN, own_name_lazy
from ravny.core.kit.registries import Text
from ravny.core.vault.forms import SealedFormField, prepare_sealed
from ravny.core.vault.types import CircleFact
from ravny.people.directory.queries import infection_choices

from ..chosen import Chosen
from ..models import Referral
from ..types import (
    NEXT,
    AttemptResult,
    AttemptWay,
    Disclosure,
    Escort,
    Proof,
    Reason,
    ReferralFacts,
    Sending,
    State,
    Urgency,
)
from ..types.helping import LYING_IN, Travel

Pairs = Sequence[tuple[str, Text]]
NOBODY_YET: tuple[str, Text] = ("", _("nobody yet"))
WARNED = _("I told the client who learns of it, and they choose it")
MOVE_WORDS: dict[str, Text] = {
    "accepted": _("The service takes them"),
    "arrived": _("They arrived there"),
    "closed": _("All is done there"),
    "refused": _("They were refused there"),
    "lost": _("There is no contact any more"),
}


def language_choices() -> Pairs:
    """Return the languages somebody may need an interpreter for, under their own names."""
    return [("", _("not needed")), *((code, own_name_lazy(code)) for code in OWN)]


def people(owners: Iterable[tuple[UUID, str]]) -> Pairs:
    """Return (id, working name) for a box."""
    return [(str(account_id), name) for account_id, name in owners]


def _uuid(text: str | None) -> UUID | None:
    return UUID(text) if text else None


class WhatForForm(Form):
    """Why somebody is referred; sent as part of the address."""

    reason = forms.ChoiceField(
        label=_("Referred for"), choices=Reason.choices, widget=Choice(layout="tight")
    )
    infection = forms.ChoiceField(
        label=_("Infection"),
        required=False,
        choices=lambda: [("", _("none, or does not matter")), *infection_choices()],
    )


class AgreementMixin(Form):
    """What the client agrees that one addressee learns, and that they were told who else does."""

    discloses = forms.MultipleChoiceField(
        label=_("The client agrees that this service learns"),
        choices=Disclosure.choices,
        required=False,
        widget=Choices(layout="tight"),
        help_text=_("Nothing ticked: nothing is told. They come and say what they want."),
    )
    consented = forms.BooleanField(label=_("The client agrees to be referred there"))
    warned = forms.BooleanField(
        label=WARNED,
        error_messages={"required": _("Say who learns of it; only the client can choose this.")},
    )

    def settle_agreement(self, *, chosen: bool, must_warn: bool) -> None:
        """Ask for consent only when there is an addressee, for the warning when one may report."""
        if not chosen:
            del self.fields["discloses"], self.fields["consented"]
        if not must_warn:
            del self.fields["warned"]

    def sending(self, service_id: UUID | None) -> Sending:
        """Return what was agreed as a plain value."""
        data = self.cleaned_data
        return Sending(
            service_id=service_id,
            discloses=tuple(data.get("discloses") or ()),
            consented=bool(data.get("consented")),
            warned=bool(data.get("warned")),
        )


class ReferForm(AgreementMixin, RecordForm):
    """A referral whose reason and place are chosen."""

    day = forms.DateField(label=_("Day"), initial=today)
    urgency = forms.ChoiceField(
        label=_("How soon"), choices=Urgency.choices, widget=Choice(layout="tight")
    )
    appointment_on = forms.DateField(label=_("Appointment"), required=False)
    escort = forms.ChoiceField(
        label=_("Escort to the appointment"),
        choices=Escort.choices,
        initial=Escort.NOT_ASKED,
        widget=Choice(layout="tight"),
    )
    escort_by = forms.ChoiceField(label=_("Who goes along"), required=False)
    interpreter = forms.ChoiceField(
        label=_("Interpreter into"), required=False, choices=language_choices
    )
    owner = forms.ChoiceField(label=_("Whose task it is"))
    follow_up_on = forms.DateField(
        label=_("Look again on"),
        required=False,
        help_text=_("Left empty: the next day, in three days or in two weeks, as soon as it is."),
    )
    note = SealedFormField(kind="referral.note", label=_("Note"))
    travel = forms.ChoiceField(
        label=_("Can they travel?"), choices=Travel.choices, widget=Choice(layout="tight")
    )
    expected_on = forms.DateField(
        label=_("Child expected on"),
        required=False,
        help_text=_("As the doctor says. By week 36 everything has to be ready."),
    )
    field_order = (
        "record_id", "day", "urgency", "expected_on", "travel", "appointment_on", "escort",
        "escort_by", "interpreter", "owner", "follow_up_on", "note", "discloses", "warned",
        "consented",
    )  # fmt: skip

    def __init__(self, owners: Pairs, circle: CircleFact | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = list(owners)  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["escort_by"].choices = [NOBODY_YET, *owners]  # type: ignore[attr-defined]  # a ChoiceField
        prepare_sealed(self, circles=circle)

    def settle_way(self, reason: str) -> None:
        """Ask for the way there only of who lies in; then the escort has to be answered."""
        settle_way(self, reason)
        if reason in LYING_IN:
            asked = [one for one in Escort.choices if one[0] != Escort.NOT_ASKED]
            self.fields["escort"].choices = asked  # type: ignore[attr-defined]  # a ChoiceField
            self.initial["escort"] = ""

    def facts(self, chosen: Chosen) -> ReferralFacts:
        """Return what was written and chosen as plain facts."""
        data, sending = self.cleaned_data, self.sending(chosen.service_id)
        return ReferralFacts(
            client_id=chosen.client_id,
            reason=chosen.reason,
            day=data["day"],
            service_id=chosen.service_id,
            infection=chosen.infection,
            urgency=data["urgency"],
            step=chosen.step,
            escort=data["escort"],
            escort_id=_uuid(data["escort_by"]),
            interpreter=data["interpreter"],
            discloses=sending.discloses,
            consented=sending.consented,
            warned=sending.warned,
            follow_up_on=data["follow_up_on"],
            appointment_on=data["appointment_on"],
            owner_id=_uuid(data["owner"]),
            test_id=chosen.test_id,
            note=data["note"],
            travel=data.get("travel", ""),
            expected_on=data.get("expected_on"),
        )


def settle_way(form: Form, reason: str) -> None:
    """Take out what is asked only before childbirth, or before any stay in a hospital."""
    if reason not in LYING_IN:
        del form.fields["travel"]
    else:
        form.fields["travel"].required = False
    if reason != Reason.CHILDBIRTH:
        del form.fields["expected_on"]


class SendForm(AgreementMixin):
    """Sending a draft, or sending again: the place is chosen."""

    day = forms.DateField(label=_("Day"), initial=today)
    appointment_on = forms.DateField(label=_("Appointment"), required=False)
    field_order = ("day", "appointment_on", "discloses", "warned", "consented")

    def days(self) -> dict[str, Any]:
        """Return when it is sent and when the client is expected."""
        return {name: self.cleaned_data[name] for name in ("day", "appointment_on")}


class MoveForm(Form):
    """What became of a referral; how that is known is asked unless the client was lost."""

    to = forms.ChoiceField(label=_("What happened"), widget=Choice(layout="column"))
    day = forms.DateField(label=_("Day"), initial=today)
    proof = forms.ChoiceField(
        label=_("How we know"),
        choices=[choice for choice in Proof.choices if choice[0]],
        widget=Choice(layout="column"),
        help_text=_("Only a lost contact needs no answer here."),
        error_messages={"required": _("Say how we know.")},
    )
    appointment_on = forms.DateField(label=_("Appointment"), required=False)

    def __init__(self, state: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="move_%s", **kwargs)
        self.fields["proof"].required = self.data.get("to") != State.LOST
        self.fields["to"].choices = moves_from(state)  # type: ignore[attr-defined]  # a ChoiceField


def moves_from(state: str) -> Pairs:
    """Return what may be written down next; sending has its own page, expiry needs nobody."""
    return [(to, words) for to, words in MOVE_WORDS.items() if to in NEXT[state]]


def may_be_sent(state: str) -> bool:
    """Tell whether a referral in a state can be sent (again)."""
    return State.SENT in NEXT[state]


class AttemptForm(RecordForm):
    """An attempt to reach the client or the service."""

    day = forms.DateField(label=_("Day"), initial=today)
    way = forms.ChoiceField(
        label=_("How we tried"), choices=AttemptWay.choices, widget=Choice(layout="tight")
    )
    result = forms.ChoiceField(
        label=_("What came of it"), choices=AttemptResult.choices, widget=Choice(layout="column")
    )
    follow_up_on = forms.DateField(label=_("Look again on"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="attempt_%s", **kwargs)


class ArrangeForm(Form):
    """The appointment, who goes along, who interprets."""

    appointment_on = forms.DateField(label=_("Appointment"), required=False)
    escort = forms.ChoiceField(
        label=_("Escort to the appointment"), choices=Escort.choices, widget=Choice(layout="tight")
    )
    escort_by = forms.ChoiceField(label=_("Who goes along"), required=False)
    interpreter = forms.ChoiceField(
        label=_("Interpreter into"), required=False, choices=language_choices
    )

    travel = forms.ChoiceField(
        label=_("Can they travel?"), choices=Travel.choices, widget=Choice(layout="tight")
    )
    expected_on = forms.DateField(label=_("Child expected on"), required=False)

    def __init__(self, row: Referral, owners: Pairs, *args: Any, **kwargs: Any) -> None:
        known = {
            "travel": row.travel,
            "expected_on": row.expected_on,
            "appointment_on": row.appointment_on,
            "escort": row.escort,
            "escort_by": str(row.escort_by_id or ""),
            "interpreter": row.interpreter,
        }
        super().__init__(*args, auto_id="arrange_%s", initial=known, **kwargs)
        settle_way(self, row.reason)
        self.fields["escort_by"].choices = [NOBODY_YET, *owners]  # type: ignore[attr-defined]  # a ChoiceField


class TaskForm(Form):
    """Whose task a referral is, and when they look again."""

    owner = forms.ChoiceField(label=_("Whose task it is"))
    follow_up_on = forms.DateField(label=_("Look again on"))

    def __init__(self, row: Referral, owners: Pairs, *args: Any, **kwargs: Any) -> None:
        due: date | None = max(row.follow_up_on, today()) if row.follow_up_on else None
        known = {"owner": str(row.owner_id), "follow_up_on": due}
        super().__init__(*args, auto_id="task_%s", initial=known, **kwargs)
        self.fields["owner"].choices = list(owners)  # type: ignore[attr-defined]  # a ChoiceField
