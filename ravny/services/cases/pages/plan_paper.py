"""The client's own list: neutral words, days, nothing else.

It is found by a landlord, a husband, a policeman. It has no code, no house, no worker, no reason.
A step in sealed words is an empty line to be written by hand: the server has no words for it.
"""

from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import override

from ravny.core.kit.formats import weekday
from ravny.core.staff.types import Actor

from ..forms.plan import PaperForm
from ..plans.catalogue import PAPER_LANGUAGES, catalogue
from ..queries.plan import StepView, plan_of
from ..types import CaseFact


@dataclass(frozen=True)
class PaperLine:
    """A line of the paper; `words` "" for an empty line to write on."""

    day: str
    words: str


def paper_form(actor: Actor, case: CaseFact, sent: QueryDict) -> tuple[PaperForm, list[StepView]]:
    """Return the form that chooses language and steps, and the open steps it chooses from."""
    steps = [one for one in plan_of(actor, case.case_id).steps if one.is_open]
    own = case.language if case.language in PAPER_LANGUAGES else PAPER_LANGUAGES[0]
    known = {"lang": own, "step": [str(one.step_id) for one in steps if one.code]}
    asked = sent if "step" in sent else None
    if asked is None and "lang" in sent:
        asked = QueryDict(mutable=True)
        asked["lang"] = str(sent["lang"])
        asked.setlist("step", known["step"])
    form = PaperForm(asked, initial=known)
    form.fields["step"].choices = [(str(one.step_id), _label(one)) for one in steps]  # type: ignore[attr-defined]  # a ChoiceField
    return form, steps


def _label(step: StepView) -> str:
    if step.code in catalogue().steps:
        return step.label
    return _("%(step)s: an empty line to write on") % {"step": step.label}


def paper_context(form: PaperForm, steps: list[StepView]) -> dict[str, Any]:
    """Return the paper; a form that is wrong shows the first language and no steps."""
    data = form.cleaned_data if form.is_bound and form.is_valid() else form.initial
    if form.is_bound and not form.is_valid():
        data = {"lang": PAPER_LANGUAGES[0], "step": []}
    language, chosen, known = data["lang"], set(data["step"]), catalogue()
    lines, is_draft = [], known.heading.is_draft(language)
    shown = [one for one in steps if str(one.step_id) in chosen]
    with override(language):
        for one in sorted(shown, key=lambda one: (one.due_on is None, one.due_on)):
            step = known.steps.get(one.code)
            words = step.client.in_language(language) if step else ""
            is_draft = is_draft or (step is not None and step.client.is_draft(language))
            lines.append(PaperLine(weekday(one.due_on), words))
    return {
        "language": language,
        "heading": known.heading.in_language(language),
        "lines": lines,
        "is_draft": is_draft,
    }
