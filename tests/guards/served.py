"""A real installation that is served, with one colleague who joined, and raw talk with it.

Made once for a run and copied. Whoever asks here says every byte: no library tidies a request up,
none follows a redirect.
"""

import fcntl
import html
import re
import shutil
import socket
import ssl
from base64 import b32decode, urlsafe_b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

from ravny.core.staff.secrets import totp_code
from tests.installed import Installed

LOGIN = "keeper"
SECRET = bytes(range(32))
SCRIPT = {"X-Ravny-Fetch": "1", "Content-Type": "application/x-www-form-urlencoded"}


@dataclass
class Answer:
    """What came back: the status, every header in its order, the body."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def __getitem__(self, name: str) -> str:
        return next((value for key, value in self.headers if key == name.lower()), "")

    @property
    def cookies(self) -> dict[str, str]:
        """Name → the whole line that sets it."""
        lines = [value for key, value in self.headers if key == "set-cookie"]
        return {line.partition("=")[0]: line for line in lines}


def connect(port: int, *, name: str = "", patience: float = 30) -> socket.socket:
    """Open a connection on loopback, by TLS where a name to ask for is given."""
    plain = socket.create_connection(("127.0.0.1", port), timeout=patience)
    if not name:
        return plain
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context.wrap_socket(plain, server_hostname=name)


def raw(sent: bytes, port: int, *, name: str = "", patience: float = 30) -> bytes:
    """Send bytes, return all that comes back; what is hung up on returns what came."""
    came = b""
    with connect(port, name=name, patience=patience) as line:
        with suppress(OSError):  # an answer may come before everything is sent
            line.sendall(sent)
        with suppress(OSError):
            while piece := line.recv(65536):
                came += piece
    return came


def read(came: bytes) -> Answer:
    """Return an answer's parts; status 0 for none."""
    head, _, body = came.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    parts = first.split(" ")
    status = int(parts[1]) if len(parts) > 1 and parts[1].isdigit() else 0
    pairs = [line.partition(":") for line in lines]
    headers = [(name.lower(), value.strip()) for name, _colon, value in pairs]
    if ("transfer-encoding", "chunked") in headers:
        body = b"".join(_chunks(body))
    return Answer(status, headers, body)


def _chunks(body: bytes) -> Iterator[bytes]:
    while body:
        length, _, rest = body.partition(b"\r\n")
        size = int(length, 16)
        yield rest[:size]
        body = rest[size + 2 :] if size else b""


@dataclass
class Visitor:
    """Somebody at one door, with the cookies they were given.

    `name`: to be asked for by TLS; `scheme`: what their browser believes it speaks.
    """

    port: int
    host: str
    name: str = ""
    scheme: str = "http"
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(
        self, method: str, path: str, headers: Mapping[str, str] | None = None, body: bytes = b""
    ) -> Answer:
        """Send one request on a connection of its own; keep the cookies of its answer."""
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        sent = {"Host": self.host, "Connection": "close", **(headers or {})}
        if cookies:
            sent["Cookie"] = cookies
        if body or method == "POST":
            sent.setdefault("Content-Length", str(len(body)))
        lines = [f"{method} {path} HTTP/1.1", *(f"{key}: {one}" for key, one in sent.items())]
        head = "\r\n".join([*lines, "", ""]).encode("utf-8")
        answer = read(raw(head + body, self.port, name=self.name))
        for name, line in answer.cookies.items():
            self.cookies[name] = line.partition("=")[2].partition(";")[0]
        return answer

    def page(self, path: str) -> str:
        """Return a page's text."""
        return self.ask("GET", path).body.decode("utf-8", "replace")

    def post(self, path: str, page: str, **boxes: str) -> Answer:
        """Send a form as the page's script does, with the token of the page it stands in."""
        boxes = {"csrfmiddlewaretoken": hidden(page, "csrfmiddlewaretoken"), **boxes}
        headers = {**SCRIPT, "Origin": f"{self.scheme}://{self.host}"}
        return self.ask("POST", path, headers, urlencode(boxes).encode())


def hidden(page: str, name: str) -> str:
    """Return what a page's hidden box holds."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, f"no {name} on the page: {page[:200]}"
    return html.unescape(found[1])


def text_of(secret: bytes) -> str:
    """Return bytes as a page's script sends them."""
    return urlsafe_b64encode(secret).decode().rstrip("=")


def code_of(secret: bytes, *, later: int = 0) -> str:
    """Return the six digits of now, or of so many steps later (one is still taken)."""
    return totp_code(secret, datetime.now(UTC) + timedelta(seconds=30 * later))


def secret_of(shown: str) -> bytes:
    """Return a one-time codes' secret as the joining page shows it."""
    text = shown.replace(" ", "")
    return b32decode(text + "=" * (-len(text) % 8))


def join(visitor: Visitor, token: str) -> bytes:
    """Join as the page's script does; return the one-time codes' secret."""
    page = visitor.page(f"/staff/join/{token}")
    shown = re.search(r'class="code">([A-Z2-7 ]+)<', page)
    assert shown, page[:300]
    secret = secret_of(shown[1])
    sent = {"totp": hidden(page, "totp"), "login_secret": text_of(SECRET), "code": code_of(secret)}
    answer = visitor.post(f"/staff/join/{token}", page, **sent)
    assert answer.status == 200, answer
    return secret


def token_of(installed: Installed) -> str:
    """Begin an installation; return the token of its first colleague's invitation."""
    made = installed.ravny("init", "--country", "KZ", "--label", "Наши", "--login", LOGIN)
    assert made.returncode == 0, made.stderr
    return made.stdout.split("/staff/join/")[1].split()[0]


def at(installed: Installed, door: str = "desk") -> Visitor:
    """Return a visitor who knows nothing yet."""
    return Visitor(installed.port, installed.url("", door).removeprefix("http://"))


def joined(shared: Path, folder: Path) -> tuple[Installed, bytes]:
    """Return a copy of the run's installation and the secret of its colleague's codes."""
    shared.mkdir(exist_ok=True)
    kept, secret = shared / "made", shared / "totp"
    with (shared / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not secret.exists():
            first = Installed(kept)
            token = token_of(first)
            with first.served():
                secret.write_bytes(join(at(first), token))
    shutil.copytree(kept, folder, dirs_exist_ok=True)
    for log in (folder / "logs").iterdir():
        log.unlink()
    return Installed(folder), secret.read_bytes()


@contextmanager
def setting(installed: Installed, **values: object) -> Iterator[None]:
    """Write ravny.toml for the block."""
    file = installed.home / "ravny.toml"
    before = file.read_text("utf-8") if file.exists() else ""
    lines = [f"{name} = {_toml(value)}" for name, value in values.items()]
    file.write_text("\n".join([before, *lines, ""]), "utf-8")
    yield
    file.write_text(before, "utf-8")


def _toml(value: object) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value).lower()
