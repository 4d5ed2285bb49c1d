"""PDF on a canvas, a voice by ear, sounds without their notes, and what is not taken."""

from collections.abc import Iterator

import pytest
from django_scopes import scope
from playwright.sync_api import Browser, Page, expect

from ravny.core.attachments.models import Chunk
from tests.attachments import files, window
from tests.attachments.window import Card
from tests.cast import HOUSE, Cast
from tests.clients.makers import verbs
from tests.conftest import Doors
from tests.journeys.canary import tables_holding

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

NOTE = "kanarejkaNote"
INK = """one => {
  const data = one.getContext("2d").getImageData(0, 0, one.width, one.height).data;
  let dark = 0;
  for (let i = 0; i < data.length; i += 4) if (data[i] < 100) dark += 1;
  return dark;
}"""
# A tone instead of a microphone: this machine has none.
TONE = """navigator.mediaDevices.getUserMedia = async () => {
  const room = new AudioContext();
  const tone = room.createOscillator();
  const out = room.createMediaStreamDestination();
  tone.connect(out);
  tone.start();
  return out.stream;
};"""


@pytest.fixture
def card(doors: Doors, browser: Browser, cast: Cast) -> Iterator[Card]:
    """A client's card."""
    yield from window.open_card(doors, browser, cast)


def open_first(page: Page) -> None:
    window.rows(page).locator("[data-attachment-open]").first.click()
    expect(page.locator("dialog.attachment-window")).to_be_visible(timeout=window.WAIT)


def test_a_pdf_is_drawn_page_by_page_and_never_handed_to_another_program(card: Card) -> None:
    page = card.page_of(card.cast.case_manager, unlock=True)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    window.add(page, "справка.pdf", files.pdf(NOTE))
    window.added(page)
    assert not [url for url in asked if "page/pdf" in url]
    open_first(page)
    shown = page.locator("dialog.attachment-window")
    expect(shown.locator("[data-page]")).to_have_text("Страница 1 из 2", timeout=window.WAIT)
    canvas = shown.locator("canvas")
    expect(canvas).to_be_visible()
    page.wait_for_function(f"({INK})(document.querySelector('dialog canvas')) > 200")
    first = canvas.evaluate("one => one.toDataURL()")
    shown.get_by_role("button", name="Следующая").click()
    expect(shown.locator("[data-page]")).to_have_text("Страница 2 из 2")
    page.wait_for_function(
        "first => document.querySelector('dialog canvas').toDataURL() !== first", arg=first
    )
    narrow = canvas.evaluate("one => one.width")
    shown.get_by_role("button", name="Крупнее").click()
    page.wait_for_function(f"document.querySelector('dialog canvas').width > {narrow} * 1.5")
    assert shown.locator("iframe, embed, object").count() == 0
    assert tables_holding(NOTE) == []


def test_a_voice_is_recorded_sealed_and_heard_by_a_colleague(card: Card) -> None:
    page = card.page_of(card.cast.case_manager, unlock=True)
    page.evaluate(TONE)
    button = page.locator("[data-attachment-record]")
    button.click()
    expect(button).to_contain_text("Остановить запись (0:01)", timeout=window.WAIT)
    button.click()
    window.added(page)
    expect(button).to_contain_text("Записать голос")
    ((told, content),) = card.kept(card.cast.social)
    assert (told["name"], told["type"]) == ("Голос", "audio/webm")
    assert content[:4] == b"\x1a\x45\xdf\xa3"

    colleague = card.page_of(card.cast.social, unlock=True)
    open_first(colleague)
    sound = colleague.locator("dialog.attachment-window audio")
    heard = "one => new Promise(done => { one.onplaying = () => done(true); one.play(); })"
    assert sound.evaluate(heard)


@pytest.mark.parametrize("ending", ["mp3", "m4a", "webm"])
def test_a_sound_loses_what_it_says_of_itself(card: Card, ending: str) -> None:
    page = card.page_of(card.cast.case_manager, unlock=True)
    raw: bytes = getattr(files, ending)(NOTE)
    assert NOTE.encode() in raw
    window.add(page, f"запись.{ending}", raw)
    window.added(page)
    ((told, content),) = card.kept(card.cast.social)
    assert told["type"] == {"mp3": "audio/mpeg", "m4a": "audio/mp4", "webm": "audio/webm"}[ending]
    assert NOTE.encode() not in content
    assert b"\xdd\xee\xff\x11" not in content  # the moment
    if ending == "mp3":
        assert content == files.MP3_FRAME * 20
    else:
        assert len(content) == len(raw)


REFUSED = {
    "письмо.docx": (b"PK\x03\x04" + bytes(200), "Такие файлы здесь не хранятся"),
    "фото.jpg": (b"<svg xmlns='http://www.w3.org/2000/svg'></svg>", "Такие файлы"),
    "IMG_1.jpg": (b"\0\0\0\x18ftypheic" + bytes(90), "Наиболее совместимые"),
    "ролик.m4a": (files.m4a("x", b"vide"), "Видео здесь не хранится"),
    "ролик.webm": (files.webm("x", 1), "Видео здесь не хранится"),
    "голос.ogg": (files.ogg("ARTIST=Zara"), "есть свои пометки"),
    "снимок.jpg": (b"\xff\xd8\xff\xe0" + bytes(90), "Файл повреждён"),
    "пусто.pdf": (b"", "Файл пустой"),
    "большой.pdf": (b"%PDF-1.4 " + bytes(16 * 1024 * 1024), "больше 16 МиБ"),
}


def test_what_is_not_kept_is_refused_in_words(card: Card) -> None:
    page = card.page_of(card.cast.case_manager, unlock=True)
    for name, (content, words) in REFUSED.items():
        window.add(page, name, content, "image/jpeg")
        assert words in window.refused(page), name
        page.locator("[data-attachment-sendings] .btn").last.click()
    window.add(page, "голос.ogg", files.ogg("ENCODER=Lavf"))
    window.added(page)
    assert len(card.kept(card.cast.social)) == 1


def test_a_piece_that_somebody_changed_does_not_open_and_says_so(card: Card) -> None:
    page = card.page_of(card.cast.case_manager, unlock=True)
    window.add(page, "справка.pdf", files.pdf(NOTE))
    window.added(page)
    with scope(organisation=HOUSE):
        piece = Chunk.objects.get()
        piece.sealed = bytes(piece.sealed)[:-1] + bytes([bytes(piece.sealed)[-1] ^ 1])
        piece.save()
    window.rows(page).locator("[data-attachment-open]").click()
    state = page.locator("[data-attachment-state] [role=alert]")
    expect(state).to_contain_text("Документ не открывается", timeout=window.WAIT)
    expect(page.locator("dialog.attachment-window")).to_have_count(0)


def test_a_saved_copy_asks_twice_and_stands_in_the_journal(card: Card) -> None:
    page = card.page_of(card.cast.case_manager, unlock=True)
    window.add(page, "справка.pdf", files.pdf(NOTE))
    window.added(page)
    open_first(page)
    shown = page.locator("dialog.attachment-window")
    shown.get_by_role("button", name="Сохранить копию").click()
    expect(shown).to_contain_text("не запечатана")
    assert "attachments.saved" not in verbs(card.cast.case_manager)
    with page.expect_download() as saved:
        shown.get_by_role("button", name="Всё равно сохранить").click()
    assert saved.value.suggested_filename == "справка.pdf"
    with open(saved.value.path(), "rb") as copy:
        assert copy.read() == files.pdf(NOTE)
    assert "attachments.saved" in verbs(card.cast.case_manager)
