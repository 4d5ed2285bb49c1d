"""Questions about the directory; answers are plain values or a queryset for the list page."""

from ..infections import infection_choices, infection_label, infections
from ..places import country_choices, country_codes, region_choices
from .dealings import dealing_row, dealings_of, due_dealings
from .services import (
    fact_of,
    get_service_for,
    list_services,
    places_of,
    prices_of,
    service_choices,
    service_facts,
    service_labels,
    service_row,
    services_of,
    stale_count,
)

__all__ = [
    "country_choices",
    "country_codes",
    "dealing_row",
    "dealings_of",
    "due_dealings",
    "fact_of",
    "get_service_for",
    "infection_choices",
    "infection_label",
    "infections",
    "list_services",
    "places_of",
    "prices_of",
    "region_choices",
    "service_choices",
    "service_facts",
    "service_labels",
    "service_row",
    "services_of",
    "stale_count",
]
