"""What the tests of this room share."""

import pytest

from ravny.core.vault import fields


@pytest.fixture(autouse=True)
def _fresh_circles(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forget the circles of other tests' databases."""
    monkeypatch.setattr(fields, "_known_circles", {})
    monkeypatch.setattr(fields, "_known_epochs", {})
