"""A phone and a desk without a browser, over real lines to a process that may be gone."""

import base64
import hashlib
import http.client
import json
import random
import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from ravny.core.kit.ids import day_id
from ravny.core.vault.envelope import Context, seal
from tests.installed import Installed

Gone = (OSError, http.client.HTTPException)


def _day() -> date:
    return datetime.now(UTC).date()


class NotTaken(Exception):
    """The server answered, and not that it is done."""


def ask(
    house: Installed, door: str, method: str, path: str, body: bytes = b"", **headers: str
) -> tuple[int, dict[str, list[str]], bytes]:
    """Send one request over a line of its own; return status, headers, body."""
    line = http.client.HTTPConnection("127.0.0.1", house.port, timeout=30)
    host = house.url("", door).removeprefix("http://")
    try:
        line.request(method, path, body, {"Host": host, **headers})
        answer = line.getresponse()
        known: dict[str, list[str]] = {}
        for name, value in answer.getheaders():
            known.setdefault(name.lower(), []).append(value)
        return answer.status, known, answer.read()
    finally:
        line.close()


@dataclass
class LinePhone:
    """A registered phone that keeps every record until the server said "stored"."""

    house: Installed
    key: ec.EllipticCurvePrivateKey
    welcome: dict[str, Any]
    sites: list[str]
    items: list[str]
    dice: random.Random
    newest: dict[str, Any] = field(init=False)
    queue: dict[str, bytes] = field(default_factory=dict)
    sent: dict[str, int] = field(default_factory=dict)
    acked: dict[str, int] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.newest = self.welcome["intake"]

    @classmethod
    def register(cls, house: Installed, token: str, **world: Any) -> "LinePhone":
        """Take up a link's code."""
        key = ec.generate_private_key(ec.SECP256R1())
        public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        # Behind the dot of a link stands the root's mark; the server takes the part before.
        wanted = {"token": token, "public_key": base64.b64encode(public).decode()}
        body = json.dumps(wanted).encode()
        status, _, answer = ask(house, "field", "POST", "/register", body)
        assert status == 200, answer
        return cls(house, key, json.loads(answer), **world)

    def record(self) -> None:
        """Write a meeting down and seal it to the newest key the phone knows."""
        record_id, given = (
            str(day_id(_day())),
            {one: self.dice.randint(1, 5) for one in self.items[:2]},
        )
        facts = {
            "v": 1, "type": "contact", "id": record_id, "day": _day().isoformat(),
            "minute": 1305, "shift": None, "site": self.dice.choice(self.sites),
            "channel": "street", "who": "again", "code": None, "age": "25-29", "groups": [],
            "given": given, "topics": [], "materials": [], "training": 0, "language": "ru",
            "note": None,
        }  # fmt: skip
        key = self.newest["current"]
        context = Context(UUID(key["id"]), key["number"], "intake.record", UUID(record_id))
        envelope = seal(base64.b64decode(key["public_key"]), context, json.dumps(facts).encode())
        sealed = {
            "id": record_id,
            "key": key["number"],
            "sealed": base64.b64encode(envelope).decode(),
        }
        self.queue[record_id] = json.dumps(sealed).encode()
        self.sent[record_id] = sum(given.values())

    def sync(self) -> int:
        """Send what waits, ten at most; forget what was stored; return the status."""
        batch = [json.loads(self.queue[one]) for one in list(self.queue)[:10]]
        body = json.dumps(
            {
                "batch": str(uuid4()),
                "records": batch,
                "left": len(self.queue) - len(batch),
                "acknowledged": self.newest["next"]["number"],
                "clock": f"{datetime.now(UTC):%Y-%m-%dT%H:%MZ}",
            }
        ).encode()
        statement = b"ravny sync 1" + hashlib.sha256(body).digest()
        r, s = decode_dss_signature(self.key.sign(statement, ec.ECDSA(hashes.SHA256())))
        signature = base64.b64encode(r.to_bytes(32, "big") + s.to_bytes(32, "big")).decode()
        headers = {
            "Content-Type": "application/json",
            "X-Ravny-Phone": self.welcome["phone"],
            "X-Ravny-Signature": signature,
        }
        status, _, answer = ask(self.house, "field", "POST", "/sync", body, **headers)
        if status == 200:
            said = json.loads(answer)
            self.newest = said["intake"]
            for one in said["stored"]:
                if self.queue.pop(one, None) is not None:
                    self.acked[one] = self.sent[one]
            self.refused += [f"{one['id']}: {one['reason']}" for one in said["refused"]]
        return status


@dataclass
class LineDesk:
    """Somebody signed in at the desk without script; a session outlives the server's process."""

    house: Installed
    cookies: dict[str, str] = field(default_factory=dict)

    def _ask(
        self, method: str, path: str, body: bytes = b"", **headers: str
    ) -> tuple[int, str, str]:
        shown = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        status, known, answer = ask(
            self.house, "desk", method, path, body, Cookie=shown, **headers
        )  # fmt: skip
        for one in known.get("set-cookie", []):
            name, _, value = one.partition(";")[0].partition("=")
            self.cookies[name.strip()] = value
        return status, (known.get("location") or [""])[0], answer.decode("utf-8", "replace")

    def page(self, path: str) -> str:
        """Return a page; raises NotTaken for anything else."""
        status, where, text = self._ask("GET", path)
        if status != 200:
            raise NotTaken(f"GET {path}: {status} {where}")
        return text

    def post(self, path: str, **typed: str) -> tuple[int, str, str]:
        """Open a page and send its form: its hidden boxes and what was typed; return the answer."""
        shown = self.page(path)
        return self.send(path, hidden_in(shown) | typed)

    def post_from(self, shown_at: str, path: str) -> tuple[int, str, str]:
        """Press a button of a page that sends its form elsewhere."""
        return self.send(path, hidden_in(self.page(shown_at)))

    def send(self, path: str, typed: dict[str, str], **headers: str) -> tuple[int, str, str]:
        """Send a form as it stands."""
        origin = self.house.url()[:-1]
        return self._ask(
            "POST", path, urlencode(typed).encode(), Origin=origin, Referer=origin + path,
            **{"Content-Type": "application/x-www-form-urlencoded"}, **headers,
        )  # fmt: skip

    def sign_in(self, login: str, secret: str, code: str) -> None:
        """Sign in with what a browser would derive."""
        typed = {"login": login, "login_secret": secret, "code": code}
        status, where, text = self.post("/staff/sign-in", **typed)
        assert status in {200, 302, 303}, text[:500]
        assert "sign-in" not in where
        assert self.page("/staff/me")


def hidden_in(page: str) -> dict[str, str]:
    """Return the hidden boxes of a page's forms: token, record's id, what was seen."""
    found = {}
    for tag in re.findall(r"<input[^>]*type=\"hidden\"[^>]*>", page):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name:
            found[name[1]] = value[1] if value else ""
    return found
