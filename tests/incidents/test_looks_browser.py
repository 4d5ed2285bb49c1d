"""Incidents, the end of a case and the archive as people meet them: for every eye and every key."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from django_scopes import scopes_disabled
from playwright.sync_api import Browser

from ravny.core.kit.clock import today
from ravny.core.staff.models import Account
from ravny.services.cases.operations.archiving import propose_entry
from ravny.services.incidents.operations import respond
from ravny.services.incidents.types import Responded
from tests.cases.exits import an_ended_case, proposed
from tests.cases.makers import a_case, a_client
from tests.cases.test_archive import shelve
from tests.cast import Cast, sign_in
from tests.conftest import Doors

from .makers import an_incident, many

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(900),
]
SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
WAYS = [("ru", "light", 360), ("en", "dark", 360), ("en", "light", 1280), ("ru", "dark", 1280)]


def pages_of(cast: Cast) -> dict[str, str]:
    """Return name → address of each page, with something on it."""
    client_id = a_client(cast, country="UZ", legal_status="work")
    dangerous = an_incident(
        cast, client_id=client_id, kind="violence", office="police", spot="street",
        region="RU-SAM", consent="complaint",
    )  # fmt: skip
    respond(actor=cast.peer.actor, incident_id=dangerous, facts=Responded("lawyer", today()))
    many(cast, 9, date(2026, 4, 1))
    many(cast, 3, date(2026, 7, 1), kind="extortion", office="police")
    many(cast, 14, date(2026, 7, 1), kind="harassment", office="police")
    open_id, ended_id = a_case(cast, client_id=client_id), an_ended_case(cast)
    exit_id = proposed(cast, a_case(cast))
    for one in (an_ended_case(cast, where="region", region="RU-LEN"), an_ended_case(cast)):
        propose_entry(actor=cast.case_manager.actor, case_id=one, tools=("talk", "escort"))
    shelve(cast, 8)
    shelve(cast, 6, region="RU-LEN", country="TJ", status="undocumented", months=20)
    shelve(cast, 1, region="KZ-ALA", country="NG", quarter=date(2020, 1, 1), status="refugee")
    return {
        "list": "/incidents/",
        "record": f"/incidents/new/?client={client_id}",
        "incident": f"/incidents/{dangerous}/",
        "counts": "/incidents/counts/?year=2026",
        "card": f"/card/{client_id}/",
        "exit": f"/cases/{open_id}/exit/",
        "proposal": f"/cases/exits/{exit_id}/",
        "ended": f"/cases/{ended_id}/",
        "reopen": f"/cases/{ended_id}/reopen/",
        "entry": f"/cases/{ended_id}/archive/",
        "archive": "/cases/archive/",
        "waiting": "/cases/archive/waiting/",
    }


def signed_in(browser: Browser, cast: Cast, doors: Doors) -> Any:
    """Return a page of the coordinator's browser."""
    client = sign_in(Client(), cast.coordinator)
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    context = browser.new_context()
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": doors.desk}])
    return context.new_page()


def speak(cast: Cast, language: str) -> None:
    """Let the coordinator read in a language."""
    with scopes_disabled():
        Account.objects.filter(id=cast.coordinator.account_id).update(interface_language=language)


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
            assert answer.status == 200, name
            where = f"{name} {width} {theme} {language}"
            page.screenshot(path=tmp_path / f"{where.replace(' ', '-')}.png", full_page=True)
            assert not page.evaluate(SIDEWAYS), where
            found = Axe().run(page)
            assert found.violations_count == 0, f"{where}: {found.generate_report()}"
