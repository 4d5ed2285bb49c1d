"""One raid for all tests that look at what it took."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Playwright

from tests.installed import Installed
from tests.postgres_production.conftest import three, write_toml
from tests.postgres_production.server import Server, running

from .journey import Journey
from .taken import Taken, raid


@pytest.fixture(scope="module")
def taken(
    playwright: Playwright,
    browser_type_launch_args: dict[str, Any],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Taken]:
    """Everything that lay there when the power was cut."""
    folder: Path = tmp_path_factory.mktemp("raid")
    journey = Journey(Installed(folder), playwright, browser_type_launch_args)
    journey.prepare()
    yield raid(journey)


@pytest.fixture(scope="module")
def on_postgresql(taken: Taken, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The same house on PostgreSQL, brought there from its backup; the server is in use."""
    with running() as server:
        large = Installed(tmp_path_factory.mktemp("large"))
        write_toml(large, **three(server))
        stick = large.key_file.parent / "identity"
        stick.write_text(taken.identity + "\n", "ascii")
        for words in (
            ("postgres", "setup", "--apply", server.superuser),
            ("restore", str(taken.backup), "--identity", str(stick)),
        ):
            done = large.ravny(*words)
            assert done.returncode == 0, done.stderr
        yield server
