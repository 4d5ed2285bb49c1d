"""Every address of the three doors answers under a strict policy and remembers nothing."""

import re

import pytest
from django.conf import settings
from django.test import Client

from tests.guards import house

NOBODYS_ID = "01939393-0000-7000-8000-000000000000"
SAMPLES = {"uuid": NOBODYS_ID, "int": "1", "str": "x", "slug": "x", "path": "x"}
ARGUMENT = re.compile(r"<(?:(\w+):)?\w+>")
SCRIPTS = {"'self'", "'wasm-unsafe-eval'"}
SHOWS = {"img-src", "media-src"}
# A document opened in the browser is shown out of the page's memory, at the desk and nowhere else.
OPENED_HERE: dict[str, set[str]] = {"desk": {"blob:"}, "field": set(), "portal": set()}


def pages() -> list[tuple[str, str]]:
    found = []
    for door in house.DOORS:
        for route, _ in house.patterns(door):
            path = ARGUMENT.sub(lambda part: SAMPLES.get(part[1] or "str", "1000000003"), route)
            found.append((door, f"/{path}"))
        found.append((door, "/no-such-page/"))
    return found


def directives(policy: str) -> dict[str, set[str]]:
    parts = [part.split() for part in policy.split(";") if part.strip()]
    return {name: set(values) for name, *values in parts}


@pytest.mark.django_db
@pytest.mark.parametrize(("door", "path"), pages(), ids=lambda value: str(value))
def test_a_page_comes_under_the_strict_policy(door: str, path: str) -> None:
    host = getattr(settings, f"{door.upper()}_HOST")
    response = Client(HTTP_HOST=host).get(path)
    policy = directives(response.headers["Content-Security-Policy"])
    # 503: the health page may say that something is not well.
    assert response.status_code < 500 or response.status_code == 503
    assert policy["default-src"] == {"'none'"}
    assert policy["base-uri"] == policy["frame-ancestors"] == {"'none'"}
    assert policy["form-action"] == policy["style-src"] == policy["connect-src"] == {"'self'"}
    assert policy["img-src"] - OPENED_HERE[door] <= {"'self'", "data:"}
    assert policy.get("media-src", set()) - OPENED_HERE[door] <= {"'self'"}
    assert policy["script-src"] <= SCRIPTS
    if door == "portal":
        assert policy["script-src"] == {"'self'"}
    allowed = SCRIPTS | {"'none'", "data:"}
    elsewhere = {name: values for name, values in policy.items() if name not in SHOWS}
    assert {source for values in elsewhere.values() for source in values} <= allowed


@pytest.mark.django_db
@pytest.mark.parametrize(("door", "path"), pages(), ids=lambda value: str(value))
def test_a_page_is_not_kept_and_tells_nobody_where_it_came_from(door: str, path: str) -> None:
    host = getattr(settings, f"{door.upper()}_HOST")
    headers = Client(HTTP_HOST=host).get(path).headers
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"
    # The field's own files must wait for a night without network; its pages hold no record.
    assert "no-store" in headers["Cache-Control"] or door == "field"
    assert "public" not in headers["Cache-Control"]


@pytest.mark.django_db
def test_a_hostname_we_do_not_serve_gets_nothing() -> None:
    response = Client(HTTP_HOST="127.0.0.1").get("/")
    assert response.status_code == 404
    assert response.content == b""
