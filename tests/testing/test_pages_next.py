"""After a reactive result: the safe ways first, nothing chosen beforehand, who learns what."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from ravny.core.kit.clock import today
from ravny.core.kit.ids import day_id
from ravny.people.clients.queries import get_client_for
from ravny.people.clients.types import ClientFacts
from ravny.services.testing.operations import record_test
from tests.cast import browser_of
from tests.directory.makers import a_service

from .makers import CITIZEN, MIGRANT, Bag, facts_of, new_client, referrals, row
from .test_pages_record import URL, made_by, whole

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(bag: Bag) -> Client:
    """The peer's browser."""
    return browser_of(bag.cast.peer)


@pytest.fixture
def places(bag: Bag) -> dict[str, UUID]:
    """An anonymous room, a centre that reports, a lawyer."""
    lead = bag.cast.coordinator
    reporting = {"anonymous": "no", "asks_passport": "yes", "reports_to": ("migration",)}
    legal = {"kind": "ngo", "label": "Юристы", "infections": (), "provides": ("legal",)}
    centre = {"kind": "aids_centre", "label": "Областной центр", **reporting}
    return {
        "anonymous": a_service(lead, same_community="no"),
        "centre": a_service(lead, **centre),
        "lawyer": a_service(lead, same_community="no", **legal),
    }


def reactive(bag: Bag, facts: ClientFacts | None = MIGRANT) -> UUID:
    """A reactive rapid test, of a client with these facts or of nobody with a code."""
    client_id = new_client(bag.cast.peer, facts) if facts else None
    told = facts_of(bag.cast.peer, "reactive", client_id=client_id)
    return record_test(actor=bag.cast.peer.actor, facts=told)


def step_url(test_id: UUID) -> str:
    return reverse("testing:next_step", args=[test_id])


def chosen(way: str, **changes: Any) -> dict[str, Any]:
    """The form as it is sent."""
    due = (today() + timedelta(days=3)).isoformat()
    return {"record_id": str(day_id()), "way": way, "due": due, **changes}


def ways_of(page: str) -> list[str]:
    """The ways of a page in their order."""
    return [piece.partition('"')[0] for piece in page.split('name="way" value="')[1:]]


def test_a_reactive_result_leads_to_its_next_step_and_chooses_nothing(
    bag: Bag, browser: Client, places: dict[str, UUID]
) -> None:
    client_id = new_client(bag.cast.peer)
    code = get_client_for(bag.cast.peer.actor, client_id).code
    sent = whole(bag, code=code, **{"hiv-result": "reactive"})
    answer = browser.post(URL, sent)
    assert answer.headers["Location"] == step_url(made_by(sent))
    page = browser.get(answer.headers["Location"]).content.decode()
    assert "не диагноз" in page and "Реактивный экспресс-тест" in page
    assert "checked" not in page.partition('name="way"')[2].partition("</fieldset>")[0]
    assert [way.partition(":")[0] for way in ways_of(page)] == [
        "second_test", "anonymous", "lawyer", "centre", "later", "declined",
    ]  # fmt: skip
    assert "Кто узнает: Областной центр: имя и документы" in page and "38-ФЗ" in page
    assert "положительн" not in page.lower()


def test_a_citizen_meets_no_warning_before_the_centre(
    bag: Bag, browser: Client, places: dict[str, UUID]
) -> None:
    test_id = reactive(bag, CITIZEN)
    page = browser.get(step_url(test_id)).content.decode()
    assert 'name="warned"' not in page
    centre = chosen(f"centre:{places['centre']}")
    assert browser.post(step_url(test_id), centre).status_code == 302
    (referral,) = referrals()
    assert (referral.service_id, referral.state) == (None, "draft")


def test_a_place_learns_of_a_client_only_with_consent(
    bag: Bag, browser: Client, places: dict[str, UUID]
) -> None:
    test_id = reactive(bag, CITIZEN)
    agreed = chosen(f"anonymous:{places['anonymous']}", consented="on")
    assert browser.post(step_url(test_id), agreed).status_code == 302
    (referral,) = referrals()
    assert (referral.service_id, referral.state) == (places["anonymous"], "sent")


def test_a_way_that_reports_opens_only_after_the_client_was_told(
    bag: Bag, browser: Client, places: dict[str, UUID]
) -> None:
    test_id = reactive(bag)
    answer = browser.post(step_url(test_id), chosen(f"centre:{places['centre']}"))
    assert answer.status_code == 422 and "#id_warned" in answer.content.decode()
    assert not referrals()
    told = chosen(f"centre:{places['centre']}", warned="on", escort="on")
    answer = browser.post(step_url(test_id), told)
    (referral,) = referrals()
    assert answer.headers["Location"] == reverse("referrals:referral", args=[referral.id])
    assert (referral.warned_on, referral.escort) == (today(), "wanted")
    again = browser.get(step_url(test_id))
    assert again.headers["Location"] == reverse("referrals:referral", args=[referral.id])


def test_an_unknown_centre_counts_as_one_that_reports(bag: Bag, browser: Client) -> None:
    test_id = reactive(bag)
    answer = browser.post(step_url(test_id), chosen("centre:"))
    assert answer.status_code == 422 and "#id_warned" in answer.content.decode()
    assert browser.post(step_url(test_id), chosen("anonymous:")).status_code == 302


def test_anonymous_confirmation_opens_at_once_and_is_asked_after(
    bag: Bag, browser: Client, places: dict[str, UUID]
) -> None:
    test_id = reactive(bag)
    way = f"anonymous:{places['anonymous']}"
    page = browser.get(step_url(test_id)).content.decode()
    assert "Никому не сообщают" in page
    for _ in range(2):
        assert browser.post(step_url(test_id), chosen(way)).status_code == 302
    (referral,) = referrals()
    assert referral.follow_up_on == today() + timedelta(days=3)


def test_a_second_test_is_recorded_at_once_and_later_keeps_the_way_open(
    bag: Bag, browser: Client
) -> None:
    test_id = reactive(bag)
    answer = browser.post(step_url(test_id), chosen("later:"))
    assert answer.headers["Location"] == reverse("testing:test", args=[test_id])
    assert row(test_id).step_due == today() + timedelta(days=3) and not referrals()
    page = browser.get(step_url(test_id)).content.decode()
    assert "Выбрано раньше: решит позже" in page
    second = browser.post(step_url(test_id), chosen("second_test:")).headers["Location"]
    assert "purpose=second" in second
    form = browser.get(second).content.decode()
    assert 'id="id_infections_0" checked' in form


def test_two_reactive_results_get_one_step_after_the_other(bag: Bag, browser: Client) -> None:
    sent = whole(
        bag, "hiv", "syphilis", **{"hiv-result": "reactive", "syphilis-result": "reactive"}
    )
    first = browser.post(URL, sent).headers["Location"]
    assert first.startswith(step_url(made_by(sent)))
    second = browser.post(first, chosen("declined:")).headers["Location"]
    assert second == step_url(made_by(sent, "syphilis"))


def test_somebody_without_a_code_is_offered_the_ways_and_nothing_breaks(
    bag: Bag, browser: Client, places: dict[str, UUID]
) -> None:
    test_id = reactive(bag, None)
    page = browser.get(step_url(test_id)).content.decode()
    assert "Без кода мы не сможем сопровождать" in page
    answer = browser.post(step_url(test_id), chosen(f"anonymous:{places['anonymous']}"))
    assert answer.headers["Location"] == reverse("testing:test", args=[test_id])
    assert row(test_id).step == "anonymous" and not referrals()


@pytest.mark.parametrize(
    ("changes", "anchor"),
    [
        ({"way": ""}, "id_way_0"),
        ({"way": "centre"}, "id_way_0"),
        ({"way": f"anonymous:{day_id()}"}, "id_way_0"),
        ({"due": ""}, "id_due"),
        ({"due": "2020-01-01"}, "id_due"),
    ],
)
def test_a_wrong_choice_is_said_beside_its_box(
    bag: Bag, browser: Client, changes: dict[str, Any], anchor: str
) -> None:
    test_id = reactive(bag)
    answer = browser.post(step_url(test_id), {**chosen("later:"), **changes})
    assert answer.status_code == 422
    assert f'href="#{anchor}"' in answer.content.decode()
    assert not row(test_id).step


def test_a_nonreactive_test_has_no_next_step(bag: Bag, browser: Client) -> None:
    facts = facts_of(bag.cast.peer)
    record_test(actor=bag.cast.peer.actor, facts=facts)
    answer = browser.get(step_url(facts.test_id))
    assert answer.headers["Location"] == reverse("testing:test", args=[facts.test_id])
