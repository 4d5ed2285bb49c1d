"""What changes outreach: shifts, places, campaigns, and what phones send."""

from .intake import receive
from .places import add_safety_note, remove_stand, save_route, save_stand
from .promotions import record_outcome, save_promotion
from .shifts import cancel_shift, plan_shifts
from .tray import StillWrong, drop_held, drop_record, mend_record, release_held

__all__ = [
    "StillWrong",
    "add_safety_note",
    "cancel_shift",
    "drop_held",
    "drop_record",
    "mend_record",
    "plan_shifts",
    "receive",
    "record_outcome",
    "release_held",
    "remove_stand",
    "save_promotion",
    "save_route",
    "save_stand",
]
