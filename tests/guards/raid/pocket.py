"""A worker's phone: what is typed under the seal, at the code, without network."""

from playwright.sync_api import expect

from tests.field.phone import QUEUED, Phone

from . import forms
from .walk import Log

TURNS = ("", " (later)", " (never sent)")


def work_a_shift(phone: Phone, link: str, code: str, log: Log) -> None:
    """Register, record three meetings with a note each; the last one stays in the queue."""
    phone.page.goto(link)
    title = phone.page.locator("[data-pin-title]")
    first = title.inner_text()
    phone.type_pin()
    expect(title).not_to_have_text(first)
    phone.type_pin()
    expect(phone.view("home")).to_be_visible()
    phone.page.evaluate("navigator.serviceWorker.ready.then(() => undefined)")
    phone.open_shift()
    for turn in TURNS[:2]:
        phone.set_offline(True)
        record(phone, code, turn, log)
        phone.set_offline(False)
        phone.look_away()
        expect(phone.page.locator(QUEUED)).to_have_text("0")
    phone.set_offline(True)
    record(phone, code, TURNS[2], log)


def record(phone: Phone, code: str, turn: str, log: Log) -> None:
    """Write a meeting down: first with a word for the code, which is refused."""
    page = phone.page
    phone.tap("label:has([name=who][value=code])")
    if not page.locator("#note").is_visible():
        phone.tap(".more:has(#note) > summary")
    for box in forms.boxes_in(page):
        canary = forms.canary_for(box, turn)
        forms.type_into(box, canary.word)
        log.note(box, canary)
    phone.tap("[form=contact]")
    # Whoever mends the code before the refusal stands there would be saved by that first tap.
    expect(page.locator("[data-save-error]")).not_to_be_empty()
    page.locator("#code").fill(code)
    phone.tap("label:has([name=age][value='25-29'])")
    phone.tap("[data-kit] button")
    phone.save()
