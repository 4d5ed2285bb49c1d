"""Questions about referrals; answers are plain values or querysets for list pages."""

from .beds import bed_of, hospitals, not_asked_yet, replies_of
from .board import (
    board,
    due_count,
    get_referral_for,
    may_change,
    referrals_of,
    visible_to,
    was_escorted,
)
from .interpreting import (
    asked_of,
    get_interpreting_for,
    interpreting_services,
    interpretings_of,
    interprets,
    sees_referral,
    speakers,
)
from .linkage import arrivals, open_owner_of, with_open_referral
from .people import possible_owners, referrals_of_clients
from .places import fits, places, places_after_a_test, tells_nothing
from .safety import (
    leads_to_a_report,
    may_be_foreigner,
    safest_first,
    step_options,
    who_learns,
)
from .timeline import attempts_of, steps_of, timeline_of
from .together import bundle_of

__all__ = [
    "arrivals",
    "asked_of",
    "attempts_of",
    "bed_of",
    "board",
    "bundle_of",
    "due_count",
    "fits",
    "get_interpreting_for",
    "get_referral_for",
    "hospitals",
    "interpreting_services",
    "interpretings_of",
    "interprets",
    "leads_to_a_report",
    "may_be_foreigner",
    "may_change",
    "not_asked_yet",
    "open_owner_of",
    "places",
    "places_after_a_test",
    "possible_owners",
    "referrals_of",
    "referrals_of_clients",
    "replies_of",
    "safest_first",
    "sees_referral",
    "speakers",
    "step_options",
    "steps_of",
    "tells_nothing",
    "timeline_of",
    "visible_to",
    "was_escorted",
    "who_learns",
    "with_open_referral",
]
