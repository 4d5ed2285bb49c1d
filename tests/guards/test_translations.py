"""Russian is complete in every room, with the right number of plural forms."""

import pytest

from tests.guards import house
from tools import messages


@pytest.mark.parametrize("room", list(messages.rooms()), ids=lambda room: room.name)
@pytest.mark.parametrize("language", messages.COMPLETE)
def test_a_room_says_everything_in_a_complete_language(room: messages.Path, language: str) -> None:
    house.none_of(list(messages.problems(room, language)))
