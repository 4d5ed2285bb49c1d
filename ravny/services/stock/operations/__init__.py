"""What changes stock. Every change is a movement, and a journal entry tells who made it."""

from .catalogue import save_item, save_place, set_threshold
from .handout import ensure_bag, issue, reverse
from .store import move, receive_delivery, record_count, write_off

__all__ = [
    "ensure_bag",
    "issue",
    "move",
    "receive_delivery",
    "record_count",
    "reverse",
    "save_item",
    "save_place",
    "set_threshold",
    "write_off",
]
