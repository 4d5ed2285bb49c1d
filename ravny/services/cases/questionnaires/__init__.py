"""Questionnaires as data: what is asked, what an answer counts for, what it suggests.

They are YAML files, versioned: those of the program and those of an installation's own folder
(docs/handbook/en/questionnaires.md). A version that was used stays as it is.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from ravny.core.kit.words import Words

from ..types import Need

MOST = 10
"""The highest score of a need, and the end of every scale."""
DECLINED = "declined"
"""The answer of somebody who does not want to say; a question without an answer was not asked."""
RESERVED = frozenset({DECLINED, "not_asked"})


@dataclass(frozen=True)
class Findings:
    """What answers suggest: kinds of requests, circumstances, plan templates; each once."""

    requests: tuple[str, ...] = ()
    circumstances: tuple[str, ...] = ()
    plans: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.requests or self.circumstances or self.plans)

    def joined(self, other: "Findings") -> "Findings":
        """Return both, each code once, in the order they were found."""
        return Findings(
            *(
                tuple(dict.fromkeys((*getattr(self, name), *getattr(other, name))))
                for name in ("requests", "circumstances", "plans")
            )
        )


@dataclass(frozen=True)
class Weight:
    """What an answer counts for: `scores` are points by need, `at_least` the lowest score it
    leaves a need with, however little the other answers say."""

    scores: Mapping[str, int] = field(default_factory=dict)
    at_least: Mapping[str, int] = field(default_factory=dict)
    findings: Findings = Findings()

    @property
    def needs(self) -> frozenset[str]:
        """The needs it says something about."""
        return frozenset(self.scores) | frozenset(self.at_least)


@dataclass(frozen=True)
class Option:
    """One of the answers to choose from; `alone`: not together with another ("none of these")."""

    code: str
    text: Words
    weight: Weight
    alone: bool = False


@dataclass(frozen=True)
class Band:
    """What the numbers from `first` to `last` count for, both included."""

    first: int
    last: int
    weight: Weight


@dataclass(frozen=True)
class Question:
    """One question. `show_if`: it is asked only when each of these earlier questions has one of
    these answers. `most`: several answers count for no more than so many points of a need."""

    code: str
    kind: str
    text: Words
    hint: Words | None = None
    show_if: tuple[tuple[str, frozenset[str]], ...] = ()
    options: tuple[Option, ...] = ()
    bands: tuple[Band, ...] = ()
    most: int | None = None
    top: int = MOST
    low: Words | None = None
    high: Words | None = None

    @cached_property
    def by_code(self) -> Mapping[str, Option]:
        """Code → option."""
        return {option.code: option for option in self.options}

    @property
    def weights(self) -> list[Weight]:
        """What each of its answers counts for."""
        return [*(one.weight for one in self.options), *(one.weight for one in self.bands)]

    @cached_property
    def needs(self) -> frozenset[str]:
        """The needs this question says something about."""
        return frozenset(need for weight in self.weights for need in weight.needs)

    @cached_property
    def possible(self) -> Mapping[str, int]:
        """Need → the most points an answer can give."""
        return {need: self._possible(need) for need in self.needs}

    def _possible(self, need: str) -> int:
        points = [weight.scores.get(need, 0) for weight in self.weights]
        if self.kind != "multi":
            return max(points, default=0)
        alone = [one.weight.scores.get(need, 0) for one in self.options if one.alone]
        together = sum(points) - sum(alone)
        return max([together if self.most is None else min(together, self.most), *alone])


@dataclass(frozen=True)
class Section:
    """Questions that belong together."""

    code: str
    title: Words
    questions: tuple[Question, ...]
    lead: Words | None = None


@dataclass(frozen=True)
class Questionnaire:
    """A version of a questionnaire; `purpose`: full or short. A later one may end the offer."""

    code: str
    version: int
    title: Words
    purpose: str
    sections: tuple[Section, ...]
    lead: Words | None = None
    offered: bool = True

    @property
    def questions(self) -> Iterator[Question]:
        """All questions, in their order."""
        return (question for section in self.sections for question in section.questions)

    @cached_property
    def by_code(self) -> Mapping[str, Question]:
        """Code → question."""
        return {question.code: question for question in self.questions}

    @property
    def needs(self) -> tuple[str, ...]:
        """The needs it can say something about, in the order of needs."""
        told = frozenset(need for question in self.questions for need in question.needs)
        return tuple(need for need in Need.values if need in told)

    @property
    def name(self) -> str:
        """How its file is called, without the ending."""
        return f"{self.code}-{self.version}"
