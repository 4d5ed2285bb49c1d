"""The board: narrowed, printed, and as quick with two hundred rows as with ten."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from ravny.core.kit import registries
from ravny.core.kit.clock import today
from ravny.core.kit.ids import day_id
from ravny.services.referrals.operations import open_many
from ravny.services.referrals.types import ReferralFacts
from tests.cast import Cast, browser_of

from .makers import CENTRE, LAWYER, a_client, a_referral
from .visits import text_of, url

pytestmark = pytest.mark.django_db


def test_the_board_is_narrowed_by_each_box(scene: Cast) -> None:
    client_id = a_client(scene, legal_status="citizen")
    old = a_referral(scene, client_id=client_id, day=today() - timedelta(days=30))
    new = a_referral(scene, client_id=client_id, service_id=LAWYER, reason="lawyer", infection="",
                     owner_id=scene.lawyer.account_id, day=today())  # fmt: skip
    browser = browser_of(scene.peer)
    both = text_of(browser.get(url("board")))
    assert both.index(str(old)) < both.index(str(new))
    boxes: list[tuple[dict[str, Any], UUID, UUID]] = [
        ({"infection": "hiv"}, old, new),
        ({"service": LAWYER}, new, old),
        ({"reason": "lawyer"}, new, old),
        ({"worker": scene.lawyer.account_id}, new, old),
        ({"waits": 20}, old, new),
        ({"overdue": "on"}, old, new),
    ]
    for query, found, missing in boxes:
        page = text_of(browser.get(url("board"), {key: str(one) for key, one in query.items()}))
        assert str(found) in page and str(missing) not in page, query
    browser.post(url("move", old), {"to": "lost", "day": today().isoformat(), "proof": ""})
    assert str(old) not in text_of(browser.get(url("board")))
    for state in ("lost", "all"):
        assert str(old) in text_of(browser.get(url("board"), {"state": state}))
    assert str(new) in text_of(browser.get(url("board"), {"team": str(scene.near_team_id)}))


def test_the_board_leaves_as_a_file_and_on_paper(scene: Cast) -> None:
    a_referral(scene)
    browser = browser_of(scene.coordinator)
    csv = browser.get(url("board"), {"format": "csv"}).content.decode("utf-8-sig")
    assert "центр СПИД" in csv and "отправлена" in csv
    for kind in ("xlsx", "print"):
        assert browser.get(url("board"), {"format": kind}).status_code == 200


def many(scene: Cast, client_id: UUID, count: int) -> None:
    facts = ReferralFacts(
        client_id=client_id,
        reason="confirmation",
        day=today() - timedelta(days=9),
        service_id=CENTRE,
        infection="hiv",
        consented=True,
        warned=True,
        escort="agreed",
        escort_id=scene.social.account_id,
    )
    open_many(actor=scene.peer.actor, rows=[(day_id(), facts) for _ in range(count)])


def test_the_board_asks_the_same_of_the_database_with_two_hundred_rows(
    scene: Cast, django_assert_num_queries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registries.menu, "entries", [])
    client_id = a_client(scene)
    browser = browser_of(scene.peer)
    for count in (10, 190):
        many(scene, client_id, count)
        browser.get(url("board"))
        with django_assert_num_queries(11):
            browser.get(url("board"))
