"""What a manager asks in the demo's cases and what is agreed upon: answers drawn with the dice."""

from datetime import date, timedelta
from uuid import UUID

from ravny.core.kit.clock import today
from ravny.core.kit.ids import day_id
from ravny.core.staff.types import Actor
from ravny.services.cases.operations.agreeing import Agreed, write_agreement
from ravny.services.cases.operations.assessing import begin_assessment, keep_answers
from ravny.services.cases.questionnaires.scoring import shown
from ravny.services.cases.questionnaires.shelf import offered_one

from .facts import Dice

QUESTIONNAIRE = "short"
BARRIERS = ("fear_disclosure", "work", "fear_removal", "money", "language", "family", "far")


def assess(actor: Actor, case_id: UUID, dice: Dice, *, draws: int = 1) -> None:
    """Ask the short questionnaire; of several draws the mildest answer is given."""
    assessment_id = dice.id(today())
    begin_assessment(
        actor=actor, case_id=case_id, questionnaire=QUESTIONNAIRE, assessment_id=assessment_id
    )
    asked = offered_one(QUESTIONNAIRE)
    assert asked is not None  # it comes with the house
    answers: dict[str, object] = {}
    for code, question in asked.by_code.items():
        if question.options and code in shown(asked, answers):
            codes = tuple(one.code for one in question.options)
            drawn = [dice.choice(codes) for _draw in range(draws)]
            option = min(drawn, key=codes.index)  # the mild ones stand first
            answers[code] = [option] if question.kind == "multi" else option
    keep_answers(
        actor=actor,
        assessment_id=assessment_id,
        answers=answers,
        asked=tuple(asked.by_code),
        finish=True,
    )


def agree(actor: Actor, case_id: UUID, dice: Dice, last: date) -> None:
    """Talk about treatment, and agree to speak of it again after the year's last day."""
    write_agreement(
        actor=actor,
        agreed=Agreed(
            agreement_id=day_id(),
            case_id=case_id,
            kind="motivation",
            day=today(),
            readiness=dice.randint(4, 9),
            confidence=dice.randint(3, 8),
            barriers=tuple(dice.sample(BARRIERS, 2)),
            follow_up_on=max(last, today()) + timedelta(days=dice.randint(1, 14)),
        ),
    )
