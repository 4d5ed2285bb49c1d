"""The pages of a case as people meet them: no overflow, nothing for axe to say."""

from datetime import timedelta
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

from ravny.core.kit.clock import today
from ravny.core.staff.models import Account
from ravny.services.cases import operations
from ravny.services.cases.types import Joining
from tests.cast import Cast, sign_in
from tests.conftest import Doors

from .makers import a_case, a_client
from .samples import a_whole_case

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(900),
]
SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
WAYS = [("ru", "light", 360), ("en", "dark", 360), ("en", "light", 1280), ("ru", "dark", 1280)]


def pages_of(cast: Cast) -> dict[str, str]:
    actor, client_id = cast.case_manager.actor, a_client(cast, country="UZ", languages=("uz",))
    sample = a_whole_case(actor, client_id, cast.peer.account_id)
    case, request = UUID(str(sample["case_id"])), sample["request_id"]
    volunteer = Joining(
        cast.volunteer.account_id, "volunteer", ends_on=today() + timedelta(days=30)
    )
    operations.join(actor=actor, case_id=case, facts=volunteer)
    a_case(cast, where="unknown", circumstances=("pregnant", "danger", "out_of_pills"))
    a_case(cast, where="abroad", country="tj", day=today() - timedelta(days=70))
    return {
        "list": reverse("cases:list"),
        "open": f"{reverse('cases:open')}?client={a_client(cast, languages=('tg',))}",
        "already": f"{reverse('cases:open')}?client={client_id}",
        "case": reverse("cases:case", args=[case]),
        "stages": reverse("cases:stages", args=[case]),
        "where": reverse("cases:where", args=[case]),
        "situation": reverse("cases:situation", args=[case]),
        "add-request": reverse("cases:add_request", args=[case]),
        "request": reverse("cases:request", args=[case, request]),
        "team": reverse("cases:team", args=[case]),
        "join": reverse("cases:join", args=[case]),
        "duty": reverse("cases:duty", args=[case, sample["member_id"]]),
        "card": reverse("desk:card", args=[client_id]),
    }


def speak(cast: Cast, language: str) -> None:
    with scopes_disabled():
        Account.objects.filter(id=cast.case_manager.account_id).update(interface_language=language)


def signed_in(browser: Browser, cast: Cast, doors: Doors) -> Any:
    client = sign_in(Client(), cast.case_manager)
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    context = browser.new_context()
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": doors.desk}])
    return context.new_page()


def test_every_page_is_readable_by_everybody(
    browser: Browser, cast: Cast, doors: Doors, tmp_path: Path
) -> None:
    pages = pages_of(cast)
    page = signed_in(browser, cast, doors)
    for language, theme, width in WAYS:
        speak(cast, language)
        page.emulate_media(color_scheme=theme)
        page.set_viewport_size({"width": width, "height": 900})
        for name, address in pages.items():
            answer = page.goto(f"{doors.desk}{address}")
            where = f"{name} {width} {theme} {language}"
            assert answer.status == 200, where
            page.screenshot(path=tmp_path / f"{where.replace(' ', '-')}.png", full_page=True)
            assert not page.evaluate(SIDEWAYS), where
            found = Axe().run(page)
            assert found.violations_count == 0, f"{where}: {found.generate_report()}"


def test_the_form_asks_only_for_the_place_that_fits(
    browser: Browser, cast: Cast, doors: Doors
) -> None:
    address = f"{doors.desk}{reverse('cases:open')}?client={a_client(cast)}"
    page = signed_in(browser, cast, doors)
    page.goto(address)
    region, country = page.locator("[name=region]"), page.locator("[name=country]")
    for where, is_region, is_country in (
        ("region", True, False), ("abroad", False, True), ("unknown", False, False),
        ("here", True, False),
    ):  # fmt: skip
        page.locator(f"label:has([name=where][value={where}])").click()
        assert (region.is_visible(), country.is_visible()) == (is_region, is_country), where
    page.locator("label:has([name=where][value=abroad])").click()
    country.select_option("tj")
    page.locator("label:has([name=kinds][value=legal])").click()
    page.locator("main form .btn.primary[type=submit]").click()
    page.wait_for_url("**/cases/*-*/")
    # Without script the server asks for both, and says what each is for.
    plain = browser.new_context(java_script_enabled=False)
    plain.add_cookies(page.context.cookies())
    bare = plain.new_page()
    bare.goto(address)
    assert (
        bare.locator("[name=region]").is_visible() and bare.locator("[name=country]").is_visible()
    )
