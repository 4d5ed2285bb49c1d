"""From the invitation's link to the first opened note; in between nobody is shown an error."""

from base64 import b32decode

import pytest
from playwright.sync_api import Browser, Page, expect

from ravny.core.kit.clock import now
from ravny.core.kit.ids import day_id
from ravny.core.staff.operations import add_account
from ravny.core.staff.secrets import totp_code
from ravny.core.staff.types import AccountFacts, Role
from ravny.core.vault import fields
from tests.cast import NEAR_TEAM, Cast
from tests.conftest import Doors

from .at_the_desk import PATIENCE, desk, expect_open, join, page_of_notes, unlock

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

NOTE = "Канарейка"


def accept(page: Page, link: str) -> None:
    """Do what the joining page asks."""
    page.goto(link)
    words = page.locator("[data-step=words]")
    expect(words).to_be_visible(timeout=PATIENCE)
    drawn = " ".join(page.locator("[data-list] li").all_inner_texts())
    words.locator("[data-next]").click()
    page.locator("#phrase").fill(drawn)
    page.locator("[data-step=repeat] [data-next]").click()
    secret = b32decode(page.locator("[data-step=code] .code").inner_text().replace(" ", ""))
    page.locator("[name=code]").fill(totp_code(secret, now()))
    page.locator("[data-step=code] [type=submit]").click()
    page.wait_for_url("**/", timeout=PATIENCE)


@pytest.mark.parametrize("width", [360, 1280])
def test_an_invited_colleague_is_told_what_is_missing_until_the_first_note_opens(
    cast: Cast, doors: Doors, browser: Browser, monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    monkeypatch.setattr(fields, "_known_circles", {})
    monkeypatch.setattr(fields, "_known_epochs", {})
    join(cast.social)
    notes = page_of_notes(cast, [NOTE, NOTE])
    facts = AccountFacts("farida", "Фарида", (Role.SOCIAL.value,), teams=(NEAR_TEAM,))
    token = add_account(actor=cast.coordinator.actor, account_id=day_id(), facts=facts)
    context = browser.new_context(
        base_url=doors.desk, viewport={"width": width, "height": 800}, locale="ru-RU"
    )
    newcomer = context.new_page()
    accept(newcomer, f"/staff/join/{token}")
    # The keys are made and open at once; Today says whose turn it is.
    expect_open(newcomer)
    expect(newcomer.locator("main .task", has_text="Ваши ключи готовы")).to_have_count(1)
    expect(newcomer.locator("main .task", has_text="Фарида")).to_have_count(0)
    newcomer.goto(notes)
    newcomer.locator("[data-sealed-toggle]").first.click()
    why = newcomer.locator("[data-why-shut]")
    expect(why).to_have_attribute("role", "status")
    expect(why).to_contain_text("Коллега")
    newcomer.goto("/vault/own")
    expect(newcomer.locator("main .note.now")).to_contain_text("Коллега")
    with desk(browser, doors.desk, cast.social) as colleague:
        colleague.goto("/vault/circles/")
        unlock(colleague)
        colleague.locator("[data-do-due]").click()
        expect(colleague.locator("[data-do-due]")).to_be_hidden(timeout=PATIENCE)
    newcomer.goto(notes)
    newcomer.locator("[data-sealed-toggle]").first.click()
    expect(newcomer.locator("[data-sealed-text]").first).to_have_text(NOTE, timeout=PATIENCE)
    newcomer.goto("/vault/own")
    expect(newcomer.locator("main .note.now")).to_have_count(0)
    context.close()
