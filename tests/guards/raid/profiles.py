"""A person's own Chromium: a profile in a folder that outlives the browser, as on a real laptop."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Error, Page, Playwright

from tests.field.phone import end_browser

# What Playwright switches off for speed and a person's browser has on: pages kept for "back",
# forms filled in from memory.
AS_AT_HOME = ["--disable-back-forward-cache", "--enable-automation"]


@dataclass
class Profile:
    """A laptop with Russian Chromium."""

    playwright: Playwright
    launch: Mapping[str, Any]
    folder: Path
    context: BrowserContext = field(init=False)
    page: Page = field(init=False)

    def start(self) -> "Profile":
        """Open the browser on its profile."""
        self.context = self.playwright.chromium.launch_persistent_context(
            str(self.folder),
            locale="ru-RU",
            viewport={"width": 1280, "height": 800},
            ignore_default_args=AS_AT_HOME,
            **self.launch,
        )
        self.context.set_default_timeout(60_000)
        self.page = self.context.pages[0]
        return self

    def kill(self) -> None:
        """End the browser as a cut of the power does."""
        end_browser(self.folder)
        with suppress(Error):
            self.context.close()
