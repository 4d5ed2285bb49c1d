"""Sets the stage of a drill: installation, database, browsers; clears it away afterwards."""

import contextlib
import os
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from tests.conftest import CHROMIUM_ARGUMENTS
from tests.installed import Installed
from tests.upkeep.kills.drill import Drill
from tests.upkeep.kills.house import House


@contextlib.contextmanager
def staged(
    folder: Path, *, times: int, seed: int, postgresql: bool = False, browsers: bool = True,
    tell: Any = lambda line: None, playwright: Any = None,
) -> Iterator[Drill]:  # fmt: skip
    """Yield a drill that is ready to run."""
    with contextlib.ExitStack() as stack:
        installed = Installed(folder)
        if postgresql:
            _on_postgresql(installed, stack)
        house = House(installed, random.Random(seed)).open()
        stack.callback(house.close)
        drill = Drill(house, times, seed, tell)
        if browsers:
            from tests.upkeep.kills.browsers import Browsers

            one = playwright or stack.enter_context(sync_playwright())
            path = os.environ.get("RAVNY_CHROMIUM", "/usr/bin/chromium")
            launch = {"executable_path": path, "args": CHROMIUM_ARGUMENTS}
            drill.browsers = stack.enter_context(contextlib.closing(Browsers(house, one, launch)))
        yield drill


def _on_postgresql(installed: Installed, stack: contextlib.ExitStack) -> None:
    from tests.postgres_production import server as servers
    from tests.postgres_production.conftest import three, write_toml

    server = stack.enter_context(servers.running())
    write_toml(installed, **three(server))
    made = installed.ravny("postgres", "setup", "--apply", server.superuser)
    assert made.returncode == 0, made.stderr
