"""A passkey of this computer opens again within the day, in a real browser.

Chromium's own virtual authenticator stands for the computer's finger-print reader.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django_scopes import scopes_disabled
from playwright.sync_api import Browser, CDPSession, Page, expect

from ravny.core.vault import fields, session_keys
from ravny.core.vault.models.people import Passkey
from tests.cast import Cast
from tests.conftest import Doors

from .at_the_desk import (
    PIN,
    ask_to_open,
    desk,
    expect_locked,
    expect_open,
    join,
    lock,
    prompt,
    type_phrase,
    unlock,
)

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

OWN = "/vault/own"


@dataclass
class Computer:
    """The authenticators that the browser sees."""

    cdp: CDPSession
    plugged: str = ""

    def plug(self, *, prf: bool = True) -> None:
        """Let this computer have an authenticator that verifies its person."""
        options = {
            "protocol": "ctap2",
            "ctap2Version": "ctap2_1",
            "transport": "internal",
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
            "hasPrf": prf,
        }
        answer = self.cdp.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        self.plugged = str(answer["authenticatorId"])

    def another(self) -> None:
        """Go to a computer that knows nothing of the passkeys made here."""
        self.cdp.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": self.plugged})
        self.plug()

    def keys(self) -> list[Any]:
        """What the authenticator holds."""
        held = self.cdp.send("WebAuthn.getCredentials", {"authenticatorId": self.plugged})
        return list(held["credentials"])

    def refuses(self) -> None:
        """A finger that is not the owner's."""
        answer = {"authenticatorId": self.plugged, "isUserVerified": False}
        self.cdp.send("WebAuthn.setUserVerified", answer)


@pytest.fixture
def page(
    doors: Doors, cast: Cast, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Page]:
    """The social worker's browser, everything sealed."""
    monkeypatch.setattr(fields, "_known_circles", {})
    monkeypatch.setattr(fields, "_known_epochs", {})
    join(cast.social, cast.doctor)
    with desk(browser, doors.desk, cast.social) as opened:
        opened.goto("/")
        yield opened


@pytest.fixture
def computer(page: Page) -> Computer:
    """Its authenticator."""
    cdp = page.context.new_cdp_session(page)
    cdp.send("WebAuthn.enable", {})
    made = Computer(cdp)
    made.plug()
    return made


def by_passkey(page: Page) -> None:
    """Press the passkey's button in the window."""
    page.locator("#unlock [data-passkey-form] [type=submit]").click()


def failed(page: Page) -> Any:
    return page.locator("#unlock [data-failed]:visible")


def test_made_after_the_phrase_it_opens_again_and_stays_when_the_page_changes(
    page: Page, computer: Computer
) -> None:
    unlock(page, passkey=True)
    assert len(computer.keys()) == 1
    assert computer.keys()[0]["isResidentCredential"] is False
    with scopes_disabled():
        assert Passkey.objects.count() == 1
    lock(page)
    ask_to_open(page)
    expect(page.locator("#unlock-phrase")).not_to_be_visible()
    by_passkey(page)
    expect_open(page)
    page.goto(OWN)
    expect_open(page)


def test_the_next_day_the_same_passkey_is_chosen_again(page: Page, computer: Computer) -> None:
    unlock(page, passkey=True)
    session_keys.forget_all()
    page.goto(OWN)
    unlock(page, passkey=True)
    assert len(computer.keys()) == 1
    lock(page)
    ask_to_open(page)
    by_passkey(page)
    expect_open(page)


def test_a_finger_that_is_not_the_owners_opens_nothing(page: Page, computer: Computer) -> None:
    unlock(page, passkey=True)
    lock(page)
    computer.refuses()
    ask_to_open(page)
    by_passkey(page)
    expect(failed(page)).to_be_visible()
    expect_locked(page)
    page.locator("#unlock [data-passkey-form] [data-use-phrase]").click()
    type_phrase(page)
    expect_open(page)


def test_on_another_computer_it_does_not_answer(page: Page, computer: Computer) -> None:
    unlock(page, passkey=True)
    lock(page)
    computer.another()
    ask_to_open(page)
    by_passkey(page)
    expect(failed(page)).to_be_visible()
    page.locator("#unlock [data-passkey-form] [data-use-phrase]").click()
    type_phrase(page, passkey=True)
    # None of the passkeys is here: the window stays and offers to make one.
    page.locator("#unlock [data-arm-form] [type=submit]").click()
    expect(prompt(page)).not_to_be_visible()
    assert len(computer.keys()) == 1
    with scopes_disabled():
        assert Passkey.objects.count() == 2


def test_after_five_wrong_tries_only_the_phrase_opens(page: Page, computer: Computer) -> None:
    unlock(page, pin=PIN, passkey=True)
    for kept in session_keys._kept.values():
        kept.passkey = bytes(32)  # as if the authenticator yielded something else
    lock(page)
    ask_to_open(page)
    for _ in range(4):
        by_passkey(page)
        expect(failed(page)).to_be_visible()
        expect(page.locator("#unlock [data-passkey-form] [type=submit]")).to_be_enabled()
    by_passkey(page)
    expect(page.locator("#unlock-phrase")).to_be_visible()
    assert session_keys._kept == {}


def test_a_removed_passkey_and_a_restart_leave_the_phrase(page: Page, computer: Computer) -> None:
    unlock(page, passkey=True)
    page.goto(OWN)
    page.locator("form[action*='/remove'] button").click()
    expect(page.locator("form[action*='/remove']")).to_have_count(0)
    lock(page)
    ask_to_open(page)
    expect(page.locator("#unlock-phrase")).to_be_visible()
    type_phrase(page, passkey=True)
    expect_open(page)
    session_keys.forget_all()
    page.goto("/")
    ask_to_open(page)
    expect(page.locator("#unlock-phrase")).to_be_visible()


def test_somebody_elses_passkey_on_the_same_computer_opens_nothing(
    page: Page, computer: Computer, cast: Cast
) -> None:
    unlock(page, passkey=True)
    mine = computer.keys()[0]
    with scopes_disabled():
        Passkey.objects.update(account_id=cast.doctor.account_id)
    lock(page)
    ask_to_open(page)
    # What is listed is not one's own any more, so the window does not ask for it.
    expect(page.locator("#unlock-phrase")).to_be_visible()
    assert computer.keys()[0]["credentialId"] == mine["credentialId"]


def test_chosen_on_the_page_of_ones_own_keys(page: Page, computer: Computer) -> None:
    unlock(page)
    page.goto(OWN)
    page.locator("[data-make-passkey]").click()
    expect(page.locator("[data-today] [data-status]")).not_to_be_empty()
    lock(page)
    ask_to_open(page)
    by_passkey(page)
    expect_open(page)


def test_where_the_computer_has_none_that_can_a_pin_does_it(page: Page, computer: Computer) -> None:
    computer.cdp.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": computer.plugged})
    computer.plug(prf=False)
    ask_to_open(page)
    type_phrase(page, pin=PIN, passkey=True)
    expect(failed(page)).to_be_visible()
    page.locator("#unlock [data-arm-form] [data-closes]").click()
    expect_open(page)
    with scopes_disabled():
        assert Passkey.objects.count() == 0
    lock(page)
    ask_to_open(page)
    expect(page.locator("#unlock-pin")).to_be_visible()


def test_a_browser_without_it_offers_nothing(page: Page) -> None:
    page.add_init_script("delete window.PublicKeyCredential")
    page.goto("/")
    ask_to_open(page)
    expect(page.locator("#unlock-phrase")).to_be_visible()
    expect(page.locator("[data-passkey-offer]")).not_to_be_visible()
    page.goto(OWN)
    expect(page.locator("[data-make-passkey]")).not_to_be_visible()
