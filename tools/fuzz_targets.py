"""What the fuzzer feeds: every reader of bytes that strangers send, and what must hold for each.

A reader either accepts or refuses with one of its own errors. What it accepts has to be what it
would have written itself; any other exception is a crash.
"""

import inspect
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, fields, is_dataclass
from functools import partial
from importlib import import_module
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ravny.core.kit.errors import DomainError
from ravny.core.vault import authoring, envelope, framing, shares, wire
from ravny.core.vault.envelope import Context, EnvelopeError, Opener, Signer
from ravny.doors.field.types import WireError
from ravny.services.outreach.operations import reading

SEED = bytes(range(32))
CIRCLE, OBJECT, AUTHOR = (UUID(f"018f0000-0000-7000-8000-{end:012}") for end in (1, 2, 3))
NOTE, KEY = (Context(CIRCLE, 3, kind, OBJECT) for kind in ("client.note", "key.circle"))
SIGNER = Signer(AUTHOR, 41, bytes(32))
OPENER = Opener(SEED)
REFUSALS = (EnvelopeError, DomainError, WireError, shares.ShareError)
ROOT = Path(__file__).resolve().parent.parent
# Where atheris looks, besides the wire modules.
WATCHED = (framing, envelope, shares, authoring, reading)


class Broken(AssertionError):
    """A reader accepted what it must not."""


@dataclass(frozen=True)
class Target:
    """A reader, and honest inputs to begin with."""

    name: str
    read: Callable[[bytes], object]
    honest: list[bytes] = field(repr=False)

    def outcome(self, data: bytes) -> str:
        """Return the refusal's code or "accepted"; whatever else is raised is a crash."""
        try:
            self.read(data)
        except REFUSALS as refusal:
            return str(getattr(refusal, "code", None) or refusal)
        return "accepted"


def holds(condition: object, what: str) -> None:
    """Raise Broken when something does not hold."""
    if not condition:
        raise Broken(what)


VERIFY = Ed25519PrivateKey.from_private_bytes(SIGNER.seed).public_key().public_bytes_raw()
PUBLIC = OPENER.public_key
SEALED = [envelope.seal(PUBLIC, NOTE, text) for text in (b"", b"call after six", b"x" * 1020)]
SIGNED = [envelope.seal(PUBLIC, NOTE, text, SIGNER) for text in (b"", b"call after six")]
SECRETS = [envelope.seal_key(PUBLIC, KEY, bytes(size)) for size in (32, 128)]
WRAPPED = [envelope.wrap(SEED, NOTE, text) for text in (b"", b"call after six")]
WRAPPED_KEYS = [envelope.wrap(SEED, KEY, bytes(size)) for size in (32, 128)]
SEALED_BY_US = {*SEALED, *SIGNED, *SECRETS, *WRAPPED, *WRAPPED_KEYS}


def read_header(data: bytes) -> None:
    """The header in clear."""
    header = framing.parse_header(data)
    place = Context(header.circle, header.epoch, "any", OBJECT)
    holds(framing.header_bytes(header.suite, place) == data[: framing.HEADER_SIZE], "header")


def check_place(data: bytes) -> None:
    """What the server does with a field it cannot open."""
    for context in (NOTE, KEY):
        try:
            header = framing.check_sealed(data, context)
        except EnvelopeError as refusal:
            last = refusal
        else:
            holds((header.circle, header.epoch) == (CIRCLE, 3), "place")
            return
    raise last


def only_ours(read: Callable[[bytes], object], data: bytes) -> None:
    """Open; only what was sealed here may open."""
    read(data)
    holds(data in SEALED_BY_US, "somebody else's envelope was opened")


def unpacked(suite: int, verify: bytes | None, data: bytes) -> None:
    """The payload, as whoever has the public key could have written it."""
    size = next((size for size in framing.BUCKETS if len(data) <= size), framing.BUCKETS[-1])
    payload = data[:size].ljust(size, b"\0")
    opened = framing.unpack(suite, NOTE, payload, verify)
    start = 1 + (88 if payload[0] else 0)
    again = payload[:start] + len(opened.content).to_bytes(4, "big") + opened.content
    holds(again.ljust(size, b"\0") == payload, "two payloads for one content")
    holds(opened.signed_ok is (verify is not None), "signed without a check")
    if opened.signed_ok:
        holds((opened.author, opened.counter) == (AUTHOR, 41), "signed by nobody")


def storable(value: object) -> None:
    """Every text inside can be written into either database."""
    if isinstance(value, str):
        holds("\0" not in value and value.encode("utf-8", "replace").decode() == value, "text")
    elif is_dataclass(value) and not isinstance(value, type):
        for one in fields(value):
            storable(getattr(value, one.name))
    elif isinstance(value, dict):
        storable([*value.keys(), *value.values()])
    elif isinstance(value, list | tuple):
        for one in value:
            storable(one)


def posted(read: Callable[[Any], object], data: bytes) -> None:
    """A body that a desk page posts."""
    body = wire.body_of(SimpleNamespace(body=data))  # type: ignore[arg-type]  # only its body is read
    found = read(body)
    if not (isinstance(found, list) and all(isinstance(one, dict) for one in found)):
        storable(found)  # a list of objects goes on to another reader


def wire_modules() -> list[ModuleType]:
    """Return what reads strangers' bytes in every room: `wire.py`, or what lies in `wire/`."""
    files = (ROOT / "ravny").rglob("*.py")
    places = sorted(path.relative_to(ROOT) for path in files)
    names = [".".join(place.with_suffix("").parts) for place in places if "wire" in str(place)]
    return [
        import_module(name.removesuffix(".__init__"))
        for name in names
        if "wire" in name.split(".")[3:5]
    ]


def readers() -> list[Target]:
    """Return every public function of the wire modules that takes one body or one value."""
    found = []
    for module in wire_modules():
        short = module.__name__.removeprefix("ravny.").removeprefix("core.")
        for reader in own_functions(module):
            asked = list(inspect.signature(reader).parameters.values())
            if not asked or asked[0].name not in ("body", "value"):
                continue
            first, *rest = asked
            given = [OBJECT for one in rest if one.annotation in (UUID, "UUID")]
            name = f"{short}.{reader.__name__}"
            if first.annotation in (bytes, "bytes"):
                found.append(Target(name, partial(raw, reader), honest_batch()))
            elif len(given) == len(rest):
                read = partial(whole_or_part, reader, given, first.name == "value")
                found.append(Target(name, partial(posted, read), honest_json()))
    return found


def raw(read: Callable[[bytes], object], data: bytes) -> None:
    """A body that a phone posts."""
    found = read(data)
    if not isinstance(found, dict):
        storable(found)


def whole_or_part(
    reader: Callable[..., object], given: list[UUID], part: bool, body: dict[str, Any]
) -> object:
    """Call a reader with the body, or with the value under "value" of it."""
    return reader(body.get("value") if part else body, *given)


def own_functions(module: ModuleType) -> Iterable[Callable[..., object]]:
    """Return the public functions that a module defines itself."""
    return [
        function
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__ and not name.startswith("_")
    ]


def entries(data: bytes) -> None:
    """The list of signatures that a form carries."""
    storable(authoring.entries_in(data.decode("utf-8", "replace")))


def sheet(data: bytes) -> None:
    """Four rows typed from paper."""
    share = shares.read(data.decode("latin-1").split("\n"))
    holds(len(share) == 33, "a share of another size")


def phones_record(data: bytes) -> None:
    """What lies inside a phone's outer envelope."""
    storable(reading.parse(data))


def honest_json() -> list[bytes]:
    """Return bodies as the pages post them, every field that any reader looks for."""
    text = wire.text_of(bytes(64))
    one: dict[str, object] = {"epoch": 1, "kind": "client.note", "counter": 1}
    one |= dict.fromkeys(("account", "circle", "object", "phone"), str(CIRCLE))
    one |= dict.fromkeys(("envelope", "digest", "previous", "signature", "key_hash"), text)
    one |= dict.fromkeys(("public_key", "signing_public"), text)
    lists = {key: [one, one] for key in ("wraps", "things", "value", "entries")}
    bodies = [{**one, **lists, "recovery": kept} for kept in (text, [one])]
    bodies += [{**one, "value": value} for value in (text, str(CIRCLE), 7)]
    return [json.dumps(body).encode() for body in bodies]


def honest_batch() -> list[bytes]:
    """Return what a phone sends: a batch, and its registration."""
    record = {"id": str(OBJECT), "key": 1, "sealed": wire.text_of(SEALED[0])}
    batch = {"batch": str(AUTHOR), "records": [record, record], "left": 0, "acknowledged": 1}
    batch |= {"clock": "2026-11-21T23:41Z", "codes_held": 3}
    registration = {"token": "x" * 40, "public_key": wire.text_of(bytes(91))}
    return [json.dumps(one).encode() for one in (batch, registration)]


def honest_sheets() -> list[bytes]:
    """Return the rows of a sheet."""
    return ["\n".join(shares.written(share, VERIFY)).encode() for share in shares.split(SEED)]


def targets() -> list[Target]:
    """Return all of them."""
    payloads = [framing.pack(1, NOTE, b"call after six", by) for by in (None, SIGNER)]
    sealed = sorted(SEALED_BY_US)
    one = json.loads(honest_json()[0])["entries"]
    return [
        Target("header", read_header, sealed),
        Target("place", check_place, sealed),
        Target("open", partial(only_ours, partial(OPENER.open, NOTE)), SEALED),
        Target("open signed", partial(only_ours, lambda d: OPENER.open(NOTE, d, VERIFY)), SIGNED),
        Target("open key", partial(only_ours, partial(OPENER.open_key, KEY)), SECRETS),
        Target("unwrap", partial(only_ours, partial(envelope.unwrap, SEED, NOTE)), WRAPPED),
        Target("unwrap key", partial(only_ours, partial(envelope.unwrap, SEED, KEY)), WRAPPED_KEYS),
        Target("payload", partial(unpacked, framing.SUITE_HPKE, None), payloads),
        Target("signed payload", partial(unpacked, framing.SUITE_HPKE, VERIFY), payloads[1:]),
        Target("wrapped payload", partial(unpacked, framing.SUITE_AES, None), payloads[:1]),
        Target("signatures", entries, [json.dumps(one).encode()]),
        Target("sheet", sheet, honest_sheets()),
        Target("phone's record", phones_record, [b'{"type":"contact","day":"2026-11-21"}']),
        *readers(),
    ]
