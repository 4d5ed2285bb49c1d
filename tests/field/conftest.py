"""The scene of the field's tests: a site, items, and a phone with a profile of its own."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Playwright

from ravny.core.vault import fields
from tests.cast import Cast
from tests.conftest import Doors

from .phone import Phone, set_the_scene


@pytest.fixture(autouse=True)
def _fresh_circles(monkeypatch: pytest.MonkeyPatch) -> None:
    """A team's circle is another one in each test."""
    monkeypatch.setattr(fields, "_known_circles", {})


@pytest.fixture
def scene(cast: Cast) -> Cast:
    """The cast, with a site and items to hand out."""
    set_the_scene()
    return cast


@pytest.fixture
def phone(
    doors: Doors,
    scene: Cast,
    playwright: Playwright,
    browser_type_launch_args: dict[str, Any],
    tmp_path: Path,
) -> Iterator[Phone]:
    """A peer's phone, started and not yet registered."""
    one = Phone(playwright, browser_type_launch_args, doors, tmp_path / "profile").start()
    yield one
    one.context.close()
