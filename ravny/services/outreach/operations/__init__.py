"""What changes outreach: shifts, places, campaigns, and what phones send."""

from .held import drop_held, release_held
from .intake import receive
from .lost import settle_lost
from .places import add_safety_note, remove_stand, save_route, save_stand
from .promotions import record_outcome, save_promotion
from .shifts import cancel_shift, plan_shifts
from .tray import StillWrong, drop_record, mend_record

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
    "settle_lost",
]
