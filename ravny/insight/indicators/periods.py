"""Quarters and years as people choose them, and as an address names them."""

from datetime import date, timedelta

from django.utils.translation import gettext as _

ROMAN = ("I", "II", "III", "IV")
QUARTERS_OFFERED = 8
YEARS_OFFERED = 3


def quarter_of(day: date) -> tuple[date, date]:
    """Return the first and the last day of the day's quarter."""
    first = date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
    following = (first + timedelta(days=95)).replace(day=1)
    return first, following - timedelta(days=1)


def year_of(day: date) -> tuple[date, date]:
    """Return the first and the last day of the day's year."""
    return date(day.year, 1, 1), date(day.year, 12, 31)


def periods_before(day: date, *, years: bool) -> list[tuple[str, str]]:
    """Return (code, words) of the last quarters, newest first, then of the last years if wanted."""
    found = []
    first = quarter_of(day)[0]
    for _quarter in range(QUARTERS_OFFERED):
        found.append((code_of(first), words_of(code_of(first))))
        first = quarter_of(first - timedelta(days=1))[0]
    offered = [str(day.year - ago) for ago in range(YEARS_OFFERED)] if years else []
    return found + [(year, words_of(year)) for year in offered]


def code_of(day: date) -> str:
    """Return a quarter as an address names it: "2026-q4"."""
    return f"{day.year}-q{(day.month - 1) // 3 + 1}"


def words_of(code: str) -> str:
    """Return a period in words."""
    year, _dash, quarter = code.partition("-q")
    if not quarter:
        return _("year %(year)s") % {"year": year}
    return _("quarter %(quarter)s of %(year)s") % {
        "quarter": ROMAN[int(quarter) - 1],
        "year": year,
    }


def days_of(code: str) -> tuple[date, date]:
    """Return the first and the last day of a period; raises ValueError for no period."""
    year, _dash, quarter = code.partition("-q")
    if not quarter:
        return year_of(date(int(year), 1, 1))
    return quarter_of(date(int(year), 3 * int(quarter) - 2, 1))
