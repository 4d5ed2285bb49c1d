"""Where documents are shown: the card, a referral, a test; without their names."""

from typing import Any
from uuid import UUID

import pytest
from django.urls import reverse

from ravny.people.clients.operations import merge_clients
from ravny.services.testing.operations import record_test
from tests.attachments.conftest import Desk
from tests.attachments.makers import Paper, begin, send
from tests.cast import HOUSE, browser_of
from tests.referrals.makers import a_referral, make_places
from tests.testing.makers import CITIZEN, facts_of, new_client


def page_of(desk: Desk, name: str, subject_id: UUID) -> str:
    answer = browser_of(desk.cast.case_manager).get(reverse(name, args=[subject_id]))
    assert answer.status_code == 200
    return str(answer.content.decode())


def homes(desk: Desk) -> dict[str, tuple[str, UUID]]:
    make_places(HOUSE)
    peer = desk.cast.peer
    facts = facts_of(peer, "nonreactive", client_id=desk.client_id)
    return {
        "client": ("desk:card", desk.client_id),
        "referral": ("referrals:referral", a_referral(desk.cast, client_id=desk.client_id)),
        "test": ("testing:test", record_test(actor=peer.actor, facts=facts)),
    }


def test_each_place_shows_its_own_documents_and_leads_back_to_itself(desk: Desk) -> None:
    browser, places = browser_of(desk.cast.social), homes(desk)
    papers = {
        home: Paper(desk.circle, subject_id, home) for home, (_name, subject_id) in places.items()
    }
    for paper in papers.values():
        send(browser, paper)
    for home, (name, subject_id) in places.items():
        page = page_of(desk, name, subject_id)
        shown = {other for other, paper in papers.items() if str(paper.attachment_id) in page}
        assert shown == {home}
        assert "письмо" not in page
    for home, (name, subject_id) in places.items():
        path = reverse("attachments:delete", args=[papers[home].attachment_id])
        assert browser.post(path)["Location"] == reverse(name, args=[subject_id])


def test_a_long_list_costs_no_more_questions_than_a_short_one(
    desk: Desk, django_assert_num_queries: Any
) -> None:
    browser = browser_of(desk.cast.social)
    address = reverse("attachments:documents", args=["client", desk.client_id])
    send(browser, desk.paper())
    # Sign-in and its person and teams; the gate's two; the list; the circle's key.
    with django_assert_num_queries(6):
        browser.get(address)
    for _ in range(5):
        send(browser, desk.paper())
    with django_assert_num_queries(6):
        assert browser.get(address).content.count(b"data-attachment=") == 6


def test_what_hung_on_an_alias_is_shown_on_the_kept_card(desk: Desk) -> None:
    cast, browser = desk.cast, browser_of(desk.cast.case_manager)
    alias = new_client(cast.case_manager, CITIZEN)
    paper = Paper(desk.circle, alias)
    send(browser, paper)
    merge_clients(actor=cast.case_manager.actor, kept_id=desk.client_id, alias_id=alias)
    assert str(paper.attachment_id) in page_of(desk, "desk:card", desk.client_id)
    assert (
        browser.post(reverse("attachments:opened", args=[paper.attachment_id])).status_code == 201
    )


def test_a_full_place_says_so(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ravny.core.attachments.types.MOST_DOCUMENTS", 1)
    begin(browser_of(desk.cast.case_manager), desk.paper())
    page = page_of(desk, "desk:card", desk.client_id)
    assert "Места больше нет" in page
    assert "data-attachment-add" not in page


def test_without_keys_the_panel_says_what_is_missing(desk: Desk) -> None:
    cast = desk.cast
    far_client = new_client(cast.outsider, CITIZEN)
    page = browser_of(cast.outsider).get(reverse("desk:card", args=[far_client]))
    text = page.content.decode()
    assert "у команды нет ключей" in text
    assert reverse("vault:circles") in text
    assert "data-attachment-add" not in text
