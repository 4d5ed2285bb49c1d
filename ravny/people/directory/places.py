"""Countries by their names, and the money that is paid there."""

from babel import Locale
from babel.numbers import get_territory_currencies

from ravny.core.kit.formats import country_name

# Codes of two letters that are no country: unions, the unknown, a tester's alphabets.
NO_COUNTRY = frozenset({"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"})


def country_codes() -> frozenset[str]:
    """Return ISO 3166-1 alpha-2 codes in small letters."""
    known = map(str, Locale("en").territories)
    return frozenset(code.lower() for code in known if len(code) == 2 and code not in NO_COUNTRY)


def country_choices() -> list[tuple[str, str]]:
    """Return (code, name) by name in the reader's language."""
    pairs = [(code, country_name(code)) for code in country_codes()]
    return sorted(pairs, key=lambda pair: pair[1].casefold())


def currency_of(country: str) -> str:
    """Return the ISO 4217 code of what is paid with in a country; "EUR" when nobody knows."""
    return next(iter(get_territory_currencies(country.upper())), "EUR")


def currency_codes() -> frozenset[str]:
    """Return every ISO 4217 code that is known."""
    return frozenset(Locale("en").currencies)
