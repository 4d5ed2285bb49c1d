"""The entry's page, its form, what was asked of an office; who may open what."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django_scopes import scope

from ravny.core.kit.clock import today
from ravny.core.kit.ids import day_id
from ravny.people.directory import queries
from ravny.people.directory.models import Service
from ravny.people.directory.pages import service_context
from tests.cast import Cast, browser_of

from .makers import a_dealing, a_service, price

pytestmark = pytest.mark.django_db


def url(name: str, *args: Any) -> str:
    return reverse(f"directory:{name}", args=args)


def sent(**changes: Any) -> dict[str, Any]:
    return {
        "record_id": str(day_id()),
        "kind": "aids_centre",
        "label": "Центр СПИД",
        "country": "ru",
        "region": "ru-mos",
        "city": "Москва",
        "specialities": ["infectious"],
        "infections": ["hiv"],
        "languages": ["ru"],
        "friendliness": "fair",
        "reports_to": ["migration", "register"],
        "anonymous": "no",
        "asks_passport": "yes",
        "same_community": "unknown",
        "provides": ["registration"],
        "not_provided": ["prep", "surgery"],
        "price_offer_0": "registration",
        "price_amount_0": "0",
        "price_currency_0": "rub",
        "price_as_of_0": today().isoformat(),
        "price_offer_1": "",
        "price_amount_1": "",
        "price_currency_1": "RUB",
        "price_as_of_1": today().isoformat(),
        "hours": "пн–пт 9–17",
        "way_in": "Второй подъезд, регистратура",
        "contact": "",
        "verified": "on",
        **changes,
    }


@pytest.mark.mission("S47")
def test_an_entry_says_what_is_not_provided_as_plainly_as_what_is(cast: Cast) -> None:
    browser, facts = browser_of(cast.social), sent()
    assert browser.get(url("add")).status_code == 200
    for _ in range(2):
        assert browser.post(url("add"), facts).status_code == 302
    with scope(organisation=cast.organisation_id):
        assert Service.objects.count() == 1
    page = browser.get(url("service", facts["record_id"])).content.decode()
    offers = page.partition('id="offers"')[2].partition("</section>")[0]
    for words in ("хирургия", "ДКП", "не оказывают", "оказывают"):
        assert words.casefold() in offers.casefold(), words
    assert offers.count("не оказывают") == 2
    assert "бесплатно" in offers


@pytest.mark.mission("S3")
def test_an_entry_says_where_it_is_and_who_learns_of_a_visit(cast: Cast) -> None:
    browser, facts = browser_of(cast.case_manager), sent()
    browser.post(url("add"), facts)
    page = browser.get(url("service", facts["record_id"])).content.decode()
    for words in (
        "Москва",
        "О визите узнают другие",
        "в миграционную службу",
        "просят паспорт",
        "знакомые: неясно",
        "Второй подъезд",
        "пн–пт 9–17",
    ):
        assert words.casefold() in page.casefold(), words
    assert today().strftime("%Y") in page and cast.case_manager.pseudonym in page


def test_the_form_of_an_entry_keeps_everything_through_a_change(cast: Cast) -> None:
    browser, facts = browser_of(cast.lawyer), sent()
    browser.post(url("add"), facts)
    address = url("edit", facts["record_id"])
    form = browser.get(address).context["form"]
    values = {
        name: form[name].value()
        for name in form.fields
        if form[name].value() is not None and name != "verified"
    }
    answer = browser.post(address, {**values, "hours": "круглосуточно"})
    assert answer.status_code == 302, answer.context["form"].errors
    fact = queries.get_service_for(cast.lawyer.actor, facts["record_id"])
    assert (fact.hours, fact.reports_to) == ("круглосуточно", ("migration", "register"))
    assert fact.not_provided == ("prep", "surgery") and fact.specialities == ("infectious",)
    prices = queries.prices_of(cast.organisation_id, [fact.service_id])[fact.service_id]
    assert [(one.offer, one.amount, one.currency) for one in prices] == [("registration", 0, "RUB")]


def test_a_price_is_taken_away_and_lines_never_run_out(cast: Cast) -> None:
    service_id = a_service(
        cast.social, provides=("prep", "pep"), prices=(price("prep", 900), price("pep", 100))
    )
    browser = browser_of(cast.social)
    form = browser.get(url("edit", service_id)).context["form"]
    assert len(form.price_rows) == 5
    assert form["price_offer_0"].value() == "pep"
    changed = sent(record_id=str(service_id), price_offer_0="", price_amount_0="")
    assert browser.post(url("edit", service_id), changed).status_code == 302
    assert queries.prices_of(cast.organisation_id, [service_id]) == {}


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"kind": ""}, "kind"),
    ({"kind": "moon"}, "kind"),
    ({"label": ""}, "label"),
    ({"label": "я" * 81}, "label"),
    ({"country": "xx"}, "country"),
    ({"region": "Москва"}, "region"),
    ({"region": "KZ-ALA"}, "region"),
    ({"reports_to": ["nobody", "police"]}, "reports_to"),
    ({"not_provided": ["registration"]}, "not_provided"),
    ({"anonymous": ""}, "anonymous"),
    ({"kind": "specialist"}, "way_in"),
    ({"kind": "contact", "way_in": "", "label": "Пишите @vasya"}, "label"),
    ({"contact": "plain text"}, "contact"),
    ({"price_offer_1": "prep"}, "price_amount_1"),
    ({"price_amount_1": "100"}, "price_offer_1"),
    ({"price_offer_1": "registration", "price_amount_1": "5"}, "price_offer_1"),
    ({"price_currency_0": "руб"}, "price_currency_0"),
    ({"price_amount_0": "-1"}, "price_amount_0"),
    ({"price_as_of_0": ""}, "price_as_of_0"),
    ({"price_as_of_0": (today() + timedelta(days=1)).isoformat()}, "price_as_of_0"),
    ({"record_id": "1"}, "record_id"),
]


@pytest.mark.parametrize(("changes", "field"), WRONG)
def test_a_wrong_entry_is_refused_with_everything_typed_kept(
    cast: Cast, changes: dict[str, Any], field: str
) -> None:
    facts = sent(**changes)
    response = browser_of(cast.social).post(url("add"), facts)
    assert response.status_code == 422
    form = response.context["form"]
    assert form[field].errors
    page = response.content.decode()
    assert "пн–пт 9–17" in page and str(form[field].errors[0]) in page.replace("&quot;", '"')
    with scope(organisation=cast.organisation_id):
        assert not Service.objects.exists()


def test_one_tap_says_that_an_entry_was_checked_today(cast: Cast) -> None:
    service_id, browser = a_service(cast.coordinator), browser_of(cast.hotline)
    assert "не проверяли" in browser.get(url("service", service_id)).content.decode()
    assert browser.get(url("verify", service_id)).status_code == 405
    assert browser.post(url("verify", service_id)).status_code == 302
    page = browser.get(url("service", service_id)).content.decode()
    assert cast.hotline.pseudonym in page and "не проверяли" not in page


def test_an_entry_goes_out_of_use_and_comes_back(cast: Cast) -> None:
    service_id, browser = a_service(cast.coordinator), browser_of(cast.social)
    assert browser.post(url("retire", service_id)).status_code == 302
    page = browser.get(url("service", service_id)).content.decode()
    assert url("restore", service_id) in page and url("add_dealing", service_id) not in page
    assert "Кабинет на Северной" not in browser.get(url("list")).content.decode()
    assert "не используется" in browser.get(url("list"), {"retired": "on"}).content.decode()
    assert browser.post(url("restore", service_id)).status_code == 302
    assert "Кабинет на Северной" in browser.get(url("list")).content.decode()


def test_who_may_open_what(cast: Cast) -> None:
    service_id = a_service(cast.coordinator)
    dealing_id = a_dealing(cast.coordinator, service_id)
    seen = (url("list"), url("service", service_id), url("dealing", dealing_id))
    kept = (
        url("add"),
        url("edit", service_id),
        url("add_dealing", service_id),
        url("edit_dealing", dealing_id),
    )
    editors = {"case_manager", "social", "hotline", "lawyer", "coordinator"}
    for role, person in cast.by_role().items():
        browser = browser_of(person)
        for address in seen:
            expected = 404 if role in ("keeper", "stock", "volunteer") else 200
            assert browser.get(address).status_code == expected, (role, address)
        for address in kept:
            expected = 200 if role in editors else 404
            assert browser.get(address).status_code == expected, (role, address)
        posted = browser.post(url("verify", service_id)).status_code
        assert posted == (302 if role in editors else 404), role
        page = browser.get(url("service", service_id)).content.decode()
        assert (url("verify", service_id) in page) is (role in editors)
        exported = browser.get(url("list"), {"format": "csv"}).status_code
        assert exported == (200 if role == "coordinator" else 404), role


def test_another_team_shares_the_directory_and_another_house_finds_nothing(cast: Cast) -> None:
    service_id = a_service(cast.coordinator)
    dealing_id = a_dealing(cast.coordinator, service_id)
    assert browser_of(cast.outsider).get(url("service", service_id)).status_code == 200
    browser = browser_of(cast.stranger)
    assert "Кабинет на Северной" not in browser.get(url("list")).content.decode()
    for address in (
        url("service", service_id),
        url("edit", service_id),
        url("add_dealing", service_id),
        url("dealing", dealing_id),
        url("edit_dealing", dealing_id),
    ):
        assert browser.get(address).status_code == 404, address
        missing = address.replace(str(service_id), str(day_id()))
        assert browser.get(missing.replace(str(dealing_id), str(day_id()))).status_code == 404
    for name, identifier in (
        ("verify", service_id),
        ("retire", service_id),
        ("restore", service_id),
        ("settle", dealing_id),
    ):
        assert browser.post(url(name, identifier), {"outcome": "kept"}).status_code == 404
    assert browser.post(url("edit", service_id), sent()).status_code == 404
    assert browser.post(url("add"), sent(record_id=str(service_id))).status_code == 404


@pytest.mark.mission("S25")
def test_a_regional_contact_person_is_found_by_region_and_never_by_name(cast: Cast) -> None:
    browser = browser_of(cast.case_manager)
    facts = sent(
        kind="contact", label="Контакт в Якутске", region="RU-SA", way_in="", city="Якутск"
    )
    assert browser.post(url("add"), facts).status_code == 302
    assert "никогда не имя" in browser.get(url("add")).content.decode()
    found = browser.get(url("list"), {"region": "RU-SA", "kind": "contact"}).content.decode()
    assert "Контакт в Якутске" in found


def test_an_entry_is_three_questions_however_long_its_log(
    cast: Cast, django_assert_num_queries: Any
) -> None:
    service_id = a_service(cast.coordinator, prices=(price("rapid_test", 0),))
    actor = cast.psychologist.actor
    for _ in range(2):
        for _ in range(3):
            a_dealing(cast.coordinator, service_id)
        with django_assert_num_queries(3):
            context = service_context(actor, service_id)
    assert len(context["dealings"]) == 6
