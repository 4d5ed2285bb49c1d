"""One house with a backup for all tests that bring it back somewhere."""

from pathlib import Path

import pytest

from tests.installed import Installed

from .elsewhere import Office, opened


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """Nobody changes it: who must, takes `copied`."""
    return opened(tmp_path_factory.mktemp("office"))


@pytest.fixture
def other(tmp_path: Path) -> Installed:
    """Another machine with a key of its own and an empty home."""
    return Installed(tmp_path / "other")
