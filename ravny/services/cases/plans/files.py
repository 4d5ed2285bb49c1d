"""Reading plans/*.yaml strictly: a wrong word in a file is an error with its place, not a guess."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from ravny.services.referrals.queries import tells_nothing

from ..types import Circumstance, Duty, Need, Owner

CODE = re.compile(r"[a-z][a-z0-9_]{1,39}")
STAFF = ("ru", "en")
LANGUAGES = ("ru", "en", "uz", "tg", "ky", "kk", "uk", "ro")
OWNERS = frozenset({*Duty.values, Owner.CLIENT.value, Owner.PARTNER.value})
MOST_DAYS, LONGEST, LONGEST_ON_PAPER = 730, 160, 60
PHRASES = "_neutral"
# Roots that would tell whoever finds the paper; the directory's own list is asked as well.
_TELLING = re.compile(
    r"лечен|терап|таблет|лекар|врач|больни|клини|виз[аыу]\b|депорт|выдвор|юрист|суд\b|полици|pill|"
    r"treat|therap|medic|doctor|clinic|hospital|visa|deport|lawyer|court|police|dori\b|shifokor|"
    r"дору|доктор|дәрі|дары\b|ліки|лікар|tratament|spital|avocat|адвокат|advokat"
)
Texts = tuple[str, str]
NeutralFacts = tuple[Mapping[str, str], frozenset[str]]
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class PlanFileError(ValueError):
    """A file of plans does not say what such a file must say."""


@dataclass(frozen=True)
class StepLine:
    """A step as a file has it; `words` None: it is defined elsewhere."""

    code: str
    words: Texts | None
    owner: str
    days: int | None
    after: str
    client: str
    own_client: NeutralFacts


@dataclass(frozen=True)
class GoalLine:
    """A goal as a file has it; `need` "": it is defined elsewhere."""

    code: str
    need: str
    words: Texts
    steps: tuple[StepLine, ...]


@dataclass(frozen=True)
class File:
    """A template as its file has it."""

    title: Texts
    lead: Texts
    circumstances: tuple[str, ...]
    goals: tuple[GoalLine, ...]


@dataclass(frozen=True)
class Faulty:
    """A file that was left out, and why."""

    name: str
    why: str


@dataclass(frozen=True)
class Read:
    """What was read: files by code, neutral phrases by code, and what was left out."""

    files: Mapping[str, File]
    phrases: Mapping[str, NeutralFacts]
    faulty: tuple[Faulty, ...]


def read_files(ours: Mapping[str, str], own: Sequence[Path]) -> Read:
    """Read our texts (file's name → text) and files of one's own.

    Raises PlanFileError for ours; a wrong file of one's own is left out.
    """
    phrases = phrases_of(ours[PHRASES])
    files = {
        code: file_of(code, text, phrases) for code, text in sorted(ours.items()) if code != PHRASES
    }
    check_together(files)
    faulty = []
    for path in own:
        try:
            with_it = {**files, path.stem: file_of(path.stem, path.read_text("utf-8"), phrases)}
            check_together(with_it)
        except (PlanFileError, OSError, UnicodeDecodeError) as error:
            faulty.append(Faulty(path.name, str(error)))
        else:
            files = with_it
    return Read(files, phrases, tuple(faulty))


def phrases_of(text: str) -> dict[str, NeutralFacts]:
    """Return the neutral phrases of the file that all templates share."""
    data = _keys(_loaded(text), {"drafts", "phrases"}, set(), PHRASES)
    drafts = frozenset(data["drafts"])
    return {
        _code(code, PHRASES): _neutral(words, drafts, f"{PHRASES}: {code}")
        for code, words in data["phrases"].items()
    }


def file_of(code: str, text: str, phrases: Mapping[str, NeutralFacts]) -> File:
    """Return one file's template; raises PlanFileError with the place of the first fault."""
    _code(code, code)
    data = _keys(_loaded(text), {"title", "lead", "for", "goals"}, set(), code)
    circumstances = tuple(_listed(data["for"], f"{code}: for"))
    if not set(circumstances) <= set(Circumstance.values):
        raise PlanFileError(f"{code}: for: {', '.join(map(str, circumstances))}")
    title, lead = _words(data["title"], f"{code}: title"), _words(data["lead"], f"{code}: lead")
    seen: set[str] = set()
    goals = tuple(
        _goal(entry, phrases, seen, f"{code}: goals")
        for entry in _listed(data["goals"], f"{code}: goals")
    )
    if not goals or len({goal.code for goal in goals}) < len(goals):
        raise PlanFileError(f"{code}: goals: none, or one twice")
    return File(title, lead, circumstances, goals)


def check_together(files: Mapping[str, File]) -> None:
    """Refuse a goal or step that two files define, and one that none defines."""
    for kind, lines in (
        ("goal", [(one.code, bool(one.need)) for file in files.values() for one in file.goals]),
        (
            "step",
            [(s.code, bool(s.words)) for f in files.values() for g in f.goals for s in g.steps],
        ),
    ):
        made = [code for code, is_made in lines if is_made]
        twice = sorted({code for code in made if made.count(code) > 1})
        nowhere = sorted({code for code, _made in lines} - set(made))
        if twice or nowhere:
            raise PlanFileError(f"{kind} twice: {twice}, nowhere: {nowhere}")


def _goal(entry: Any, phrases: Mapping[str, NeutralFacts], seen: set[str], place: str) -> GoalLine:
    is_use = isinstance(entry, dict) and "use" in entry
    data = _keys(
        entry, {"use", "steps"} if is_use else {"code", "need", *STAFF, "steps"}, set(), place
    )
    code = _code(data["use"] if is_use else data["code"], place)
    place = f"{place}: {code}"
    if not is_use and data["need"] not in Need.values:
        raise PlanFileError(f"{place}: need: {data['need']}")
    steps = []
    for one in _listed(data["steps"], place):
        steps.append(_step(one, phrases, seen, place))
        seen.add(steps[-1].code)
    if not steps:
        raise PlanFileError(f"{place}: no steps")
    words = ("", "") if is_use else _words({name: data[name] for name in STAFF}, place)
    return GoalLine(code, "" if is_use else data["need"], words, tuple(steps))


def _step(
    entry: Any, phrases: Mapping[str, NeutralFacts], seen: Iterable[str], place: str
) -> StepLine:
    is_use = isinstance(entry, dict) and "use" in entry
    must = {"use"} if is_use else {"code", "owner", "days", "client", *STAFF}
    data = _keys(entry, must, {"after", "days"}, place)
    code = _code(data["use"] if is_use else data["code"], place)
    place, days, after = f"{place}: {code}", data.get("days"), data.get("after", "")
    if code in seen:
        raise PlanFileError(f"{place}: twice in one file")
    if after and after not in seen:
        raise PlanFileError(f"{place}: after: {after} is no earlier step of this file")
    if days is not None and (type(days) is not int or not 0 <= days <= MOST_DAYS):
        raise PlanFileError(f"{place}: days: {days}")
    if is_use:
        return StepLine(code, None, "", days, after, "", ({}, frozenset()))
    if data["owner"] not in OWNERS:
        raise PlanFileError(f"{place}: owner: {data['owner']}")
    words, client = _words({name: data[name] for name in STAFF}, place), data["client"]
    own: NeutralFacts = ({}, frozenset())
    if isinstance(client, dict):
        client, own = "", _neutral(client, frozenset(), f"{place}: client")
    elif client not in phrases:
        raise PlanFileError(f"{place}: client: {client} is no phrase of {PHRASES}.yaml")
    return StepLine(code, words, data["owner"], days, after, client, own)


def _neutral(entry: Any, drafts: frozenset[str], place: str) -> NeutralFacts:
    words = _keys(entry, set(STAFF), set(LANGUAGES), place)
    for language, text in words.items():
        if not _is_text(text, LONGEST_ON_PAPER):
            raise PlanFileError(f"{place}: {language}")
        if _TELLING.search(text.casefold()) or not tells_nothing(text):
            raise PlanFileError(f"{place}: {language}: whoever finds the paper would learn of it")
    return words, drafts


def _words(entry: Any, place: str) -> Texts:
    words = _keys(entry, set(STAFF), set(), place)
    if not all(_is_text(text, LONGEST) for text in words.values()):
        raise PlanFileError(f"{place}: words in ru and en, {LONGEST} characters at most")
    return words["ru"], words["en"]


def _is_text(value: Any, longest: int) -> bool:
    return isinstance(value, str) and value == value.strip() and 0 < len(value) <= longest


def _loaded(text: str) -> Any:
    try:
        return yaml.load(text, Loader=_LOADER)
    except (yaml.YAMLError, RecursionError) as error:
        raise PlanFileError(f"this is no YAML: {error}") from error


def _keys(entry: Any, must: set[str], may: set[str], place: str) -> dict[str, Any]:
    if not isinstance(entry, dict) or not must <= set(entry) or set(entry) - must - may:
        known = ", ".join(map(str, entry)) if isinstance(entry, dict) else type(entry).__name__
        raise PlanFileError(f"{place}: must have {', '.join(sorted(must))}; has {known}")
    return entry


def _listed(entry: Any, place: str) -> list[Any]:
    if not isinstance(entry, list):
        raise PlanFileError(f"{place}: is no list")
    return entry


def _code(value: Any, place: str) -> str:
    if not isinstance(value, str) or not CODE.fullmatch(value):
        raise PlanFileError(f"{place}: {value!r} is no code")
    return value
