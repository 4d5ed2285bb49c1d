"""What the tests of this room share."""

import pytest

from tests.cast import Cast

from .makers import Bag, fill_bag


@pytest.fixture
def bag(cast: Cast) -> Bag:
    """The peer's bag with kits for HIV (two lots) and syphilis."""
    return fill_bag(cast)
