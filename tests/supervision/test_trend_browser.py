"""One's own six numbers are drawn while they stand open, and go when the notes are shut."""

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from django_scopes import scope
from playwright.sync_api import Browser, expect

from ravny.core.kit.clock import today
from ravny.core.kit.ids import day_id
from ravny.core.vault import fields, reader
from ravny.services.supervision.models import SelfCheck
from ravny.services.supervision.operations import meeting
from tests.cast import Cast, sign_in
from tests.conftest import Doors

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(300),
]
PHRASE = "семь простых слов знает только тот человек"
WAIT = 20_000
WRITTEN = ((30, "1 2 0 3 4 1\nустала"), (20, "без чисел"), (10, "4,4,4,4,4,4"), (0, "5 1 1 1 1 1"))


def write(cast: Cast) -> None:
    """Give the case manager keys and four self-checks, two of them with six numbers."""
    actor = cast.case_manager.actor
    keyring = reader.make_staff_keyring(actor=actor, phrase=PHRASE)
    circle = reader.make_circle(
        actor=actor, keyring=keyring, kind="author", subject_id=actor.account_id
    )
    for ago, text in WRITTEN:
        check_id = day_id()
        words = reader.seal_text(
            circle=circle, kind="supervision.self_check", object_id=check_id, text=text
        )
        meeting.keep_self_check(actor=actor, check_id=check_id, words=words)
        with scope(organisation=cast.organisation_id):
            rows = SelfCheck.objects.filter(id=check_id)
            rows.update(day=today() - timedelta(days=ago))


def test_six_numbers_are_drawn_by_day_while_they_stand_open(
    browser: Browser, cast: Cast, doors: Doors, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fields, "_known_circles", {})
    monkeypatch.setattr(fields, "_known_epochs", {})
    write(cast)
    key = sign_in(Client(), cast.case_manager).cookies[settings.SESSION_COOKIE_NAME].value
    context = browser.new_context(base_url=doors.desk)
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": doors.desk}])
    page = context.new_page()
    page.goto("/supervision/self-check/")
    table = page.locator("[data-trend] table")
    expect(table).not_to_be_visible()
    page.locator("[data-trend] [data-open-all]").click()
    page.locator("#unlock-phrase").fill(PHRASE)
    page.locator("#unlock [data-phrase-form] [type=submit]").click()
    expect(table).to_be_visible(timeout=WAIT)
    expect(table.locator("[data-sum]")).to_have_text(["11", "24"], timeout=WAIT)
    assert table.locator("progress").evaluate_all("all => all.map(one => one.value)") == [11, 24]
    assert Axe().run(page).violations_count == 0
    page.locator("[data-lock-now]").first.click()
    expect(table).not_to_be_visible()
    assert table.locator("tbody tr").count() == 0, "nothing of it stays on the page"
