"""What is typed under a seal on a page of testing, referrals or the directory stays under it.

A person opens the notes with their phrase, types, saves, and reads it on the object's own page;
no table holds a word of it.
"""

import re
from collections.abc import Iterator
from uuid import UUID

import pytest
from django.conf import settings
from django.test import Client as Browserless
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from ravny.core.vault import fields, reader
from tests.cast import HOUSE, NEAR_TEAM, Cast, Person, sign_in
from tests.conftest import Doors
from tests.referrals.makers import ANONYMOUS, make_places
from tests.testing.makers import CITIZEN, new_client

from .canary import tables_holding

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

PHRASE = "семь простых слов знает только тот человек"
TEST, WAY, CONTACT = "канарейкаТест", "канарейкаПуть", "канарейкаЯвка"


def give_keys_and_circles(person: Person) -> None:
    """Let somebody join with the phrase; make the circles of their team and of the house."""
    keyring = reader.make_staff_keyring(actor=person.actor, phrase=PHRASE)
    for kind, subject_id in (("team", NEAR_TEAM), ("organisation", HOUSE)):
        reader.make_circle(actor=person.actor, keyring=keyring, kind=kind, subject_id=subject_id)


@pytest.fixture
def desk(
    doors: Doors, cast: Cast, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Page]:
    """The case manager's browser, the notes opened with the phrase."""
    monkeypatch.setattr(fields, "_known_circles", {})
    monkeypatch.setattr(fields, "_known_epochs", {})
    give_keys_and_circles(cast.case_manager)
    session = sign_in(Browserless(), cast.case_manager).cookies[settings.SESSION_COOKIE_NAME].value
    context = browser.new_context(base_url=doors.desk, viewport={"width": 1280, "height": 800})
    context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": doors.desk}]
    )
    page = context.new_page()
    page.goto("/")
    page.locator("[data-unlock]").first.click()
    page.locator("#unlock-phrase").fill(PHRASE)
    page.locator("#unlock [data-phrase-form] [type=submit]").click()
    expect(page.locator("#unlock")).not_to_be_visible(timeout=60_000)
    yield page
    context.close()


def choose(page: Page, name: str, value: str) -> None:
    """Tap the label of a choice."""
    page.locator(f"main label:has([name='{name}'][value='{value}'])").click()


def save(page: Page, words: str, address: str) -> None:
    """Type into the page's only sealed box, save, and wait for the object's own page."""
    box = page.locator("main [data-sealed-field] textarea")
    expect(box).to_have_count(1)
    box.fill(words)
    page.locator("main form .btn.primary[type=submit]").click()
    page.wait_for_url(re.compile(address))


def read(page: Page, words: str) -> None:
    """Open the sealed text of an object's own page."""
    expect(page.locator("main")).not_to_contain_text(words)
    note = page.locator("main .sealed").filter(has=page.locator("[data-sealed-toggle]"))
    expect(note).to_have_count(1)
    note.locator("[data-sealed-toggle]").click()
    expect(note.locator("[data-sealed-text]")).to_have_text(words)


def record_a_test(page: Page, client_id: UUID) -> None:
    page.goto(f"{reverse('testing:record')}?client={client_id}&infection=hiv")
    if not page.locator("[data-sealed-field]").count():
        choose(page, "channel", "home")
        page.locator("main [name=show]").click()
    choose(page, "safety", "safe")
    choose(page, "hiv-previous", "never")
    for tick in ("counselled", "consented", "returned", "post_counselled"):
        page.locator(f"main label:has([name=hiv-{tick}])").click()
    choose(page, "hiv-result", "nonreactive")
    save(page, TEST, "/testing/[0-9a-f-]{36}/$")


def refer(page: Page, client_id: UUID) -> None:
    question = f"client={client_id}&reason=confirmation&infection=hiv&service={ANONYMOUS}"
    page.goto(f"{reverse('referrals:open')}?{question}")
    choose(page, "urgency", "soon")
    page.locator("main label:has([name=consented])").click()
    save(page, WAY, "/referrals/[0-9a-f-]{36}/$")


def enter_a_service(page: Page) -> None:
    page.goto(reverse("directory:add"))
    page.locator("main [name=kind]").select_option("contact")
    page.locator("main [name=label]").fill("Дежурная в приёмном покое")
    save(page, CONTACT, "/directory/[0-9a-f-]{36}/$")


def test_a_note_of_each_room_is_read_again_and_lies_in_no_table(desk: Page, cast: Cast) -> None:
    make_places(HOUSE)
    client_id = new_client(cast.case_manager, CITIZEN)
    record_a_test(desk, client_id)
    read(desk, TEST)
    refer(desk, client_id)
    read(desk, WAY)
    enter_a_service(desk)
    read(desk, CONTACT)
    assert tables_holding(TEST, WAY, CONTACT) == []
    # The search itself finds what is not sealed.
    assert tables_holding("Дежурная в приёмном покое") != []
