"""What the small scripts of a case's pages do: hide questions, copy words, make the first keys."""

from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from ravny.core.kit.clock import today
from ravny.core.kit.ids import day_id
from ravny.core.vault import fields, reader
from ravny.services.cases.operations.safe_contact import write_safe_contact
from ravny.services.cases.types.contact import SafeEntry
from tests.cast import Cast, sign_in
from tests.conftest import Doors

from .asking import begun, row_of
from .makers import a_case
from .plans import url

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(300),
]
PHRASE = "семь простых слов знает только тот человек"
WAIT = 20_000
Opened = Callable[[list[str]], Page]


@pytest.fixture
def opened(browser: Browser, doors: Doors, cast: Cast) -> Iterator[Opened]:
    """Open the case manager's browser, which allows what is listed."""
    contexts = []

    def page(permissions: list[str]) -> Page:
        key = sign_in(Client(), cast.case_manager).cookies[settings.SESSION_COOKIE_NAME].value
        context = browser.new_context(base_url=doors.desk, permissions=permissions)
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": key, "url": doors.desk}
        context.add_cookies([cookie])  # type: ignore[list-item]  # a TypedDict
        contexts.append(context)
        return context.new_page()

    yield page
    for context in contexts:
        context.close()


def safe_case(cast: Cast) -> str:
    """A case whose client named a safe way; the address of a talk's form."""
    case_id = a_case(cast, language="uz")
    entry = SafeEntry(day_id(), "telegram", today(), language="uz")
    write_safe_contact(actor=cast.case_manager.actor, case_id=case_id, entry=entry)
    return reverse("cases:contact_new", args=[case_id, "attempt"])


def test_a_question_appears_and_goes_with_the_answer_it_hangs_on(
    opened: Opened, cast: Cast
) -> None:
    assessment_id = begun(cast, a_case(cast))
    page = opened([])
    page.goto(reverse("cases:answer", args=[assessment_id]))
    therapy, days_left = (page.locator(f"#q-{code}") for code in ("therapy", "days_left"))
    expect(therapy).to_be_hidden()
    page.locator("#q-status label:has([value=known])").click()
    expect(therapy).to_be_visible()
    expect(days_left).to_be_hidden()
    therapy.locator("label:has([value=taking])").click()
    expect(days_left).to_be_visible()
    days_left.locator("[inputmode=numeric], [type=number]").fill("5")
    page.locator("#q-status label:has([value=negative])").click()
    expect(therapy).to_be_hidden()
    expect(days_left).to_be_hidden()
    page.locator("[name=go][value=later]").click()
    page.wait_for_url(lambda address: "/answer/" not in address)
    kept = row_of(cast, assessment_id).answers
    assert kept.get("status") == "negative"
    assert "therapy" not in kept and "days_left" not in kept


def test_neutral_words_are_copied_by_one_press(opened: Opened, cast: Cast) -> None:
    page = opened(["clipboard-read", "clipboard-write"])
    page.goto(safe_case(cast))
    page.locator("details:has([data-copy]) summary").click()
    root = page.locator("details [data-copying]").first
    root.locator("[data-copy]").click()
    expect(root.locator("[data-copy-status]")).to_have_text("Скопировано.")
    words = root.locator("textarea").input_value()
    assert words and page.evaluate("navigator.clipboard.readText()") == words


def test_words_stand_selected_where_the_browser_forbids_copying(opened: Opened, cast: Cast) -> None:
    page = opened([])
    page.add_init_script(
        "navigator.clipboard.writeText = () => Promise.reject(new DOMException('no'))"
    )
    page.goto(safe_case(cast))
    page.locator("details:has([data-copy]) summary").click()
    root = page.locator("details [data-copying]").first
    root.locator("[data-copy]").click()
    expect(root.locator("[data-copy-status]")).to_contain_text("вручную")
    chosen = page.evaluate(
        "(() => { const box = document.activeElement;"
        " return box.value.slice(box.selectionStart, box.selectionEnd); })()"
    )
    assert chosen == root.locator("textarea").input_value()


def test_first_keys_are_made_by_a_press_and_what_was_typed_stays(
    opened: Opened, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fields, "_known_circles", {})
    monkeypatch.setattr(fields, "_known_epochs", {})
    case_id = a_case(cast)
    reader.make_staff_keyring(actor=cast.case_manager.actor, phrase=PHRASE)
    page = opened([])
    page.goto("/")
    page.locator("[data-unlock]").first.click()
    page.locator("#unlock-phrase").fill(PHRASE)
    page.locator("#unlock [data-phrase-form] [type=submit]").click()
    expect(page.locator("#unlock")).not_to_be_visible(timeout=WAIT)
    page.goto(url("add_goal", case_id))
    page.locator("[name=need]").select_option("housing")
    page.locator("[data-make-circle]").click()
    expect(page.locator("[data-for-whom-status]")).to_contain_text("Ключи созданы", timeout=WAIT)
    expect(page.locator("[name=need]")).to_have_value("housing")
    page.locator("textarea").first.fill("Своя комната к зиме")
    page.locator("main form .btn.primary[type=submit]").click()
    page.wait_for_url(f"**{url('plan', case_id)}", timeout=WAIT)
    note = page.locator("main .sealed").filter(has=page.locator("[data-sealed-toggle]"))
    note.locator("[data-sealed-toggle]").click()
    expect(note.locator("[data-sealed-text]")).to_have_text("Своя комната к зиме", timeout=WAIT)
