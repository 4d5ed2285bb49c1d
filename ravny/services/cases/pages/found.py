"""What an assessment found, beside what the case has already; and the page of its result."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from ravny.core.staff.queries import pseudonyms
from ravny.core.staff.types import Actor
from ravny.core.vault.fields import sealed_value

from ..forms.assessment import FindingsForm
from ..models.work import Assessment
from ..plans.catalogue import catalogue
from ..queries.requests import asked_in, is_open
from ..questionnaires import Findings
from ..questionnaires.scoring import findings
from ..questionnaires.shelf import questionnaire_of
from ..types import CaseFact, Circumstance, RequestKind
from .assessment import answer_rows, bars, comparison, may_answer, repeat_is_due, title_of
from .case import head_of, may_work


def found_in(row: Assessment) -> Findings:
    """Return what an assessment's answers suggest; nothing when its questionnaire is gone."""
    asked = questionnaire_of(row.questionnaire, row.version)
    return findings(asked, row.answers) if asked else Findings()


def findings_form(actor: Actor, case: CaseFact, found: Findings, sent: Any = None) -> FindingsForm:
    """Return the boxes of what the case does not have yet. One query."""
    kinds, situations = dict(RequestKind.choices), dict(Circumstance.choices)
    opened = {one.kind for one in asked_in(actor, case.case_id) if is_open(one)}
    return FindingsForm(
        [(code, kinds[code]) for code in found.requests if sent or code not in opened],
        [
            (code, situations[code])
            for code in found.circumstances
            if sent or code not in case.circumstances
        ],
        sent,
    )


def findings_context(actor: Actor, case: CaseFact, row: Assessment) -> dict[str, Any]:
    """Return the requests, circumstances and plans that the answers suggest."""
    found = found_in(row)
    may_add = may_work(actor, case)
    templates = catalogue().templates
    form = findings_form(actor, case, found)
    kinds, situations = dict(RequestKind.choices), dict(Circumstance.choices)
    known = [str(kinds[code]) for code in found.requests if code not in _offered(form, "requests")]
    known += [
        str(situations[code])
        for code in found.circumstances
        if code not in _offered(form, "circumstances")
    ]
    return {
        "found": found,
        "find_form": form if may_add and form.fields else None,
        "known": ", ".join(known),
        "plans": [
            (str(templates[code].title), _plan_url(case, code) if may_add else "")
            for code in found.plans
            if code in templates
        ],
        "danger": Circumstance.DANGER in found.circumstances,
    }


def _offered(form: FindingsForm, name: str) -> list[str]:
    field = form.fields.get(name)
    return [code for code, _words in field.choices] if field else []  # type: ignore[attr-defined]  # a choice field


def _plan_url(case: CaseFact, code: str) -> str:
    return reverse("cases:plan_template", args=[case.case_id, code])


def result_context(actor: Actor, case: CaseFact, row: Assessment, chosen: str) -> dict[str, Any]:
    """Return what a finished assessment's page shows."""
    compare, other = comparison(actor, case, row, chosen)
    asked = questionnaire_of(row.questionnaire, row.version)
    answers = answer_rows(row, asked)
    return {
        **head_of(actor, case),
        "title": title_of(row),
        "row": row,
        "by": pseudonyms(actor).get(row.account_id, ""),
        "chart": bars(row.scores, other.scores if other else None),
        "compare": compare,
        "answers": answers,
        "is_gone": asked is None,
        "note": sealed_value(row, "note"),
        "readers": _("The team of this case"),
        "may_answer": may_answer(actor, case, row),
        "may_repeat": may_work(actor, case) and repeat_is_due([row]),
        "back_url": reverse("cases:case", args=[case.case_id]),
        **findings_context(actor, case, row),
    }
