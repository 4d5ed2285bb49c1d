"""Gates: whoever has no right to an object learns not even that it is there.

Every address of the desk that names an object is asked with a real one of the near team. A new
address is asked without anybody thinking of it; a new kind of argument fails until `one_of_each`
has an object for it.
"""

from typing import Any

import pytest
from django.test import Client
from django_scopes import scopes_disabled

from ravny.core.kit.codes import group_code
from ravny.core.staff.models import Account
from ravny.core.staff.types import Role
from ravny.people.clients.models import Client as Kept
from tests.cast import Cast, Person, browser_of

from . import house, one_of_each

pytestmark = pytest.mark.django_db

OPEN_TO_ALL = {
    "staff/join/<str:token>": "whoever holds the link of an invitation is invited",
}
SAID_TWICE = {
    "outreach/timetable/<uuid:stand_id>/remove/": "a stop already gone is gone; nobody else's goes",
    "outreach/held/<uuid:phone_id>/release/": "what was released already is none; nor is another's",
}
"""Addresses that do their work once and say so as often as asked, of nothing too."""
OF_THE_HOUSE = {
    "service_id": "every worker looks up a place to refer to",
    "dealing_id": "what an office answered holds for every team",
    "item_id": "the teams hand out the same items",
    "place_id": "whoever moves goods moves them between all places",
    "account_id": "colleagues know each other by pseudonym",
}
"""Arguments that name nothing of a client: another team may see these."""
HOUSE_ROLES = (Role.COORDINATOR.value, Role.KEEPER.value)
LEAVES_TRACES = ("SignIn", "Entry", "Membership")
"""Changed by a visit itself: when somebody was last here, and what they did."""
TYPED = {"how": "revoked", "reason": "mistake"}
"""Words without which a view answers before it looks for the object."""


def with_roles(person: Person, *roles: str) -> Client:
    """Give somebody so many roles that no page refuses them for a permission alone."""
    with scopes_disabled():
        Account.objects.filter(id=person.account_id).update(roles=roles)
    return browser_of(person)


def answers(browser: Client, path: str) -> list[Any]:
    return [browser.get(path), browser.post(path, TYPED)]


def told(browser: Client, samples: one_of_each.Samples, shared: dict[str, str]) -> list[str]:
    """Return the addresses that answer a stranger otherwise than "there is no such page"."""
    wrong = []
    for route, path, empty in one_of_each.asked(samples):
        if route in OPEN_TO_ALL or shared.keys() >= set(one_of_each.ARGUMENT.findall(route)):
            continue
        real, none = answers(browser, path), answers(browser, empty)
        codes = [answer.status_code for answer in real]
        if (404 not in codes or set(codes) - {404, 405}) and route not in SAID_TWICE:
            wrong.append(f"{route}: GET {codes[0]}, POST {codes[1]}")
        elif [answer.content for answer in real] != [answer.content for answer in none]:
            wrong.append(f"{route}: not the page that nothing has")
    return wrong


def rows() -> dict[str, list[dict[str, Any]]]:
    """Return everything the house holds."""
    with scopes_disabled():
        return {
            model.__name__: list(model._base_manager.order_by("pk").values())
            for model in house.models_of_ours()
            if model.__name__ not in LEAVES_TRACES
        }


def named(browser: Client, samples: one_of_each.Samples) -> list[str]:
    """Return the pages that show a client's code to whoever puts the client into the question."""
    with scopes_disabled():
        code = Kept.objects.get(id=samples["client_id"]).code
    question: dict[str, Any] = {
        "client": samples["client_id"],
        "test": samples["test_id"],
        "encounter": samples["encounter_id"],
        "infection": "hiv",
    }
    wrong = []
    for route, _pattern in house.patterns("desk"):
        if not one_of_each.ARGUMENT.search(route):
            page = browser.get(f"/{route}", question)
            body = b"" if page.streaming else page.content
            if code.encode() in body or group_code(code).encode() in body:
                wrong.append(f"{route}: shows the code")
    return wrong


def test_another_house_learns_nothing(cast: Cast) -> None:
    samples = one_of_each.write(cast)
    browser, before = with_roles(cast.stranger, *Role.values), rows()
    house.none_of(told(browser, samples, {}) + named(browser, samples))
    assert rows() == before


def test_another_team_learns_nothing_of_a_client(cast: Cast) -> None:
    samples = one_of_each.write(cast)
    browser = with_roles(cast.outsider, *(set(Role.values) - set(HOUSE_ROLES)))
    before = rows()
    house.none_of(told(browser, samples, OF_THE_HOUSE) + named(browser, samples))
    assert rows() == before


def test_a_page_shows_itself_to_a_role_or_is_not_there(cast: Cast) -> None:
    samples, wrong = one_of_each.write(cast), []
    for role, person in cast.by_role().items():
        browser = browser_of(person)
        missing = browser.get("/no-such-page/").content
        for route, path, _empty in one_of_each.asked(samples):
            answer = browser.get(path)
            if answer.status_code not in {200, 302, 404, 405}:
                wrong.append(f"{role} {route}: {answer.status_code}")
            elif answer.status_code == 404 and answer.content != missing:
                wrong.append(f"{role} {route}: another 404")
    house.none_of(wrong)
