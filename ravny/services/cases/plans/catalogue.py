"""Goals, steps and templates of plans as data: plans/*.yaml, and an installation's own.

Our files must be whole. Of the files in `$RAVNY_HOME/plans` one that is wrong is left out, and
`ravny plans check` says why. A file of the same name takes the place of ours.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from pathlib import Path

from django.utils.translation import gettext as _

from ravny.core.kit.words import Words
from ravny.core.vault.instance import home

from ..types import Duty, Owner
from .files import Faulty, File, NeutralFacts, PlanFileError, read_files

PAPER_LANGUAGES = ("ru", "en", "uz", "tg", "ky", "kk", "uk", "ro")
HEADING = "heading"


@dataclass(frozen=True)
class Neutral:
    """Words for the client's paper, by language; `drafts`: languages nobody read over yet."""

    words: Mapping[str, str]
    drafts: frozenset[str]

    def in_language(self, code: str) -> str:
        """Return the words in a language, Russian ones where there are none."""
        return self.words.get(code) or self.words["ru"]

    def is_draft(self, code: str) -> bool:
        """Tell whether the words in a language are a draft, or missing."""
        return code in self.drafts or not self.words.get(code)


@dataclass(frozen=True)
class KnownGoal:
    """A goal of the catalogue."""

    code: str
    need: str
    words: Words


@dataclass(frozen=True)
class KnownStep:
    """A step of the catalogue; `owner`: a duty, "client" or "partner"; `days` until it is due."""

    code: str
    words: Words
    owner: str
    days: int
    client: Neutral

    @property
    def owner_kind(self) -> str:
        """Whose it is: a member's, the client's, a partner's."""
        kinds = (Owner.CLIENT.value, Owner.PARTNER.value)
        return self.owner if self.owner in kinds else Owner.MEMBER.value


@dataclass(frozen=True)
class PlannedStep:
    """A step as a template has it; `after`: the code of an earlier step of the template."""

    step: KnownStep
    days: int
    after: str


@dataclass(frozen=True)
class PlannedGoal:
    """A goal with its steps, as a template has it."""

    goal: KnownGoal
    steps: tuple[PlannedStep, ...]


@dataclass(frozen=True)
class Template:
    """A plan for a common situation; `circumstances`: when it is offered first."""

    code: str
    title: Words
    lead: Words
    circumstances: frozenset[str]
    goals: tuple[PlannedGoal, ...]

    @property
    def steps(self) -> Iterator[PlannedStep]:
        """Every step, in its order."""
        return (step for goal in self.goals for step in goal.steps)


@dataclass(frozen=True)
class Catalogue:
    """All that is known, by code."""

    goals: Mapping[str, KnownGoal]
    steps: Mapping[str, KnownStep]
    templates: Mapping[str, Template]
    heading: Neutral
    faulty: tuple[Faulty, ...] = field(default=())


def own_folder() -> Path:
    """Return where an installation keeps templates of its own."""
    return home() / "plans"


def _ours() -> dict[str, str]:
    """Return our files: name without its ending → text."""
    return {
        Path(file.name).stem: file.read_text("utf-8")
        for file in resources.files(__package__).iterdir()
        if file.name.endswith(".yaml")
    }


@cache
def catalogue() -> Catalogue:
    """Return our files and the installation's own; raises PlanFileError when ours are not whole."""
    read = read_files(_ours(), sorted(own_folder().glob("*.yaml")))
    return _built(read.files, read.phrases, read.faulty)


def with_file(path: Path) -> Template:
    """Return the template of one file beside ours; raises PlanFileError."""
    read = read_files(_ours(), [path])
    for fault in read.faulty:
        raise PlanFileError(fault.why)
    return _built(read.files, read.phrases, ()).templates[path.stem]


def _built(
    files: Mapping[str, File], phrases: Mapping[str, NeutralFacts], faulty: tuple[Faulty, ...]
) -> Catalogue:
    goals: dict[str, KnownGoal] = {}
    steps: dict[str, KnownStep] = {}
    neutral = {code: Neutral(*one) for code, one in phrases.items()}
    for file in files.values():
        for goal in file.goals:
            if goal.need:
                goals[goal.code] = KnownGoal(goal.code, goal.need, Words(*goal.words))
            for step in goal.steps:
                if step.words:
                    client = neutral.get(step.client) or Neutral(*step.own_client)
                    steps[step.code] = KnownStep(
                        step.code, Words(*step.words), step.owner, step.days or 0, client
                    )
    templates = {code: _template(code, file, goals, steps) for code, file in files.items()}
    return Catalogue(goals, steps, templates, neutral[HEADING], faulty)


def _template(
    code: str, file: File, goals: Mapping[str, KnownGoal], steps: Mapping[str, KnownStep]
) -> Template:
    planned = []
    for goal in file.goals:
        chosen = []
        for one in goal.steps:
            step = steps[one.code]
            days = step.days if one.days is None else one.days
            chosen.append(PlannedStep(step, days, one.after))
        planned.append(PlannedGoal(goals[goal.code], tuple(chosen)))
    return Template(
        code, Words(*file.title), Words(*file.lead), frozenset(file.circumstances), tuple(planned)
    )


def goal_label(code: str) -> str:
    """Return a goal's words in the reader's language; one without a code has its own."""
    known = catalogue().goals.get(code)
    return str(known.words) if known else code or _("A goal in own words")


def step_label(code: str) -> str:
    """Return a step's words in the reader's language; one without a code has its own."""
    known = catalogue().steps.get(code)
    return str(known.words) if known else code or _("A step in own words")


def duty_label(owner: str) -> str:
    """Return whose a step of a template is meant to be, in words."""
    if owner in Owner.values:
        return str(Owner(owner).label)
    return str(Duty(owner).label)
