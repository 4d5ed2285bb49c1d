"""A pytest plugin that writes down what a run has seen of the house.

Which templates were rendered, which addresses asked for, which lists answered while their queries
were counted. `bin/test` runs pytest three times and gives all of them one file (RAVNY_SEEN); the
last run (RAVNY_SEEN_WHOLE) fails when something of ours was never seen. A run by hand checks
nothing.
"""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.handlers.base import BaseHandler
from django.db import connection
from django.test.signals import template_rendered

from ravny.core.kit.lists import ListPage
from tests.guards import house

Seen = dict[str, set[str]]
SAYS = {
    "templates": "no test renders",
    "addresses": "no test asks for",
    "lists": "no test counts the queries of",
}
_seen: Seen = {kind: set() for kind in SAYS}
_missing: pytest.StashKey[list[str]] = pytest.StashKey()
_resolve_request = BaseHandler.resolve_request
_respond = ListPage.respond


def _rendered(template: Any, **_: Any) -> None:
    if template.name:
        _seen["templates"].add(template.name)


def _resolved(handler: BaseHandler, request: Any) -> Any:
    match = _resolve_request(handler, request)
    # The guards ask every address for its headers; that tries nothing of what it is for.
    if not os.environ.get("PYTEST_CURRENT_TEST", "").startswith("tests/guards/"):
        table = getattr(request, "urlconf", None) or ""
        _seen["addresses"].add(f"{table.rpartition('_')[2]} {match.route}")
    return match


def _responded(page: ListPage[Any], request: Any) -> Any:
    if connection.force_debug_cursor:
        # A room may make a list for one person out of its own class: that one counts.
        _seen["lists"] |= {_name(one) for one in type(page).__mro__}
    return _respond(page, request)


def _name(page: type) -> str:
    return f"{page.__module__}.{page.__qualname__}"


def pytest_configure(config: pytest.Config) -> None:
    """Start watching."""
    template_rendered.connect(_rendered)
    BaseHandler.resolve_request = _resolved
    ListPage.respond = _responded


def _file() -> Path | None:
    name = os.environ.get("RAVNY_SEEN")
    return Path(name) if name else None


def _lists(page: type = ListPage) -> Iterator[str]:
    for below in page.__subclasses__():
        if below.__module__.startswith("ravny.") and not below.__abstractmethods__:
            yield _name(below)
        yield from _lists(below)


def _unseen(file: Path) -> list[str]:
    ours: Seen = {
        "templates": house.templates_of_ours(),
        "addresses": house.addresses_of_ours(),
        "lists": set(_lists()),
    }
    for part in file.parent.glob(f"{file.name}.*"):
        for kind, names in json.loads(part.read_text("utf-8")).items():
            ours[kind] -= set(names)
    return [f"{SAYS[kind]} {name}" for kind, names in ours.items() for name in sorted(names)]


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Keep what this process saw; after the last run of a whole suite, compare."""
    file = _file()
    if file is None:
        return
    part = file.with_name(f"{file.name}.{os.getpid()}")
    part.write_text(json.dumps({kind: sorted(names) for kind, names in _seen.items()}), "utf-8")
    if os.environ.get("RAVNY_SEEN_WHOLE") and not hasattr(session.config, "workerinput"):
        missing = _unseen(file)
        session.config.stash[_missing] = missing
        if missing:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Say what nobody tests, above the closing line."""
    missing = config.stash.get(_missing, [])
    if missing:
        terminalreporter.section("never seen by any test", sep="=", red=True)
        for line in missing:
            terminalreporter.write_line(line)
