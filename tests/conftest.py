"""What every test of the house may lean on."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.contrib.staticfiles import finders
from django.test import Client, TransactionTestCase
from django.utils import translation
from playwright.sync_api import expect

from tests import fresh

pytest_plugins = ["tests.seen", "tests.stood", "tests.cast"]

CHROMIUM_ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # The three doors are hostnames below localhost; no resolver is asked.
    "--host-resolver-rules=MAP *.localhost 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE localhost, "
    "EXCLUDE 127.0.0.1",
]


WORKER = "page/field-worker.js"


@dataclass(frozen=True)
class Doors:
    """Where the three doors are served during a test, without a closing slash."""

    desk: str
    field: str
    portal: str


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Migrate once, keep that as the template, and copy it back after tests that commit."""
    with django_db_blocker.unblock():
        fresh.keep()
    teardown = TransactionTestCase._fixture_teardown
    TransactionTestCase._fixture_teardown = fresh.after_a_test
    yield
    TransactionTestCase._fixture_teardown = teardown


@pytest.fixture(autouse=True)
def _russian() -> Iterator[None]:
    """Begin in Russian, whatever language another test's page has left behind."""
    with translation.override("ru"):
        yield


@pytest.fixture
def client() -> Client:
    """A browser without script at the desk, signed out."""
    return Client(HTTP_HOST=django_settings.DESK_HOST)


@pytest.fixture
def field_client() -> Client:
    """A phone at the field's door."""
    return Client(HTTP_HOST=django_settings.FIELD_HOST)


@pytest.fixture
def portal_client() -> Client:
    """A nameless client's browser at the portal."""
    return Client(HTTP_HOST=django_settings.PORTAL_HOST)


@pytest.fixture
def doors(live_server: Any, settings: Any) -> Doors:
    """A live server that answers to all three hostnames on the port it happened to get."""
    port = live_server.url.rpartition(":")[2]
    hosts = {door: f"{prefix}localhost:{port}" for door, prefix in _PREFIXES.items()}
    settings.DESK_HOST = hosts["desk"]
    settings.FIELD_HOST = hosts["field"]
    settings.PORTAL_HOST = hosts["portal"]
    settings.DOORS = {host: f"ravny.config.urls_{door}" for door, host in hosts.items()}
    return Doors(**{door: f"http://{host}" for door, host in hosts.items()})


_PREFIXES = {"desk": "", "field": "field.", "portal": "portal."}


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """Debian's Chromium; `bin/test` finds it, RAVNY_CHROMIUM names another."""
    path = os.environ.get("RAVNY_CHROMIUM", "/usr/bin/chromium")
    return {"executable_path": path, "args": CHROMIUM_ARGUMENTS}


@pytest.fixture(scope="session")
def browser_context_args() -> dict[str, Any]:
    """A small laptop's window, Russian, and no service worker left from another test."""
    return {"viewport": {"width": 1280, "height": 800}, "locale": "ru-RU"}


@pytest.fixture(scope="session", autouse=True)
def _patience() -> None:
    """A busy machine stands still for many seconds now and then; what never comes fails anyway."""
    expect.set_options(timeout=60_000)


@pytest.fixture(scope="session", autouse=True)
def _async_is_playwrights() -> Iterator[None]:
    """Playwright keeps an event loop in this thread; Django's ORM may be used beside it."""
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    yield
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
    else:
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = before


@pytest.fixture(scope="session", autouse=True)
def _collected_worker() -> None:
    """The service worker is read from where an installation collects its static files."""
    built = finders.find(WORKER)
    assert isinstance(built, str), "npm run build makes it"
    target = Path(django_settings.STATIC_ROOT) / WORKER
    target.parent.mkdir(exist_ok=True)
    shutil.copyfile(built, target)


# They make whole houses, with processes of their own: a busy machine needs minutes for one.
PATIENT = (
    "tests/upkeep/backups/",
    "tests/upkeep/kills/",
    "tests/postgres_production/",
    "tests/upkeep/test_at_the_terminal.py",
    "tests/guards/test_",
)


# Minutes each, in one process: begun last they would leave the other process idle.
LONGEST = (
    "tests/journeys/test_every_page.py",
    "tests/guards/raid/",
    "tests/upkeep/kills/",
    "tests/guards/test_proxy.py",
    "tests/journeys/",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test that drives Chromium is a browser test, whether or not somebody marked it."""
    for item in items:
        if "playwright" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)
        if item.nodeid.startswith(PATIENT) and item.get_closest_marker("timeout") is None:
            item.add_marker(pytest.mark.timeout(600))
    items.sort(key=_begins)


def _begins(item: pytest.Item) -> int:
    """What takes longest is begun first; the others keep their order."""
    fitting = (at for at, start in enumerate(LONGEST) if item.nodeid.startswith(start))
    return next(fitting, len(LONGEST)) if item.get_closest_marker("browser") else len(LONGEST)
