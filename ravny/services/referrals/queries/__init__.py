"""Questions about referrals; answers are plain values or querysets for list pages."""

from .board import board, due_count, get_referral_for, may_change, referrals_of, visible_to
from .linkage import arrivals, open_owner_of, with_open_referral
from .people import possible_owners
from .places import fits, places, places_after_a_test, tells_nothing
from .safety import (
    leads_to_a_report,
    may_be_foreigner,
    safest_first,
    step_options,
    who_learns,
)
from .timeline import attempts_of, steps_of, timeline_of

__all__ = [
    "arrivals",
    "attempts_of",
    "board",
    "due_count",
    "fits",
    "get_referral_for",
    "leads_to_a_report",
    "may_be_foreigner",
    "may_change",
    "open_owner_of",
    "places",
    "places_after_a_test",
    "possible_owners",
    "referrals_of",
    "safest_first",
    "step_options",
    "steps_of",
    "tells_nothing",
    "timeline_of",
    "visible_to",
    "who_learns",
    "with_open_referral",
]
