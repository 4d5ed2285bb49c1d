"""What the guards share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.installed import Installed

from . import served


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One folder for all processes of a run."""
    base = tmp_path_factory.getbasetemp()
    return (base.parent if base.name.startswith("popen-") else base) / "served"


@pytest.fixture(scope="module")
def joined(
    shared_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Installed, bytes]]:
    """A module's own copy of an installation with one colleague, and the secret of their codes."""
    yield served.joined(shared_folder, tmp_path_factory.mktemp("joined"))
