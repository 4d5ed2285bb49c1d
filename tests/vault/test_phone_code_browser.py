"""Adding a phone at the desk: the root is compared before the code is shown, the page goes on."""

import re
from base64 import b64encode
from uuid import UUID

import pytest
from django_scopes import scope
from playwright.sync_api import Page, expect

from ravny.core.vault import operations, shares
from ravny.core.vault.models import Phone
from tests.cast import HOUSE

from .desks import LONG, Desks, desks
from .test_phones import new_key, spki
from .trusting import OTHER_SEED, SEED, hold

__all__ = ["desks"]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(300),
]
LINK = "#code-picture a"


def remember(page: Page, seed: bytes) -> None:
    """Let the browser have compared a root on an earlier day."""
    stored = b64encode(shares.keys_of(seed).root_public).decode()
    page.evaluate("root => localStorage.setItem('ravny.root', root)", stored)


def ask(page: Page) -> str:
    """Press the button; return the fragment of the link, "" when none is shown."""
    page.goto("/vault/phones/")
    page.get_by_role("button", name="Добавить телефон").click()
    page.wait_for_load_state("networkidle")
    link = page.locator(LINK)
    if not link.is_visible():
        return ""
    return re.sub(r".*#", "", str(link.get_attribute("href")))


def register(fragment: str) -> UUID:
    token = fragment.partition(".")[0]
    return operations.register_phone(token=token, public_key_spki=spki(new_key())).phone_id


def test_the_page_of_the_code_goes_on_when_the_phone_has_registered(desks: Desks) -> None:
    page = desks.of(desks.cast.peer, locked=True)
    phone_id = register(ask(page))
    with scope(organisation=HOUSE):
        label = Phone.objects.get().label
    expect(page.locator("#invited strong")).to_have_text(label, timeout=LONG)
    expect(page.locator("#code-picture")).to_be_hidden()
    page.get_by_role("link", name="Да, то же самое").click()
    expect(page.locator("h1")).to_have_text(f"Телефон {label}")
    assert page.url.endswith(f"/vault/phones/{phone_id}/")


def test_a_phone_that_shows_another_name_is_revoked_at_once(desks: Desks) -> None:
    page = desks.of(desks.cast.peer, locked=True)
    register(ask(page))
    page.get_by_role("button", name="Нет, отозвать его").click(timeout=LONG)
    expect(page.locator("h1")).to_contain_text("Телефон")
    with scope(organisation=HOUSE):
        assert Phone.objects.get().state == "revoked"


def test_a_browser_that_compared_the_root_shows_the_code_even_locked(desks: Desks) -> None:
    hold(desks.cast)
    page = desks.of(desks.cast.peer, locked=True)
    remember(page, SEED)
    assert "." in ask(page)
    expect(page.locator("[data-phone-refused]")).to_be_hidden()
    expect(page.locator("[data-phone-unpinned]")).to_be_hidden()


def test_a_browser_that_compared_none_says_so(desks: Desks) -> None:
    hold(desks.cast)
    page = desks.of(desks.cast.peer, locked=True)
    assert "." in ask(page)
    expect(page.locator("[data-phone-unpinned]")).to_contain_text("ещё не сравнивал")


@pytest.mark.parametrize("held", [True, False])
def test_no_code_under_another_root_than_the_one_compared(desks: Desks, held: bool) -> None:
    if held:
        hold(desks.cast)
    page = desks.of(desks.cast.peer, locked=True)
    remember(page, OTHER_SEED)
    assert ask(page) == ""
    expect(page.locator("[data-phone-refused]")).to_contain_text("Стоп")
    assert page.locator("#code svg").count() == 0 and page.locator(LINK).count() == 0


def test_by_keyboard_a_phone_is_revoked_and_taken_back(desks: Desks) -> None:
    with scope(organisation=HOUSE):
        phone = Phone.objects.create(
            organisation_id=HOUSE, account_id=desks.cast.peer.account_id, public_key=b"-",
            label="A2A2",
        )  # fmt: skip
    page = desks.of(desks.cast.peer, locked=True)
    page.goto(f"/vault/phones/{phone.id}/")
    opener = page.locator("[popovertarget=revoke]").first
    opener.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#revoke")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#revoke")).to_be_hidden()
    expect(opener).to_be_focused()
    page.keyboard.press("Enter")
    page.locator("#revoke [type=submit]").focus()
    page.keyboard.press("Enter")
    expect(page.locator("[popovertarget=restore]").first).to_be_visible()
    page.locator("[popovertarget=restore]").first.focus()
    page.keyboard.press("Enter")
    page.locator("#restore [type=submit]").focus()
    page.keyboard.press("Enter")
    expect(page.locator("[popovertarget=revoke]").first).to_be_visible()
    phone.refresh_from_db()
    assert phone.state == "active"
