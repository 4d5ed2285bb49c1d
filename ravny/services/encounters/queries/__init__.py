"""Questions about sites and meetings; answers are plain values or querysets for list pages."""

from ..duties import duties_of
from .counts import (
    clock_flags,
    count_by_campaign,
    count_by_shift,
    facts_between,
    handouts_between,
    reach_of_site,
    reach_table,
    trust_of,
)
from .meetings import (
    get_encounter_for,
    given_since,
    handouts_of,
    last_meetings,
    log_of,
    may_change,
    timeline_of,
    visible_to,
)
from .sites import get_site_for, known_of, list_sites, sites_visible_to, team_choices
from .tables import handouts_by_encounter, months_between, site_labels

__all__ = [
    "clock_flags",
    "count_by_campaign",
    "count_by_shift",
    "duties_of",
    "facts_between",
    "get_encounter_for",
    "get_site_for",
    "given_since",
    "handouts_between",
    "handouts_by_encounter",
    "handouts_of",
    "known_of",
    "last_meetings",
    "list_sites",
    "log_of",
    "may_change",
    "months_between",
    "reach_of_site",
    "reach_table",
    "site_labels",
    "sites_visible_to",
    "team_choices",
    "timeline_of",
    "trust_of",
    "visible_to",
]
