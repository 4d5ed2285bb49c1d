"""The scene of every test of outreach: a site, two items."""

import pytest

from tests.cast import Cast

from .phones import set_the_scene


@pytest.fixture
def scene(cast: Cast) -> Cast:
    """The cast, with a site and items to hand out."""
    set_the_scene()
    return cast
