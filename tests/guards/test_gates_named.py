"""Gates of what a request names elsewhere than in its address: question, form, JSON, a phone.

What a view asks its request for is listened to, so nobody has to write the names down: each is
answered with everything the near team has, one after the other, and with what nobody has. A view
that begins to read JSON fails here until `BODIES` says what it may name.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from django.test import Client
from django_scopes import scopes_disabled

from ravny.core.kit.codes import group_code, new_code
from ravny.people.clients.models import Client as Card
from tests.cast import Cast

from . import gates, house, one_of_each
from .gates import Asker, Names

pytestmark = pytest.mark.django_db
Body = Callable[[Mapping[str, Any]], dict[str, Any]]
Named = dict[str, list[str]]
KEY = {"key_hash": "AAAA", "signing_public": "AAAA", "signature": "AAAA"}


def _epoch(one: Mapping[str, Any]) -> dict[str, Any]:
    wraps = [{"account": one["account_id"], "envelope": "AAAA"}]
    new = {"public_key": "AAAA", "signature": "AAAA", "wraps": wraps, "recovery": "AAAA"}
    return {
        "circle": one["circle_id"],
        "epoch": 1,
        "kind": "team",
        "subject": one["team_id"],
        **new,
    }


def _wraps(one: Mapping[str, Any]) -> dict[str, Any]:
    wrap = {"circle": one["circle_id"], "epoch": 0, "envelope": "AAAA"}
    return {"wraps": [{**wrap, "account": one["account_id"]}], "recovery": [wrap]}


def _signed(one: Mapping[str, Any]) -> dict[str, Any]:
    person, phone = {"account": one["account_id"], **KEY}, {"phone": one["phone_id"], **KEY}
    return {"officers": [person], "members": [person], "phones": [phone]}


def _passkey(one: Mapping[str, Any]) -> dict[str, Any]:
    return {"passkey": one["passkey_id"], "secret": "A" * 43 + "="}


def _things(one: Mapping[str, Any]) -> dict[str, Any]:
    objects = ("encounter_id", "client_id", "attachment_id", "dealing_id")
    kinds = ("encounter.note", "client.called", "attachment", "dealing.note")
    named = zip(kinds, objects, strict=True)
    things = [{"circle": one["circle_id"], "kind": kind, "object": one[it]} for kind, it in named]
    return {"things": [{**thing, "author": one["account_id"], "counter": 1} for thing in things]}


BODIES: dict[str, Body | str] = {
    "vault/circles/make": _epoch,
    "vault/circles/epoch": _epoch,
    "vault/circles/share": _wraps,
    "vault/session-key": _passkey,
    "vault/passkeys/today": _passkey,
    "vault/opened": _things,
    "vault/authored/of": _things,
    "vault/root": _signed,
    "vault/officers/add": _signed,
    "vault/officers/sign": _signed,
    "vault/keyring": "the asker's own keys",
    "vault/pin": "the asker's own day",
    "vault/passkeys": "a new one of the asker",
    "vault/phrase": "the asker's own phrase",
    "vault/pin-root": "the asker's own copy",
}
UNLIKE = {
    "staff/language": "only the language's cookie, whoever asks",
    "staff/sign-out": "ends the asker's own coming in",
    "staff/sign-out-everywhere": "ends the asker's own coming in",
    "staff/sign-in": "leads whoever is in on to the address that was asked for",
}
"""Addresses that name nothing and would disturb the others."""
OF_THE_HOUSE = {
    "vault/proofs": "public halves of keys: every colleague's browser checks whose they are",
}
"""Addresses that tell another team of the same house what they tell everybody in it."""


def without_argument() -> Iterator[str]:
    """Yield the desk's addresses that name nothing themselves."""
    for route, _pattern in house.patterns("desk"):
        if not one_of_each.ARGUMENT.search(route) and route not in UNLIKE:
            yield route


def ask(browser: Client, method: str, route: str, named: Mapping[str, Any]) -> gates.Told:
    """Ask with everything in the question, and in a POST in its form too."""
    if method == "get":
        return gates.told(browser.get(f"/{route}", named))
    return gates.told(browser.post(f"/{route}", named, query_params=named))


MAIN = ("client_id", "test_id", "encounter_id", "team_id", "site_id", "referral_id", "circle_id")


def turns(asked: set[str], ids: Mapping[str, Any], kinds: tuple[str, ...]) -> Iterator[Named]:
    """Yield things to put under the names: what a name speaks of, then each main kind under all."""
    fitting = {name: ids.get(f"{name}_id", ids.get("client_id")) for name in asked}
    yield {name: [str(one)] for name, one in fitting.items()}
    for kind in kinds:
        if kind in ids:
            # A single box takes the last one, several boxes take all.
            every = [str(one) for one in ids.values() if one != ids[kind]]
            yield {name: [*every, str(ids[kind])] for name in asked}


def different(
    browser: Client, method: str, route: str, ids: Mapping[str, Any], names: Names
) -> Iterator[str]:
    """Yield what an address says of real things that it does not say of none."""
    names.begin()
    ask(browser, method, route, {})
    # A form asks for more once it was given something.
    ask(browser, method, route, {name: [str(one_of_each.NOBODYS)] for name in names.named})
    asked = names.named
    if not asked:
        return
    none = ask(browser, method, route, {name: [str(one_of_each.NOBODYS)] for name in asked})
    for real in turns(asked, ids, MAIN if method == "get" else MAIN[:2]):
        if ask(browser, method, route, real) != none:
            yield f"{method.upper()} {route}: otherwise with {real}"


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Names:
    return Names(monkeypatch)


def askers(cast: Cast) -> list[Asker]:
    return [one for one in gates.with_everything(cast) if one.roles]


def codes(samples: one_of_each.Samples) -> set[bytes]:
    """Return a client's code as pages write it."""
    with scopes_disabled():
        code = Card.objects.get(id=samples["client_id"]).code
    return {code.encode(), group_code(code).encode()}


def test_no_page_tells_of_what_its_question_or_form_names(cast: Cast, names: Names) -> None:
    samples, wrong = one_of_each.write(cast), []
    shared = {samples[name] for name in gates.OF_THE_HOUSE}
    ids = gates.only_ids(samples)
    theirs = set(ids.values()) - shared
    with gates.nothing_changes(cast, theirs):
        for asker in askers(cast):
            browser = asker.browser()
            seen = {name: one for name, one in ids.items() if asker.stranger or one not in shared}
            for route in without_argument():
                if route in OF_THE_HOUSE and not asker.stranger:
                    continue
                for method in ("get", "post"):
                    found = different(browser, method, route, seen, names)
                    wrong += [f"{asker.name}: {one}" for one in found]
    house.none_of(wrong)


def test_a_code_of_somebody_elses_client_is_a_code_nobody_has(cast: Cast) -> None:
    samples, wrong = one_of_each.write(cast), []
    theirs = codes(samples)
    code, none = max(theirs, key=len).decode(), group_code(new_code())
    for asker in askers(cast):
        browser = asker.browser()
        for route in without_argument():
            asked = dict.fromkeys(("code", "client", "who", "other", "q", "search"), code)
            real = ask(browser, "get", route, asked | {"who": "code"})
            body = real[1].replace(code.encode(), b"")
            if any(one in body for one in theirs):
                wrong.append(f"{asker.name}: {route} shows the code")
        answers = [gates.told(browser.post("/find/", {"code": one})) for one in (code, none)]
        bodies = [
            told[1].replace(one.encode(), b"*")
            for told, one in zip(answers, (code, none), strict=True)
        ]
        if answers[0][0] != answers[1][0] or bodies[0] != bodies[1]:
            wrong.append(f"{asker.name}: find/ knows the code")
    house.none_of(wrong)


def test_json_that_names_anothers_objects_is_answered_as_if_they_were_not(
    cast: Cast, names: Names
) -> None:
    samples, wrong = one_of_each.write(cast), []
    nothing = one_of_each.nothing(samples)
    with gates.nothing_changes(cast):
        for asker in askers(cast):
            browser = asker.browser()
            # Colleagues know each other: their names are no news to another team.
            known = {name: nothing[name] for name in gates.OF_THE_HOUSE if not asker.stranger}
            kinds = (samples | known, nothing)
            texts = [{name: str(one) for name, one in kind.items()} for kind in kinds]
            for route, body in BODIES.items():
                if isinstance(body, str):
                    continue
                real, none = (
                    gates.told(browser.post(f"/{route}", body(one), "application/json"))
                    for one in texts
                )
                if real != none:
                    wrong.append(f"{asker.name}: {route} {real[:2]} and {none[:2]}")
                # A passkey that is not one's own does not open: 409, as without any.
                if real[0] >= 500 or (real[0] == 409 and body is not _passkey):
                    wrong.append(f"{asker.name}: {route} was not tried: {real[:2]}")
    house.none_of(wrong)


def test_every_view_that_reads_json_says_here_what_it_may_name(cast: Cast, names: Names) -> None:
    samples = one_of_each.write(cast)
    asker = Asker("everything", cast.coordinator, gates.with_everything(cast)[0].roles, False)
    browser, reads = asker.browser(), set()
    paths = {route: path for route, path, _empty in one_of_each.asked(samples)}
    for route, _pattern in house.patterns("desk"):
        if route not in UNLIKE:
            names.begin()
            browser.post(paths.get(route, f"/{route}"), {}, "application/json")
            if names.reads_json:
                reads.add(route)
    house.none_of([f"{route} reads JSON: what may it name?" for route in reads - BODIES.keys()])
    assert reads >= {route for route, body in BODIES.items() if callable(body)}
