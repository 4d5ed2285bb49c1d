"""Who added a document is signed in its header; who deleted it, in their register."""

from collections.abc import Iterator

import pytest
from django_scopes import scope
from playwright.sync_api import Browser, expect

from ravny.core.attachments.models import Attachment
from ravny.core.vault.authoring import NOTHING
from ravny.core.vault.models.people import Authored
from tests.attachments import files, window
from tests.attachments.window import Card
from tests.cast import HOUSE, Cast
from tests.conftest import Doors

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def card(doors: Doors, browser: Browser, cast: Cast) -> Iterator[Card]:
    """A client's card."""
    yield from window.open_card(doors, browser, cast)


def register(card: Card) -> list[tuple[str, bool]]:
    """Return (kind, taken away) of the case manager's entries."""
    with scope(organisation=HOUSE):
        rows = Authored.objects.filter(account_id=card.cast.case_manager.account_id)
        return [(row.kind, bytes(row.digest) == NOTHING) for row in rows.order_by("counter")]


def test_a_colleague_sees_who_signed_and_the_register_knows_of_the_end(card: Card) -> None:
    page = card.page_of(card.cast.case_manager, unlock=True)
    window.add(page, "справка.pdf", files.pdf("x"))
    window.added(page)
    assert register(card) == [("attachment.about", False)]

    colleague = card.page_of(card.cast.social, unlock=True)
    colleague.locator("[data-attachment-names]").click()
    mark = colleague.locator("[data-attachment-mark]")
    expect(mark).to_contain_text("Марк", timeout=window.WAIT)
    assert "ok" in (mark.get_attribute("class") or "").split()

    window.rows(page).get_by_role("button", name="Удалить").first.click()
    page.locator("dialog[open] [type=submit]").click()
    expect(window.rows(page)).to_have_count(0, timeout=window.WAIT)
    assert register(card) == [("attachment.about", False), ("attachment.about", True)]
    with scope(organisation=HOUSE):
        assert not Attachment.objects.exists()


def test_an_unfinished_document_leaves_no_riddle_in_the_register(card: Card) -> None:
    page = card.page_of(card.cast.case_manager, unlock=True)
    page.route("**/attachments/*/pieces/*", lambda route: route.abort("connectionreset"))
    window.add(page, "справка.pdf", files.pdf("x"))
    row = page.locator("[data-attachment-sendings] li")
    expect(row).to_contain_text("Нет связи", timeout=window.WAIT)
    row.get_by_role("button", name="Отказаться").click()
    window.added(page, "Отправка отменена")
    assert register(card) == []
