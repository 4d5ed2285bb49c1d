"""What changes stock. Every change is a movement, and a journal entry tells who made it."""

from .catalogue import add_usual_aid, save_item, save_place, set_threshold, set_thresholds
from .counting import record_count
from .exporting import note_export
from .handout import ensure_bag, issue, reverse
from .ledger import LARGEST
from .store import ask_refill, move, receive_delivery, transfer, write_off

__all__ = [
    "LARGEST",
    "add_usual_aid",
    "ask_refill",
    "ensure_bag",
    "issue",
    "move",
    "note_export",
    "receive_delivery",
    "record_count",
    "reverse",
    "save_item",
    "save_place",
    "set_threshold",
    "set_thresholds",
    "transfer",
    "write_off",
]
