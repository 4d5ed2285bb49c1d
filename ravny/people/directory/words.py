"""What an entry says in words: its safety, its prices, its place."""

from collections.abc import Iterable, Sequence

from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ravny.core.kit.cells import Badge, Badges
from ravny.core.kit.formats import country_name, number
from ravny.core.kit.registries import Text

from .types import NOBODY, UNKNOWN, Friendliness, Offer, PriceEntry, Reports, ServiceFact, YesNo

UNSAFE = gettext_lazy("counts as unsafe")
Line = tuple[str, Text, Text]
"""State, the badge's word, the sentence beside it."""


def labels(choices: Iterable[tuple[str, object]], codes: Iterable[str]) -> str:
    """Return codes as words, in the order of the choices."""
    wanted = set(codes)
    return ", ".join(str(label) for code, label in choices if code in wanted)


def place_parts(fact: ServiceFact, *, home: str) -> list[str]:
    """Return where it is: the city, and the country unless it is the house's own.

    A region is kept as a code that nobody reads: it is said only where no city is known.
    """
    country = "" if fact.country == home else country_name(fact.country)
    return [part for part in (fact.city or fact.region, country) if part]


def place_text(fact: ServiceFact, *, home: str) -> str:
    """Return where it is in one line."""
    return ", ".join(place_parts(fact, home=home))


def price_text(price: PriceEntry) -> str:
    """Return an amount with its currency, or "free"."""
    if price.amount == 0:
        return _("free")
    return f"{number(price.amount)}\N{NO-BREAK SPACE}{price.currency}"


def offer_prices(prices: Sequence[PriceEntry]) -> list[str]:
    """Return what each thing costs."""
    names = dict(Offer.choices)
    return [f"{names.get(one.offer, one.offer)}: {price_text(one)}" for one in prices]


def _reports(fact: ServiceFact) -> Line:
    told = [code for code in fact.reports_to if code not in (NOBODY, UNKNOWN)]
    if not fact.may_report:
        return "ok", _("tells nobody"), _("Nobody learns of a visit.")
    if told:
        who = labels(Reports.choices, told)
        return "danger", _("tells others"), _("Who learns of a visit: %(who)s.") % {"who": who}
    return "warn", _("who learns: unknown"), _("Until somebody makes sure: unsafe.")


def _anonymous(fact: ServiceFact) -> Line:
    if fact.anonymous == YesNo.YES:
        return "ok", _("without a name"), _("One can come without giving a name.")
    if fact.anonymous == YesNo.NO:
        return "danger", _("not anonymous"), _("They write down who comes.")
    return "warn", _("name: unknown"), _("Until somebody makes sure: unsafe.")


def _passport(fact: ServiceFact) -> Line:
    if fact.asks_passport == YesNo.NO:
        return "ok", _("no passport"), _("Nobody asks for a passport.")
    if fact.asks_passport == YesNo.YES:
        return "danger", _("asks for a passport"), _("One is not let in without papers.")
    return "warn", _("passport: unknown"), _("Until somebody makes sure: unsafe.")


def _community(fact: ServiceFact) -> Line:
    if fact.same_community == YesNo.NO:
        return "ok", _("no acquaintances"), _("Nobody there knows our clients' families.")
    if fact.same_community == YesNo.YES:
        return (
            "danger",
            _("may know the family"),
            _("Somebody of the same community works there. Ask the client first."),
        )
    return "warn", _("acquaintances: unknown"), _("Until somebody makes sure: unsafe.")


def _friendly(fact: ServiceFact) -> Line:
    states = {"warm": "ok", "fair": "info", "cold": "warn", "hostile": "danger"}
    state = states.get(fact.friendliness, "warn")
    words = dict(Friendliness.choices)
    if state == "warn" and fact.friendliness == UNKNOWN:
        return "", _("manner: unknown"), _("Ask the next client how they were met.")
    return state, words[fact.friendliness], _("How our clients were met there.")


def safety_lines(fact: ServiceFact) -> list[Line]:
    """Return every safety fact as (state, word, sentence); who learns of a visit comes first."""
    return [_reports(fact), _anonymous(fact), _passport(fact), _community(fact), _friendly(fact)]


def safety_badges(fact: ServiceFact) -> Badges:
    """Return the safety facts that decide, for a row of the list."""
    lines = [_reports(fact), _anonymous(fact), _passport(fact)]
    if fact.same_community == YesNo.YES:
        lines.append(_community(fact))
    if fact.friendliness in ("cold", "hostile"):
        lines.append(_friendly(fact))
    if fact.is_anonymous:
        lines[:3] = [("ok", _("nobody learns"), "")]
    elif all(state == "warn" for state, _word, _text in lines[:3]):
        lines[:3] = [("warn", _("unknown: unsafe"), "")]
    return Badges(tuple(Badge(word, state) for state, word, _text in lines))


def unsafe(choices: Sequence[tuple[str, Text]]) -> list[tuple[str, Text]]:
    """Return choices in which "not known" says what it counts as."""
    return [
        (code, format_lazy("{}: {}", label, UNSAFE) if code == UNKNOWN else label)
        for code, label in choices
    ]
