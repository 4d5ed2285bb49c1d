"""From answers to scores and findings; pure, so that an old assessment can be counted anew."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..types import Need
from . import DECLINED, MOST, Findings, Question, Questionnaire, Weight

Answer = str | int | list[str]
Answers = Mapping[str, Answer]


def settled(asked: Questionnaire, told: Mapping[str, Any]) -> dict[str, Answer]:
    """Return the answers that count: of questions that are shown, and that the question knows.

    `told` may be anything: what an older page sent, or another version's answers.
    """
    found: dict[str, Answer] = {}
    for question in asked.questions:
        answer = _known(question, told.get(question.code))
        if answer is not None and is_shown(question, found):
            found[question.code] = answer
    return found


def shown(asked: Questionnaire, told: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the codes of the questions that are asked after these answers, in their order."""
    counted = settled(asked, told)
    return tuple(one.code for one in asked.questions if is_shown(one, counted))


def is_shown(question: Question, counted: Answers) -> bool:
    """Tell whether a question is asked; `counted` are settled answers of the ones before it."""
    return all(codes & chosen(counted.get(name)) for name, codes in question.show_if)


def chosen(answer: Answer | None) -> frozenset[str]:
    """Return the codes of options that an answer names."""
    if isinstance(answer, list):
        return frozenset(answer)
    return frozenset({answer} if isinstance(answer, str) else ())


def _known(question: Question, answer: Any) -> Answer | None:
    """Return an answer in the shape of its question, None for what is none."""
    if answer == DECLINED and isinstance(answer, str):
        return DECLINED
    if question.kind in ("scale", "number"):
        fits = type(answer) is int and 0 <= answer <= question.top
        return answer if fits else None
    if question.kind == "choice":
        return answer if isinstance(answer, str) and answer in question.by_code else None
    if not isinstance(answer, list | tuple):
        return None
    codes = [code for code in question.by_code if code in answer]
    if len(codes) > 1 and any(question.by_code[code].alone for code in codes):
        return None
    return codes or None


def weights(question: Question, answer: Answer) -> list[Weight]:
    """Return what an answer counts for; nothing when it was declined."""
    if isinstance(answer, int):
        return [band.weight for band in question.bands if band.first <= answer <= band.last]
    codes = answer if isinstance(answer, list) else [answer]
    return [question.by_code[code].weight for code in codes if code in question.by_code]


def scores(asked: Questionnaire, told: Mapping[str, Any]) -> dict[str, int]:
    """Return need → 0 (no need) to 10 (cannot wait), of needs that were asked about.

    The share of the points that could be reached in the questions that were answered; what was
    not asked, was declined or is hidden counts neither way. An answer's `at_least` is a floor.
    """
    got: Counter[str] = Counter()
    possible: Counter[str] = Counter()
    floors: dict[str, int] = {}
    needs: set[str] = set()
    for code, answer in settled(asked, told).items():
        question = asked.by_code[code]
        if answer == DECLINED:
            continue
        needs |= question.needs
        possible.update(question.possible)
        told_points: Counter[str] = Counter()
        for weight in weights(question, answer):
            told_points.update(weight.scores)
            for need, least in weight.at_least.items():
                floors[need] = max(least, floors.get(need, 0))
        for need, points in told_points.items():
            got[need] += min(points, question.possible[need])
    return {
        need: max(_of_ten(got[need], possible[need]), floors.get(need, 0))
        for need in Need.values
        if need in needs
    }


def _of_ten(got: int, possible: int) -> int:
    """Return a share in tenths, half rounded up."""
    return (2 * MOST * got + possible) // (2 * possible) if possible else 0


def findings(asked: Questionnaire, told: Mapping[str, Any]) -> Findings:
    """Return what the answers suggest."""
    found = Findings()
    for code, answer in settled(asked, told).items():
        for weight in weights(asked.by_code[code], answer):
            found = found.joined(weight.findings)
    return found


@dataclass(frozen=True)
class Change:
    """One need, now and before; None where it was not asked about."""

    need: str
    now: int | None
    before: int | None

    @property
    def step(self) -> int | None:
        """By how much it grew: below nothing is better. None where there is nothing to compare."""
        return None if self.now is None or self.before is None else self.now - self.before


def compared(now: Mapping[str, int], before: Mapping[str, int]) -> list[Change]:
    """Return every need that one of two assessments asked about, in the order of needs."""
    return [
        Change(need, now.get(need), before.get(need))
        for need in Need.values
        if need in now or need in before
    ]
