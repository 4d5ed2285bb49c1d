"""Nobody is found in the archive: what is shown of an entry, five entries at least show alike.

k-anonymity (Sweeney 2002) with k = 5 by full-domain generalisation: every entry is made coarser in
the same way, each quasi-identifier on one level of its ladder; entries whose class stays smaller
than five are withheld and only counted. The levels are those that cost least: what the shown lose
in detail, and what withholding loses altogether. The answer follows from the set of entries alone,
so filters, sorts and files cannot change it, and no difference of two of them tells more.

What was asked, what was used, what came of it and why the case ended is shown as it is and may be
the same for a whole class: it is then known of each of them (decision 0029). Whoever keeps an older
copy may see which row is new; the handbook says to sign several together.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from functools import cache
from itertools import product
from uuid import UUID

K = 5
ANY, UNKNOWN = "", "unknown"


@dataclass(frozen=True)
class Quasi:
    """What others may know of somebody. `region` ISO 3166-2, `country` ISO 3166-1 alpha-2.

    `quarter`: the first day of the quarter of the request. `months`: how long the case took.
    """

    region: str
    country: str
    quarter: date
    status: str
    is_remote: bool
    months: int


@dataclass(frozen=True)
class Seen:
    """The same as codes of the levels of a release; ANY where nothing is told."""

    region: str
    country: str
    quarter: str
    status: str
    is_remote: str
    months: str


@dataclass(frozen=True)
class Release:
    """What is shown of a set of entries: entry → its codes; how many are withheld.

    `levels`: quasi-identifier → the level of its ladder, 0 for the finest.
    """

    shown: Mapping[UUID, Seen]
    withheld: int
    levels: Mapping[str, int]

    def class_sizes(self) -> Counter[Seen]:
        """Return how many shown entries look alike."""
        return Counter(self.shown.values())


_DISTRICTS = {
    "CFO": "BEL BRY VLA VOR IVA KLU KOS KRS LIP MOW MOS ORL RYA SMO TAM TVE TUL YAR",
    "NWFO": "KR KO ARK VLG KGD LEN MUR NGR PSK SPE NEN",
    "SFO": "AD KL KDA AST VGG ROS",
    "NCFO": "DA IN KB KC SE CE STA",
    "VFO": "BA ME MO TA UD CU PER KIR NIZ ORE PNZ SAM SAR ULY",
    "UFO": "KGN SVE TYU CHE KHM YAN",
    "SIB": "AL TY KK ALT KYA IRK KEM NVS OMS TOM",
    "FEFO": "BU SA ZAB KAM PRI KHA AMU MAG SAK YEV CHU",
}
_DISTRICT_OF = {f"RU-{code}": name for name, codes in _DISTRICTS.items() for code in codes.split()}
_COUNTRIES = {
    "central_asia": "KZ KG TJ TM UZ",
    "caucasus": "AM AZ GE",
    "eastern_europe": "BY MD RU UA",
}
_GROUP_OF = {code: name for name, codes in _COUNTRIES.items() for code in codes.split()}
_BANDS = {
    "citizen": "citizen",
    "resident": "permanent temporary refugee",
    "for_a_time": "work student visa_free visa",
    "without": "undocumented stateless",
}
_BAND_OF = {code: name for name, codes in _BANDS.items() for code in codes.split()}
_MONTHS = ((3, "0-3"), (6, "4-6"), (12, "7-12"), (24, "13-24"))


def _code(value: str) -> str:
    return value.upper() if value and value not in ("not_asked", "declined", UNKNOWN) else UNKNOWN


def _part(region: str) -> str:
    """A federal district of the Russian Federation; of any other country the country."""
    return _DISTRICT_OF.get(region.upper(), _code(region).split("-")[0])


def _group(country: str) -> str:
    code = _code(country)
    return UNKNOWN if code == UNKNOWN else _GROUP_OF.get(code, "other")


def _band(months: int) -> str:
    return next((name for most, name in _MONTHS if months <= most), "25+")


def _any(_value: object) -> str:
    return ANY


@dataclass(frozen=True)
class Rung:
    """One level of a ladder: what it makes of a value, and what that costs in detail."""

    of: Callable[..., str]
    cost: float


LADDERS: Mapping[str, tuple[Rung, ...]] = {
    "region": (Rung(_code, 0), Rung(_part, 0.5), Rung(_any, 1)),
    "country": (Rung(_code, 0), Rung(_group, 0.5), Rung(_any, 1)),
    "quarter": (
        Rung(lambda day: f"{day.year}-Q{(day.month + 2) // 3}", 0),
        Rung(lambda day: str(day.year), 0.4),
        Rung(_any, 1),
    ),
    "status": (
        Rung(lambda status: UNKNOWN if _code(status) == UNKNOWN else status, 0),
        Rung(lambda status: _BAND_OF.get(status, UNKNOWN), 0.5),
        Rung(_any, 1),
    ),
    "is_remote": (Rung(lambda remote: "yes" if remote else "no", 0), Rung(_any, 0.6)),
    "months": (
        Rung(_band, 0),
        Rung(lambda months: "0-6" if months <= 6 else "7+", 0.3),
        Rung(_any, 0.6),
    ),
}
"""Quasi-identifier → its levels, the finest first; each joins whole classes of the one before."""
NAMES = tuple(field.name for field in fields(Quasi))
WITHHELD_COST = 6.5
"""An entry that is not shown loses more than one of which nothing but its result is shown (5.2)."""

Levels = tuple[int, ...]


@cache
def lattice() -> tuple[tuple[float, Levels], ...]:
    """Return every choice of levels with its cost, the cheapest first."""
    choices = product(*(range(len(LADDERS[name])) for name in NAMES))
    return tuple(sorted((_cost(levels), levels) for levels in choices))


def _cost(levels: Levels) -> float:
    pairs = zip(NAMES, levels, strict=True)
    return round(sum(LADDERS[name][level].cost for name, level in pairs), 3)


def seen(quasi: Quasi, levels: Levels) -> Seen:
    """Return an entry as the levels let it be seen."""
    pairs = zip(NAMES, levels, strict=True)
    return Seen(*(LADDERS[name][level].of(getattr(quasi, name)) for name, level in pairs))


def release(entries: Mapping[UUID, Quasi], k: int = K) -> Release:
    """Return what is shown of these entries: of fewer than `k` nothing at all."""
    levels = _cheapest(Counter(entries.values()), k)
    looks = {key: seen(quasi, levels) for key, quasi in entries.items()}
    sizes = Counter(looks.values())
    shown = {key: look for key, look in looks.items() if sizes[look] >= k}
    named = dict(zip(NAMES, levels, strict=True))
    return Release(shown, len(entries) - len(shown), named)


def _cheapest(counted: Counter[Quasi], k: int) -> Levels:
    """Return the levels that cost least over all entries; of equal ones the first of the lattice.

    Nothing that comes later in the lattice can be cheaper than its own detail times all entries.
    """
    total = counted.total()
    best, chosen = float("inf"), lattice()[-1][1]
    views = _views(list(counted))
    numbers = list(counted.values())
    for cost, levels in lattice():
        if cost * total >= best:
            break
        sizes: Counter[tuple[str, ...]] = Counter()
        chosen_views = [views[name][level] for name, level in zip(NAMES, levels, strict=True)]
        for number, look in zip(numbers, zip(*chosen_views, strict=True), strict=True):
            sizes[look] += number
        withheld = sum(size for size in sizes.values() if size < k)
        spent = cost * (total - withheld) + WITHHELD_COST * withheld
        if spent < best:
            best, chosen = spent, levels
    return chosen


def _views(quasis: Sequence[Quasi]) -> dict[str, list[list[str]]]:
    """Return, for each quasi-identifier and level, the codes of all entries."""
    return {
        name: [[rung.of(getattr(one, name)) for one in quasis] for rung in LADDERS[name]]
        for name in NAMES
    }


def raw_values(name: str, level: int, values: Sequence[object]) -> dict[str, list[object]]:
    """Return code → the values it stands for, among these."""
    found: dict[str, list[object]] = {}
    for value in values:
        found.setdefault(LADDERS[name][level].of(value), []).append(value)
    return found
