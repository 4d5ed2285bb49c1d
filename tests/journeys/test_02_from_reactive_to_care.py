"""Journey 2: from a reactive test to an undetectable viral load, step by step in a browser.

The cascade moves at each step; a step that nobody takes becomes somebody's task on *Today*, and
goes from there when it is taken.
"""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from django.conf import settings
from playwright.sync_api import BrowserContext, Page, expect

from ravny.core.kit.clock import today
from ravny.core.vault import fields, reader
from ravny.insight.indicators.operations import find_missed_steps
from tests.cast import HOUSE, Cast, browser_of
from tests.conftest import Doors
from tests.indicators.people import person_at
from tests.referrals.makers import a_client, make_places
from tests.vault.conftest import give_keys

from .canary import tables_holding

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(240),
]

CANARY = "канарейкаПуть"
SPAN = f"?first={today() - timedelta(days=100)}&last={today()}"


@pytest.fixture
def desk(
    doors: Doors, cast: Cast, context: BrowserContext, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Page]:
    """The coordinator's laptop, in a house with places to send people to and a team with keys."""
    monkeypatch.setattr(fields, "_known_circles", {})
    make_places(HOUSE)
    keyring = give_keys(cast.social)
    reader.make_circle(
        actor=cast.social.actor, keyring=keyring, kind="team", subject_id=cast.near_team_id
    )
    cookie = browser_of(cast.coordinator).cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": doors.desk}]
    )
    page = context.new_page()
    page.set_default_timeout(60_000)
    yield page


def cascade(page: Page, desk: str) -> list[str]:
    """The figures of the cascade of HIV, from reactive to undetectable."""
    page.goto(f"{desk}/reports/linkage/{SPAN}")
    cells = page.locator("table.cascade tbody tr td.n")
    return [text.strip() for text in cells.all_inner_texts()]


def choose(page: Page, name: str, value: str) -> None:
    """Tap one choice of a group."""
    page.locator(f"label:has([name='{name}'][value='{value}'])").first.click()


def test_from_reactive_to_care(desk: Page, doors: Doors, cast: Cast) -> None:
    client_id = a_client(cast, country="UZ", legal_status="work", languages=("uz",))
    record_a_reactive_test(desk, doors.desk, client_id)
    choose_the_anonymous_way(desk)
    assert cascade(desk, doors.desk) == ["1", "0", "0", "0", "0", "0"]

    arrive(desk, doors.desk)
    assert cascade(desk, doors.desk) == ["1", "1", "0", "0", "0", "0"]

    confirm(desk, doors.desk)
    assert cascade(desk, doors.desk) == ["1", "1", "1", "0", "0", "0"]

    take_the_steps_of_care(desk, doors.desk, client_id)
    assert tables_holding(CANARY) == []


def record_a_reactive_test(page: Page, desk: str, client_id: UUID) -> None:
    """From the card: safety first, counselling, consent, kit, result given back, a note."""
    page.goto(f"{desk}/card/{client_id}/")
    page.get_by_role("link", name="Записать тест").click()
    choose(page, "channel", "office")
    choose(page, "infections", "hiv")
    page.get_by_role("button", name="Показать тесты").click()
    choose(page, "safety", "safe")
    for tick in ("counselled", "consented", "returned", "post_counselled"):
        page.locator(f"[name=hiv-{tick}]").check()
    choose(page, "hiv-previous", "never")
    choose(page, "hiv-result", "reactive")
    page.locator("textarea").fill(CANARY)
    page.get_by_role("button", name="Записать тесты").click()
    expect(page.locator("h1")).to_contain_text("Следующий шаг")


def choose_the_anonymous_way(page: Page) -> None:
    """Nothing is preselected; the place that reports stands behind a warning."""
    ways = page.locator("[name=way]")
    values = [str(one.get_attribute("value")) for one in ways.all()]
    assert [value.partition(":")[0] for value in values] == [
        "second_test", "anonymous", "lawyer", "centre", "later", "declined",
    ]  # fmt: skip
    assert not any(one.is_checked() for one in ways.all())
    choose(page, "way", values[3])
    page.locator("[name=consented]").check()
    page.get_by_role("button", name="Записать выбор").click()
    expect(page.locator("h1")).to_contain_text("Следующий шаг")
    expect(page.locator("[id^=id_warned] .error, .error[id*=warned]").first).to_be_visible()
    choose(page, "way", values[1])
    page.locator("[name=escort]").check()
    page.get_by_role("button", name="Записать выбор").click()
    expect(page.locator("h1")).to_contain_text("Переадресация")
    expect(page.locator(".stages [aria-current=step]")).to_contain_text("отправлена")


def only_referral(page: Page, desk: str) -> None:
    """Open the one referral that waits on the board."""
    page.goto(f"{desk}/referrals/")
    page.locator(".sheet tbody a[href*='/referrals/']").first.click()


def arrive(page: Page, desk: str) -> None:
    """The anonymous place confirms that the client was there."""
    only_referral(page, desk)
    choose(page, "to", "arrived")
    choose(page, "proof", "provider")
    page.get_by_role("button", name="Записать", exact=True).first.click()
    expect(page.locator(".stages [aria-current=step]")).to_contain_text("дошёл")


def confirm(page: Page, desk: str) -> None:
    """A laboratory's paper concludes; a rapid test never does."""
    page.goto(f"{desk}/reports/linkage/{SPAN}&gap=confirmed")
    page.get_by_role("link", name="Записать подтверждение").click()
    choose(page, "channel", "office")
    page.get_by_role("button", name="Показать тесты").click()
    choose(page, "safety", "not_asked")
    choose(page, "hiv-previous", "never")
    for tick in ("counselled", "consented"):
        page.locator(f"[name=hiv-{tick}]").check()
    page.get_by_role("button", name="Записать тесты").click()
    expect(page.locator("#act-conclude")).to_be_visible()
    choose(page, "conclusion", "positive")
    choose(page, "proof", "document")
    page.locator("form:has([name=conclusion]) button").click()
    expect(page.locator("#conclusion")).to_be_visible()


def care_form(page: Page, name: str, **told: str) -> None:
    """Write down a milestone of care from the card."""
    page.locator(f"a[href*='/care/{name}/']").first.click()
    for field, value in told.items():
        box = page.locator(f"[name={field}]").first
        kind = box.evaluate("box => box.tagName + ':' + (box.type || '')")
        if kind == "INPUT:radio":
            choose(page, field, value)
        elif kind.startswith("SELECT"):
            box.select_option(value)
        else:
            box.fill(value)
    page.get_by_role("button", name="Сохранить").click()
    expect(page.locator("#panel-care")).to_be_visible()


def take_the_steps_of_care(page: Page, desk: str, client_id: UUID) -> None:
    """Registered from a distance, treated through the home country, undetectable."""
    card = f"{desk}/card/{client_id}/"
    done = ["1", "1", "1"]
    steps: list[tuple[str, dict[str, str]]] = [
        ("register", {"mode": "remote", "country": "UZ", "proof": "provider"}),
        ("treat", {"source": "home", "proof": "client"}),
        ("lab", {"lab": "viral_load", "value": "20", "proof": "document"}),
    ]
    for name, told in steps:
        page.goto(card)
        care_form(page, name, **told)
        done.append("1")
        assert cascade(page, desk) == [*done, *("0" for _left in range(6 - len(done)))]
    expect(page.get_by_text("через страну исхода")).to_be_visible()
    page.goto(card)
    expect(page.locator(".stages li.done")).to_have_count(3)


def test_a_missed_step_becomes_somebodys_task_before_it_becomes_a_loss(
    desk: Page, doors: Doors, cast: Cast
) -> None:
    person_at(cast, "confirmed", since=40)
    find_missed_steps()
    desk.goto(f"{doors.desk}/")
    row = desk.get_by_text("Диагноз подтверждён, на учёт не встал", exact=True)
    expect(row).to_be_visible()
    desk.get_by_role("link", name="Записать постановку на учёт").first.click()
    desk.locator("[name=country]").select_option("RU")
    choose(desk, "mode", "in_person")
    choose(desk, "proof", "document")
    desk.get_by_role("button", name="Сохранить").click()
    expect(desk.locator("#panel-care")).to_be_visible()
    desk.goto(f"{doors.desk}/")
    expect(desk.get_by_text("Диагноз подтверждён, на учёт не встал")).to_have_count(0)
    assert cascade(desk, doors.desk)[3] == "1"
