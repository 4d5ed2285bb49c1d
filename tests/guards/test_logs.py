"""What a served installation writes while it is asked for good, bad, huge and hostile things.

The shapes of its lines are a closed list: a new one has to be looked at before it is let in.
"""

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.installed import Installed

from . import house, served
from .failing_desk import CANARY, HOW

SHAPES = re.compile(
    r"(?:ERROR|WARNING) [a-z_.]+ (?:[A-Z]\w+ at [\w.]+:\d+|request refused \((?:\d{3}|-)\))"
    # SQLCipher itself, of a file that is not its own.
    r"|[\d :.-]{24} ERROR CORE \w+: [\w =:]+"
)
BROKEN_OFF = re.compile(
    # The server's own trace of an answer that broke off: places, no values.
    r"\[ERROR\] Application (?:callable|iterator) raised an exception"
    r'|Traceback \(most recent call last\):|  File "[\w./-]+", line \d+, in \w+'
    r"|    raise BrokenOff|(?:ravny\.core\.kit\.logs\.)?BrokenOff: ?"
)
BROWSER = "QanareikaBrowser/7.1"
UPGRADE = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"


@pytest.fixture(scope="module")
def failing(joined: tuple[Installed, bytes]) -> Iterator[Installed]:
    """An installation in which things fail, served."""
    installed, _secret = joined
    installed.more["DJANGO_SETTINGS_MODULE"] = "tests.guards.failing_settings"
    with installed.served():
        yield installed


def top_of(installed: Installed, door: str) -> str:
    """Return the headers of a request at a door, with canaries."""
    host = installed.url("", door).removeprefix("http://")
    top = f"Host: {host}\r\nConnection: close\r\nUser-Agent: {BROWSER}\r\n"
    return top + f"X-Forwarded-For: 203.0.113.77\r\nCookie: s={CANARY}; c={CANARY}; l={CANARY}\r\n"


def misshapen(top: str) -> Iterator[str]:
    """Yield what is hardly a request."""
    get = f"GET /{CANARY}"
    yield f"{get}/?{CANARY}={CANARY} HTTP/1.1\r\n{top}\r\n"
    yield f"GET /%ff{CANARY}%00%0d%0a?%ff HTTP/1.1\r\n{top}\r\n"
    yield f"GET /{CANARY * 4000} HTTP/1.1\r\n{top}\r\n"
    yield f"{get} HTTP/1.1\r\n{top}X-{CANARY}: {CANARY * 200_000}\r\n\r\n"
    yield f"{get} HTTP/1.1\r\n{top}{CANARY}\r\n\r\n"
    for host in (f"{CANARY}_!", f"{CANARY}.example", ""):
        yield f"GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
    yield f"{get} HTTP/1.0\r\n\r\n"
    yield f"{CANARY.upper()} / HTTP/1.1\r\n{top}\r\n"
    yield f"GET http://{CANARY}.example/ HTTP/1.1\r\n{top}\r\n"
    yield f"CONNECT {CANARY}.example:443 HTTP/1.1\r\n{top}\r\n"
    yield f"{CANARY}\r\n\r\n"
    yield f"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n{CANARY}"
    upgraded = top.replace("Connection: close\r\n", UPGRADE)
    yield f"{get} HTTP/1.1\r\n{upgraded}Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    yield f"GET /staff/join/{CANARY} HTTP/1.1\r\n{top}\r\n"
    yield f"GET /qa/{CANARY}/ HTTP/1.1\r\n{top}Accept-Language: {CANARY}\r\n\r\n"


def laden(top: str) -> Iterator[str]:
    """Yield what carries too much, or what no page sends."""
    post = f"POST /staff/sign-in HTTP/1.1\r\n{top}"
    form = f"{post}Content-Type: application/x-www-form-urlencoded\r\n"
    parted = f"{post}Content-Type: multipart/form-data; boundary={CANARY}\r\n"
    file = (
        f'--{CANARY}\r\nContent-Disposition: form-data; name="{CANARY}"; filename="{CANARY}.jpg"'
        f"\r\nContent-Type: image/{CANARY}\r\n\r\n{CANARY * 400_000}\r\n--{CANARY}--\r\n"
    )
    yield _sized(form, f"login={CANARY}")
    yield _sized(form, f"{CANARY}&" * 3000)
    yield _sized(form, CANARY * 800_000)
    yield _sized(parted, file)
    yield _sized(parted, file[:300])
    yield _sized(f"{post}Content-Length: 5\r\n", CANARY)
    chunked = f"{post}Transfer-Encoding: chunked\r\n"
    yield f"{chunked}Content-Length: 5\r\n\r\n0\r\n\r\nGET /{CANARY} HTTP/1.1\r\n{top}\r\n"
    yield f"{chunked}\r\n{CANARY}\r\n"
    yield _sized(f"POST /sync HTTP/1.1\r\n{top}X-Ravny-Phone: {CANARY}\r\n", f'{{"{CANARY}"')
    yield _sized(f"POST /register HTTP/1.1\r\n{top}", f'{{"token":"{CANARY}"}}')


def _sized(head: str, body: str) -> str:
    return f"{head}Content-Length: {len(body)}\r\n\r\n{body}"


def written(installed: Installed) -> list[str]:
    """Return all that the installation's processes have printed."""
    logs = [log.read_text("utf-8", "replace") for log in sorted(installed.logs.iterdir())]
    return "\n".join(logs).splitlines()


def wrong_lines(installed: Installed) -> list[str]:
    """Return the lines that no shape fits, and those with anything of a request in them."""
    secret = re.compile(
        rf"(?i){CANARY}|qanareika|203\.0\.113|127\.0\.0\.1|::1|localhost"
        r"|/staff|/sync|/register|/fails|sign-in|multipart"
    )
    return [
        line
        for line in written(installed)
        if line and (secret.search(line) or not (SHAPES.fullmatch(line) or _broken_off(line)))
    ]


def _broken_off(line: str) -> bool:
    return BROKEN_OFF.fullmatch(line) is not None


def files_with_a_canary(folder: Path) -> list[str]:
    """Return the files below a folder that hold a canary, however it is written."""
    canaries = [CANARY.encode(), CANARY.encode("utf-16-le"), BROWSER.encode(), b"203.0.113.77"]
    return [
        str(file)
        for file in folder.rglob("*")
        if file.is_file() and any(canary in file.read_bytes() for canary in canaries)
    ]


def test_hostile_requests_leave_lines_of_known_shapes_and_no_word_of_them(
    failing: Installed,
) -> None:
    for door in house.DOORS:
        top = top_of(failing, door)
        for sent in (*misshapen(top), *laden(top)):
            served.raw(sent.encode(), failing.port, patience=3)
    assert any(line.startswith("WARNING django") for line in written(failing)), "nothing was said"
    house.none_of(wrong_lines(failing))
    assert files_with_a_canary(failing.folder) == []


def test_whatever_fails_says_where_and_not_with_what(failing: Installed) -> None:
    visitor = served.at(failing)
    for how in HOW:
        visitor.ask("GET", f"/fails/{how}?{CANARY}={CANARY}", {"User-Agent": BROWSER})
    until = time.monotonic() + 30
    while "django_tasks" not in "".join(written(failing)) and time.monotonic() < until:
        time.sleep(0.5)
    house.none_of(wrong_lines(failing))
    said = "\n".join(written(failing))
    for kind in ("LookupError", "ValueError", "UserWarning", "FileNotFoundError"):
        assert re.search(rf"{kind} at [\w.]+:\d+", said), kind
    assert files_with_a_canary(failing.folder) == []


def test_a_worker_says_no_more(failing: Installed) -> None:
    served.at(failing).ask("GET", "/fails/task")
    done = failing.ravny("worker", "--once")
    (failing.logs / "worker.log").write_text(done.stderr, "utf-8")
    house.none_of(wrong_lines(failing))


def test_a_broken_database_breaks_pages_and_no_promise(failing: Installed) -> None:
    for file in failing.home.glob("ravny.db*"):
        file.write_bytes(CANARY.encode() * 4096)
    for door, path in (("desk", "/staff/sign-in"), ("field", "/sync"), ("portal", "/ru/")):
        visitor = served.at(failing, door)
        for method in ("GET", "POST"):
            answer = visitor.ask(method, f"{path}?{CANARY}", {"Cookie": f"s={'a' * 32}"}, b"{}")
            assert CANARY.encode() not in answer.body
    said = "\n".join(written(failing))
    assert re.search(r"(?:Database|Operational)Error at ", said), said[-600:]
    house.none_of(wrong_lines(failing))
