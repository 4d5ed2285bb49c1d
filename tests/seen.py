"""A pytest plugin that writes down which templates and addresses a run has seen.

`bin/test` runs pytest three times and gives all of them one file (RAVNY_SEEN); the last run
(RAVNY_SEEN_WHOLE) fails when a template or an address of ours was never seen. A single run by
hand checks nothing.
"""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from django.core.handlers.base import BaseHandler
from django.test.signals import template_rendered

_templates: set[str] = set()
_addresses: set[str] = set()
_resolve_request = BaseHandler.resolve_request


def _rendered(template: Any, **_: Any) -> None:
    if template.name:
        _templates.add(template.name)


def _resolved(handler: BaseHandler, request: Any) -> Any:
    match = _resolve_request(handler, request)
    table = getattr(request, "urlconf", None) or ""
    _addresses.add(f"{table.rpartition('_')[2]} {match.route}")
    return match


def pytest_configure(config: pytest.Config) -> None:
    """Start watching."""
    template_rendered.connect(_rendered)
    BaseHandler.resolve_request = _resolved


def _file() -> Path | None:
    name = os.environ.get("RAVNY_SEEN")
    return Path(name) if name else None


def recorded() -> tuple[set[str], set[str]]:
    """Return the templates and the addresses that all runs so far have seen."""
    templates, addresses = set(_templates), set(_addresses)
    file = _file()
    for part in sorted(file.parent.glob(f"{file.name}.*")) if file else []:
        seen = json.loads(part.read_text("utf-8"))
        templates.update(seen["templates"])
        addresses.update(seen["addresses"])
    return templates, addresses


def _unseen() -> list[str]:
    from tests.guards.house import addresses_of_ours, templates_of_ours

    templates, addresses = recorded()
    return [
        *(f"no test renders {name}" for name in sorted(templates_of_ours() - templates)),
        *(f"no test asks for {name}" for name in sorted(addresses_of_ours() - addresses)),
    ]


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Keep what this process saw; after the last run of a whole suite, compare."""
    file = _file()
    if file is None:
        return
    seen = {"templates": sorted(_templates), "addresses": sorted(_addresses)}
    part = file.with_name(f"{file.name}.{os.getpid()}")
    part.write_text(json.dumps(seen), "utf-8")
    is_worker = hasattr(session.config, "workerinput")
    if os.environ.get("RAVNY_SEEN_WHOLE") and not is_worker:
        missing = _unseen()
        session.config.stash[_MISSING] = missing
        if missing:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED


_MISSING: pytest.StashKey[list[str]] = pytest.StashKey()


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Say what nobody tests, above the closing line."""
    missing = config.stash.get(_MISSING, [])
    if missing:
        terminalreporter.section("never seen by any test", sep="=", red=True)
        for line in missing:
            terminalreporter.write_line(line)
