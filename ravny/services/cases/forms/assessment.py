"""The boxes of a questionnaire, made out of its data; and what is taken from an assessment."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from ravny.core.kit.forms import Choice, Choices, Form
from ravny.core.kit.registries import Text
from ravny.core.vault.forms import SealedFormField

from ..questionnaires import DECLINED, MOST, Question, Questionnaire
from .sealing import seal_for_team

Pairs = Sequence[tuple[str, Text]]
NOT_ASKED: tuple[str, Text] = ("", pgettext_lazy("answer", "not asked"))
LONG = 28
"""Answers with more signs than this stand one below the other."""
DOES_NOT_SAY: tuple[str, Text] = (DECLINED, _("does not want to say"))


def box_name(question: Question) -> str:
    """Return the name of a question's box."""
    return f"q_{question.code}"


def tick_name(question: Question) -> str:
    """Return the name of the tick beside a number: the client does not want to say."""
    return f"no_{question.code}"


class BeginForm(Form):
    """Which questionnaire is begun."""

    questionnaire = forms.ChoiceField(label=_("Questionnaire"), widget=Choice(layout="column"))

    def __init__(self, every: Iterable[Questionnaire], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["questionnaire"]
        found = list(every)
        field.choices = [(one.code, str(one.title)) for one in found]  # type: ignore[attr-defined]  # a ChoiceField
        field.widget.notes = {one.code: _count(one) for one in found}
        field.initial = found[0].code if found else None


def _count(one: Questionnaire) -> str:
    return gettext("questions: %(count)s") % {"count": len(one.by_code)}


class AnswerForm(Form):
    """A whole questionnaire; each question may be left out, or the client does not want to say."""

    note = SealedFormField(kind="case.assessment", label=_("Note"))
    mark_optional = False

    def __init__(
        self,
        asked: Questionnaire,
        case_id: UUID,
        assessment_id: UUID,
        *args: Any,
        **kwargs: Any,
    ) -> None:
        self.asked = asked
        super().__init__(*args, **kwargs)
        for question in asked.questions:
            self._add(question)
        self.keyless = seal_for_team(self, case_id, assessment_id)

    def _add(self, question: Question) -> None:
        self.fields[box_name(question)] = _field(question)
        if question.kind == "number":
            self.fields[tick_name(question)] = forms.BooleanField(
                label=str(DOES_NOT_SAY[1]), required=False
            )

    def boxes(self, question: Question) -> list[BoundField]:
        """Return the boxes of a question."""
        names = [box_name(question), tick_name(question)]
        return [self[name] for name in names if name in self.fields]

    def clean(self) -> dict[str, Any]:
        """Refuse "none of these" together with something."""
        data = super().clean() or self.cleaned_data
        for question in self.asked.questions:
            codes = data.get(box_name(question))
            alone = {one.code for one in question.options if one.alone} | {DECLINED}
            if isinstance(codes, list) and len(codes) > 1 and alone & set(codes):
                text = gettext("One of these answers excludes the others. Take one away.")
                self.add_error(box_name(question), text)
            if question.kind == "number" and codes is not None and data.get(tick_name(question)):
                text = gettext("Either a number, or “does not want to say”.")
                self.add_error(box_name(question), text)
        return data

    def answers(self) -> dict[str, Any]:
        """Return question → answer of all that were answered or declined."""
        found = {one.code: self._answer(one) for one in self.asked.questions}
        return {code: answer for code, answer in found.items() if answer not in (None, "", [])}

    def _answer(self, question: Question) -> Any:
        told: Any = self.cleaned_data.get(box_name(question))
        if question.kind == "multi" and told == [DECLINED]:
            return DECLINED
        if question.kind == "number" and self.cleaned_data.get(tick_name(question)):
            return DECLINED
        if question.kind == "scale" and told not in ("", DECLINED):
            return int(told)
        return told


def initial_of(asked: Questionnaire, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the boxes show for answers that were kept."""
    found: dict[str, Any] = {}
    for question in asked.questions:
        answer = answers.get(question.code)
        if question.kind == "number" and answer == DECLINED:
            found[tick_name(question)] = True
        elif question.kind == "multi":
            found[box_name(question)] = [answer] if answer == DECLINED else answer or []
        else:
            found[box_name(question)] = "" if answer is None else answer
    return found


def _field(question: Question) -> forms.Field:
    hint = str(question.hint) if question.hint else ""
    label = str(question.text)
    if question.kind == "number":
        return forms.IntegerField(
            label=label, help_text=hint, required=False, min_value=0, max_value=question.top
        )
    options: list[tuple[str, Text]] = [(one.code, str(one.text)) for one in question.options]
    if question.kind == "multi":
        return forms.MultipleChoiceField(
            label=label,
            help_text=hint,
            required=False,
            choices=[*options, DOES_NOT_SAY],
            widget=Choices(layout="column"),
        )
    layout = "column" if any(len(str(words)) > LONG for _code, words in options) else "tight"
    if question.kind == "scale":
        layout = "tight"
        ends = gettext("0: %(low)s, 10: %(high)s.") % {"low": question.low, "high": question.high}
        hint = f"{ends} {hint}".strip()
        options = [(str(one), str(one)) for one in range(MOST + 1)]
    return forms.ChoiceField(
        label=label,
        help_text=hint,
        required=False,
        choices=[*options, DOES_NOT_SAY, NOT_ASKED],
        widget=Choice(layout=layout),
    )


class FindingsForm(Form):
    """What of an assessment's findings goes into the case."""

    requests = forms.MultipleChoiceField(
        label=_("Add as requests"), required=False, widget=Choices(layout="column")
    )
    circumstances = forms.MultipleChoiceField(
        label=_("Note as the situation"), required=False, widget=Choices(layout="column")
    )
    mark_optional = False

    def __init__(self, requests: Pairs, circumstances: Pairs, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (("requests", requests), ("circumstances", circumstances)):
            if choices:
                self.fields[name].choices = list(choices)  # type: ignore[attr-defined]  # a choice field
                self.initial[name] = [code for code, _words in choices]
            else:
                del self.fields[name]
