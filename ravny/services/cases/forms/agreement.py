"""The boxes of a talk about treatment, of an agreement, and of what became of it."""

from typing import Any
from uuid import UUID

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ravny.core.kit.clock import today
from ravny.core.kit.forms import Choice, Choices, Form, RecordForm
from ravny.core.kit.registries import Text
from ravny.core.vault.forms import SealedFormField

from ..operations.agreeing import Agreed
from ..questionnaires import MOST
from ..types import AgreementKind, Barrier, Outcome
from .sealing import seal_for_team

RULER: list[tuple[str, Text]] = [
    *((str(one), str(one)) for one in range(MOST + 1)),
    ("", pgettext_lazy("answer", "not asked")),
]
NOT_YET: tuple[str, Text] = ("", _("too early to say: look again later"))


class TalkForm(RecordForm):
    """What was agreed; a talk about treatment has its two rulers and what is in the way."""

    day = forms.DateField(label=_("Day"), initial=today)
    kind = forms.ChoiceField(
        label=_("About"),
        choices=[one for one in AgreementKind.choices if one[0] != AgreementKind.MOTIVATION],
        widget=Choice(layout="column"),
    )
    readiness = forms.ChoiceField(
        label=_("How ready are they to begin treatment, or to go on with it?"),
        help_text=_("0: not at all, 10: entirely. Ask why it is not a lower number."),
        choices=RULER,
        required=False,
        widget=Choice(layout="tight"),
    )
    confidence = forms.ChoiceField(
        label=_("How confident are they that they can do it?"),
        help_text=_("0: not at all, 10: entirely. Ask what would make it one more."),
        choices=RULER,
        required=False,
        widget=Choice(layout="tight"),
    )
    barriers = forms.MultipleChoiceField(
        label=_("What is in the way, as they say"),
        choices=Barrier.choices,
        required=False,
        widget=Choices(layout="column"),
    )
    words = SealedFormField(
        kind="case.agreement",
        label=_("What was agreed"),
        help_text=_("In the client's words: what they will do, and what we will do."),
    )
    follow_up_on = forms.DateField(label=_("Look at it again on"), required=False)
    field_order = (
        "record_id", "day", "kind", "readiness", "confidence", "barriers", "words", "follow_up_on",
    )  # fmt: skip

    def __init__(self, case_id: UUID, *args: Any, motivation: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case_id, self.motivation = case_id, motivation
        for name in ("kind",) if motivation else ("readiness", "confidence", "barriers"):
            del self.fields[name]
        self.keyless = seal_for_team(self, case_id)

    @property
    def asked(self) -> list[BoundField]:
        """The boxes above the words."""
        return [box for box in self.visible_fields() if box.name not in ("words", "follow_up_on")]

    def agreed(self) -> Agreed:
        """Return what was written as plain facts."""
        told = self.cleaned_data
        return Agreed(
            agreement_id=told["record_id"],
            case_id=self.case_id,
            kind=AgreementKind.MOTIVATION.value if self.motivation else told["kind"],
            day=told["day"],
            readiness=_number(told.get("readiness")),
            confidence=_number(told.get("confidence")),
            barriers=tuple(told.get("barriers") or ()),
            follow_up_on=told["follow_up_on"],
            words=told["words"],
        )


def _number(text: str | None) -> int | None:
    return int(text) if text else None


class LookForm(Form):
    """What became of an agreement."""

    outcome = forms.ChoiceField(
        label=pgettext_lazy("agreement", "What became of it"),
        choices=[*Outcome.choices[1:], NOT_YET],
        required=False,
        widget=Choice(layout="column"),
    )
    outcome_on = forms.DateField(label=_("Day"), initial=today)
    follow_up_on = forms.DateField(
        label=_("Look at it again on"),
        required=False,
        help_text=_("Only when it is too early to say."),
    )
