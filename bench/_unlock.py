"""How long a person waits between their phrase and open notes, at full speed and slowed six times.

From the press of the button to the seal that stands open: Argon2id with 64 MiB, the keyring fetched
and opened, a session key made, the keyring sealed under it. The server is `ravny serve`.
"""

import os
import statistics
from collections.abc import Sequence
from importlib import import_module
from uuid import UUID

from django.conf import settings
from django_scopes import scopes_disabled
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from bench import _house
from ravny.core.kit.ids import day_id
from ravny.core.staff import operations as staff
from ravny.core.staff.middleware import session_hash
from ravny.core.staff.models import SignIn
from ravny.core.staff.queries import actor_of
from ravny.core.staff.types import AccountFacts, Role
from ravny.core.vault import instance, phrase, reader

SLOWER = 6
LOGIN = "bench.unlock"
# The page's own clock: what a person waits for, without Playwright's way to the browser and back.
WATCHED = """() => {
    const form = document.querySelector('#unlock [data-phrase-form]');
    return new Promise(done => {
        document.addEventListener('ravny:unlocked', () => done(performance.now() - begun),
            {once: true});
        const begun = performance.now();
        form.requestSubmit();
    });
}"""


def _person() -> tuple[UUID, str]:
    """Make an organisation with one colleague; return the account and its phrase."""
    account_id, words = day_id(), phrase.generate_phrase("ru")
    secrets = phrase.phrase_secrets(words, instance.instance_id(), LOGIN)
    organisation_id = staff.add_organisation(label="Bench", country="kz")
    staff.add_ready_account(
        organisation_id=organisation_id,
        account_id=account_id,
        facts=AccountFacts(LOGIN, "Bench", (Role.SOCIAL.value,)),
        login_secret=secrets.login,
        totp_secret=bytes(20),
    )
    reader.make_staff_keyring(actor=actor_of(account_id), phrase=words)
    return account_id, words


def _session(account_id: UUID) -> str:
    """Return the cookie of a living sign-in."""
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session.create()
    key = str(session.session_key)
    with scopes_disabled():
        SignIn.objects.create(account_id=account_id, session_hash=session_hash(key))
    return key


def _signed_in(browser: Browser, session: str) -> BrowserContext:
    """Return a new browser profile of somebody signed in."""
    address = f"http://localhost:{os.environ['RAVNY_PORT']}"
    context = browser.new_context(base_url=address, locale="ru-RU")
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session, "url": address}
    context.add_cookies([cookie])  # type: ignore[list-item]  # a TypedDict
    return context


def measure(page: Page, words: str, slower: int = 1) -> float:
    """Return the milliseconds from the typed phrase to open notes, on a page of the desk."""
    page.goto("/")
    cdp = page.context.new_cdp_session(page)
    cdp.send("Emulation.setCPUThrottlingRate", {"rate": slower})
    page.locator("[data-unlock]").click()
    page.locator("#unlock-phrase").fill(words)
    spent: float = page.evaluate(WATCHED)
    cdp.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    cdp.detach()
    return spent


def _median(browser: Browser, sessions: Sequence[str], words: str, slower: int) -> float:
    times = []
    for session in sessions:
        context = _signed_in(browser, session)
        times.append(measure(context.new_page(), words, slower))
        context.close()
    return statistics.median(times)


def unlock_times(quick: bool) -> dict[str, float]:
    """Return the medians: `unlock_ms` at full speed, `unlock_slowed_ms` slowed six times."""
    rounds = 1 if quick else 7
    path = os.environ.get("RAVNY_CHROMIUM", "/usr/bin/chromium")
    # By name: the suite is not among what mypy reads.
    arguments = import_module("tests.conftest").CHROMIUM_ARGUMENTS
    account_id, words = _person()
    # Playwright keeps an event loop in this thread, beside which Django's ORM refuses to work.
    sessions = [_session(account_id) for _round in range(2 * rounds)]
    with _house.served(), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=arguments)
        found = {
            "unlock_ms": _median(browser, sessions[:rounds], words, 1),
            "unlock_slowed_ms": _median(browser, sessions[rounds:], words, SLOWER),
        }
        browser.close()
    return found
