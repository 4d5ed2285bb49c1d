"""Every header of every answer of the three doors: what is sent stands in this table, nothing else.

In one process for every route; through a served installation under https for what the server
itself adds, for cookies and for static files.
"""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from ravny.core.staff.types import Role
from tests.cast import Cast, browser_of
from tests.installed import Installed

from . import gates, house, one_of_each, served

_BASE = (
    "default-src 'none'; style-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'; img-src 'self' data:"
)
POLICY = {
    "desk": f"{_BASE} blob:; media-src blob:; worker-src 'self'; "
    "script-src 'self' 'wasm-unsafe-eval'",
    "field": f"{_BASE}; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; "
    "manifest-src 'self'; media-src 'self'",
    "portal": f"{_BASE}; script-src 'self'",
}
DEVICES = {"desk": ("", "self"), "field": ("self", ""), "portal": ("", "")}
PAGE = r"text/html; charset=utf-8"
JSON = "application/json"
TYPES = rf"{PAGE}|{JSON}"
MAY = {
    # Only where the answer has it: name → what it may say.
    "Content-Type": TYPES,
    "Content-Length": r"\d+",
    "Content-Language": r"ru|en",
    "Vary": r"(?:Accept-Language|Cookie|HX-Request)(?:, (?:Accept-Language|Cookie|HX-Request))*",
    "Location": r"/.*",
    "Allow": r"[A-Z, ]+",
}
OWN = {
    # "door route": headers that this answer alone may have.
    "desk staff/sign-out": {"Clear-Site-Data": r'"cache", "storage"'},
    "desk staff/sign-out-everywhere": {"Clear-Site-Data": r'"cache", "storage"'},
    "desk attachments/<uuid:attachment_id>/pieces/<int:index>": {
        "Content-Type": rf"application/octet-stream|{TYPES}"
    },
    "desk upkeep/backups/progress": {"HX-Refresh": "true"},
    "desk healthz": {"Content-Type": TYPES},
    "field sw.js": {"Content-Type": rf"text/javascript|{PAGE}", "Service-Worker-Allowed": "/"},
    "field manifest.webmanifest": {"Content-Type": rf"application/manifest\+json|{PAGE}"},
    "portal x": {"Clear-Site-Data": r'"cache", "cookies", "storage"'},
}
LANGUAGES = "ru|en|uz|tg|ky|kk|uk|ro"


def expected(door: str, *, https: bool = False) -> dict[str, str]:
    """Return what every answer of a door carries."""
    camera, microphone = DEVICES[door]
    always = {
        "Content-Security-Policy": POLICY[door],
        "Referrer-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": f"camera=({camera}), microphone=({microphone}), geolocation=(), "
        "interest-cohort=()",
        "Cache-Control": "no-store",
        # Said to be nothing: else the server below writes its name.
        "Server": "",
    }
    return always | ({"Strict-Transport-Security": "max-age=31536000"} if https else {})


def wrong(door: str, route: str, headers: dict[str, str], *, https: bool = False) -> Iterator[str]:
    """Yield what an answer has and must not, or has not and must."""
    always = expected(door, https=https)
    may = {**MAY, **OWN.get(f"{door} {route}", {})}
    if door == "portal":
        may["Content-Language"] = LANGUAGES
    for name, value in always.items():
        if headers.get(name) != value:
            yield f"{door} {route}: {name} is {headers.get(name)!r}"
    for name in headers.keys() - always.keys():
        if name not in may or not re.fullmatch(may[name], headers[name]):
            yield f"{door} {route}: {name}: {headers[name]}"


def asked(samples: one_of_each.Samples) -> Iterator[tuple[str, str, str]]:
    """Yield (door, route, address) of every address of the house, and of nothing."""
    known = {route: path for route, path, _ in one_of_each.asked(samples)}
    plain = {"language": "ru", "code": "en", "country": "kz"}
    for door in house.DOORS:
        for route, _pattern in house.patterns(door):
            filled = one_of_each.ARGUMENT.sub(lambda part: plain.get(part[1], "x"), route)
            yield door, route, known.get(route, f"/{filled}")
        yield door, "no-such-page/", "/no-such-page/"


def clients(cast: Cast, door: str) -> Iterator[Client]:
    """Yield a browser of somebody unknown; at the desk one of somebody who may do everything."""
    yield Client(HTTP_HOST=getattr(settings, f"{door.upper()}_HOST"), raise_request_exception=False)
    if door == "desk":
        yield browser_of(cast.coordinator, raise_request_exception=False)


@pytest.mark.django_db
def test_every_answer_of_every_route_carries_these_headers_and_no_other(cast: Cast) -> None:
    samples, found = one_of_each.write(cast), []
    gates.Asker("everybody", cast.coordinator, tuple(Role.values), stranger=False).browser()
    for door, route, path in asked(samples):
        for method in ("get", "post", "put"):
            for client in clients(cast, door):
                answer: Any = getattr(client, method)(path)
                found += list(wrong(door, route, dict(answer.headers)))
    house.none_of(sorted(set(found)))


@pytest.mark.django_db
def test_what_breaks_and_what_is_refused_carries_them_too(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise ValueError

    strict = Client(HTTP_HOST=settings.DESK_HOST, enforce_csrf_checks=True)
    found = list(wrong("desk", "403", dict(strict.post("/staff/sign-in").headers)))
    monkeypatch.setattr("ravny.doors.desk.views.today.day_of", fail)
    browser = browser_of(cast.peer, raise_request_exception=False)
    answer = browser.get("/")
    assert answer.status_code == 500
    house.none_of(found + list(wrong("desk", "500", dict(answer.headers))))


def test_a_host_that_is_not_served_is_told_nothing_but_the_policy() -> None:
    for host in ("127.0.0.1", "example.org", "_!", ""):
        answer = Client(HTTP_HOST=host).get("/")
        assert (answer.status_code, answer.content) == (404, b"")
        assert list(wrong("portal", "other host", dict(answer.headers))) == []


@pytest.fixture(scope="module")
def under_https(joined: tuple[Installed, bytes]) -> Iterator[tuple[Installed, bytes]]:
    """An installation behind a proxy that holds the certificate, asked as the proxy asks."""
    installed, secret = joined
    with served.setting(installed, scheme="https"), installed.served():
        yield installed, secret


def plain(answer: served.Answer) -> dict[str, str]:
    """Return an answer's headers as Django writes them, without its cookies."""
    names = {name.lower(): name for name in (*expected("desk", https=True), *MAY, "Date", *SOME)}
    pairs = [(names.get(name, name), value) for name, value in answer.headers]
    return {name: value for name, value in pairs if name != "set-cookie"}


SOME = ("Last-Modified", "ETag", "Clear-Site-Data", "Content-Encoding")
COOKIE = {
    # Host-only (no Domain), gone with the window (no Expires), sent nowhere in the clear.
    "s": r"[a-z0-9]{32}; HttpOnly; Path=/; SameSite=Lax; Secure",
    "c": r"[A-Za-z0-9]{32}; HttpOnly; Path=/; SameSite=Strict; Secure",
    "l": r"en; HttpOnly; Path=/; SameSite=Lax; Secure",
}
FORGOTTEN = r'""; expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; Path=/; SameSite=\w+'


def sign_in(visitor: served.Visitor, secret: bytes) -> served.Answer:
    """Sign in with a code that was not used yet."""
    page, code = visitor.page("/staff/sign-in"), served.code_of(secret, later=1)
    sent = {"login": served.LOGIN, "login_secret": served.text_of(served.SECRET), "code": code}
    return visitor.post("/staff/sign-in", page, **sent)


def test_the_server_adds_the_hour_and_nothing_that_names_it(
    under_https: tuple[Installed, bytes],
) -> None:
    found = []
    for door, path in (("desk", "/staff/sign-in"), ("field", "/"), ("portal", "/ru/")):
        for method in ("GET", "HEAD", "POST"):
            answer = served.at(under_https[0], door).ask(method, path)
            headers = plain(answer)
            assert headers.pop("Date")
            headers.pop("connection", None)
            found += list(wrong(door, path, headers, https=True))
    house.none_of(found)


def test_cookies_are_host_only_end_with_the_window_and_are_wiped_on_signing_out(
    under_https: tuple[Installed, bytes],
) -> None:
    installed, secret = under_https
    visitor = served.at(installed)
    visitor.scheme = "https"
    came = sign_in(visitor, secret)
    assert came.status == 200, came
    assert visitor.ask("GET", "/staff/me").status == 200
    page = visitor.page("/staff/me")
    english = visitor.post("/staff/language", page, language="en")
    left = visitor.post("/staff/sign-out", page)
    cookies = came.cookies | english.cookies
    for name, shape in COOKIE.items():
        assert re.fullmatch(f"{name}={shape}", cookies[name]), cookies[name]
    assert cookies.keys() == COOKIE.keys()
    assert left["Clear-Site-Data"] == '"cache", "storage"'
    assert re.fullmatch(f"s={FORGOTTEN}", left.cookies["s"]), left.cookies["s"]
    assert served.at(installed, "portal").ask("GET", "/ru/").cookies == {}


def test_static_files_may_be_kept_and_no_page_may(under_https: tuple[Installed, bytes]) -> None:
    installed, _secret = under_https
    visitor = served.at(installed)
    page = visitor.page("/staff/sign-in")
    files = set(re.findall(r'(?:src|href)="(/static/[^"]+)"', page))
    assert files
    for file in files:
        headers = plain(visitor.ask("GET", file))
        kept = headers.pop("Cache-Control")
        assert kept == "max-age=315360000, public, immutable", (file, kept)
        always = expected("desk", https=True).keys() - {"Cache-Control"}
        may = {"Content-Type", "Content-Length", "Date", "Vary", "Last-Modified", "ETag"}
        assert headers.keys() - {"connection"} - may == always, (file, headers)
    for door in ("field", "portal"):
        assert served.at(installed, door).ask("GET", min(files)).status == 404
