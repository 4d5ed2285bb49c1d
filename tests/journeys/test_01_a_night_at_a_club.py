"""Journey 1: a night at a club, from a phone without network to the safe next step and the month.

Everything goes through a real browser: the worker's phone (its own profile, killed and started
again, its clock moved) and the coordinator's laptop.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.conf import settings
from django_scopes import scope
from playwright.sync_api import BrowserContext, Page, expect

from ravny.core.kit.clock import today
from ravny.core.kit.ids import day_id
from ravny.core.vault import reader
from ravny.people.clients.models import Client
from ravny.services.encounters.models import Encounter
from ravny.services.stock import operations as stock
from ravny.services.stock.models import Movement
from tests.cast import HOUSE, Cast, browser_of
from tests.conftest import Doors
from tests.field.arrivals import arrived, encounters, received_tests, shifts
from tests.field.phone import CONDOMS, QUEUED, Phone
from tests.outreach.phones import KIT, lay_kits
from tests.referrals.makers import make_places
from tests.vault.conftest import give_keys

from .canary import tables_holding

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CANARY = "канарейкаНочь"
NEAR, FAR = "C-NEAR", "C-FAR"


def fill_the_bag(cast: Cast) -> UUID:
    """Two lots of condoms in the worker's bag: 15 that expire soon, 100 that do not."""
    bag = stock.ensure_bag(actor=cast.stock.actor, account_id=cast.peer.account_id)
    for number, quantity, days in ((FAR, 100, 700), (NEAR, 15, 20)):
        stock.receive_delivery(
            actor=cast.stock.actor,
            delivery_id=day_id(),
            place_id=bag,
            item_id=CONDOMS,
            quantity=quantity,
            number=number,
            expires_on=today() + timedelta(days=days),
        )
    return bag


def give_the_team_keys(cast: Cast) -> None:
    """Make the team's circle, so that a note can be sealed to it on the phone."""
    keyring = give_keys(cast.social)
    reader.make_circle(
        actor=cast.social.actor, keyring=keyring, kind="team", subject_id=cast.near_team_id
    )


def issued(item_id: UUID = CONDOMS) -> dict[str, int]:
    """Return lot number → pieces of an item that were handed out or used."""
    with scope(organisation=HOUSE):
        rows = Movement.objects.filter(reason="issued", lot__item_id=item_id)
        found: dict[str, int] = {}
        for number, change in rows.values_list("lot__number", "change"):
            found[number] = found.get(number, 0) - change
        return found


@pytest.fixture
def laptop(doors: Doors, scene: Cast, context: BrowserContext) -> Iterator[Page]:
    """The coordinator's browser, signed in."""
    cookie = browser_of(scene.coordinator).cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": doors.desk}]
    )
    yield context.new_page()


def take_a_code(phone: Phone) -> str:
    """Give somebody met for the first time a code of the pool; return its ten digits."""
    phone.tap("label:has([name=who][value=new])")
    phone.tap("[data-take-code]")
    shown = phone.page.locator("[data-new-code] output")
    expect(shown).not_to_be_empty()
    return "".join(filter(str.isdigit, shown.inner_text()))


def type_the_code(phone: Phone, code: str) -> None:
    """Enter a card's code with the ten keys."""
    phone.tap("label:has([name=who][value=code])")
    for digit in code:
        phone.tap(f"[data-pad] [data-key='{digit}']")


def record_the_night(phone: Phone) -> None:
    """In the cellar there is no network: a shift, three people, two rapid tests.

    Eight taps at most for a meeting, twelve with a test.
    """
    phone.set_offline(True)
    phone.open_shift()
    phone.page.locator(".more:has(#note) > summary").click()
    phone.page.locator("#note").fill(CANARY)
    phone.taps = 0
    phone.fill_kit()
    phone.save()
    assert phone.taps <= 8
    meet_one_who_waits(phone)
    meet_one_who_is_reactive(phone)
    expect(phone.page.locator("[data-offline]")).to_be_visible()
    assert encounters() == []


def meet_one_who_waits(phone: Phone) -> None:
    """Counselled, agreed, and the strip needs its fifteen minutes."""
    phone.taps = 0
    phone.fill_kit()
    phone.choose_test("hiv")
    phone.result("hiv", "wait")
    phone.save()
    assert phone.taps <= 12


def meet_one_who_is_reactive(phone: Phone) -> None:
    """Somebody new, whose country nobody asked: the safe ways stand first, none is chosen."""
    phone.taps = 0
    phone.fill_kit(who="new")
    phone.tap("[data-take-code]")
    phone.choose_test("hiv")
    phone.result("hiv", "reactive")
    steps = phone.page.locator(f"{phone.block()} [data-name=step]")
    offered = [one.get_attribute("value") for one in steps.all()]
    assert offered[:4] == ["second_test", "anonymous", "lawyer", "centre"]
    assert not any(one.is_checked() for one in steps.all())
    phone.told()
    phone.next_step("anonymous", due=1)
    phone.save()
    assert phone.taps <= 12


def read_what_waited(phone: Phone) -> None:
    """After the battery died: the queue is there, and the strip is read behind the PIN."""
    assert phone.queued() == 4
    expect(phone.page.locator("[data-waiting-text]")).to_have_count(1)
    phone.open_waiting()
    phone.result("hiv", "nonreactive")
    phone.told()
    phone.save_late()
    assert phone.queued() == 5


def come_out_into_the_network(phone: Phone) -> None:
    """Everything arrives, once, however often the phone asks."""
    phone.kill()
    phone.offline = False
    phone.start().open()
    arrived(3)
    received_tests(2)
    expect(phone.page.locator(QUEUED)).to_have_text("0")
    for _again in range(3):
        phone.look_away()
    phone.page.wait_for_timeout(800)
    arrived(3)
    tests = received_tests(2)
    assert {(one.result, one.consented_on, one.returned_on) for one in tests} == {
        ("nonreactive", today(), today()), ("reactive", today(), today()),
    }  # fmt: skip
    (shift,) = shifts()
    assert {one.shift_id for one in encounters()} == {shift.id}
    assert {one.day for one in encounters()} == {today()}


def look_at_the_night(laptop: Page, desk: str) -> None:
    """The coordinator sees it on Today, in the log and in the month's table."""
    laptop.goto(f"{desk}/")
    expect(laptop.get_by_text("Пришло с последних смен", exact=True)).to_be_visible()
    laptop.get_by_role("link", name="Посмотреть контакты").click()
    expect(laptop.locator(".sheet tbody tr")).to_have_count(3)
    laptop.goto(f"{desk}/reports/monthly/")
    total = laptop.locator("tr.sum td")
    for column, figure in ((0, "3"), (1, "1"), (2, "2"), (3, "30")):
        expect(total.nth(column)).to_have_text(figure)


def lead_on_safely(laptop: Page, desk: str) -> None:
    """The referral that was begun in the dark waits for a place; a place that reports needs more.

    The client's country was never asked, so they may be a foreigner.
    """
    laptop.goto(f"{desk}/referrals/")
    expect(laptop.locator(".sheet tbody tr")).to_have_count(1)
    laptop.locator(".sheet tbody a[href*='/referrals/']").first.click()
    tomorrow = (today() + timedelta(days=1)).isoformat()
    expect(laptop.locator("#task_follow_up_on")).to_have_value(tomorrow)
    laptop.get_by_role("link", name="Выбрать, куда").first.click()
    # The chosen way is the anonymous one: no place that reports stands among what is offered.
    expect(laptop.get_by_text("Возможно, клиент — иностранец")).to_be_visible()
    expect(laptop.get_by_role("heading", name="Анонимный кабинет")).to_be_visible()
    expect(laptop.locator("main")).not_to_contain_text("центр СПИД")
    laptop.get_by_role("link", name="Выбрать").last.click()
    laptop.locator("label:has([name=consented])").click()
    laptop.get_by_role("button", name="Отправить").click()
    expect(laptop.locator(".stages [aria-current=step]")).to_contain_text("отправлена")


@pytest.mark.mission("S114")
@pytest.mark.mission("S109")
@pytest.mark.mission("S111")
def test_a_night_at_a_club(phone: Phone, scene: Cast, laptop: Page, doors: Doors) -> None:
    fill_the_bag(scene)
    lay_kits(scene, scene.peer, SOON=20, LATE=300)
    make_places(HOUSE)
    give_the_team_keys(scene)
    phone.register(scene.peer)
    record_the_night(phone)

    # The battery dies; after the restart the queue is there and nothing of it can be read.
    phone.kill()
    assert phone.contains(CANARY) == []
    phone.start().open()
    read_what_waited(phone)

    come_out_into_the_network(phone)
    # Thirty condoms left the bag: the lot that expires first is gone, the rest of the other.
    assert issued() == {NEAR: 15, FAR: 15}
    assert issued(KIT) == {"SOON": 2}
    look_at_the_night(laptop, doors.desk)
    lead_on_safely(laptop, doors.desk)

    # The note went from the phone to the team, and no file of the phone and no table holds it.
    with scope(organisation=HOUSE):
        assert Encounter.objects.exclude(note=None).count() == 1
    assert tables_holding(CANARY) == []
    phone.kill()
    assert phone.contains(CANARY) == []


@pytest.mark.mission("S107")
def test_a_code_given_in_the_dark_leads_to_the_same_card_again(
    phone: Phone, scene: Cast, laptop: Page, doors: Doors
) -> None:
    phone.register(scene.peer)
    phone.set_offline(True)
    phone.open_shift()
    code = take_a_code(phone)
    phone.tap("label:has([name=age][value='25-29'])")
    phone.tap("[data-kit] button")
    phone.save()
    type_the_code(phone, code)
    phone.tap("label:has([name=age][value='25-29'])")
    phone.tap("[data-kit] button")
    phone.save()
    phone.kill()
    phone.offline = False
    phone.start().open()
    first, again = arrived(2)
    assert first.client_id == again.client_id is not None
    with scope(organisation=HOUSE):
        assert Client.objects.get(id=first.client_id).code == code
    laptop.goto(f"{doors.desk}/")
    laptop.locator("#find-code").fill(code)
    laptop.locator("#find-code").press("Enter")
    expect(laptop.locator(".timeline > li").first).to_be_visible()
    assert code not in laptop.url


def test_a_phone_whose_clock_went_wrong_is_flagged_and_loses_nothing(
    phone: Phone, scene: Cast, laptop: Page, doors: Doors
) -> None:
    phone.register(scene.peer)
    phone.page.clock.install(time=datetime.now(UTC) + timedelta(days=3))
    phone.open()
    # Three days later the list of sites is gone; it comes anew with the first word of the server.
    expect(phone.page.locator("#opening").get_by_text("П-3")).to_be_visible()
    phone.open_shift()
    phone.fill_kit()
    phone.save()
    phone.look_away()
    (one,) = arrived(1)
    assert one.clock_flag == "skew"
    laptop.goto(f"{doors.desk}/")
    expect(laptop.get_by_text("часы", exact=False).first).to_be_visible()
