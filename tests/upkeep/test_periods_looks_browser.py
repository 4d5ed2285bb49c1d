"""The pages of periods as people meet them: no overflow, nothing for axe to say."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from django_scopes import scope, scopes_disabled
from playwright.sync_api import Browser

from ravny.core.kit.aging import months_back
from ravny.core.kit.clock import today
from ravny.core.staff.models import Account
from ravny.insight.upkeep.models import Purged
from ravny.services.encounters.models import Encounter
from tests.cast import HOUSE, Cast, Person, sign_in
from tests.conftest import Doors
from tests.upkeep.aged import OURS, meeting, one_of_each

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(300),
]
SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
WAYS = [("ru", "light", 360), ("en", "dark", 360), ("en", "light", 1280), ("ru", "dark", 1280)]
PAGES = {
    "periods": "/upkeep/periods/",
    "period": "/upkeep/periods/encounters.notes/",
    "dry-run": "/upkeep/periods/dry-run/",
    "gone": "/upkeep/periods/gone/",
    "rules": "/clients/rules/",
}


def signed_in(browser: Browser, person: Person, doors: Doors) -> Any:
    client = sign_in(Client(), person)
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    context = browser.new_context()
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": doors.desk}])
    return context.new_page()


def old_and_young(cast: Cast) -> None:
    """Notes of every month of two years, and a list of what went."""
    one_of_each(cast, months_back(today(), 30))
    with scope(organisation=HOUSE):
        for number in range(24):
            for _ in range(1 + number % 5):
                meeting(cast, months_back(today(), number))
            row = {"kind": "encounters.notes", "day": today() - timedelta(days=number), **OURS}
            Purged.objects.create(count=number + 3, **row)
        assert Encounter.objects.count() > 60


def test_every_page_is_readable_by_everybody(
    browser: Browser, cast: Cast, doors: Doors, tmp_path: Path
) -> None:
    old_and_young(cast)
    person = cast.coordinator
    page = signed_in(browser, person, doors)
    for language, theme, width in WAYS:
        with scopes_disabled():
            Account.objects.filter(id=person.account_id).update(interface_language=language)
        page.emulate_media(color_scheme=theme)
        page.set_viewport_size({"width": width, "height": 900})
        for name, address in PAGES.items():
            assert page.goto(f"{doors.desk}{address}").status == 200, name
            if name == "period":
                page.fill("[name=months]", "3")
                page.click("main button.primary")
                page.wait_for_selector(".note.danger")
            where = f"{name} {width} {theme} {language}"
            page.screenshot(path=tmp_path / f"{where.replace(' ', '-')}.png", full_page=True)
            assert not page.evaluate(SIDEWAYS), where
            found = Axe().run(page)
            assert not found.violations_count, f"{where}: {found.generate_report()}"
