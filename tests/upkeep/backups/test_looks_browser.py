"""The pages of backups and of the installation as people meet them; a backup made by a click."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django_scopes import scopes_disabled
from playwright.sync_api import Browser, Page, expect

from ravny.core.kit.clock import now, today
from ravny.core.staff.models import Account
from ravny.core.vault.models.backups import BackupIdentity
from ravny.insight.upkeep import running
from ravny.insight.upkeep.models import Run
from ravny.insight.upkeep.types import RunState
from tests.cast import Person, sign_in
from tests.conftest import Doors

from .houses import Backed, backed

__all__ = ["backed"]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(300),
]
SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
WAYS = [("ru", "light", 360), ("en", "dark", 360), ("en", "light", 1280), ("ru", "dark", 1280)]
LONG = 60_000


def page_of(browser: Browser, person: Person, doors: Doors, **options: Any) -> Page:
    key = sign_in(Client(), person).cookies[settings.SESSION_COOKIE_NAME].value
    context = browser.new_context(base_url=doors.desk, **options)
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": doors.desk}])
    return context.new_page()


def months_of_work(backed: Backed) -> None:
    """Good ones, one that failed, one that was stopped, an old one that is gone."""
    for number in range(3, 9):
        backed.run(ended_at=now() - timedelta(days=number), size=number * 7_000_000)
    backed.run(ended_at=now() - timedelta(days=40), removed_on=today())
    backed.run(state=RunState.STOPPED, ended_at=now() - timedelta(days=2), file="", size=0)
    backed.run(state=RunState.FAILED, problem="folder", ended_at=now(), file="", size=0)
    backed.run(asked_by=backed.cast.keeper.account_id, verified_at=now())
    month = (today().replace(day=1) - timedelta(days=1)).replace(day=1)
    old = BackupIdentity.objects.order_by("month")[0]
    BackupIdentity.objects.create(
        id=old.id.__class__(int=old.id.int + 1), month=month, recipient="age1", destroyed_on=today()
    )


def look(page: Page, name: str, folder: Path) -> None:
    """See a page in every language, theme and width."""
    for language, theme, width in WAYS:
        with scopes_disabled():
            Account.objects.update(interface_language=language)
        page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]  # "light", "dark"
        page.set_viewport_size({"width": width, "height": 900})
        page.reload()
        page.screenshot(path=folder / f"{name}-{language}-{width}-{theme}.png", full_page=True)
        assert not page.evaluate(SIDEWAYS), f"{name} {language} {width}"
        found = Axe().run(page)
        assert found.violations_count == 0, f"{name} {theme}: {found.generate_report()}"


def test_nothing_goes_sideways_and_axe_has_nothing_to_say(
    browser: Browser, backed: Backed, doors: Doors, tmp_path: Path
) -> None:
    page = page_of(browser, backed.cast.keeper, doors)
    page.goto(reverse("upkeep:doctor"))
    look(page, "doctor", tmp_path)
    page.goto(reverse("upkeep:backups"))
    look(page, "empty", tmp_path)
    months_of_work(backed)
    look(page, "backups", tmp_path)
    backed.run(state=RunState.RUNNING, ended_at=None, rows=3000, rows_all=8000, file="", size=0)
    look(page, "running", tmp_path)
    Run.objects.all().delete()
    BackupIdentity.objects.all().delete()
    look(page, "no-key", tmp_path)


@pytest.mark.parametrize("script", [True, False])
def test_a_backup_is_made_by_a_click_with_script_and_without(
    browser: Browser, backed: Backed, doors: Doors, monkeypatch: pytest.MonkeyPatch, script: bool
) -> None:
    monkeypatch.setattr(running, "OWN_MOMENT", timedelta())
    page = page_of(browser, backed.cast.keeper, doors, java_script_enabled=script)
    page.goto(reverse("upkeep:backups"))
    page.locator(f"form[action='{reverse('upkeep:start_backup')}'] button").click()
    expect(page.locator("#backup-progress")).to_be_visible()
    assert running.take_up()
    running.finish(lambda: None)
    if not script:
        page.locator(f"#standing a[href='{reverse('upkeep:backups')}']").click()
    taken = page.locator("a[download][href*='/upkeep/backups/']")
    expect(taken).to_have_count(1, timeout=LONG)
    expect(page.locator("#standing")).to_contain_text("Последней исправной копии меньше часа")
    with page.expect_download() as waited:
        taken.click()
    assert waited.value.path().read_bytes().startswith(b"age-encryption.org/v1")
