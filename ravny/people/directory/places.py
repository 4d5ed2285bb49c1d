"""Countries and regions by their names, and the money that is paid there."""

from collections.abc import Iterable

from babel import Locale
from babel.numbers import get_territory_currencies

from ravny.core.kit.formats import country_name

# Codes of two letters that are no country: unions, the unknown, a tester's alphabets.
NO_COUNTRY = frozenset({"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"})
CITIES = 3


def country_codes() -> frozenset[str]:
    """Return ISO 3166-1 alpha-2 codes in small letters."""
    known = map(str, Locale("en").territories)
    return frozenset(code.lower() for code in known if len(code) == 2 and code not in NO_COUNTRY)


def country_choices() -> list[tuple[str, str]]:
    """Return (code, name) by name in the reader's language."""
    pairs = [(code, country_name(code)) for code in country_codes()]
    return sorted(pairs, key=lambda pair: pair[1].casefold())


def region_choices(places: Iterable[tuple[str, str, str]]) -> list[tuple[str, str]]:
    """Return regions as (code, words): known by their cities, for the code says little."""
    cities: dict[str, set[str]] = {}
    for _country, region, city in places:
        if region:
            cities.setdefault(region, set()).update({city} - {""})
    words = {code: ", ".join(sorted(known)[:CITIES]) for code, known in cities.items()}
    pairs = [(code, f"{word} ({code})" if word else code) for code, word in words.items()]
    return sorted(pairs, key=lambda pair: pair[1].casefold())


def currency_of(country: str) -> str:
    """Return the ISO 4217 code of what is paid with in a country; "EUR" when nobody knows."""
    return next(iter(get_territory_currencies(country.upper())), "EUR")


def currency_codes() -> frozenset[str]:
    """Return every ISO 4217 code that is known."""
    return frozenset(Locale("en").currencies)
