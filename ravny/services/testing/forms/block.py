"""One block of the form: one test for one infection, from counselling to the result given back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from ravny.core.kit.forms import Choice, RecordForm, Stepper
from ravny.core.kit.ids import day_id
from ravny.core.kit.registries import Text
from ravny.core.vault.forms import SealedFormField
from ravny.services.stock.types import KitFact

from ..types import (
    TRIAGE,
    AssayFacts,
    Assistance,
    Previous,
    Purpose,
    Result,
    Slot,
    Specimen,
)
from ..wording import purpose_choices
from .choices import NO_KIT, STRIPS, kit_choices, kit_ids, offer

NOT_SAID = ("", _("not said"))
MOST_INVALID = 3
MOMENTS = {
    "counselled": "counselled_on",
    "consented": "consented_on",
    "returned": "returned_on",
    "post_counselled": "post_counselled_on",
}
"""A tick → the box with its day; an empty day is the day of the test."""


@dataclass(frozen=True)
class Ground:
    """What a block stands on: the infection with its rules in words, the day, kits within reach.

    `how`: rapid, symptoms or sent_away (see rules.py); `purpose`: what the page was asked for.
    """

    infection: str
    label: str
    day: date
    how: str = "rapid"
    specimens: Sequence[str] = ()
    kits: Sequence[KitFact] = ()
    purpose: str = ""
    means: Text = ""
    retest: Text = ""


class TestBlock(RecordForm):
    """A test for one infection; `record_id` is the test's id."""

    __test__ = False  # not a test of pytest's

    purpose = forms.ChoiceField(label=_("Kind of test"), choices=Purpose.choices, widget=Choice)
    assistance = forms.ChoiceField(
        label=_("Self-test: how it was made"),
        choices=[("", _("not a self-test")), *[one for one in Assistance.choices if one[0]]],
        required=False,
        widget=Choice(layout="tight"),
    )
    previous = forms.ChoiceField(
        label=_("Tested before"), choices=Previous.choices, widget=Choice(layout="tight")
    )
    counselled = forms.BooleanField(label=_("Counselled before the test"), required=False)
    counselled_on = forms.DateField(label=_("Counselled on"), required=False)
    consented = forms.BooleanField(label=_("The person agrees to this test"), required=False)
    consented_on = forms.DateField(label=_("Agreed on"), required=False)
    kit = forms.ChoiceField(label=_("Kit and lot"), required=False)
    specimen = forms.ChoiceField(label=_("Specimen"), required=False)
    invalid = forms.IntegerField(
        label=_("Invalid tries before this result"),
        min_value=0,
        max_value=MOST_INVALID,
        initial=0,
        required=False,
        widget=Stepper(),
    )
    result = forms.ChoiceField(
        label=_("Result"),
        choices=[*Result.choices[1:], Result.choices[0]],
        required=False,
        widget=Choice(strips=STRIPS),
    )
    returned = forms.BooleanField(label=_("The result was given back"), required=False)
    returned_on = forms.DateField(label=_("Given back on"), required=False)
    post_counselled = forms.BooleanField(label=_("Counselled after the test"), required=False)
    post_counselled_on = forms.DateField(label=_("Counselled after it on"), required=False)
    on_prep = forms.BooleanField(label=_("Takes PrEP"), required=False)
    exposed_on = forms.DateField(
        label=_("Last risk, if there was one"),
        required=False,
        help_text=_("The retest is then put after the window, in which a test says nothing yet."),
    )
    retest_on = forms.DateField(
        label=_("Test again on"), required=False, help_text=_("Empty: the day the rules propose.")
    )
    note = SealedFormField(kind="test.note", label=_("Note"))

    def __init__(self, ground: Ground, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("prefix", ground.infection)
        super().__init__(*args, **kwargs)
        self.ground = ground
        kits = kit_choices(ground.kits)
        offer(self, "kit", [*kits, NO_KIT])
        by_kit = ground.how == "rapid" and ground.purpose in ("", *TRIAGE)
        self.initial.setdefault("kit", kits[0][0] if kits and by_kit else "")
        offer(self, "purpose", purpose_choices(ground.how))
        usual = Purpose.SENT_AWAY if ground.how == "sent_away" else Purpose.SCREENING
        self.initial.setdefault("purpose", ground.purpose or usual.value)
        labels = dict(Specimen.choices)
        offered = [(code, labels[code]) for code in ground.specimens or labels]
        offer(self, "specimen", [NOT_SAID, *offered])
        if len(offered) == 1:
            self.initial.setdefault("specimen", offered[0][0])

    @property
    def before(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The ticks before the test, each with its day."""
        return [(self[tick], self[MOMENTS[tick]]) for tick in ("counselled", "consented")]

    @property
    def after(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The ticks after the test, each with its day."""
        return [(self[tick], self[MOMENTS[tick]]) for tick in ("returned", "post_counselled")]

    def clean(self) -> dict[str, Any]:
        """A day goes with its tick; a result has its consent; a self-test says how."""
        data = super().clean() or self.cleaned_data
        for tick, box in MOMENTS.items():
            if data.get(tick) and box not in self.errors:
                data[box] = data.get(box) or self.ground.day
            elif data.get(box) and not data.get(tick):
                self.add_error(tick, _("There is a day: tick this too, or empty the day."))
            else:
                data[box] = None
        self._check_consent(data)
        self._check_kind(data)
        return data

    def _check_consent(self, data: dict[str, Any]) -> None:
        if not data.get("consented") and (data.get("result") or data.get("kit")):
            self.add_error("consented", _("No test without consent. Tick this when it was given."))
        if data.get("returned") and not data.get("result"):
            self.add_error("result", _("Which result was given back?"))

    def _check_kind(self, data: dict[str, Any]) -> None:
        is_self_test = data.get("purpose") == Purpose.SELF_TEST
        if is_self_test and not data.get("assistance"):
            self.add_error("assistance", _("Say whether somebody of ours helped."))
        if data.get("assistance") and data.get("purpose") and not is_self_test:
            self.add_error("purpose", _("Somebody's help is noted for a self-test only."))
        if data.get("invalid") and not data.get("kit"):
            self.add_error("kit", _("Which kit was invalid?"))
        no_result = data.get("purpose") == Purpose.CONFIRMATION and not data.get("result")
        if data.get("kit") and (no_result or data.get("purpose") == Purpose.SENT_AWAY):
            self.add_error("kit", _("Nothing was tested here: choose “no kit of ours”."))

    def assays(self) -> tuple[AssayFacts, ...]:
        """Return the assays that were run: the invalid tries, then the one that counts."""
        data = self.cleaned_data
        item_id, lot_id = kit_ids(data["kit"])
        slot = Slot.A0.value if data["purpose"] in TRIAGE else Slot.A1.value
        results = [Result.INVALID.value] * (data["invalid"] or 0)
        if data["result"] or item_id or data["specimen"]:
            results.append(data["result"])
        return tuple(
            AssayFacts(
                assay_id=day_id(self.ground.day),
                slot=slot,
                result=result,
                day=self.ground.day,
                item_id=item_id,
                lot_id=lot_id,
                specimen=data["specimen"],
            )
            for result in results
        )

    @property
    def test_id(self) -> UUID:
        """The id of the test this block records."""
        found: UUID = self.cleaned_data["record_id"]
        return found
