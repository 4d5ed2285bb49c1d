"""The list of clients asks the same number of questions for ten rows and for sixty."""

from typing import Any

import pytest
from django.urls import reverse

from ravny.core.kit import registries
from ravny.core.kit.ids import day_id
from ravny.people.clients.operations import register_client
from ravny.people.clients.types import ClientFacts
from tests.cast import Cast, browser_of


def register(cast: Cast, count: int) -> None:
    for _ in range(count):
        register_client(
            actor=cast.social.actor,
            client_id=day_id(),
            team_id=cast.near_team_id,
            facts=ClientFacts(age_group="20-24", languages=("ru", "uz"), country="UZ"),
        )


def test_sixty_clients_cost_as_many_queries_as_ten(
    cast: Cast, django_assert_num_queries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registries.menu, "entries", [])
    browser = browser_of(cast.coordinator)
    for count in (10, 50):
        register(cast, count)
        with django_assert_num_queries(6):
            assert browser.get(reverse("clients:list")).status_code == 200
