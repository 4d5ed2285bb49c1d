"""Questions about stock; answers are plain values."""

from .catalogue import all_items, get_item_for, item_labels, items, list_items
from .counting import CountFact, counting_lots, last_counts, unexplained
from .emergency import EMERGENCY_AHEAD, LotGiven, emergency_given, emergency_lots
from .kits import kits_of, lot_labels, lots_issued
from .ledger import latest_movements, movements, movements_for_causes
from .lots import (
    LotInPlace,
    Shortage,
    balances,
    expiring,
    lots_in,
    shortages,
    thresholds_of,
    usable_in,
)
from .overview import Level, Overview, PlaceState, levels, overview, place_states
from .places import (
    bag_of,
    get_bag_to_fill,
    get_place_for,
    get_place_to_count,
    list_places,
    may_count,
    place_fact,
    places,
    seen_places,
    sources_for,
    targets_for,
)
from .refills import WantedFact, usual_refill, waiting_refills
from .turnover import MonthTurnover, turnover

__all__ = [
    "EMERGENCY_AHEAD",
    "CountFact",
    "Level",
    "LotGiven",
    "LotInPlace",
    "MonthTurnover",
    "Overview",
    "PlaceState",
    "Shortage",
    "WantedFact",
    "all_items",
    "bag_of",
    "balances",
    "counting_lots",
    "emergency_given",
    "emergency_lots",
    "expiring",
    "get_bag_to_fill",
    "get_item_for",
    "get_place_for",
    "get_place_to_count",
    "item_labels",
    "items",
    "kits_of",
    "last_counts",
    "latest_movements",
    "levels",
    "list_items",
    "list_places",
    "lot_labels",
    "lots_in",
    "lots_issued",
    "may_count",
    "movements",
    "movements_for_causes",
    "overview",
    "place_fact",
    "place_states",
    "places",
    "seen_places",
    "shortages",
    "sources_for",
    "targets_for",
    "thresholds_of",
    "turnover",
    "unexplained",
    "usable_in",
    "usual_refill",
    "waiting_refills",
]
