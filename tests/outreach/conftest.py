"""The scene of every test of outreach: a site, two items."""

from typing import Any

import pytest
from django_scopes import scope

from ravny.core.kit import registries
from tests.cast import Cast, Person, browser_of

from .phones import set_the_scene


@pytest.fixture
def scene(cast: Cast) -> Cast:
    """The cast, with a site and items to hand out."""
    set_the_scene()
    return cast


@pytest.fixture
def today_page() -> Any:
    """The keys of what *Today* tells somebody, by the registry the door reads."""

    def keys(person: Person) -> set[str]:
        actor = person.actor
        with scope(organisation=actor.organisation_id):
            return {row.key for source in registries.today_rows for row in source(actor)}

    return keys


@pytest.fixture
def queries_of(django_assert_max_num_queries: Any) -> Any:
    """How many queries a page costs; the first visit warms what is read once a process."""

    def count(person: Person, address: str) -> int:
        browser = browser_of(person)
        browser.get(address)
        with django_assert_max_num_queries(60) as captured:
            assert browser.get(address).status_code == 200
        return len(captured)

    return count
