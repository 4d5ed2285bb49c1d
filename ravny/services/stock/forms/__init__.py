"""What people type about stock. Every form that makes something is safe to send twice."""

from .catalogue import BagForm, ItemFilters, ItemForm, PlaceFilters, PlaceForm, ThresholdForm
from .choices import place_label, place_pairs
from .counting import CountForm
from .ledger import MovementFilters, TurnoverFilters, month_of
from .moving import DeliveryForm, LinesForm, RouteForm, WriteOffForm

__all__ = [
    "BagForm",
    "CountForm",
    "DeliveryForm",
    "ItemFilters",
    "ItemForm",
    "LinesForm",
    "MovementFilters",
    "PlaceFilters",
    "PlaceForm",
    "RouteForm",
    "ThresholdForm",
    "TurnoverFilters",
    "WriteOffForm",
    "month_of",
    "place_label",
    "place_pairs",
]
