"""An interpreter is booked, answers, and learns no more than the day, the town and the language."""

from datetime import timedelta
from typing import Any

import pytest
from django_scopes import scope, scopes_disabled

from ravny.core.kit.clock import today
from ravny.core.kit.codes import group_code
from ravny.core.kit.ids import day_id
from ravny.core.staff.models import Account
from ravny.people.clients.queries import get_client_for
from ravny.people.directory.models import Service
from ravny.services.referrals.help_today import help_rows
from ravny.services.referrals.models import Interpreting
from tests.cast import Cast, Person, browser_of

from .makers import a_client, a_referral, row_of
from .visits import text_of, url

pytestmark = pytest.mark.django_db
SOON = today() + timedelta(days=2)


def speaks(person: Person, *languages: str) -> Person:
    with scopes_disabled():
        Account.objects.filter(id=person.account_id).update(languages=languages)
    return person


def asked(person: Person, **changes: Any) -> dict[str, str]:
    return {
        "record_id": str(day_id()),
        "who": f"colleague:{person.account_id}",
        "day": SOON.isoformat(),
        "may_know": "no",
        "client_says": "",
        **changes,
    }


def booked(scene: Cast) -> Interpreting:
    with scope(organisation=scene.organisation_id):
        return Interpreting.objects.get()


def needing_uzbek(scene: Cast, **changes: Any) -> Any:
    client_id = a_client(scene, legal_status="citizen", languages=("ru", "uz"))
    facts = {"appointment_on": SOON, "interpreter": "uz", **changes}
    return a_referral(scene, scene.social, client_id=client_id, **facts)


@pytest.mark.mission("S8")
def test_a_colleague_who_speaks_the_language_is_asked_and_agrees(scene: Cast) -> None:
    referral_id, outsider = needing_uzbek(scene), speaks(scene.outsider, "ru", "uz")
    page = text_of(browser_of(scene.social).get(url("interpreter", referral_id)))
    assert "Oʻzbekcha" in page and "Дана" in page and "Тимур" in page and "Вера" not in page
    answer = browser_of(scene.social).post(url("interpreter", referral_id), asked(outsider))
    assert answer.status_code == 302
    row = booked(scene)
    assert (row.state, row.language, row.account_id) == ("asked", "uz", outsider.account_id)
    browser = browser_of(outsider)
    assert "Переводить: Oʻzbekcha" in text_of(browser.get("/"))
    assert browser.post(url("interpreting", row.id), {"state": "agreed"}).status_code == 302
    assert booked(scene).state == "agreed"
    assert "придёт" in text_of(browser_of(scene.social).get(url("referral", referral_id)))


def test_the_interpreter_of_another_team_learns_nothing_of_the_client(scene: Cast) -> None:
    referral_id, outsider = needing_uzbek(scene), speaks(scene.outsider, "ru", "uz")
    browser_of(scene.social).post(url("interpreter", referral_id), asked(outsider))
    row, browser = booked(scene), browser_of(outsider)
    code = get_client_for(scene.social.actor, row_of(scene, referral_id).client_id).code
    for page in (text_of(browser.get(url("interpreting", row.id))), text_of(browser.get("/"))):
        assert "Самара" in page
        for secret in (code, group_code(code), "СПИД", str(referral_id), "Подтвержд"):
            assert secret not in page, secret
    assert browser.get(url("referral", referral_id)).status_code == 404
    assert browser.get(url("interpreter", referral_id)).status_code == 404


@pytest.mark.parametrize("may_know", ["yes", "unknown"])
def test_who_may_know_the_family_is_not_asked_before_the_client_agreed(
    scene: Cast, may_know: str
) -> None:
    referral_id, browser = needing_uzbek(scene), browser_of(scene.social)
    for says in ("", "refused"):
        sent = asked(scene.peer, may_know=may_know, client_says=says)
        assert browser.post(url("interpreter", referral_id), sent).status_code == 422
        with scope(organisation=scene.organisation_id):
            assert not Interpreting.objects.exists()
    sent = asked(scene.peer, may_know=may_know, client_says="agreed")
    assert browser.post(url("interpreter", referral_id), sent).status_code == 302
    assert booked(scene).client_says == "agreed"


def test_a_refusal_of_the_client_takes_the_booking_back(scene: Cast) -> None:
    referral_id, browser = needing_uzbek(scene), browser_of(scene.social)
    sent = asked(scene.peer, may_know="yes", client_says="agreed")
    browser.post(url("interpreter", referral_id), sent)
    row = booked(scene)
    with scope(organisation=scene.organisation_id):
        Interpreting.objects.update(client_says="")
    page = text_of(browser.get(url("interpreting", row.id)))
    assert "Сначала клиент должен согласиться" in page
    assert browser.post(url("interpreting", row.id), {"state": "agreed"}).status_code == 422
    assert browser.post(url("client_says", row.id), {"client_says": ""}).status_code == 422
    assert browser.post(url("client_says", row.id), {"client_says": "refused"}).status_code == 302
    assert booked(scene).state == "declined"


def test_the_interpreter_cannot_agree_for_the_client(scene: Cast) -> None:
    referral_id, outsider = needing_uzbek(scene), speaks(scene.outsider, "uz")
    sent = asked(outsider, may_know="yes", client_says="agreed")
    browser_of(scene.social).post(url("interpreter", referral_id), sent)
    page = url("client_says", booked(scene).id)
    assert browser_of(outsider).post(page, {"client_says": "agreed"}).status_code == 404


def test_a_service_known_for_gossip_needs_the_clients_word_whatever_was_ticked(
    scene: Cast,
) -> None:
    with scope(organisation=scene.organisation_id):
        diaspora = Service.objects.create(
            organisation_id=scene.organisation_id, kind="ngo", label="Землячество", country="RU",
            provides=("interpreting",), languages=("uz",), same_community="yes",
        )  # fmt: skip
    referral_id, browser = needing_uzbek(scene), browser_of(scene.social)
    sent = asked(scene.peer, who=f"service:{diaspora.id}", may_know="no")
    assert browser.post(url("interpreter", referral_id), sent).status_code == 422
    sent["client_says"] = "agreed"
    assert browser.post(url("interpreter", referral_id), sent).status_code == 302
    assert booked(scene).may_know == "yes"


def test_sent_twice_it_is_one_booking_and_the_same_day_is_not_asked_again(scene: Cast) -> None:
    referral_id, browser = needing_uzbek(scene), browser_of(scene.social)
    sent = asked(scene.peer)
    for _again in range(2):
        assert browser.post(url("interpreter", referral_id), sent).status_code == 302
    assert booked(scene).state == "asked"
    assert browser.post(url("interpreter", referral_id), asked(scene.peer)).status_code == 422


def test_nobody_interprets_two_days_before_is_a_row_of_today_until_somebody_agrees(
    scene: Cast,
) -> None:
    referral_id = needing_uzbek(scene, owner_id=scene.social.account_id)
    rows = help_rows(scene.social.actor)
    assert [(row.harm, row.days) for row in rows] == [("promise", 2)]
    assert rows[0].action_url == url("interpreter", referral_id)
    browser_of(scene.social).post(url("interpreter", referral_id), asked(scene.peer))
    assert help_rows(scene.social.actor)
    browser_of(scene.peer).post(url("interpreting", booked(scene).id), {"state": "agreed"})
    assert not help_rows(scene.social.actor)


WRONG = [
    {"who": ""},
    {"who": "colleague:x"},
    {"who": f"colleague:{day_id()}"},
    {"day": ""},
    {"day": "2001-01-01"},
    {"may_know": ""},
    {"may_know": "perhaps"},
    {"client_says": "gladly"},
    {"record_id": "1"},
]


@pytest.mark.parametrize("changes", WRONG)
def test_a_wrong_booking_is_refused(scene: Cast, changes: dict[str, str]) -> None:
    referral_id = needing_uzbek(scene)
    page = url("interpreter", referral_id)
    answer = browser_of(scene.social).post(page, asked(scene.peer, **changes))
    assert answer.status_code == 422
    with scope(organisation=scene.organisation_id):
        assert not Interpreting.objects.exists()


@pytest.mark.parametrize("state", ["", "asked", "moon", "done"])
def test_a_wrong_answer_changes_nothing(scene: Cast, state: str) -> None:
    referral_id = needing_uzbek(scene)
    browser_of(scene.social).post(url("interpreter", referral_id), asked(scene.peer))
    row = booked(scene)
    page = browser_of(scene.peer).post(url("interpreting", row.id), {"state": state})
    assert page.status_code == 422 and booked(scene).state == "asked"


def test_a_language_nobody_speaks_says_so(scene: Cast) -> None:
    referral_id = needing_uzbek(scene)
    page = browser_of(scene.social).get(url("interpreter", referral_id), {"language": "vi"})
    assert "никто не говорит на этом языке" in text_of(page)


@pytest.mark.parametrize("who", ["outsider", "stranger", "keeper"])
def test_others_find_no_booking(scene: Cast, who: str) -> None:
    referral_id = needing_uzbek(scene)
    browser_of(scene.social).post(url("interpreter", referral_id), asked(scene.peer))
    browser, row = browser_of(getattr(scene, who)), booked(scene)
    assert browser.get(url("interpreting", row.id)).status_code in (403, 404)
    assert browser.post(url("interpreting", row.id), {"state": "agreed"}).status_code in (403, 404)
    assert booked(scene).state == "asked"
