"""What changes stock. Every change is a movement, and a journal entry tells who made it."""

from .catalogue import save_item, save_place, set_threshold, set_thresholds
from .counting import record_count
from .handout import ensure_bag, issue, reverse
from .store import ask_refill, move, receive_delivery, transfer, write_off

__all__ = [
    "ask_refill",
    "ensure_bag",
    "issue",
    "move",
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
