"""The boxes of a plan: goals, steps, why it is changed, templates, the client's word, the paper."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ravny.core.kit.clock import today
from ravny.core.kit.forms import Choice, Choices, Form, RecordForm, settle
from ravny.core.kit.languages import own_name_lazy
from ravny.core.kit.registries import Text
from ravny.core.vault.forms import SealedFormField

from ..models.plan import Goal, Step
from ..operations.planning_agreed import REVIEW_DAYS
from ..plans.catalogue import PAPER_LANGUAGES, Template, catalogue
from ..types import CaseFact, ChangeWhy, Need, Owner
from ..types.plan import Amendment, GoalFacts, StepFacts
from .sealing import seal_for_team

Pairs = Sequence[tuple[str, Text]]
OWN_WORDS: tuple[str, Text] = ("", _("in our own words, below"))
NOTHING_BEFORE: tuple[str, Text] = ("", _("nothing, it can begin"))
BY_THEMSELVES = (ChangeWhy.BEGUN.value, ChangeWhy.TEMPLATE.value)
WHY = [pair for pair in ChangeWhy.choices if pair[0] not in BY_THEMSELVES]


class PlaceForm(Form):
    """Which step another is to stand above, or below: what a press says."""

    above = forms.UUIDField(required=False)
    below = forms.UUIDField(required=False)


class AmendForm(RecordForm):
    """Why the plan is changed, and which version was on the page; a first plan needs no why."""

    drawn_from = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    why = forms.ChoiceField(
        label=_("Why the plan changes"), choices=WHY, widget=Choice(layout="tight")
    )
    why_words = SealedFormField(kind="case.change", label=_("More about why"), rows=2)

    def __init__(
        self, case: CaseFact, sent: Any = None, *, object_id: UUID | None = None, **kwargs: Any
    ) -> None:
        kwargs.setdefault("initial", {})["drawn_from"] = case.plan_version
        super().__init__(sent, **kwargs)
        if not case.plan_version:
            del self.fields["why"]
            del self.fields["why_words"]
        self.order_fields([name for name in self.fields if not name.startswith("why")])
        self.keyless = seal_for_team(self, case.case_id, object_id)
        if "why_words" in self.fields:
            box = self.fields["why_words"]
            box.widget.object_id = str(self["record_id"].value())

    def amendment(self) -> Amendment:
        """Return why, and over which newer version if somebody said so by a press."""
        data = self.cleaned_data
        return Amendment(
            change_id=data["record_id"],
            why=data.get("why") or ChangeWhy.BEGUN.value,
            drawn_from=data["drawn_from"],
            anyway=_version(self.data),
            words=data.get("why_words"),
        )


def _goal_choices() -> list[Any]:
    by_need: dict[str, list[tuple[str, object]]] = {}
    for goal in catalogue().goals.values():
        by_need.setdefault(goal.need, []).append((goal.code, goal.words))
    return [OWN_WORDS, *((label, by_need[need]) for need, label in Need.choices if need in by_need)]


class GoalForm(AmendForm):
    """A goal: one of the catalogue, or one in sealed words."""

    code = forms.ChoiceField(label=_("Goal"), required=False, choices=_goal_choices)
    words = SealedFormField(kind="case.goal", label=_("In words"))
    need = forms.ChoiceField(
        label=_("Field of life"),
        required=False,
        choices=[("", "—"), *Need.choices],
        help_text=_("Asked only for a goal in your own words"),
    )

    def facts(self) -> GoalFacts:
        """Return the goal as plain facts."""
        data = self.cleaned_data
        return GoalFacts(need=data.get("need", ""), code=data.get("code", ""), words=data["words"])


class ChangeGoalForm(GoalForm):
    """A goal as it stands; its code stays."""

    def __init__(self, case: CaseFact, goal: Goal, sent: Any = None) -> None:
        known = {"words": goal.words, "need": goal.need}
        super().__init__(case, sent, object_id=goal.id, initial=known)
        del self.fields["code"]
        if goal.code:
            del self.fields["need"]


class StepForm(AmendForm):
    """A step: what, whose, until when, after which other."""

    code = forms.ChoiceField(label=_("Step"), required=False)
    words = SealedFormField(kind="case.step", label=_("In words"))
    who = forms.ChoiceField(label=_("Whose it is"), widget=Choice(layout="tight"))
    service = forms.ChoiceField(
        label=_("Which service"), required=False, help_text=_("Asked for a step of a partner")
    )
    due_on = forms.DateField(label=_("Until when"))
    after = forms.ChoiceField(label=_("What must be done before"), required=False)
    referral = forms.ChoiceField(label=_("Referral that carries it out"), required=False)

    def __init__(
        self,
        case: CaseFact,
        choices: Mapping[str, Sequence[Any]],
        sent: Any = None,
        *,
        step: Step | None = None,
    ) -> None:
        super().__init__(
            case, sent, object_id=step.id if step else None, initial=_known(step) if step else {}
        )
        for name, offered in choices.items():
            self.fields[name].choices = offered  # type: ignore[attr-defined]  # a ChoiceField
        if step is not None:
            del self.fields["code"]
        if len(choices["referral"]) == 1:
            del self.fields["referral"]
        self.kept_referral = step.referral_id if step else None

    def facts(self) -> StepFacts:
        """Return the step as plain facts."""
        data = self.cleaned_data
        kind, _colon, owner = data["who"].partition(":")
        referral = _uuid(data["referral"]) if "referral" in data else self.kept_referral
        return StepFacts(
            owner_kind=kind,
            due_on=data["due_on"],
            code=data.get("code", ""),
            owner_id=_uuid(owner),
            service_id=_uuid(data["service"]),
            referral_id=referral,
            after_id=_uuid(data["after"]),
            words=data["words"],
        )


def _known(step: Step) -> dict[str, Any]:
    is_ours = step.owner_kind == Owner.MEMBER
    return {
        "who": f"{step.owner_kind}:{step.owner_id}" if is_ours else step.owner_kind,
        "service": str(step.service_id or ""),
        "due_on": step.due_on,
        "after": str(step.after_id or ""),
        "referral": str(step.referral_id or ""),
        "words": step.words,
    }


def _version(sent: Any) -> int | None:
    """Return the version that somebody saw and goes over by a press; None for anything else."""
    text = str(sent.get("anyway", ""))
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None


def _uuid(text: str | None) -> UUID | None:
    return UUID(text) if text else None


class TemplateForm(RecordForm):
    """Which steps of a template are taken, and until when each."""

    drawn_from = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(
        self, case: CaseFact, template: Template, present: Iterable[str], sent: Any = None
    ) -> None:
        super().__init__(sent, initial={"drawn_from": case.plan_version})
        self.template_steps = [one for one in template.steps if one.step.code not in set(present)]
        for one in self.template_steps:
            code, due = one.step.code, today() + timedelta(days=one.days)
            self.fields[f"on_{code}"] = forms.BooleanField(
                label=str(one.step.words), required=False, initial=True
            )
            self.fields[f"due_{code}"] = forms.DateField(
                label=gettext("Until when: %(step)s") % {"step": one.step.words},
                initial=due,
                required=False,
                widget=forms.DateInput(attrs={"class": "input"}),
            )
        for field in self.fields.values():
            settle(field)

    def clean(self) -> dict[str, Any]:
        """A step that is taken has a day."""
        data = super().clean() or self.cleaned_data
        for one in self.template_steps:
            due = f"due_{one.step.code}"
            if data.get(f"on_{one.step.code}") and not data.get(due) and due not in self.errors:
                self.add_error(due, _("Fill this in."))
        return data

    def days(self) -> dict[str, date]:
        """Return the code of each chosen step → until when."""
        data = self.cleaned_data
        codes = [one.step.code for one in self.template_steps]
        return {code: data[f"due_{code}"] for code in codes if data[f"on_{code}"]}

    def amendment(self) -> Amendment:
        """Return the change as one that a template made."""
        return Amendment(
            change_id=self.cleaned_data["record_id"],
            why=ChangeWhy.TEMPLATE.value,
            drawn_from=self.cleaned_data["drawn_from"],
            anyway=_version(self.data),
        )


def _next_review() -> date:
    return today() + timedelta(days=REVIEW_DAYS)


class AgreeForm(RecordForm):
    """The client agrees to the plan as it stands."""

    drawn_from = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    day = forms.DateField(label=_("Agreed on"), initial=today)
    review_on = forms.DateField(label=_("Look the plan over again on"), initial=_next_review)
    words = SealedFormField(kind="case.agreement", label=_("What was said"))

    def __init__(self, case: CaseFact, sent: Any = None) -> None:
        super().__init__(sent, initial={"drawn_from": case.plan_version})
        self.keyless = seal_for_team(self, case.case_id)


class ReviewForm(Form):
    """The plan was looked over and stays; when it is looked over again."""

    drawn_from = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    review_on = forms.DateField(label=_("Look the plan over again on"), initial=_next_review)

    def __init__(self, case: CaseFact, sent: Any = None) -> None:
        super().__init__(sent, initial={"drawn_from": case.plan_version})


class PaperForm(Form):
    """Which steps stand on the client's paper, and in which language."""

    lang = forms.ChoiceField(
        label=_("Language"), choices=[(code, own_name_lazy(code)) for code in PAPER_LANGUAGES]
    )
    step = forms.MultipleChoiceField(
        label=_("Steps on the paper"), required=False, widget=Choices(layout="column")
    )
