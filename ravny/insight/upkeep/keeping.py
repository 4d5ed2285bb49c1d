"""Plain values about periods: how long a kind is kept, who says so, what goes when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from ravny.core.kit.registries import RecordKind


class Whence(models.TextChoices):
    """Who says how long a kind of record is kept."""

    OWN = "own", _("own decision")
    COUNTRY = "country", _("rules of this country")
    RAVNY = "ravny", _("Ravny proposes")


@dataclass(frozen=True)
class Kept:
    """How many months a kind is kept, and who says so; `else_months`: without an own decision."""

    kind: RecordKind
    months: int
    whence: Whence
    else_months: int
    else_whence: Whence


@dataclass(frozen=True)
class PeriodLine:
    """A kind on the page: how many are due today, in which month the next are."""

    kept: Kept
    due: int
    next_month: date | None


@dataclass(frozen=True)
class DueLine:
    """What would go tonight of a kind: the month of the oldest record, the month of the newest."""

    kept: Kept
    due: int
    oldest: date
    newest: date


@dataclass(frozen=True)
class MonthAhead:
    """How many records go in a month to come, by the kind's code."""

    month: date
    total: int
    by_kind: Mapping[str, int]
