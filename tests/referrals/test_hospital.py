"""A place in hospital is looked for until somebody is admitted, one hospital after another."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django_scopes import scope
from hypothesis import given
from hypothesis import strategies as st

from ravny.core.kit.clock import today
from ravny.core.kit.ids import day_id
from ravny.people.directory.models import Service
from ravny.services.referrals.help_today import help_rows
from ravny.services.referrals.models import BedReply, BedRequest
from ravny.services.referrals.queries.safety import friendliest_first
from tests.cast import Cast, browser_of

from .makers import HOSPITAL, a_referral, a_service, row_of
from .visits import text_of, url

pytestmark = pytest.mark.django_db


def another_hospital(scene: Cast, label: str, **facts: Any) -> UUID:
    plain = {"kind": "hospital", "country": "RU", "city": "Самара", **facts}
    with scope(organisation=scene.organisation_id):
        return Service.objects.create(
            organisation_id=scene.organisation_id, label=label, **plain
        ).id


def ill(scene: Cast, **changes: Any) -> Any:
    facts = {"reason": "hospital", "infection": "", "service_id": None, **changes}
    return a_referral(scene, **facts)


def looking(**changes: Any) -> dict[str, Any]:
    plain = {"ward": "therapy", "urgency": "today", "gets_there": "driven", "papers": ["passport"]}
    return {"record_id": str(day_id()), **plain, **changes}


def said(service_id: UUID, answer: str, **changes: Any) -> dict[str, Any]:
    plain = {"service": str(service_id), "day": today().isoformat(), "answer": answer, "why": ""}
    return {"record_id": str(day_id()), **plain, **changes}


def bed(scene: Cast) -> BedRequest:
    with scope(organisation=scene.organisation_id):
        return BedRequest.objects.get()


@pytest.mark.mission("S38")
def test_one_hospital_after_another_until_somebody_is_admitted(scene: Cast) -> None:
    second = another_hospital(scene, "Больница № 7", friendliness="warm", asks_papers="no")
    referral_id, browser = ill(scene), browser_of(scene.peer)
    assert "Искать место" in text_of(browser.get(url("hospital", referral_id)))
    assert browser.post(url("look_for_bed", referral_id), looking()).status_code == 302
    page = text_of(browser.get(url("hospital", referral_id)))
    assert page.index("Больница № 7") < page.index("Больница № 4")
    refused = said(second, "refused", why="no_beds", asks_for=["policy"])
    assert browser.post(url("bed_answer", referral_id), refused).status_code == 302
    page = text_of(browser.get(url("hospital", referral_id)))
    following = page.partition('id="following"')[2].partition("</section>")[0]
    assert "Больница № 4" in following and "Больница № 7" not in following
    assert "нет мест" in page and "полис" in page
    browser.post(url("bed_answer", referral_id), said(HOSPITAL, "place"))
    page = text_of(browser.get(url("hospital", referral_id)))
    assert bed(scene).state == "place" and f"service={HOSPITAL}" in page
    browser.post(url("bed_answer", referral_id), said(HOSPITAL, "admitted"))
    assert (bed(scene).state, bed(scene).ended_on) == ("admitted", today())
    card = text_of(browser.get(f"/card/{row_of(scene, referral_id).client_id}/"))
    assert "Больница: приняли" in card


def test_a_referral_that_was_sent_there_follows_what_the_hospital_says(scene: Cast) -> None:
    referral_id, browser = (
        ill(scene, service_id=HOSPITAL, escort="declined"),
        browser_of(scene.peer),
    )
    browser.post(url("look_for_bed", referral_id), looking())
    browser.post(url("bed_answer", referral_id), said(HOSPITAL, "place"))
    assert row_of(scene, referral_id).state == "accepted"
    browser.post(url("bed_answer", referral_id), said(HOSPITAL, "refused", why="diagnosis"))
    row = row_of(scene, referral_id)
    assert row.state == "refused" and bed(scene).state == "open"


def test_the_search_can_be_given_up_and_then_takes_no_answer(scene: Cast) -> None:
    referral_id, browser = ill(scene), browser_of(scene.peer)
    browser.post(url("look_for_bed", referral_id), looking())
    day = {"day": today().isoformat()}
    assert browser.post(url("give_up_bed", referral_id), day).status_code == 302
    assert bed(scene).state == "given_up"
    assert browser.post(url("bed_answer", referral_id), said(HOSPITAL, "place")).status_code == 422
    assert browser.post(url("give_up_bed", referral_id), day).status_code == 422
    with scope(organisation=scene.organisation_id):
        assert not BedReply.objects.exists()


def test_nobody_gives_a_place_today_is_a_danger_on_today(scene: Cast) -> None:
    referral_id, browser = ill(scene), browser_of(scene.peer)
    browser.post(url("look_for_bed", referral_id), looking())
    (row,) = help_rows(scene.peer.actor)
    assert (row.harm, row.group) == ("danger", "now")
    assert row.action_url == url("hospital", referral_id)
    browser.post(url("bed_answer", referral_id), said(HOSPITAL, "admitted"))
    assert not help_rows(scene.peer.actor)


def test_sent_twice_everything_stands_once(scene: Cast) -> None:
    referral_id, browser = ill(scene), browser_of(scene.peer)
    begun, answer = looking(), said(HOSPITAL, "asked")
    for _again in range(2):
        assert browser.post(url("look_for_bed", referral_id), begun).status_code == 302
    for _again in range(2):
        assert browser.post(url("bed_answer", referral_id), answer).status_code == 302
    with scope(organisation=scene.organisation_id):
        assert (BedRequest.objects.count(), BedReply.objects.count()) == (1, 1)


WRONG: list[tuple[str, dict[str, Any]]] = [
    ("look_for_bed", {"ward": "moon"}),
    ("look_for_bed", {"urgency": ""}),
    ("look_for_bed", {"gets_there": "flying"}),
    ("look_for_bed", {"papers": ["diploma"]}),
    ("look_for_bed", {"record_id": "1"}),
    ("bed_answer", {"service": str(day_id())}),
    ("bed_answer", {"answer": "perhaps"}),
    ("bed_answer", {"answer": "refused", "why": ""}),
    ("bed_answer", {"answer": "place", "why": "no_beds"}),
    ("bed_answer", {"why": "rude"}),
    ("bed_answer", {"asks_for": ["bribe"]}),
    ("bed_answer", {"day": "2099-01-01"}),
    ("bed_answer", {"day": (today() - timedelta(days=9)).isoformat()}),
    ("give_up_bed", {"day": "2099-01-01"}),
    ("give_up_bed", {"day": ""}),
]


@pytest.mark.parametrize(("name", "changes"), WRONG)
def test_what_is_wrong_is_refused_and_changes_nothing(
    scene: Cast, name: str, changes: dict[str, Any]
) -> None:
    referral_id, browser = ill(scene), browser_of(scene.peer)
    if name != "look_for_bed":
        browser.post(url("look_for_bed", referral_id), looking())
    right = {
        "look_for_bed": looking(),
        "bed_answer": said(HOSPITAL, "asked"),
        "give_up_bed": {"day": today().isoformat()},
    }[name]
    with scope(organisation=scene.organisation_id):
        before = list(BedRequest.objects.values_list())
        assert browser.post(url(name, referral_id), {**right, **changes}).status_code == 422
        assert list(BedRequest.objects.values_list()) == before
        assert not BedReply.objects.exists()


def test_a_place_is_looked_for_only_where_somebody_lies_in(scene: Cast) -> None:
    referral_id = a_referral(scene)
    answer = browser_of(scene.peer).post(url("look_for_bed", referral_id), looking())
    assert answer.status_code == 422


@pytest.mark.parametrize("who", ["outsider", "stranger", "keeper", "stock"])
def test_others_find_no_search(scene: Cast, who: str) -> None:
    referral_id = ill(scene)
    browser_of(scene.peer).post(url("look_for_bed", referral_id), looking())
    browser = browser_of(getattr(scene, who))
    assert browser.get(url("hospital", referral_id)).status_code in (403, 404)
    answer = browser.post(url("bed_answer", referral_id), said(HOSPITAL, "place"))
    assert answer.status_code in (403, 404) and bed(scene).state == "open"


HOSPITALS = st.fixed_dictionaries(
    {
        "kind": st.just("hospital"),
        "country": st.sampled_from(["ru", "kz"]),
        "friendliness": st.sampled_from(["warm", "fair", "cold", "hostile", "unknown"]),
        "anonymous": st.sampled_from(["yes", "no", "unknown"]),
        "reports_to": st.sampled_from([(), ("nobody",), ("police",)]),
    }
).map(lambda facts: a_service(**facts))


@given(services=st.lists(HOSPITALS, max_size=6))
def test_the_friendliest_of_the_country_stand_first_however_they_came(services: list[Any]) -> None:
    found = friendliest_first(services, "ru")
    assert found == friendliest_first(services[::-1], "ru")
    order = ["warm", "fair", "unknown", "cold", "hostile"]
    ranks = [(one.country != "ru", order.index(one.friendliness)) for one in found]
    assert ranks == sorted(ranks)
