"""What the portal shows: numbers that are safe to call, and a calendar to leave to."""

from calendar import Calendar
from datetime import date

from ravny.core.kit.clock import today
from ravny.core.kit.formats import country_name, reader_locale
from ravny.core.kit.formats import month as month_and_year
from ravny.core.staff.queries import list_organisations
from ravny.people.clients.countries import COUNTRIES, load_profile

from .types import SERVICES, Call, Country, Month

SAFE_FOR_LIFE = "life_only"
NOT_VERIFIED = "C"


def own_country() -> str:
    """Return the profile's code when this installation serves one country; else "". One query."""
    served = {country.lower() for _, country in list_organisations()}
    return served.pop() if len(served) == 1 and served <= set(COUNTRIES) else ""


def country(code: str) -> Country:
    """Return a country's safe numbers in the reader's language; raises ProfileError."""
    profile = load_profile(code)
    entries = [entry for entry in profile.numbers if entry.safe == SAFE_FOR_LIFE]
    spoken = [entry for entry in entries if entry.number in SERVICES]
    return Country(
        code=code,
        name=country_name(code),
        calls=tuple(
            Call(entry.number, SERVICES[entry.number], entry.confidence != NOT_VERIFIED)
            for entry in spoken
        ),
        noted_on=min(entry.found_on for entry in spoken),
        reviewed=profile.reviewed(today()),
    )


def countries() -> list[Country]:
    """Return every country that has a profile, in the order of the profiles."""
    return [country(code) for code in COUNTRIES]


def month_of(day: date) -> Month:
    """Return the month around a day, its week beginning as the reader's weeks do."""
    locale = reader_locale()
    first = locale.first_week_day
    names = locale.days["stand-alone"]
    order = [(first + offset) % 7 for offset in range(7)]
    weeks = Calendar(first).monthdayscalendar(day.year, day.month)
    return Month(
        title=month_and_year(day),
        weekdays=tuple((names["short"][number], names["wide"][number]) for number in order),
        weeks=tuple(tuple(week) for week in weeks),
        today=day.day,
    )
