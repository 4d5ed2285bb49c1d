"""Gates: whoever has no right to an object learns not even that it is there.

Every address of the desk that names an object is asked with a real one of the near team, in every
role alone, in all at once and in none, from another house and from another team, in every method.
A new address is asked without anybody thinking of it; a new kind of argument fails until
`one_of_each` has an object for it.
"""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client

from ravny.core.kit import views
from ravny.core.staff.types import Role
from tests.cast import Cast, browser_of

from . import gates, house, one_of_each
from .gates import Asker

pytestmark = pytest.mark.django_db
METHODS = ("get", "head", "post", "put", "delete", "options")
HTMX = {"HX-Request": "true", "HX-Target": "main", "X-Ravny-Fetch": "1"}
Routes = list[tuple[str, str, str, str | None]]


def routes(samples: one_of_each.Samples) -> Routes:
    """Return (route, address, the same of nothing, permission) of whatever names an object."""
    permission = {
        route: getattr(pattern.callback, "permission", None)
        for route, pattern in house.patterns("desk")
    }
    return [(*one, permission[one[0]]) for one in one_of_each.asked(samples)]


def ask(browser: Client, method: str, path: str, **headers: str) -> gates.Told:
    """Ask once; a POST says the words without which no view looks further."""
    sent: dict[str, Any] = {"data": gates.TYPED} if method == "post" else {}
    answer = getattr(browser, method)(path, **sent, headers=headers or None)
    return gates.told(answer)


def given_away(asker: Asker, known: Routes, *methods: str, **headers: str) -> Iterator[str]:
    """Yield the addresses that answer otherwise than "there is no such page"."""
    browser = asker.browser()
    missing = {method: ask(browser, method, "/no-such-page/", **headers) for method in methods}
    for route, path, empty, permission in known:
        if gates.is_shared(route, asker) and asker.may(permission):
            continue
        for method in methods:
            real = ask(browser, method, path, **headers)
            if real == missing[method] or (
                # The same for every address of its kind: it tells of the route, not of the thing.
                (real[0] == 405 or (route in gates.SAID_TWICE and asker.may(permission)))
                and real == ask(browser, method, empty, **headers)
            ):
                continue
            yield f"{asker.name}: {method.upper()} {route} answers {real[0]}"


def test_no_role_of_another_house_or_team_learns_of_anything(cast: Cast) -> None:
    known = routes(one_of_each.write(cast))
    wrong: list[str] = []
    with gates.nothing_changes(cast):
        for asker in gates.one_by_one(cast):
            wrong += given_away(asker, known, "get", "post")
    house.none_of(wrong)


def test_neither_all_roles_at_once_nor_none_in_any_method_nor_a_script(cast: Cast) -> None:
    known = routes(one_of_each.write(cast))
    wrong: list[str] = []
    with gates.nothing_changes(cast):
        for asker in gates.with_everything(cast):
            wrong += given_away(asker, known, *(METHODS if asker.roles else ("get", "post")))
            wrong += given_away(asker, known, "get", "post", **HTMX)
    house.none_of(wrong)


def _with_its_own_way_back(client: Client, method: str, path: str) -> tuple[object, ...]:
    """Return an answer in which the address that was asked for has no name."""
    status, body, headers, cookies = ask(client, method, path)
    back = urlencode({"next": path})
    hidden = gates.CHANCE.sub(b"*", back.encode()).decode()
    return status, body, [(name, value.replace(hidden, "*")) for name, value in headers], cookies


def test_nobody_signed_in_is_sent_to_sign_in_whatever_there_is(client: Client, cast: Cast) -> None:
    wrong = []
    for route, path, empty, _permission in routes(one_of_each.write(cast)):
        if route in gates.OPEN_TO_ALL:
            continue
        for method in METHODS:
            real, none = (_with_its_own_way_back(client, method, one) for one in (path, empty))
            if real != none or real[0] not in {302, 405}:
                wrong.append(f"{method} {route}: {real[0]}, {none[0]}")
    house.none_of(wrong)


def test_a_page_shows_itself_to_a_role_or_is_not_there(cast: Cast) -> None:
    known, wrong = routes(one_of_each.write(cast)), []
    for role, person in cast.by_role().items():
        browser = browser_of(person)
        missing = ask(browser, "get", "/no-such-page/")
        asker = Asker(role, person, (role,), stranger=False)
        for route, path, _empty, permission in known:
            answer = ask(browser, "get", path)
            seen = {200, 302, 405} if asker.may(permission) else {405}
            if answer != missing and answer[0] not in seen:
                wrong.append(f"{role} {route}: {answer[0]}, and not the page that nothing has")
    house.none_of(wrong)


def test_the_search_would_find_a_gate_that_says_what_it_guards(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = [one for one in routes(one_of_each.write(cast)) if one[0].startswith("card/")]
    asker = Asker("another team", cast.outsider, (Role.CASE_MANAGER.value,), stranger=False)
    assert list(given_away(asker, known, "get")) == []
    refusal = views._refusal

    def telling(request: HttpRequest, status: int) -> HttpResponse:
        answer = refusal(request, status)
        answer.headers["X-Asked"] = str(len(request.path))
        return answer

    monkeypatch.setattr(views, "_refusal", telling)
    assert len(list(given_away(asker, known, "get"))) == len(known)
