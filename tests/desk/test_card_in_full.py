"""The card of somebody met often, and of somebody who may be somebody else."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.urls import reverse

from ravny.core.kit.clock import today
from ravny.core.kit.codes import group_code
from ravny.core.kit.ids import day_id
from ravny.people.clients.operations import register_client
from ravny.people.clients.queries import get_client_for
from ravny.people.clients.types import ClientFacts
from ravny.services.encounters.operations import record_many
from ravny.services.encounters.types import EncounterFacts
from tests.cast import Cast, browser_of

ALIKE = ClientFacts(
    sex="male", gender="man", age_group="25-29", languages=("uz",), country="UZ",
    registration="no", legal_status="work", channel="outreach",
)  # fmt: skip
DAYS = 50


def register(cast: Cast) -> UUID:
    return register_client(
        actor=cast.social.actor, client_id=day_id(), team_id=cast.near_team_id, facts=ALIKE
    )


@pytest.fixture
def often_met(cast: Cast) -> UUID:
    """A client met on each of fifty days."""
    client_id = register(cast)
    meetings = [
        EncounterFacts(
            encounter_id=day_id(),
            day=today() - timedelta(days=ago),
            channel="street",
            worker_id=cast.social.account_id,
            who="code",
            client_id=client_id,
        )
        for ago in range(DAYS)
    ]
    record_many(actor=cast.social.actor, facts=meetings)
    return client_id


def days_of(page: str) -> list[str]:
    """Return the days a timeline shows, in its order (the panel of last meetings left out)."""
    timeline = page[page.index("timeline-title") :] if "timeline-title" in page else page
    return [part[:10] for part in timeline.split('<time datetime="')[1:]]


def test_every_day_of_a_long_timeline_is_shown_once(cast: Cast, often_met: UUID) -> None:
    browser = browser_of(cast.social)
    page = browser.get(reverse("desk:card", args=[often_met])).content.decode()
    start = page.index("timeline-title")
    page = page[start : page.index("</section>", start)]
    seen = days_of(page)
    while "?before=" in page:
        cursor = page.split("?before=")[1][:10]
        address = reverse("desk:timeline", args=[often_met])
        page = browser.get(address, {"before": cursor}).content.decode()
        page = page[page.index("<main") :]
        seen += days_of(page)
    assert seen == [(today() - timedelta(days=ago)).isoformat() for ago in range(DAYS)]


@pytest.mark.parametrize("cursor", ["", "x", "2026-13-40", "0"])
def test_a_cursor_that_is_no_day_is_a_404(cast: Cast, often_met: UUID, cursor: str) -> None:
    address = reverse("desk:timeline", args=[often_met])
    assert browser_of(cast.social).get(address, {"before": cursor}).status_code == 404


def test_somebody_alike_is_shown_by_code_and_nothing_is_blocked(cast: Cast) -> None:
    first, second = register(cast), register(cast)
    page = browser_of(cast.case_manager).get(reverse("desk:card", args=[second])).content.decode()
    other = get_client_for(cast.social.actor, first).code
    assert "panel-similar" in page
    assert group_code(other)[:-1] in page
