"""What the pages of assessments show, as plain values."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ravny.core.kit.clock import today
from ravny.core.kit.formats import day, number
from ravny.core.staff.types import Actor

from ..forms.assessment import AnswerForm, initial_of
from ..models.work import Assessment
from ..queries.assessments import assessments_of, earlier_than
from ..questionnaires import DECLINED, MOST, Question, Questionnaire
from ..questionnaires.scoring import Change, compared, shown
from ..questionnaires.shelf import questionnaire_of
from ..types import CaseFact, Need
from .case import head_of, may_work

REPEAT_DAYS = 90


def title_of(row: Assessment) -> str:
    """Return what the questionnaire is called, its code where the file is gone."""
    found = questionnaire_of(row.questionnaire, row.version)
    return str(found.title) if found else row.questionnaire


def need_label(code: str) -> str:
    """Return a need in words."""
    return str(dict(Need.choices).get(code, code)).capitalize()


def may_answer(actor: Actor, case: CaseFact, row: Assessment) -> bool:
    """Tell whether answers may be written: until the end of the day it was finished on."""
    still_open = row.finished_on in (None, today())
    known = questionnaire_of(row.questionnaire, row.version) is not None
    return may_work(actor, case) and still_open and known


def repeat_is_due(rows: Sequence[Assessment]) -> bool:
    """Tell whether the last finished assessment is older than three months."""
    last = next((row.finished_on for row in rows if row.finished_on), None)
    return last is not None and last < today() - timedelta(days=REPEAT_DAYS)


def change_words(change: Change) -> str:
    """Return what became of a need, in words: a lower score is a smaller need."""
    step = change.step
    if step is None:
        return _("not asked about before") if change.before is None else _("not asked about now")
    if step == 0:
        return _("as before")
    words = (
        ngettext("worse by %(n)s", "worse by %(n)s", step)
        if step > 0
        else ngettext("better by %(n)s", "better by %(n)s", -step)
    )
    return words % {"n": number(abs(step))}


def bars(scores: Mapping[str, int], before: Mapping[str, int] | None = None) -> dict[str, Any]:
    """Return what the bar chart takes: each need, 0 to 10, beside what it was."""
    steps = [
        {
            "label": need_label(one.need),
            "count": one.now,
            "before": one.before,
            "share": change_words(one) if before is not None else "",
            "words": "—" if one.now is None else number(one.now),
        }
        for one in compared(scores, before or {})
    ]
    return {"steps": steps, "top": MOST}


def form_for(case: CaseFact, row: Assessment, asked: Questionnaire, sent: Any) -> AnswerForm:
    """Return the form of an assessment with what was kept."""
    initial = {**initial_of(asked, row.answers), "note": row.note}
    return AnswerForm(asked, case.case_id, row.id, sent, initial=initial)


def answer_context(
    actor: Actor, case: CaseFact, row: Assessment, asked: Questionnaire, form: AnswerForm
) -> dict[str, Any]:
    """Return the sections with their boxes; hidden ones stand there for the page's script."""
    told = form.answers() if form.is_bound and form.is_valid() else row.answers
    open_ones = set(shown(asked, told))
    sections: list[dict[str, Any]] = [
        {
            "code": section.code,
            "title": section.title,
            "lead": section.lead,
            "questions": [
                _question(form, question, question.code in open_ones)
                for question in section.questions
            ],
        }
        for section in asked.sections
    ]
    after = [section["code"] for section in sections[1:]] + [""]
    for section, following in zip(sections, after, strict=True):
        section["next"] = following
        section["is_empty"] = not any(one["is_shown"] for one in section["questions"])
    return {
        **head_of(actor, case),
        "title": asked.title,
        "lead": asked.lead,
        "sections": sections,
        "row": row,
        "back_url": reverse("cases:case", args=[case.case_id]),
        "is_finished": bool(row.finished_on),
    }


def _question(form: AnswerForm, question: Question, is_shown: bool) -> dict[str, Any]:
    rule = "; ".join(f"{name}={' '.join(sorted(codes))}" for name, codes in question.show_if)
    return {
        "code": question.code,
        "boxes": form.boxes(question),
        "rule": rule,
        "is_shown": is_shown,
    }


def answer_words(question: Question | None, answer: Any) -> str:
    """Return an answer in words; codes where the questionnaire does not know them."""
    if answer == DECLINED:
        return _("did not want to say")
    if isinstance(answer, int):
        return number(answer)
    known = question.by_code if question else {}
    codes = answer if isinstance(answer, list) else [answer]
    return ", ".join(str(known[code].text) if code in known else str(code) for code in codes)


def answer_rows(row: Assessment, asked: Questionnaire | None) -> list[tuple[str, list[Any]]]:
    """Return (section, [(question, answer)]) of what was answered."""
    if asked is None:
        return [("", [(code, answer_words(None, told)) for code, told in row.answers.items()])]
    found = []
    for section in asked.sections:
        rows = [
            (str(question.text), answer_words(question, row.answers[question.code]))
            for question in section.questions
            if question.code in row.answers
        ]
        if rows:
            found.append((str(section.title), rows))
    return found


def comparison(
    actor: Actor, case: CaseFact, row: Assessment, chosen: str
) -> tuple[dict[str, Any], Assessment | None]:
    """Return what the page says of an earlier assessment, and that one; `chosen`: "first"."""
    earlier = earlier_than(row, assessments_of(actor, case))
    if not earlier:
        return {"earlier": None}, None
    other = earlier[-1] if chosen == "first" else earlier[0]
    here = reverse("cases:assessment", args=[row.id])
    return {
        "earlier": day(other.finished_on),
        "is_first": other.id == earlier[-1].id,
        "other_url": (
            "" if len(earlier) == 1 else here if chosen == "first" else f"{here}?with=first"
        ),
    }, other
