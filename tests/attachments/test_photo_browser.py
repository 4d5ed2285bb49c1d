"""A photo that tells where it was taken, added on a bad line, opened by a colleague."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.attachments import files, window
from tests.attachments.window import Card
from tests.cast import Cast
from tests.conftest import Doors
from tests.journeys.canary import tables_holding

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

PLACE, NAME = "канарейкаМесто", "канарейкаПаспорт"


@pytest.fixture
def card(doors: Doors, browser: Browser, cast: Cast) -> Iterator[Card]:
    """A client's card."""
    yield from window.open_card(doors, browser, cast)


def cut(page: Page, index: int) -> list[str]:
    """Let no piece from this one on through; return what comes through."""
    through: list[str] = []

    def pass_or_cut(route: Route) -> None:
        number = int(route.request.url.rpartition("/")[2])
        if number >= index:
            route.abort("connectionreset")
        else:
            through.append(route.request.url)
            route.continue_()

    page.route("**/attachments/*/pieces/*", pass_or_cut)
    return through


def look(page: Page) -> None:
    """Open the first document and see it as a picture."""
    window.rows(page).locator("[data-attachment-open]").first.click()
    picture = page.locator("dialog.attachment-window img")
    expect(picture).to_be_visible(timeout=window.WAIT)
    assert picture.evaluate("one => one.naturalWidth") == 1000  # it stood on its side
    assert picture.get_attribute("src").startswith("blob:")  # type: ignore[union-attr]  # there is one


def test_a_photo_goes_over_a_cut_line_and_tells_nobody_where_it_was_taken(card: Card) -> None:
    page = card.page_of(card.cast.case_manager, unlock=True)
    raw = files.photo(page, PLACE)
    assert PLACE.encode() in raw
    through = cut(page, 2)
    window.add(page, f"{NAME}.png", raw)
    words = page.locator("[data-attachment-sendings] [data-words]")
    expect(words).to_have_text("Нет связи. Отправка продолжится сама.", timeout=window.WAIT)
    bar = page.locator("[data-attachment-sendings] [role=progressbar]")
    assert 0 < int(bar.get_attribute("aria-valuenow") or 0) < 100
    assert len(through) == 2
    page.unroute("**/attachments/*/pieces/*")
    window.added(page)
    expect(window.rows(page)).to_have_count(1)

    ((told, content),) = card.kept(card.cast.social)
    assert (told["name"], told["type"]) == (NAME, "image/jpeg")
    assert files.size_of(content) == (1000, 1600)
    for trace in (b"Exif", b"GPS", b"xmpmeta", b"http:", PLACE.encode(), b"II*\0"):
        assert trace not in content
    assert set(files.segments(content)) <= {0xE0, 0xDB, 0xC0, 0xC2, 0xC4, 0xDD}
    assert tables_holding(NAME, PLACE) == []

    colleague = card.page_of(card.cast.social, unlock=True)
    expect(colleague.locator("main")).not_to_contain_text(NAME)
    look(colleague)
    colleague.locator("dialog.attachment-window [data-close]").click()
    expect(window.rows(colleague)).to_contain_text(NAME)
    look(colleague)
    colleague.evaluate("document.querySelector('[data-lock-now]').click()")
    expect(colleague.locator("dialog.attachment-window")).to_have_count(0)
    expect(window.rows(colleague)).not_to_contain_text(NAME)


def test_after_the_page_was_closed_the_same_file_goes_on_where_it_stopped(card: Card) -> None:
    page = card.page_of(card.cast.case_manager, unlock=True)
    raw = files.photo(page, PLACE)
    cut(page, 1)
    window.add(page, f"{NAME}.jpg", raw)
    words = page.locator("[data-attachment-sendings] [data-words]")
    expect(words).to_have_text("Нет связи. Отправка продолжится сама.", timeout=window.WAIT)
    page.on("dialog", lambda dialog: dialog.accept())  # "leave this page?"
    page.close(run_before_unload=False)

    again = card.page_of(card.cast.case_manager)
    expect(window.rows(again)).to_contain_text("не закончен")
    sent: list[str] = []
    again.on("request", lambda request: request.method == "PUT" and sent.append(request.url))
    window.add(again, "другое имя.jpg", raw)
    window.type_phrase(again)
    window.added(again)
    expect(window.rows(again)).to_have_count(1)
    expect(window.rows(again)).not_to_contain_text("не закончен")
    assert sent
    assert not any(url.endswith("/pieces/0") for url in sent)
    ((told, content),) = card.kept(card.cast.social)
    assert told["name"] == NAME
    assert files.size_of(content) == (1000, 1600)


def test_an_upload_waits_and_is_given_up(card: Card) -> None:
    page = card.page_of(card.cast.case_manager, unlock=True)
    cut(page, 0)
    window.add(page, "снимок.jpg", files.photo(page, PLACE))
    row = page.locator("[data-attachment-sendings] li")
    expect(row).to_contain_text("Нет связи", timeout=window.WAIT)
    row.get_by_role("button", name="Пауза").click()
    expect(row).to_contain_text("Пауза: отправлено 0 из")
    page.unroute("**/attachments/*/pieces/*")
    page.wait_for_timeout(2500)
    expect(row).to_contain_text("Пауза: отправлено 0 из")
    row.get_by_role("button", name="Отказаться").click()
    window.added(page, "Отправка отменена")
    expect(row).to_have_count(0)
    expect(window.rows(page)).to_have_count(0)
    assert card.kept(card.cast.social) == []


def test_offline_the_upload_waits_for_the_line(card: Card) -> None:
    page = card.page_of(card.cast.case_manager, unlock=True)
    raw = files.photo(page, PLACE)
    page.context.set_offline(True)
    window.add(page, "снимок.jpg", raw)
    row = page.locator("[data-attachment-sendings] li")
    expect(row).to_contain_text("Нет связи", timeout=window.WAIT)
    page.context.set_offline(False)
    window.added(page)
    assert len(card.kept(card.cast.social)) == 1
