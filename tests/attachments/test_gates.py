"""Who sees a document's row, who may add, and who is handed a piece."""

import pytest
from django.test import Client
from django.urls import reverse
from django_scopes import scopes_disabled

from ravny.core.kit.ids import day_id
from ravny.core.staff.models import Membership
from ravny.services.testing.operations import record_test
from tests.attachments.conftest import Desk
from tests.attachments.makers import Paper, begin, finish, get, put, send, ticket
from tests.cast import Cast, Person, browser_of
from tests.clients.makers import verbs
from tests.testing.makers import facts_of


def strangers(cast: Cast) -> list[Person]:
    """Another house; another team; the same team without the permission."""
    return [cast.stranger, cast.outsider, cast.stock]


def asked(browser: Client, paper: Paper) -> list[tuple[int, bytes]]:
    """Ask for everything a document has."""
    own = [paper.attachment_id]
    answers = [
        browser.get(reverse("attachments:documents", args=["client", paper.subject_id])),
        browser.get(reverse("attachments:present", args=own)),
        browser.post(reverse("attachments:opened", args=own)),
        browser.post(reverse("attachments:saved", args=own)),
        browser.post(reverse("attachments:delete", args=own)),
        browser.get(reverse("attachments:document", args=own)),
        finish(browser, paper.attachment_id),
        put(browser, paper.attachment_id, 0, paper.piece(0)),
        get(browser, paper.attachment_id, 0, ""),
    ]
    return [(answer.status_code, answer.content) for answer in answers]


def test_strangers_learn_nothing_not_even_that_it_is_there(desk: Desk) -> None:
    paper = desk.paper()
    send(browser_of(desk.cast.case_manager), paper)
    nothing = Paper(desk.circle, day_id())
    for person in strangers(desk.cast):
        browser = browser_of(person)
        real, none = asked(browser, paper), asked(browser, nothing)
        assert {status for status, _ in real} == {404}, person.login
        assert real == none, person.login
        assert begin(browser, desk.paper()).status_code == 404
    assert not {"attachments.opened", "attachments.saved"} & set(verbs(desk.cast.social))


def test_the_coordinator_of_another_team_sees_the_row_and_gets_no_piece(desk: Desk) -> None:
    """Every team's cards, but not every team's keys: there is nothing they could open."""
    paper = desk.paper()
    send(browser_of(desk.cast.case_manager), paper)
    with scopes_disabled():
        Membership.objects.filter(account_id=desk.cast.coordinator.account_id).delete()
    browser = browser_of(desk.cast.coordinator)
    page = browser.get(reverse("attachments:documents", args=["client", desk.client_id]))
    assert str(paper.attachment_id) in page.content.decode()
    opened = reverse("attachments:opened", args=[paper.attachment_id])
    assert browser.post(opened).status_code == 404


def test_somebody_taken_off_the_team_gets_no_further_piece(desk: Desk) -> None:
    paper, browser = desk.paper(), browser_of(desk.cast.social)
    send(browser_of(desk.cast.case_manager), paper)
    pass_it = ticket(browser, paper.attachment_id)
    assert get(browser, paper.attachment_id, 0, pass_it).status_code == 200
    with scopes_disabled():
        Membership.objects.filter(account_id=desk.cast.social.account_id).delete()
    assert get(browser, paper.attachment_id, 0, pass_it).status_code == 404


def test_whoever_may_only_read_adds_nothing(desk: Desk) -> None:
    """A lawyer sees tests and records none."""
    peer = desk.cast.peer
    test_id = record_test(
        actor=peer.actor, facts=facts_of(peer, "nonreactive", client_id=desk.client_id)
    )
    paper = Paper(desk.circle, test_id, "test")
    lawyer = browser_of(desk.cast.lawyer)
    page = lawyer.get(reverse("testing:test", args=[test_id])).content.decode()
    assert 'data-home="test"' in page
    assert "data-attachment-add" not in page
    assert begin(lawyer, paper).status_code == 404
    send(browser_of(peer), paper)
    page = lawyer.get(reverse("testing:test", args=[test_id])).content.decode()
    assert str(paper.attachment_id) in page


def test_nobody_signed_in_is_led_to_the_door(desk: Desk, client: Client) -> None:
    paper = desk.paper()
    for name in ("opened", "saved", "delete"):
        answer = client.post(reverse(f"attachments:{name}", args=[paper.attachment_id]))
        assert answer.status_code == 302
        assert answer["Location"].startswith(reverse("staff:sign_in"))


@pytest.mark.parametrize("method", ["post", "delete", "patch"])
def test_a_piece_is_put_or_got(desk: Desk, method: str) -> None:
    address = reverse("attachments:chunk", args=[desk.paper().attachment_id, 0])
    assert getattr(browser_of(desk.cast.social), method)(address).status_code == 405
