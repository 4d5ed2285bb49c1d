"""Rapid tests on the form: none without consent, no step chosen for anybody, a warning first."""

import pytest
from django_scopes import scope
from playwright.sync_api import expect

from ravny.services.stock.models import Movement
from ravny.services.testing.models import Assay
from tests.cast import HOUSE, Cast
from tests.outreach.phones import KIT, lay_kits

from .arrivals import received_tests
from .phone import Phone

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def night(phone: Phone, scene: Cast) -> Phone:
    """A phone on a shift, with two lots of a kit in its owner's bag."""
    lay_kits(scene, scene.peer, SOON=20, LATE=300)
    return phone.register(scene.peer).open_shift()


def refused(phone: Phone, beside: str, words: str) -> None:
    """Save, and be told beside what it is about."""
    phone.tap("[form=contact]")
    expect(phone.page.locator(beside)).to_contain_text(words)
    expect(phone.page.locator("[data-save-error]")).to_contain_text(words)


def test_the_safety_question_stands_alone_until_it_is_answered(night: Phone) -> None:
    night.fill_kit()
    night.choose_test("hiv", safety="")
    rest = night.page.locator("[data-after-safety]")
    expect(rest).to_be_hidden()
    assert night.page.locator("[name=safety]:checked").count() == 0
    refused(night, "[data-safety-error]", "вопрос о безопасности")
    skip = night.page.locator("label:has([name=safety][value=not_asked])")
    expect(skip).to_have_text("Не сейчас")
    night.tap("label:has([name=safety][value=unsafe])")
    expect(rest).to_be_visible()
    expect(night.page.locator("[data-safety-error]")).to_be_hidden()
    night.tap("[data-tested] [data-both]")
    night.result("hiv", "nonreactive")
    night.save()
    night.choose_test("syphilis", safety="")
    expect(rest).to_be_hidden()
    night.look_away()
    (one,) = received_tests(1, "nonreactive")
    assert one.safety == "unsafe"


def test_a_result_without_consent_is_refused_beside_the_tick(night: Phone) -> None:
    night.fill_kit()
    night.choose_test("hiv", ticks=False)
    night.result("hiv", "nonreactive")
    refused(night, "[data-consent-error]", "Без согласия")
    night.tap("label:has([data-consented])")
    expect(night.page.locator("[data-consent-error]")).to_be_hidden()
    night.save()
    night.look_away()
    (one,) = received_tests(1, "nonreactive")
    assert (one.counselled_on, one.safety) == (None, "not_asked")


def test_a_ticked_test_without_a_result_is_refused(night: Phone) -> None:
    night.fill_kit()
    night.choose_test("hiv", "syphilis")
    night.result("hiv", "nonreactive")
    beside = f"{night.block('syphilis')} [data-result-error]"
    refused(night, beside, "Отметьте, что показал тест")
    night.result("syphilis", "nonreactive")
    expect(night.page.locator(beside)).to_be_hidden()
    night.save()


def test_nothing_is_preselected_and_safe_ways_come_first(night: Phone) -> None:
    night.choose_test("hiv")
    night.result("hiv", "reactive")
    steps = night.page.locator(f"{night.block()} [data-name=step]")
    values = [one.get_attribute("value") for one in steps.all()]
    assert values == ["second_test", "anonymous", "lawyer", "centre", "later", "declined"]
    assert night.page.locator("[data-name=step]:checked, [data-name=due]:checked").count() == 0
    night.next_step("later")
    assert night.page.locator("[data-name=due]:checked").get_attribute("value") == "1"


def test_the_centre_needs_the_warning(night: Phone) -> None:
    night.fill_kit(who="new")
    night.choose_test("hiv")
    night.result("hiv", "reactive")
    night.next_step("centre")
    warning = night.page.locator(f"{night.block()} [data-centre-part]")
    expect(warning).to_contain_text("нежелательности пребывания")
    refused(night, "[data-warned-error]", "кто об этом узнает")
    night.tap("label:has([data-warned])")
    night.save()
    night.look_away()
    (one,) = received_tests(1, "reactive")
    assert (one.step, one.step_warned) == ("centre", True)


def test_without_a_code_a_code_is_offered(night: Phone) -> None:
    night.fill_kit(who="again")
    night.choose_test("hiv")
    night.result("hiv", "reactive")
    hint = night.page.locator(f"{night.block()} [data-no-code]")
    expect(hint).to_contain_text("Без кода никто не сможет напомнить")
    night.tap(f"{night.block()} [data-give-code]")
    expect(night.page.locator("[data-new-code] output")).not_to_have_text("")
    expect(hint).to_be_hidden()
    night.next_step("anonymous")
    night.save()
    night.look_away()
    (one,) = received_tests(1, "reactive")
    assert one.client_id and one.referral_id


def test_the_second_rapid_test_opens_another_block(night: Phone) -> None:
    night.fill_kit(who="new")
    night.choose_test("hiv")
    night.result("hiv", "reactive")
    night.next_step("second_test")
    night.result("hiv", "reactive", second=True)
    offered = night.page.locator(f"{night.block(second=True)} [data-name=step]").first
    assert offered.get_attribute("value") == "anonymous"
    night.next_step("anonymous", second=True)
    night.save()
    expect(night.page.locator("#contact [data-block]")).to_have_count(0)
    night.look_away()
    found = received_tests(2, "reactive")
    assert {(one.purpose, one.step) for one in found} == {
        ("screening", "second_test"), ("second", "anonymous"),
    }  # fmt: skip


def test_an_invalid_try_is_counted_and_takes_a_kit(night: Phone) -> None:
    night.fill_kit()
    night.choose_test("hiv")
    chosen = night.page.locator(f"{night.block()} [data-name=lot]")
    assert [one.is_checked() for one in chosen.all()] == [True, False]
    night.tap(f"{night.block()} label:has([data-name=lot]) >> nth=1")
    night.result("hiv", "invalid")
    night.tap(f"{night.block()} [data-repeat]")
    expect(night.page.locator(f"{night.block()} [data-tries]")).to_have_text("1")
    night.result("hiv", "nonreactive")
    night.save()
    night.look_away()
    received_tests(1, "nonreactive")
    with scope(organisation=HOUSE):
        assays = Assay.objects.values_list("result", "lot__number")
        assert list(assays) == [("invalid", "LATE"), ("nonreactive", "LATE")]
        issued = Movement.objects.filter(lot__item_id=KIT, reason="issued")
        assert sum(issued.values_list("change", flat=True)) == -2


def test_an_unticked_test_is_forgotten(night: Phone) -> None:
    night.fill_kit()
    night.choose_test("hiv")
    night.result("hiv", "reactive")
    night.tap("label:has([name=test][value=hiv])")
    expect(night.page.locator("[data-tested]")).to_be_hidden()
    night.save()
    night.look_away()
    night.page.wait_for_timeout(1_000)
    received_tests(0)


def test_a_test_is_recorded_by_keyboard_alone(night: Phone) -> None:
    night.fill_kit()
    page = night.page
    page.locator("[name=test][value=hiv]").focus()
    page.keyboard.press("Space")
    page.locator("[name=safety][value=declined]").focus()
    page.keyboard.press("ArrowDown")
    assert page.locator("[name=safety]:checked").get_attribute("value") == "not_asked"
    page.locator("[data-tested] [data-both]").first.focus()
    page.keyboard.press("Enter")
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.dataset.name") == "result":
            break
    page.keyboard.press("ArrowDown")
    assert page.locator("[data-name=result]:checked").get_attribute("value") == "reactive"
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.dataset.name") == "step":
            break
    page.keyboard.press("ArrowDown")
    assert page.locator("[data-name=step]:checked").get_attribute("value") == "anonymous"
