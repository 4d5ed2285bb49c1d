"""Days and numbers in the reader's words (CLDR through Babel), never a guess like "yesterday"."""

from datetime import date, datetime
from decimal import Decimal

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal
from django.utils import timezone
from django.utils.translation import get_language, gettext, ngettext


def reader_locale() -> Locale:
    """Return the CLDR locale of the active language; English counts days before months."""
    language = (get_language() or "en").replace("-", "_")
    if language == "en":
        language = "en_GB"
    try:
        return Locale.parse(language)
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en_GB")


def _as_day(value: date | datetime) -> date:
    if isinstance(value, datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value


def day(value: date | datetime | None) -> str:
    """Return a whole date: "20 November 2026", «20 ноября 2026 г.»; "" for None."""
    if value is None:
        return ""
    return format_date(_as_day(value), format="long", locale=reader_locale())


def daymonth(value: date | datetime | None) -> str:
    """Return a day without its year: "20 November", «20 ноября»; "" for None."""
    if value is None:
        return ""
    return str(format_skeleton("MMMMd", _as_day(value), locale=reader_locale()))


def weekday(value: date | datetime | None) -> str:
    """Return a day with its weekday: "Friday, 20 November", «пятница, 20 ноября»."""
    if value is None:
        return ""
    name = format_date(_as_day(value), format="EEEE", locale=reader_locale())
    return f"{name}, {daymonth(value)}"


def month(value: date | datetime | None) -> str:
    """Return a month with its year: "November 2026", «ноябрь 2026 г.»; "" for None."""
    if value is None:
        return ""
    return str(format_skeleton("yMMMM", _as_day(value), locale=reader_locale()))


def number(value: int | float | Decimal | None) -> str:
    """Return a number with the reader's separators: "1,284", «1 284»; "" for None."""
    return "" if value is None else format_decimal(value, locale=reader_locale())


def percent(part: int, whole: int) -> str:
    """Return a share in whole per cent, "" when there is nothing to share."""
    return "" if whole == 0 else f"{round(100 * part / whole)}\N{NO-BREAK SPACE}%"


def days(count: int) -> str:
    """Return a count of days with the right plural: "2 days", «2 дня»."""
    return ngettext("%(count)s day", "%(count)s days", count) % {"count": number(count)}


def days_unit(count: int) -> str:
    """Return only the word that goes with a count of days: "days", «дня»."""
    return ngettext("day", "days", abs(count))


def today_or(count: int, unit: str) -> tuple[str, str]:
    """Return a count of days and its word for the left of a row; for none "today" alone."""
    return (number(count), unit) if count else (gettext("today"), "")


def days_left(count: int) -> str:
    """Return how many days are left, or by how many the day has passed."""
    if count < 0:
        return ngettext("%(count)s day late", "%(count)s days late", -count) % {
            "count": number(-count)
        }
    return ngettext("%(count)s day left", "%(count)s days left", count) % {"count": number(count)}


def country_name(code: str) -> str:
    """Return a country's name in the reader's language by ISO 3166 alpha-2, in either case."""
    return str(reader_locale().territories.get(code.upper(), code))
