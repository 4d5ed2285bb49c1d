"""An assessment is begun, answered bit by bit, finished, and what it found goes into the case."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django_scopes import scope, scopes_disabled

from ravny.core.journal import operations as journal
from ravny.core.kit.clock import today
from ravny.core.kit.errors import DomainError, NotYours
from ravny.core.kit.ids import day_id
from ravny.core.staff.types import Actor

from ..models import Case, Request
from ..models.work import Assessment
from ..questionnaires import Questionnaire
from ..questionnaires.scoring import findings, scores, settled, shown
from ..questionnaires.shelf import offered_one, questionnaire_of
from ..types import Circumstance, RequestState
from .requests import add_request
from .settling import locked_case, settle
from .situation import change_circumstances


@transaction.atomic
def begin_assessment(
    *, actor: Actor, case_id: UUID, questionnaire: str, assessment_id: UUID | None = None
) -> UUID:
    """Begin a questionnaire with a client and return the assessment's id.

    One that was begun and not finished is gone on with; the same id again changes nothing.
    Raises DomainError beside "questionnaire" for one that is not offered.
    """
    with scope(organisation=actor.organisation_id):
        case = locked_case(actor, case_id)
        asked = offered_one(questionnaire)
        if asked is None:
            raise DomainError(_("Choose one of the list."), field="questionnaire", code="choice")
        begun = Assessment.objects.filter(
            case=case, questionnaire=asked.code, version=asked.version, finished_on=None
        ).first()
        if begun is not None:
            return begun.id
        new_id = assessment_id or day_id()
        with scopes_disabled():  # an id known anywhere is never used again
            if Assessment.objects.filter(id=new_id).exists():
                return new_id
        Assessment.objects.create(
            id=new_id,
            organisation_id=actor.organisation_id,
            case=case,
            questionnaire=asked.code,
            version=asked.version,
            account_id=actor.account_id,
        )
        settle(actor=actor, case=case, by="cases.assessing", heard=True)
        journal.write(actor=actor, verb="cases.assessing", subject=case.id)
    return new_id


@transaction.atomic
def keep_answers(
    *,
    actor: Actor,
    assessment_id: UUID,
    answers: Mapping[str, Any],
    asked: Collection[str],
    note: bytes | None = None,
    finish: bool = False,
) -> list[str]:
    """Keep what was answered so far; return the codes of questions that these answers opened.

    `asked`: the questions that stood on the page; one of them without an answer was not asked.
    `finish`: it is the end, unless a question was opened that did not stand there.
    """
    with scope(organisation=actor.organisation_id):
        case, row = _locked(actor, assessment_id)
        questionnaire = _open_questionnaire(row)
        told = {code: answer for code, answer in row.answers.items() if code not in asked}
        told |= {code: answer for code, answer in answers.items() if code in asked}
        row.answers = {code: told[code] for code in questionnaire.by_code if code in told}
        changed = ["answers"]
        if row.finished_on:
            row.scores = scores(questionnaire, row.answers)
            changed.append("scores")
        if note != row.note:
            row.note = note
            changed.append("note")
        row.save(update_fields=changed)
        settle(actor=actor, case=case, by="cases.assessing", heard=row.finished_on is None)
    opened = [code for code in shown(questionnaire, row.answers) if code not in asked]
    if finish and not opened:
        finish_assessment(actor=actor, assessment_id=assessment_id)
    return opened


@transaction.atomic
def finish_assessment(*, actor: Actor, assessment_id: UUID) -> None:
    """Count the scores; only answers of questions that were asked stay. Said again: no change."""
    with scope(organisation=actor.organisation_id):
        case, row = _locked(actor, assessment_id)
        if row.finished_on:
            return
        questionnaire = _open_questionnaire(row)
        row.answers = settled(questionnaire, row.answers)
        if not row.answers:
            raise DomainError(_("Nothing was answered yet."), code="empty")
        row.scores = scores(questionnaire, row.answers)
        row.finished_on = today()
        row.save(update_fields=["answers", "scores", "finished_on"])
        settle(actor=actor, case=case, by="cases.assessed", heard=True)
        journal.write(actor=actor, verb="cases.assessed", subject=case.id)


@transaction.atomic
def take_findings(
    *,
    actor: Actor,
    assessment_id: UUID,
    requests: Collection[str] = (),
    circumstances: Collection[str] = (),
) -> int:
    """Put what the answers suggest into the case; return how many things are new there.

    What was not found is refused beside "requests" or "circumstances"; a request of a kind that
    is open already is not added twice.
    """
    with scope(organisation=actor.organisation_id):
        case, row = _locked(actor, assessment_id)
        questionnaire = questionnaire_of(row.questionnaire, row.version)
        found = findings(questionnaire, row.answers) if questionnaire else None
        for field, wanted in (("requests", requests), ("circumstances", circumstances)):
            if set(wanted) - set(getattr(found, field, ())):
                raise DomainError(_("Choose one of the list."), field=field, code="choice")
        opened = set(
            Request.objects.filter(case=case)
            .exclude(state=RequestState.ENDED)
            .values_list("kind", flat=True)
        )
        new_kinds = [kind for kind in dict.fromkeys(requests) if kind not in opened]
        for kind in new_kinds:
            add_request(
                actor=actor, case_id=case.id, request_id=day_id(), kind=kind, asked_on=today()
            )
        new_codes = [
            code for code in dict.fromkeys(circumstances) if code not in case.circumstances
        ]
        if new_codes:
            change_circumstances(
                actor=actor,
                case_id=case.id,
                circumstances=(*case.circumstances, *new_codes),
                birth_month=_kept_month(case),
            )
    return len(new_kinds) + len(new_codes)


def _kept_month(case: Case) -> Any:
    return case.birth_month if Circumstance.PREGNANT in case.circumstances else None


def _locked(actor: Actor, assessment_id: UUID) -> tuple[Case, Assessment]:
    """Return the case, its row held, and the assessment; raises NotYours."""
    found = Assessment.objects.filter(id=assessment_id).values_list("case_id", flat=True).first()
    if found is None:
        raise NotYours
    case = locked_case(actor, found)
    return case, Assessment.objects.get(id=assessment_id)


def _open_questionnaire(row: Assessment) -> Questionnaire:
    """Return the questionnaire of an assessment that may be answered; raises DomainError."""
    found = questionnaire_of(row.questionnaire, row.version)
    if found is None:
        raise DomainError(
            _("The file of this questionnaire is gone, so nothing can be answered."), code="gone"
        )
    if row.finished_on and row.finished_on != today():
        raise DomainError(
            _("This assessment was finished on another day. Begin a repeated one."), code="finished"
        )
    return found
