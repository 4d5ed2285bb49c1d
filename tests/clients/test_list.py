"""The list of clients: segments, order, pages, files."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_scopes import scopes_disabled

from ravny.core.kit.codes import group_code
from ravny.core.staff.models import Team
from ravny.people.clients import operations
from ravny.people.clients.types import NewClient
from tests.cast import Cast, browser_of, frozen_id
from tests.clients.makers import STUDENT, code, open_card, verbs

URL = "/clients/"
DAY = date(2026, 1, 1)


def fill(cast: Cast, count: int) -> None:
    codes = operations.fresh_codes(cast.organisation_id, count)
    operations.bulk_register(
        actor=cast.peer.actor,
        clients=[
            NewClient(
                client_id=frozen_id(f"client {text}"),
                code=text,
                team_id=cast.near_team_id,
                day=DAY + timedelta(days=number % 7),
                facts=STUDENT,
            )
            for number, text in enumerate(codes)
        ],
    )


def listed(cast: Cast, query: str = "", person: Any = None) -> str:
    return browser_of(person or cast.peer).get(URL + query).content.decode()


def test_the_list_shows_own_teams_by_code_and_leads_to_the_card(cast: Cast) -> None:
    near, far = open_card(cast.peer), open_card(cast.outsider)
    page = listed(cast)
    assert reverse("desk:card", args=[near]) in page
    assert reverse("desk:card", args=[far]) not in page
    assert group_code(code(cast.peer, near))[:-1] in page


def test_a_coordinator_sees_the_teams_apart(cast: Cast) -> None:
    near, far = open_card(cast.peer), open_card(cast.outsider)
    page = listed(cast, f"?team={cast.far_team_id}", cast.coordinator)
    assert reverse("desk:card", args=[far]) in page
    assert reverse("desk:card", args=[near]) not in page


@pytest.mark.mission("S5")
@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("country=UZ", {"country": "UZ"}),
        ("faith=islam", {"faith": "islam"}),
        ("language=tg", {"languages": ("ru", "tg")}),
        ("legal_status=student", {"legal_status": "student"}),
        ("registration=no", {"registration": "no"}),
        ("age_group=25-29", {"age_group": "25-29"}),
        ("channel=trust", {"channel": "trust"}),
        ("since=2026-02-01&until=2026-02-28", {"day": date(2026, 2, 3)}),
    ],
)
def test_a_segment_holds_who_belongs_and_nobody_else(
    cast: Cast, query: str, told: dict[str, Any]
) -> None:
    inside = open_card(cast.peer, **told)
    outside = open_card(cast.peer, country="TJ", languages=("ru", "kaa"), day=date(2026, 3, 1))
    page = listed(cast, f"?{query}")
    assert reverse("desk:card", args=[inside]) in page
    assert reverse("desk:card", args=[outside]) not in page
    assert 'class="chip"' in page


@pytest.mark.parametrize("query", ["country=NOWHERE", "since=yesterday", "team=1", "sort=called"])
def test_a_filter_or_an_order_nobody_offers_changes_nothing(cast: Cast, query: str) -> None:
    client_id = open_card(cast.peer)
    answer = browser_of(cast.coordinator).get(f"{URL}?{query}")
    assert answer.status_code == 200
    assert reverse("desk:card", args=[client_id]) in answer.content.decode()


def test_ten_and_sixty_clients_cost_the_same_queries(cast: Cast) -> None:
    browser, costs = browser_of(cast.peer), []
    for _ in range(2):
        fill(cast, 10 if not costs else 50)
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(URL).status_code == 200
        costs.append(len(asked))
        ours = [query for query in asked.captured_queries if '"clients_client"' in query["sql"]]
        assert len(ours) == 3  # the menu's count, the list's count, the rows
    assert costs[0] == costs[1]


def test_pages_follow_each_other_without_a_gap(cast: Cast) -> None:
    fill(cast, 120)
    browser, url, seen = browser_of(cast.peer), URL, set()
    for _ in range(3):
        page = browser.get(url).content.decode()
        found = {piece.split('"')[0] for piece in page.split('href="/card/')[1:]}
        assert not found & seen
        seen |= found
        if 'rel="next"' in page:
            before = page.split('rel="next"')[0]
            url = URL + before.rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
    assert len(seen) == 120


@pytest.mark.parametrize("kind", ["csv", "xlsx", "print"])
def test_a_file_leaves_only_with_the_coordinator_and_is_written_down(cast: Cast, kind: str) -> None:
    open_card(cast.peer, country="UZ")
    assert browser_of(cast.coordinator).get(f"{URL}?format={kind}").status_code == 200
    assert verbs(cast.peer)[-1] == "clients.exported"
    assert browser_of(cast.peer).get(f"{URL}?format={kind}").status_code == 404
    assert verbs(cast.peer).count("clients.exported") == 1


def test_a_file_holds_no_formula(cast: Cast) -> None:
    """Every value is a code or a word of ours; a label of a team is the one that people type."""
    with scopes_disabled():
        Team.objects.filter(id=cast.near_team_id).update(label="=cmd|' /C calc'!A0")
    open_card(cast.peer)
    answer = browser_of(cast.coordinator).get(f"{URL}?format=csv")
    text = b"".join(answer).decode("utf-8-sig") if answer.streaming else answer.content.decode()
    cells = [cell.strip('"') for line in text.splitlines() for cell in line.split(";")]
    cells += [cell.strip('"') for line in text.splitlines() for cell in line.split(",")]
    assert not any(cell.startswith("=") for cell in cells)


def test_an_empty_list_offers_the_first_card(cast: Cast) -> None:
    assert 'href="/clients/new/"' in listed(cast)
