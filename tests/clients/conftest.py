"""What the tests of this room share."""

import pytest
from django_scopes import scopes_disabled

from ravny.core.staff.models import Organisation
from tests.cast import Cast


@pytest.fixture
def in_moldova(cast: Cast) -> None:
    """The house works under the profile that allows key groups and hints on the card."""
    with scopes_disabled():
        Organisation.objects.filter(id=cast.organisation_id).update(country="md")
