"""Small questionnaires for tests, and any questionnaire at all."""

import json
from typing import Any

import yaml
from hypothesis import strategies as st

from ravny.services.cases.questionnaires import Questionnaire
from ravny.services.cases.questionnaires.reading import read
from ravny.services.cases.types import Need

WORDS = {"ru": "Слова", "en": "Words"}


def option(code: str, **more: Any) -> dict[str, Any]:
    """Return an option; `more`: scores, at_least, raises, alone."""
    return {"code": code, "text": WORDS, **more}


def choice(code: str, *options: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return a question with options."""
    return {"code": code, "kind": "choice", "text": WORDS, "options": list(options), **more}


def paper(*questions: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return a questionnaire of one section."""
    section = {"code": "one", "title": WORDS, "questions": list(questions)}
    return {
        "code": "try",
        "version": 1,
        "title": WORDS,
        "purpose": "short",
        "sections": [section],
        **more,
    }


def text_of(told: Any) -> str:
    """Return the text of a file, every part of it written out."""
    return yaml.safe_dump(json.loads(json.dumps(told)), allow_unicode=True)


def read_of(told: Any, file: str = "try-1.yaml") -> Questionnaire:
    """Read what would be a file."""
    return read(text_of(told), file)


def simple() -> dict[str, Any]:
    """Return one with a gate, several answers, a scale and a number."""
    return paper(
        choice("home", option("has", scores={"housing": 0}), option("none", scores={"housing": 8})),
        choice(
            "why",
            option("fire", scores={"safety": 4}),
            option("rent", scores={"work": 6}, raises={"requests": ["social"]}),
            show_if={"home": ["none"]},
        ),
        {
            "code": "signs",
            "kind": "multi",
            "text": WORDS,
            "options": [
                option("pain", scores={"medical": 3}),
                option("fear", scores={"medical": 3, "safety": 10}, at_least={"safety": 9}),
                option("nothing", alone="yes"),
            ],
        },
        {
            "code": "ready",
            "kind": "scale",
            "text": WORDS,
            "ends": {"low": WORDS, "high": WORDS},
            "bands": [
                {"from": 0, "to": 4, "scores": {"readiness": 10}},
                {"from": 5, "to": 10, "scores": {"readiness": 0}},
            ],
        },
        {
            "code": "days",
            "kind": "number",
            "most": 90,
            "text": WORDS,
            "bands": [{"from": 0, "to": 7, "at_least": {"medical": 9}}],
        },
    )


POINTS = st.dictionaries(st.sampled_from(Need.values), st.integers(0, 10), max_size=3)


@st.composite
def any_questionnaire(draw: Any) -> Questionnaire:
    """Draw a questionnaire with gates, scales, numbers and any points."""
    questions: list[dict[str, Any]] = []
    for number in range(draw(st.integers(1, 7))):
        kind = draw(st.sampled_from(["choice", "multi", "scale", "number"]))
        question: dict[str, Any] = {"code": f"q{number}", "kind": kind, "text": WORDS}
        if kind in ("choice", "multi"):
            codes = [f"a{one}" for one in range(draw(st.integers(2, 4)))]
            question["options"] = [option(code, **draw(weight())) for code in codes]
            if kind == "multi":
                question["options"][-1]["alone"] = draw(st.sampled_from(["yes", "no"]))
        else:
            if kind == "scale":
                question["ends"] = {"low": WORDS, "high": WORDS}
            else:
                question["most"] = 10
            question["bands"] = [
                {"from": 0, "to": 5, **draw(weight())},
                {"from": 6, "to": 10, **draw(weight())},
            ]
        gates = [one for one in questions if "options" in one]
        if gates and draw(st.booleans()):
            gate = draw(st.sampled_from(gates))
            codes = [one["code"] for one in gate["options"]]
            question["show_if"] = {gate["code"]: draw(st.lists(
                st.sampled_from(codes), min_size=1, max_size=2, unique=True
            ))}  # fmt: skip
        questions.append(question)
    return read_of(paper(*questions))


@st.composite
def weight(draw: Any) -> dict[str, Any]:
    """Draw what an answer counts for."""
    found: dict[str, Any] = {}
    if points := draw(POINTS):
        found["scores"] = points
    if draw(st.booleans()) and (floors := draw(POINTS)):
        found["at_least"] = floors
    return found


@st.composite
def answers_to(draw: Any, asked: Questionnaire, *, odd: bool = True) -> dict[str, Any]:
    """Draw answers as a page sends them; `odd`: also such as no page would."""
    found: dict[str, Any] = {}
    for question in asked.questions:
        codes = list(question.by_code)
        right: dict[str, Any] = {
            "choice": st.sampled_from(codes or [""]),
            "multi": st.lists(st.sampled_from(codes or [""]), unique=True),
            "scale": st.integers(0, 10),
            "number": st.integers(0, question.top),
        }
        kinds = [right[question.kind], st.just("declined"), st.none()]
        if odd:
            kinds += [st.integers(-3, 20), st.text(max_size=4), st.booleans(), st.lists(st.none())]
        answer = draw(st.one_of(kinds))
        if answer is not None:
            found[question.code] = answer
    return found
