"""Who is believed in the browser: officers sign by words compared, everybody pins the root."""

import re

import pytest
from django.urls import reverse
from django_scopes import scopes_disabled
from playwright.sync_api import Page, expect

from ravny.core.vault import reader
from ravny.core.vault.models import StaffKey, Wrap
from ravny.core.vault.models.trust import Certificate

from .desks import LONG, Desks, desks

__all__ = ["desks"]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(300),
]
SEED = bytes(range(32))
SIX_WORDS = re.compile(r"^(\S+ ){5}\S+$")


def own_words(page: Page) -> str:
    """Read the six words off somebody's own page, made there from their own keys."""
    page.goto(reverse("vault:own"))
    words = page.locator("[data-own-words] [data-words-ru]")
    expect(words).to_have_text(SIX_WORDS, timeout=LONG)
    return words.inner_text()


def hold(desks: Desks) -> None:
    """The keeper is the only officer; the root is pinned by nobody yet."""
    cast = desks.cast
    desks.join(cast.keeper, cast.coordinator, cast.social)
    reader.hold_ceremony(actor=cast.keeper.actor, officers=[cast.keeper.account_id], seed=SEED)


def test_an_officer_signs_whose_words_agree_and_the_keys_go_out(desks: Desks) -> None:
    cast = desks.cast
    hold(desks)
    reader.certify(actor=cast.keeper.actor, keyring=desks.keys["keeper"])
    desks.circle(cast.coordinator, "organisation", cast.organisation_id)
    desks.join(cast.peer)
    said = own_words(desks.of(cast.peer))
    page = desks.of(cast.keeper)
    page.goto(reverse("vault:officers"))
    line = page.locator("[data-waiting] > li", has_text=cast.peer.pseudonym)
    expect(line.locator("[data-person-words]")).to_have_text(said, timeout=LONG)
    # Without the tick nothing is signed.
    line.locator("[data-sign]").click()
    expect(line.locator("[data-one-failed]")).to_be_visible()
    expect(line.locator("[data-compared]")).to_be_focused()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("[data-officers] [data-status]")).to_have_text(
        "Все ключи переданы.", timeout=LONG
    )
    with scopes_disabled():
        assert Certificate.objects.filter(subject_id=cast.peer.account_id).count() == 1
        assert Wrap.objects.filter(account_id=cast.peer.account_id).count() == 1


def test_the_root_is_compared_once_and_known_on_every_page(desks: Desks) -> None:
    hold(desks)
    page = desks.of(desks.cast.coordinator)
    banner = page.locator("[data-root-banner]")
    expect(banner.locator("[data-root-words]")).to_be_visible(timeout=LONG)
    banner.locator("[data-differ]").click()
    expect(banner.locator("[data-answer]")).to_be_visible()
    with scopes_disabled():
        assert (
            StaffKey.objects.get(account_id=desks.cast.coordinator.account_id).pinned_root is None
        )
    page.reload()
    expect(banner.locator("[data-agree]")).to_be_visible(timeout=LONG)
    with page.expect_response(lambda answer: "pin-root" in answer.url):
        banner.locator("[data-agree]").click()
    expect(page.locator("main .note[role=status]")).to_be_visible(timeout=LONG)
    page.goto(reverse("staff:me"))
    expect(page.locator("[data-lockstate][data-open]")).to_be_visible(timeout=LONG)
    page.wait_for_load_state("networkidle")
    expect(banner).to_have_count(0)
    # On another computer the phrase brings the root along.
    other = desks.of(desks.cast.coordinator)
    other.wait_for_load_state("networkidle")
    expect(other.locator("[data-root-banner]")).to_have_count(0)
