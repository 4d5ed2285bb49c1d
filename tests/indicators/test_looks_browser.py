"""The pages of linkage and of care as people meet them: no overflow, nothing for axe to say."""

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django_scopes import scopes_disabled
from playwright.sync_api import Browser

from ravny.core.staff.models import Account
from tests.cast import Cast, Person, sign_in
from tests.conftest import Doors

from .people import person_at

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(300),
]
SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
WAYS = [("ru", "light", 360), ("en", "dark", 360), ("en", "light", 1280), ("ru", "dark", 1280)]


def crowd(cast: Cast) -> dict[str, UUID]:
    """People stuck at every step, for a week to six; the last one of each."""
    last = {}
    for furthest, number in (("nonreactive", 8), ("reactive", 6), ("arrived", 2), ("confirmed", 5),
                             ("registered", 2), ("treated", 4), ("undetectable", 6)):  # fmt: skip
        for one in range(number):
            last[furthest] = person_at(
                cast,
                furthest,
                since=3 + 7 * (one % 6),
                source=("here", "home", "own", "bridge")[one % 4],
                conclusion="negative" if furthest == "arrived" and one else "positive",
            )
    return last


def pages_of(last: dict[str, UUID]) -> dict[str, str]:
    linkage = reverse("indicators:linkage")
    query = f"?client={last['confirmed']}"
    return {
        "linkage-gap": f"{linkage}?gap=registered",
        "linkage-empty": f"{linkage}?infection=mpox",
        "positivity": reverse("indicators:positivity"),
        "register": reverse("care:register") + query,
        "treat": reverse("care:treat") + query,
        "lab": reverse("care:lab") + query,
        "card": reverse("desk:card", args=[last["undetectable"]]),
        "card-next": reverse("desk:card", args=[last["registered"]]),
    }


def signed_in(browser: Browser, person: Person, doors: Doors) -> Any:
    client = sign_in(Client(), person)
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    context = browser.new_context()
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": doors.desk}])
    return context.new_page()


@pytest.mark.parametrize("who", ["coordinator", "case_manager"])
def test_every_page_is_readable_by_everybody(
    browser: Browser, house: Cast, doors: Doors, tmp_path: Path, who: str
) -> None:
    pages = pages_of(crowd(house))
    person = getattr(house, who)
    page = signed_in(browser, person, doors)
    for language, theme, width in WAYS:
        with scopes_disabled():
            Account.objects.filter(id=person.account_id).update(interface_language=language)
        page.emulate_media(color_scheme=theme)
        page.set_viewport_size({"width": width, "height": 900})
        for name, address in pages.items():
            answer = page.goto(f"{doors.desk}{address}")
            assert answer.status == 200, name
            where = f"{name} {width} {theme} {language}"
            page.screenshot(path=tmp_path / f"{where.replace(' ', '-')}.png", full_page=True)
            assert not page.evaluate(SIDEWAYS), where
            found = Axe().run(page)
            assert not found.violations_count, f"{where}: {found.generate_report()}"
