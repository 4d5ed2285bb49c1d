"""The slip: neutral paper that says where to go and nothing about why.

A paper is found by a landlord, a husband, a policeman. So a service's label that gives itself away
("AIDS centre") is never printed, not even when the client agreed that the service learns the
reason: they agreed to tell the service, not whoever finds the paper. The city, the hours and the
way in lead there, and a line is left to write on by hand. The code stands on it only if the
client agreed that the service learns it; the house's name, the worker and the reason never do.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.utils.translation import override

from ravny.core.staff.types import Actor
from ravny.people.clients.queries import get_client_for
from ravny.people.clients.types import ClientCard
from ravny.people.directory.queries import get_service_for

from .models import Referral
from .queries import tells_nothing
from .types import Disclosure


@contextmanager
def slip_language(client: ClientCard) -> Iterator[str]:
    """Speak English with who knows it and no Russian, Russian with everybody else.

    A card keeps languages as a set, so nobody's "first" one is known; the staff reads these two.
    """
    spoken = client.facts.languages
    language = "en" if "en" in spoken and "ru" not in spoken else "ru"
    with override(language):
        yield language


def slip_context(actor: Actor, row: Referral) -> dict[str, Any]:
    """Return what the paper says; "" leaves an empty line to write on."""
    client = get_client_for(actor, row.client_id)
    service = get_service_for(actor, row.service_id) if row.service_id else None
    lines = {"label": "", "city": "", "way_in": "", "hours": ""}
    for name in lines:
        text = getattr(service, name) if service else ""
        lines[name] = text if tells_nothing(text) else ""
    return {
        "client": client,
        "referral": row,
        "lines": lines,
        "appointment_on": row.appointment_on,
        "code": client.code if Disclosure.CODE in row.discloses else "",
    }
