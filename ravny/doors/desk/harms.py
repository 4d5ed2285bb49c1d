"""What *Today* is ordered by: the harm that comes if nothing is done.

The list and the page that explains it are both made of this table, so that they cannot differ.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from ravny.core.kit.registries import HARMS, Text

GROUPS: tuple[tuple[str, Text], ...] = (
    ("people", _("Somebody may come to harm")),
    ("word", _("Promises and silence")),
    ("house", _("The organisation")),
)
"""Headings of the list: neighbours among the harms stand under one, so the order stays."""


@dataclass(frozen=True)
class Harm:
    """A harm: the word beside a row, the rule that explains it, the heading it stands under.

    `most_days`: how long such a thing may be put aside at most, 0 for not at all.
    """

    code: str
    group: str
    word: Text
    rule: Text
    most_days: int


def _of_people() -> tuple[Harm, ...]:
    return (
        Harm(
            "danger", "people", _("Danger"),
            _("Somebody is in danger, or strangers may read what is sealed."), 0,
        ),
        Harm(
            "pills", "people", _("Pills run out"),
            _("Treatment breaks off: somebody's pills end, or the emergency stock of them."), 1,
        ),
        Harm(
            "deadline", "people", _("A deadline passes"),
            _("A law or an office has set a day; after it a right is lost."), 1,
        ),
        Harm(
            "reactive", "people", _("The way to care stopped"),
            _("Somebody has a reactive test or a diagnosis, and the next step is missing or late."),
            2,
        ),
        Harm(
            "pregnancy", "people", _("Pregnancy"),
            _("A child is expected, and something needed before the birth is not there yet."), 2,
        ),
    )  # fmt: skip


def _of_the_house() -> tuple[Harm, ...]:
    return (
        Harm(
            "promise", "word", _("A promise"),
            _("Something was promised or agreed: a call, an escort, an answer, a result."), 7,
        ),
        Harm(
            "silence", "word", _("Silence"),
            _("Nothing was heard of a client or a colleague for longer than agreed."), 14,
        ),
        Harm(
            "supply", "house", _("Supplies"),
            _("Something runs out, expires, or the count does not come out right."), 14,
        ),
        Harm(
            "keys", "house", _("Keys and backups"),
            _("Notes may be lost, or somebody cannot open what is meant for them."), 14,
        ),
        Harm(
            "other", "house", _("Order"),
            _("What keeps the day, the records and the figures right."), 14,
        ),
    )  # fmt: skip


HARM: Mapping[str, Harm] = {one.code: one for one in (*_of_people(), *_of_the_house())}
ORDER: tuple[Harm, ...] = tuple(HARM[code] for code in HARMS)
PLACE: Mapping[str, int] = {code: place for place, code in enumerate(HARMS)}


def harm_of(code: str) -> Harm:
    """Return a harm by its code; one that is unknown stands with the rest."""
    return HARM.get(code, HARM["other"])
