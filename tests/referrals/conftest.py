"""The standing cast, with places to send people to."""

import pytest

from tests.cast import Cast

from .makers import make_places


@pytest.fixture
def scene(cast: Cast) -> Cast:
    """The cast, and the directory's places in their house."""
    make_places(cast.organisation_id)
    return cast
