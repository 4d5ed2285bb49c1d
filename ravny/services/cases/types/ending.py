"""How a case ends: what shows it, what is still open, and what is told to the archive."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ravny.core.kit.registries import Text

from .codes import Evidence, ExitReason


class Fate(models.TextChoices):
    """What becomes of something that is still open when a case ends."""

    DONE = "done", pgettext_lazy("ending", "it is done")
    DROPPED = "dropped", pgettext_lazy("ending", "nobody needs it any more")
    GOES_ON = "goes_on", pgettext_lazy("ending", "the client goes on with it alone")


class ReopenWhy(models.TextChoices):
    """Why an ended case is opened again."""

    NONE = "", "—"
    CAME_BACK = "came_back", _("the client came back")
    NEW_NEED = "new_need", _("they need something new")
    FELL_THROUGH = "fell_through", _("what it ended on did not last")
    MISTAKE = "mistake", pgettext_lazy("reopening", "it was ended by mistake")


class Tool(models.TextChoices):
    """What was used in a case (seed, "основных инструментов" and "вспомогательные")."""

    CONSULTATION = "consultation", _("consultation")
    TALK = "talk", pgettext_lazy("tool", "talks")
    ASSESSMENT = "assessment", _("assessment questionnaire")
    PLAN = "plan", pgettext_lazy("tool", "service plan")
    AGREEMENT = "agreement", pgettext_lazy("tool", "agreements with the client")
    ESCORT = "escort", pgettext_lazy("tool", "escort")
    DOCUMENTS = "documents", _("collecting documents")
    REFERRAL = "referral", _("referral to another service")
    NEGOTIATION = "negotiation", _("negotiations with offices")
    LEGAL = "legal", _("legal support")
    PSYCHOLOGY = "psychology", _("psychological support")
    AID = "aid", _("humanitarian aid")
    INTERPRETER = "interpreter", pgettext_lazy("tool", "interpreter")
    SUPERVISION = "supervision", pgettext_lazy("tool", "supervision")


@dataclass(frozen=True)
class Rule:
    """What an end must show: one of these (none: nothing), and why so."""

    one_of: frozenset[str]
    words: Text


RULES: Mapping[str, Rule] = {
    ExitReason.INDEPENDENT: Rule(
        frozenset({Evidence.PERMIT, Evidence.CITIZENSHIP, Evidence.CARE_HERE, Evidence.QUESTION}),
        _("papers, citizenship, care here, or an answered question"),
    ),
    ExitReason.MOVED: Rule(
        frozenset({Evidence.CARE_ABROAD, Evidence.ART}),
        _("care abroad, or treatment for at least three months"),
    ),
    ExitReason.HANDED: Rule(
        frozenset({Evidence.TAKEN}), _("the other organisation has taken over")
    ),
    ExitReason.WISH: Rule(frozenset(), _("nothing: it is for the client to decide")),
    ExitReason.LOST: Rule(
        frozenset(), _("nothing, but the last rung of the ladder, or a coordinator's word")
    ),
    ExitReason.DIED: Rule(frozenset(), _("nothing is asked of anybody")),
}
"""Reason → what must be shown (seed: independence by papers, or a safe exit with treatment)."""


@dataclass(frozen=True)
class OpenThing:
    """Something still open in a case: a request, a step, an agreement or a contact to follow up.

    `what`: request, step, agreement, contact. `label`: its kind; `code`: a step's own.
    """

    what: str
    object_id: UUID
    label: Text
    due_on: date | None = None
    code: str = ""

    @property
    def key(self) -> str:
        """The name of its box on the page."""
        return f"{self.what}_{self.object_id}"


@dataclass(frozen=True)
class NewExit:
    """A proposal to end a case.

    `evidence`: code → how we know (a proof of referrals). `fates`: key of what is open → a Fate,
    for a request a result.
    """

    exit_id: UUID
    case_id: UUID
    reason: str
    evidence: Mapping[str, str] = field(default_factory=dict)
    fates: Mapping[str, str] = field(default_factory=dict)
    words: bytes | None = None


@dataclass(frozen=True)
class ArchiveFacts:
    """What a case tells the archive; every value may be made coarser or taken out by a person.

    `quarter`: the first day of the quarter of the request. `months`: how long it took.
    """

    region: str
    country: str
    quarter: date
    status: str
    asked: tuple[str, ...]
    results: tuple[str, ...]
    tools: tuple[str, ...]
    exit_reason: str
    is_remote: bool
    months: int

    def as_values(self) -> dict[str, Any]:
        """Return the columns of an entry."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}
