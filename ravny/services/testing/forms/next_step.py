"""What follows a reactive result: ways on in the order of safety, none of them chosen before."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from ravny.core.kit.clock import today
from ravny.core.kit.forms import Choice, RecordForm
from ravny.core.kit.registries import Text
from ravny.services.referrals.types import LEADS_OUT, NextStep


@dataclass(frozen=True)
class Way:
    """One way on: a step, where, and who learns of it. `must_warn`: somebody does, or may."""

    step: str
    label: Text
    note: Text
    must_warn: bool
    service_id: UUID | None = None

    @property
    def value(self) -> str:
        """What the form sends for it."""
        return f"{self.step}:{self.service_id or ''}"


class NextStepForm(RecordForm):
    """The step the client chose; `record_id` is the referral's id where one is opened."""

    way = forms.ChoiceField(label=_("What the client chose"), widget=Choice(layout="column"))
    warned = forms.BooleanField(
        label=_("The client was told who learns of it, and chose it all the same"), required=False
    )
    consented = forms.BooleanField(
        label=_("The client agrees that we tell this place of them"),
        required=False,
        help_text=_("Without it the referral waits as a draft, and the place learns nothing."),
    )
    escort = forms.BooleanField(label=_("Somebody of ours goes along"), required=False)
    due = forms.DateField(
        label=_("Ask the client again on"),
        help_text=_("On this day it is on your page Today, if nothing has happened."),
    )

    def __init__(self, ways: list[Way], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ways = {way.value: way for way in ways}
        box = self.fields["way"]
        box.widget = Choice(
            layout="column", notes={way.value: way.note for way in ways if way.note}
        )
        box.choices = [(way.value, way.label) for way in ways]  # type: ignore[attr-defined]  # a ChoiceField
        if not any(way.must_warn for way in ways):
            del self.fields["warned"]
        if not any(way.step in LEADS_OUT for way in ways):
            del self.fields["escort"], self.fields["consented"]

    @property
    def chosen(self) -> Way:
        """The way that was chosen."""
        return self.ways[self.cleaned_data["way"]]

    def clean_due(self) -> date:
        """Refuse a day that is over."""
        day: date = self.cleaned_data["due"]
        if day < today():
            raise forms.ValidationError(_("This day is over. Choose one that comes."))
        return day

    def clean(self) -> dict[str, Any]:
        """A way somebody may learn of wants that the client was told."""
        data = super().clean() or self.cleaned_data
        way = self.ways.get(data.get("way", ""))
        if way and way.must_warn and not data.get("warned"):
            self.add_error("warned", _("Tell the client who learns of it first, then tick this."))
        return data


NOTES: dict[str, Text] = {
    NextStep.SECOND_TEST: _("Now, with another kit. Nobody outside learns of it."),
    NextStep.LAWYER: _(
        "Before anything that reports. The lawyer learns the code and the question."
    ),
    NextStep.LATER: _("Nobody learns of it. We ask again on the day below."),
    NextStep.DECLINED: _("Nobody learns of it. The way back stays open."),
}
"""Words for the ways that lead to no service that could tell anybody."""
