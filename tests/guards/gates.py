"""How gates are tried: who asks, with what in mind, and what may differ between two answers."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from django.http import QueryDict
from django.test import Client
from django_scopes import scopes_disabled

from ravny.core.kit.registries import permissions
from ravny.core.staff.models import Account, SignIn
from ravny.core.staff.types import Role
from ravny.core.vault import session_keys, wire
from tests.cast import Cast, Person, browser_of

from . import house, one_of_each

OPEN_TO_ALL = {
    "staff/join/<str:token>": "whoever holds the link of an invitation is invited",
}
SAID_TWICE = {
    "outreach/timetable/<uuid:stand_id>/remove/": "a stop already gone is gone; nobody else's goes",
    "outreach/held/<uuid:phone_id>/release/": "what was released already is none; nor is another's",
    "today/<uuid:row_id>/back/": "what came back already is back; only one's own comes",
    "outreach/lost/<uuid:phone_id>/noted/": "what was noted already is; nobody else's is touched",
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
OF_EVERY_HOUSE = {
    "kind": "a word of the program",
    "contact_kind": "a word of the program",
    "run_id": "a backup is the whole installation's, sealed; whoever keeps it keeps all of it",
    "month": "as a backup",
}
"""Arguments that name no object of a house."""
HOUSE_ROLES = (Role.COORDINATOR.value, Role.KEEPER.value)
TYPED = {"how": "revoked", "reason": "mistake"}
"""Words without which a view answers before it looks for the object."""
NATURAL = ("Content-Length",)
"""Headers that follow from the body, which is compared itself."""
CHANCE = re.compile(
    rb"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
    rb'|name="csrfmiddlewaretoken" value="[^"]*"'
)
"""Ids (the asked one comes back in a form, a new one is made for it) and tokens of forms."""


@dataclass
class Asker:
    """Somebody with exactly these roles, signed in with open keys."""

    name: str
    person: Person
    roles: tuple[str, ...]
    stranger: bool

    def browser(self) -> Client:
        """Take the roles on and come in."""
        with scopes_disabled():
            Account.objects.filter(id=self.person.account_id).update(roles=self.roles)
        browser = browser_of(self.person)
        browser.raise_request_exception = False
        with scopes_disabled():
            for one in SignIn.objects.filter(account_id=self.person.account_id):
                session_keys.make(one.id, self.person.account_id)
        return browser

    def may(self, permission: str | None) -> bool:
        """Tell whether a page's permission is among what the roles give."""
        given = {one.code for one in permissions if set(one.roles) & set(self.roles)}
        return permission is None or permission in given


def with_everything(cast: Cast) -> list[Asker]:
    """Another house's and another team's person with all roles at once, and one with none."""
    below = tuple(role for role in Role.values if role not in HOUSE_ROLES)
    return [
        Asker("elsewhere, every role", cast.stranger, tuple(Role.values), True),
        Asker("another team, every role", cast.outsider, below, False),
        Asker("elsewhere, no role", cast.stranger, (), True),
        Asker("another team, no role", cast.outsider, (), False),
    ]


def one_by_one(cast: Cast) -> Iterator[Asker]:
    """Yield another house's and another team's person in each role alone."""
    for role in Role.values:
        yield Asker(f"elsewhere, {role}", cast.stranger, (role,), True)
        if role not in HOUSE_ROLES:
            yield Asker(f"another team, {role}", cast.outsider, (role,), False)


def is_shared(route: str, asker: Asker) -> bool:
    """Tell whether the asker may see what an address names, by the rules of the house."""
    named = set(one_of_each.ARGUMENT.findall(route))
    if route in OPEN_TO_ALL or OF_EVERY_HOUSE.keys() >= named:
        return True
    return not asker.stranger and OF_THE_HOUSE.keys() >= named


Told = tuple[int, bytes, tuple[tuple[str, str], ...], tuple[str, ...]]


def told(answer: Any) -> Told:
    """Return all that an answer tells: status, body, headers, shapes of cookies; without chance."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    headers = {name: value for name, value in answer.headers.items() if name not in NATURAL}
    hidden = {name: CHANCE.sub(b"*", value.encode()).decode() for name, value in headers.items()}
    cookies = tuple(sorted(name for name in answer.cookies))
    return answer.status_code, CHANCE.sub(b"*", body), tuple(sorted(hidden.items())), cookies


def rows() -> dict[str, list[dict[str, Any]]]:
    """Return everything the house holds; who came when is changed by coming."""
    with scopes_disabled():
        return {
            model.__name__: list(model._base_manager.order_by("pk").values())
            for model in house.models_of_ours()
            if model.__name__ != "SignIn"
        }


@contextmanager
def nothing_changes(cast: Cast, theirs: set[Any] | None = None) -> Iterator[None]:
    """Fail if a row of any table was changed within, but for the roles that were taken on.

    `theirs`: the askers may have written things of their own, in which none of these is named.
    """
    before = rows()
    yield
    with scopes_disabled():
        for person in (cast.stranger, cast.outsider):
            Account.objects.filter(id=person.account_id).update(roles=person.roles)
    house.none_of(
        [
            f"{name} was changed: {row}"
            for name, after in rows().items()
            for row in (*without(before[name], after), *without(after, before[name]))
            if theirs is None or not (name == "Head" or _is_own(row, before[name], theirs))
        ]
    )


def without(rows: list[dict[str, Any]], others: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the rows that are not among the others."""
    return [row for row in rows if row not in others]


def _is_own(row: dict[str, Any], before: list[dict[str, Any]], theirs: set[Any]) -> bool:
    return row not in before and not theirs & {one for one in row.values() if isinstance(one, UUID)}


class Names:
    """What views ask a request for: the names of its question and form; who reads JSON."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.asked: set[str] = set()
        self.reads_json = False
        names = self

        def listening(method: str) -> None:
            real = getattr(QueryDict, method)

            def heard(told: QueryDict, name: Any, *rest: Any, **named: Any) -> Any:
                names.asked.add(str(name))
                return real(told, name, *rest, **named)

            monkeypatch.setattr(QueryDict, method, heard)

        for method in ("__getitem__", "get", "getlist", "__contains__"):
            listening(method)
        body_of = wire.body_of

        def read(request: Any) -> dict[str, Any]:
            names.reads_json = True
            return body_of(request)

        monkeypatch.setattr(wire, "body_of", read)

    def begin(self) -> None:
        """Forget what was asked for."""
        self.asked, self.reads_json = set(), False

    @property
    def named(self) -> set[str]:
        """Return what was asked for since, but for the shell's own."""
        return self.asked - {"csrfmiddlewaretoken", "authored"}


def only_ids(samples: one_of_each.Samples) -> one_of_each.Samples:
    """Return the samples that are ids."""
    return {name: one for name, one in samples.items() if isinstance(one, UUID)}
