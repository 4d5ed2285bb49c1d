"""Every page of the three doors in Chromium: axe, overflow, the console, other hosts.

Each page is seen twice: narrow and wide, once in each theme and once in each language.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from django_scopes import scopes_disabled
from playwright.sync_api import Browser, Page

from ravny.core.staff.models import Account
from ravny.core.staff.types import Actor
from ravny.core.vault import fields
from tests.cast import sign_in
from tests.conftest import Doors
from tests.guards import house

from . import tour

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(1800),
]

SIDEWAYS = """() => document.documentElement.scrollWidth
    - document.documentElement.clientWidth"""
WIDTHS = (360, 1280)
THEMES = ("light", "dark")
LANGUAGES = ("ru", "en")
# Leaving clears what the browser holds.
LAST = {"/x"}
# Asked for by scripts, and no pages.
PARTS = (
    "/timeline/", "/healthz", "/vault/lock", "/receivers", "/invited", "/documents", "/pieces/0",
    "/vault/wraps", "/circles/target", "/backups/progress",
    "/plan/watch/",
)  # fmt: skip


@dataclass
class Visit:
    """Somebody's browser, and everything that was wrong on the pages it has seen."""

    page: Page
    actor: Actor
    wrong: list[str] = field(default_factory=list)
    place: str = ""
    address: str = ""

    def listen(self) -> None:
        """Note what the console says and who is asked."""
        self.page.on("console", lambda line: line.type == "error" and self.note(line.text))
        self.page.on("pageerror", lambda error: self.note(str(error)))
        self.page.on("request", lambda request: self.asked(request.url))

    def note(self, what: str) -> None:
        """Keep a complaint with the page it is about."""
        self.wrong.append(f"{self.place}: {what}")

    def asked(self, url: str) -> None:
        """Complain when a request goes to another host than the page's own."""
        parts = urlsplit(url)
        if parts.scheme != "data" and not self.address.startswith(f"http://{parts.netloc}"):
            self.note(f"asked {url}")

    def see(self, address: str, number: int) -> None:
        """Open the page narrow and wide, each time in the other theme and language."""
        for turn, width in enumerate(WIDTHS):
            theme = THEMES[(number + turn) % 2]
            language = LANGUAGES[(number // 2 + turn) % 2]
            self.place = f"{urlsplit(address).path} ({width}, {theme}, {language})"
            self.address = address
            self.speak(language)
            self.page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]  # "light", "dark"
            self.page.set_viewport_size({"width": width, "height": 800})
            self.page.goto(address)
            # The phone's page chooses by script what it shows.
            self.page.locator("h1").filter(visible=True).first.wait_for()
            self.examine()

    def examine(self) -> None:
        """Ask axe, then make the window as narrow as a phone may be."""
        for violation in Axe().run(self.page).response["violations"]:
            for node in violation["nodes"]:
                self.note(f"{violation['id']}: {node['target']} {node['html'][:120]}")
        self.page.set_viewport_size({"width": 320, "height": 800})
        sideways = self.page.evaluate(SIDEWAYS)
        if sideways > 0:
            self.note(f"{sideways} px too wide at 320")

    def speak(self, language: str) -> None:
        """Change the language of the person's pages; signed out, a cookie says it."""
        with scopes_disabled():
            own = Account.objects.filter(id=self.actor.account_id)
            own.update(interface_language=language)
        url = "{0.scheme}://{0.netloc}".format(urlsplit(self.address))
        cookie = {"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": url}
        self.page.context.add_cookies([cookie])  # type: ignore[list-item]  # a TypedDict


def shown(browser: Client, paths: Iterable[str]) -> list[str]:
    """Return the addresses that show people something; fail when one answers with an error."""
    kept, wrong = [], []
    for path in sorted(set(paths), key=lambda path: (path in LAST, path)):
        if path.endswith(PARTS):
            continue
        answer = browser.get(path)
        if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
            kept.append(path)
        elif answer.status_code not in {200, 302, 405}:
            wrong.append(f"{path}: answered {answer.status_code}")
    house.none_of(wrong)
    return kept


@pytest.fixture
def visit(doors: Doors, browser: Browser, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The coordinator of the small organisation, signed in, and the pages of each door."""
    monkeypatch.setattr(fields, "_known_circles", {})
    lead, samples = tour.write_organisation()
    desk = sign_in(Client(HTTP_HOST=settings.DESK_HOST), lead)  # type: ignore[arg-type]  # only its account_id is asked for
    session = desk.cookies[settings.SESSION_COOKIE_NAME].value
    samples["sign_in_id"] = tour.sign_in_id(lead)
    clients = {
        doors.desk: desk,
        doors.field: Client(HTTP_HOST=settings.FIELD_HOST),
        doors.portal: Client(HTTP_HOST=settings.PORTAL_HOST),
    }
    pages = [
        host + path
        for door, host in zip(house.DOORS, clients, strict=True)
        for path in shown(clients[host], tour.paths(door, samples))
    ]
    context = browser.new_context(service_workers="block")
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session, "url": doors.desk}
    context.add_cookies([cookie])  # type: ignore[list-item]  # a TypedDict
    one = Visit(context.new_page(), lead)
    one.listen()
    yield one, pages
    context.close()


def test_no_page_has_anything_for_axe_or_the_console_to_say(
    visit: tuple[Visit, list[str]], doors: Doors
) -> None:
    one, pages = visit
    for number, address in enumerate(pages):
        one.see(address, number)
    one.page.context.clear_cookies()
    one.see(f"{doors.desk}/staff/sign-in", len(pages))
    assert len(pages) > 70
    house.none_of(one.wrong)
