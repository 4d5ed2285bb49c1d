"""The boxes of a case's end: what becomes of what is open, why it ends, what shows it."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ravny.core.kit.formats import daymonth
from ravny.core.kit.forms import Choice, Form, RecordForm
from ravny.core.kit.registries import Text
from ravny.core.vault.forms import SealedFormField, prepare_sealed
from ravny.core.vault.types import CircleFact
from ravny.services.referrals.types import Proof

from ..types import Evidence, ExitReason, Outcome, RequestResult
from ..types.ending import RULES, Fate, NewExit, OpenThing, ReopenWhy
from .sealing import seal_for_team

NOT_SHOWN: tuple[str, Text] = ("", pgettext_lazy("evidence", "not so, or not known"))
ASK: tuple[str, Text] = ("", _("choose"))
UNSETTLED = ("unsettled", _("it was not looked at"))
CHOICES: dict[str, Sequence[tuple[str, Text]]] = {
    "request": RequestResult.choices[1:],
    "step": Fate.choices,
    "agreement": [*Outcome.choices[1:], UNSETTLED],
    "contact": Fate.choices[:2],
}
WHAT: dict[str, Text] = {
    "request": _("Request"),
    "step": _("Step"),
    "agreement": _("Agreement"),
    "contact": _("Look again after a contact"),
}


def _label(one: OpenThing, words: str) -> str:
    parts = [f"{WHAT[one.what]}: {words or one.label}"]
    return ", ".join([*parts, daymonth(one.due_on)] if one.due_on else parts)


class ExitForm(RecordForm):
    """A proposal to end a case."""

    reason = forms.ChoiceField(
        label=_("Why it ends"),
        choices=ExitReason.choices,
        widget=Choice(layout="column", notes={code: rule.words for code, rule in RULES.items()}),
        help_text=_("Under each reason: what has to show it."),
    )
    words = SealedFormField(kind="case.exit", label=_("In words"))

    def __init__(
        self,
        open_things: Sequence[OpenThing],
        case_id: UUID,
        *args: Any,
        step_words: dict[str, str] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.open_things = open_things
        for one in open_things:
            label = _label(one, (step_words or {}).get(one.code, ""))
            self.fields[one.key] = forms.ChoiceField(label=label, choices=[ASK, *CHOICES[one.what]])
        for code, words in Evidence.choices:
            self.fields[f"proof_{code}"] = forms.ChoiceField(
                label=words, choices=[NOT_SHOWN, *Proof.choices[1:]], required=False
            )
        self.keyless = seal_for_team(self, case_id)

    @property
    def open_boxes(self) -> list[forms.BoundField]:
        """The boxes of what is still open."""
        return [self[one.key] for one in self.open_things]

    @property
    def proof_boxes(self) -> list[forms.BoundField]:
        """The boxes of evidence."""
        return [self[f"proof_{code}"] for code in Evidence.values]

    def facts(self, case_id: UUID) -> NewExit:
        """Return what was written as plain facts."""
        told = self.cleaned_data
        fates = {one.key: told[one.key] for one in self.open_things}
        return NewExit(
            exit_id=told["record_id"],
            case_id=case_id,
            reason=told["reason"],
            evidence={code: told[f"proof_{code}"] for code in Evidence.values},
            fates={key: "" if fate == UNSETTLED[0] else fate for key, fate in fates.items()},
            words=told["words"],
        )


class AnswerForm(Form):
    """Why a proposal is given back."""

    answer = SealedFormField(kind="case.exit_answer", label=_("What is missing"))

    def __init__(self, exit_id: UUID, circle: CircleFact | None, *args: Any, **kw: Any) -> None:
        super().__init__(*args, **kw)
        prepare_sealed(self, circles=circle, object_id=exit_id)
        self.fields["answer"].required = circle is not None


class ReopenForm(Form):
    """Why a case is opened again."""

    why = forms.ChoiceField(
        label=_("Why it is opened again"),
        choices=ReopenWhy.choices[1:],
        widget=Choice(layout="column"),
    )
