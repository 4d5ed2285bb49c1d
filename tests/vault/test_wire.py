"""What no page of ours posts is refused with words, never by breaking."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from ravny.core.kit.errors import DomainError
from ravny.core.vault import authoring, wire
from tests.cast import Cast, browser_of

PLACE = '"circle": "018f0000-0000-7000-8000-000000000001", "object": null'
BODIES = {
    "no JSON": b"{",
    "no object": b"[]",
    "no UTF-8": b'{"things": "\xff"}',
    "nested beyond reason": b'{"things": ' + b"[" * 100_000,
    "half a surrogate pair": b'{"things": [], "a": "\\ud800"}',
    "half a pair in bytes": b'{"things": [], "a": "\xed\xa0\x80"}',
    "a zero": b'{"things": [], "a": "\\u0000"}',
    "a kind that is none": b'{"things": [{"kind": "Client note", %s}]}' % PLACE.encode(),
    "a number for a list": b'{"things": 7}',
}


def at_work(cast: Cast) -> Client:
    """A browser whose notes are open."""
    browser = browser_of(cast.social)
    browser.post("/vault/session-key", b'{"make": true}', content_type="application/json")
    return browser


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES.keys())
def test_a_body_no_page_sends_is_refused_with_words(body: bytes, cast: Cast) -> None:
    answer = at_work(cast).post("/vault/opened", body, content_type="application/json")
    assert answer.status_code == 422
    assert answer.json()["code"] == "unreadable" and answer.json()["error"]


def test_letters_beyond_the_first_plane_are_read(cast: Cast) -> None:
    body = '{"things": [], "a": "\\ud83c\\udf3f ёж"}'.encode()
    answer = at_work(cast).post("/vault/opened", body, content_type="application/json")
    assert answer.status_code == 204


@pytest.mark.parametrize("text", ["[" * 100_000, "{}", "[7]", '[{"kind": "\\u0000"}]', "\0"])
def test_a_list_of_signatures_no_page_sends_is_refused(text: str) -> None:
    with pytest.raises(DomainError) as caught:
        authoring.entries_in(text)
    assert caught.value.code == "unreadable"


@pytest.mark.parametrize("read", [wire.octets, wire.identifier, wire.whole, wire.kind_of])
@pytest.mark.parametrize("value", [None, True, -1, 2**31, 1.5, "ё", "\0", [], {}, "{}"])
def test_a_value_of_another_shape_is_refused(read: Callable[[object], Any], value: object) -> None:
    with pytest.raises(DomainError):
        read(value)
