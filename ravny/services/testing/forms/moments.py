"""Small forms of the test's page: each moment alone, with its day."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from ravny.core.kit.clock import today
from ravny.core.kit.forms import Choice, Form, RecordForm
from ravny.core.kit.registries import Text
from ravny.services.stock.types import KitFact

from ..types import AssayFacts, Conclusion, Proof, Slot, VoidReason
from .choices import KNOWN_RESULTS, NO_KIT, STRIPS, kit_choices, kit_ids, offer


def past_day(day: date) -> date:
    """Refuse a day that has not come."""
    if day > today():
        raise forms.ValidationError(_("This day has not come yet."))
    return day


class GiveForm(Form):
    """The result was given back."""

    name = "give"
    title: Text = _("Give the result back")
    submit: Text = _("It was given back")
    returned_on = forms.DateField(label=_("Given back on"), initial=today)
    post_counselled = forms.BooleanField(label=_("Counselled after the test"), required=False)

    def clean_returned_on(self) -> date:
        """Not a day ahead."""
        return past_day(self.cleaned_data["returned_on"])


class ResultForm(Form):
    """A result that came later: of a sample sent away, or of a self-test."""

    name = "result"
    title: Text = _("The result has come")
    submit: Text = _("Record the result")
    result = forms.ChoiceField(
        label=_("Result"), choices=KNOWN_RESULTS, widget=Choice(strips=STRIPS, layout="column")
    )
    result_on = forms.DateField(label=_("Known since"), initial=today)

    def clean_result_on(self) -> date:
        """Not a day ahead."""
        return past_day(self.cleaned_data["result_on"])


class AssayForm(RecordForm):
    """The next assay of the strategy, or a rapid test repeated after an invalid one."""

    name = "assay"
    title: Text = _("Next assay")
    submit: Text = _("Record this assay")
    kit = forms.ChoiceField(label=_("Kit and lot"), required=False)
    result = forms.ChoiceField(
        label=_("Result"), choices=KNOWN_RESULTS, widget=Choice(strips=STRIPS, layout="column")
    )
    day = forms.DateField(label=_("Day"), initial=today)

    def __init__(self, slot: str, kits: Sequence[KitFact], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.slot = slot
        pairs = kit_choices(kits)
        offer(self, "kit", [*pairs, NO_KIT])
        self.initial.setdefault("kit", pairs[0][0] if pairs else "")
        self.title = self.title if slot == Slot.A0 else Slot(slot).label
        if slot == Slot.A0:
            self.title = _("Repeat after the invalid one")

    def clean_day(self) -> date:
        """Not a day ahead."""
        return past_day(self.cleaned_data["day"])

    def assay(self) -> AssayFacts:
        """Return the assay that was run."""
        data = self.cleaned_data
        item_id, lot_id = kit_ids(data["kit"])
        return AssayFacts(
            assay_id=data["record_id"],
            slot=self.slot,
            result=data["result"],
            day=data["day"],
            item_id=item_id,
            lot_id=lot_id,
        )


class ConcludeForm(Form):
    """A conclusion that a laboratory or another service came to."""

    name = "conclude"
    title: Text = _("Concluded elsewhere")
    submit: Text = _("Record the conclusion")
    conclusion = forms.ChoiceField(
        label=_("Conclusion"),
        choices=[choice for choice in Conclusion.choices if choice[0]],
        widget=Choice(layout="column"),
    )
    proof = forms.ChoiceField(
        label=_("How we know"),
        choices=[one for one in Proof.choices if one[0] not in ("", Proof.ASSAYS)],
        widget=Choice(layout="column"),
    )
    service = forms.ChoiceField(label=_("Which service"), required=False)
    concluded_on = forms.DateField(label=_("Concluded on"), initial=today)

    def __init__(self, services: Sequence[tuple[str, Text]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "service", [("", _("not known")), *services])

    def clean_concluded_on(self) -> date:
        """Not a day ahead."""
        return past_day(self.cleaned_data["concluded_on"])

    @property
    def service_id(self) -> UUID | None:
        """The service that concluded."""
        value = self.cleaned_data["service"]
        return UUID(value) if value else None


class VoidForm(Form):
    """Why a test does not count."""

    name = "void"
    title: Text = _("Take it back")
    submit: Text = _("Void the test")
    reason = forms.ChoiceField(
        label=_("Why it does not count"),
        choices=[choice for choice in VoidReason.choices if choice[0]],
        widget=Choice(layout="column"),
    )
