"""The house of these tests has places to refer to."""

import pytest

from tests.cast import Cast
from tests.referrals.makers import make_places


@pytest.fixture
def house(cast: Cast) -> Cast:
    """The cast in a house whose directory holds an anonymous place."""
    make_places(cast.organisation_id)
    return cast
