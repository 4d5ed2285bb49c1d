"""Reading a questionnaire out of its file, strictly: what is not understood is refused."""

from collections.abc import Mapping

from ..types import Circumstance, Need, RequestKind
from . import MOST, RESERVED, Band, Findings, Option, Question, Questionnaire, Section, Weight
from .files import QuestionnaireError, Told, tree_of, unlike

PURPOSES = ("full", "short")
KINDS = ("choice", "multi", "scale", "number")
LARGEST_NUMBER = 100_000
WEIGHT = ("scores", "at_least", "raises")
Shown = dict[str, Question]


def read(text: str, file: str) -> Questionnaire:
    """Return the questionnaire that a file's text describes; raises QuestionnaireError."""
    told = tree_of(text, file)
    parts = told.parts(("code", "version", "title", "purpose", "sections"), ("lead", "offered"))
    sections = parts["sections"].items()
    known: Shown = {}
    found = Questionnaire(
        code=parts["code"].code(),
        version=parts["version"].whole(1, 9999),
        title=parts["title"].words(),
        purpose=parts["purpose"].one_of(PURPOSES, "purpose"),
        lead=parts["lead"].words() if "lead" in parts else None,
        offered=parts["offered"].yes_or_no() if "offered" in parts else True,
        sections=_sections(sections, known),
    )
    stem = file.rpartition("/")[2].removesuffix(".yaml")
    if stem != found.name:
        raise QuestionnaireError(f"{file}: call this file {found.name}.yaml, after what it holds")
    return found


def _sections(told: list[Told], known: Shown) -> tuple[Section, ...]:
    codes: list[Told] = []
    found: list[Section] = []
    every = _question_codes(told)
    for piece in told:
        parts = piece.parts(("code", "title", "questions"), ("lead",))
        codes.append(parts["code"])
        found.append(
            Section(
                code=parts["code"].code(),
                title=parts["title"].words(),
                lead=parts["lead"].words() if "lead" in parts else None,
                questions=tuple(_question(one, known, every) for one in parts["questions"].items()),
            )
        )
    unlike(codes)
    return tuple(found)


def _question_codes(told: list[Told]) -> frozenset[str]:
    """Return the codes of all questions; two that are alike are refused."""
    codes = [
        question.entries()["code"]
        for piece in told
        if "questions" in piece.entries()
        for question in piece.entries()["questions"].items()
        if "code" in question.entries()
    ]
    return frozenset(unlike(codes))


def _question(told: Told, known: Shown, every: frozenset[str]) -> Question:
    entries = told.entries()
    if "code" not in entries:
        raise told.wrong('a question without "code"')
    code = entries["code"].code()
    told = told.named(f'question "{code}"')
    if "kind" not in entries:
        raise told.wrong('"kind" is missing')
    kind = told.entries()["kind"].one_of(KINDS, "kind")
    parts = told.parts(("code", "text", "kind", *_needed(kind)), ("hint", "show_if", *_may(kind)))
    options = _options(parts["options"], kind) if "options" in parts else ()
    top = MOST
    if kind == "number":
        top = parts["most"].whole(1, LARGEST_NUMBER)
    ends = parts["ends"].parts(("low", "high")) if "ends" in parts else None
    found = Question(
        code=code,
        kind=kind,
        text=parts["text"].words(),
        hint=parts["hint"].words() if "hint" in parts else None,
        show_if=_show_if(parts["show_if"], code, known, every) if "show_if" in parts else (),
        options=options,
        bands=_bands(parts["bands"], top) if "bands" in parts else (),
        most=parts["most"].whole(1, 1000) if "most" in parts and kind == "multi" else None,
        top=top,
        low=ends["low"].words() if ends else None,
        high=ends["high"].words() if ends else None,
    )
    known[code] = found
    return found


def _needed(kind: str) -> tuple[str, ...]:
    return {"choice": ("options",), "multi": ("options",), "scale": ("ends",)}.get(kind, ("most",))


def _may(kind: str) -> tuple[str, ...]:
    return {"choice": (), "multi": ("most",)}.get(kind, ("bands",))


def _options(told: Told, kind: str) -> tuple[Option, ...]:
    found, codes = [], []
    pieces = told.items()
    if len(pieces) < 2:
        raise told.wrong("at least two options are expected here")
    for piece in pieces:
        may = (*WEIGHT, "alone") if kind == "multi" else WEIGHT
        parts = piece.parts(("code", "text"), may)
        codes.append(parts["code"])
        if parts["code"].code() in RESERVED:
            raise parts["code"].wrong('"declined" and "not asked" are always there: leave it out')
        found.append(
            Option(
                code=parts["code"].code(),
                text=parts["text"].words(),
                weight=_weight(parts),
                alone=parts["alone"].yes_or_no() if "alone" in parts else False,
            )
        )
    unlike(codes)
    return tuple(found)


def _bands(told: Told, top: int) -> tuple[Band, ...]:
    found: list[Band] = []
    for piece in told.items():
        parts = piece.parts(("from", "to"), WEIGHT)
        first = parts["from"].whole(0, top)
        last = parts["to"].whole(first, top)
        if found and first <= found[-1].last:
            raise piece.wrong("bands follow each other and do not overlap")
        found.append(Band(first, last, _weight(parts)))
    return tuple(found)


def _weight(parts: Mapping[str, Told]) -> Weight:
    return Weight(
        scores=_points(parts["scores"]) if "scores" in parts else {},
        at_least=_points(parts["at_least"]) if "at_least" in parts else {},
        findings=_raises(parts["raises"]) if "raises" in parts else Findings(),
    )


def _points(told: Told) -> dict[str, int]:
    found = {}
    for need, piece in told.entries().items():
        if need not in Need.values:
            raise piece.wrong(f'unknown need "{need}" (known: {", ".join(Need.values)})')
        found[need] = piece.whole(0, MOST)
    return found


def _raises(told: Told) -> Findings:
    parts = told.parts((), ("requests", "circumstances", "plans"))
    plans = parts["plans"].items() if "plans" in parts else []
    return Findings(
        requests=parts["requests"].codes(RequestKind.values, "kind of request")
        if "requests" in parts
        else (),
        circumstances=parts["circumstances"].codes(Circumstance.values, "circumstance")
        if "circumstances" in parts
        else (),
        plans=tuple(unlike(plans)),
    )


def _show_if(
    told: Told, code: str, known: Shown, every: frozenset[str]
) -> tuple[tuple[str, frozenset[str]], ...]:
    found = []
    for name, piece in told.entries().items():
        if name == code:
            raise piece.wrong("it cannot depend on itself: nobody would ever be asked")
        if name not in known:
            why = "comes later: put it before this one" if name in every else "does not exist"
            raise piece.wrong(f'"show_if" names the question "{name}", which {why}')
        if not known[name].options:
            raise piece.wrong(f'"show_if" can only name a choice, and "{name}" is none')
        found.append((name, frozenset(piece.codes(known[name].by_code, f'answer of "{name}"'))))
    return tuple(found)
