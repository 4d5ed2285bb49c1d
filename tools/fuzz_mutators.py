"""Changes that know what envelopes, payloads, sheets and JSON bodies look like."""

import json
import re
from collections.abc import Callable, Sequence
from random import Random
from typing import Any

HEADER, ENC, OVERHEAD = 22, 1120, 1158
SIZES = tuple(1024 * 4**n for n in range(4))
EDGES = (0, 1, 2, 18, HEADER, 34, 50, 89, 93, HEADER + ENC, OVERHEAD)
NUMBERS = (0, 1, 2, 31, 32, 127, 128, 255, 1019, 1020, 2**16 - 1, 2**31 - 1, 2**32 - 1)
TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|true|false|null|[\[\]{},:]')
WORDS = (
    *(b"null", b"true", b"false", b'""', b"[]", b"{}", b"0", b"-1", b"1", b"1.0", b"-0"),
    *(b"2147483647", b"2147483648", b"9223372036854775808", b"1e999", b"NaN", b"Infinity"),
    *(b'"\\u0000"', b'"\\ud800"', b'"\\udfff\\ud800"', b'"\xd1\x91"', b'"="', b'"AA=="', b'"A"'),
    *(b'"018f0000-0000-7000-8000-000000000001"', b'"{018f0000000070008000000000000001}"'),
    *(b'"urn:uuid:018f0000-0000-7000-8000-000000000001"', b'"2026-02-30T25:61Z"'),
    *(b"9" * 400, b"9" * 5000, b"[" * 3000, b'{"a":' * 3000, b'"' + b"A" * 9000 + b'"'),
)
ODD: tuple[Any, ...] = (
    *(None, True, False, "", [], {}, 0, -1, 1, 1.0, -0.0, 2**31 - 1, 2**31, 2**63, 1e308),
    *("\0", "\ud800", "a\udfffb", "ё", "=", "AA==", "QUE=", "A", "client.note", "KEY.circle"),
    *("018f0000-0000-7000-8000-000000000001", "{018f0000000070008000000000000001}", "0" * 32),
    *("2026-11-21T23:41Z", "2026-02-30T25:61Z", "x" * 65, [[]], [{}], {"a": {}}, ["a"] * 201),
)
# As JSON, so that each use gets a value of its own.
VALUES = tuple(json.dumps(value) for value in ODD)
Change = Callable[[bytes, Random, Sequence[bytes]], bytes]


def flip(data: bytes, random: Random, known: Sequence[bytes]) -> bytes:
    """Change bits here and there."""
    bent = bytearray(data or b"\0")
    for _turn in range(random.choice((1, 1, 1, 2, 8))):
        bent[random.randrange(len(bent))] ^= 1 << random.randrange(8)
    return bytes(bent)


def number(data: bytes, random: Random, known: Sequence[bytes]) -> bytes:
    """Write a number with a meaning where a field begins."""
    size = random.choice((1, 2, 4, 8))
    at = random.choice((*EDGES, random.randrange(len(data) + 1)))
    value: int = random.choice(NUMBERS) % (1 << 8 * size)
    return data[:at] + value.to_bytes(size, "big") + data[at + size :]


def cut(data: bytes, random: Random, known: Sequence[bytes]) -> bytes:
    """Leave out a piece, most often the end."""
    at = random.choice((*EDGES, random.randrange(len(data) + 1)))
    return data[:at] + (data[at + random.randrange(1, 200) :] if random.random() < 0.4 else b"")


def grow(data: bytes, random: Random, known: Sequence[bytes]) -> bytes:
    """Put bytes in, or fill up to a size that an envelope or a payload may have."""
    if random.random() < 0.5:
        at = random.randrange(len(data) + 1)
        return data[:at] + random.randbytes(random.randrange(1, 64)) + data[at:]
    extra = random.choice((0, OVERHEAD, 50))
    return data.ljust(random.choice(SIZES) + extra, random.choice((b"\0", b"\xff")))


def splice(data: bytes, random: Random, known: Sequence[bytes]) -> bytes:
    """Go on as another input does."""
    other = random.choice(known)
    at = random.choice((*EDGES, random.randrange(len(data) + 1)))
    return data[:at] + other[at if random.random() < 0.7 else random.randrange(len(other) + 1) :]


def token(data: bytes, random: Random) -> tuple[int, int]:
    """Return where a token of JSON stands, most often a whole one."""
    found = TOKEN.search(data, random.randrange(len(data) + 1)) or TOKEN.search(data)
    return found.span() if found else (0, 0)


def word(data: bytes, random: Random, known: Sequence[bytes]) -> bytes:
    """Put another value where JSON has one."""
    start, end = token(data, random)
    return data[:start] + random.choice(WORDS) + data[end:]


def places_in(tree: Any) -> list[tuple[Any, Any]]:
    """Return (container, key or index) of every value inside."""
    pairs = tree.items() if isinstance(tree, dict) else enumerate(tree)
    found = [(tree, key) for key, _value in pairs]
    for container, key in list(found):
        if isinstance(container[key], dict | list):
            found += places_in(container[key])
    return found


def branch(data: bytes, random: Random, known: Sequence[bytes]) -> bytes:
    """Change a value of valid JSON, so that it stays valid."""
    try:
        tree = json.loads(data)
        places = places_in(tree) if isinstance(tree, dict | list) else []
    except (ValueError, RecursionError):
        return word(data, random, known)
    if not places:
        return random.choice(known)
    container, key = random.choice(places)
    chance, value = random.random(), json.loads(random.choice(VALUES))
    if chance < 0.7:
        container[key] = value
    elif chance < 0.85:
        del container[key]
    elif isinstance(container, dict):
        container[random.choice((*container, "other", ""))] = value
    else:
        container.append(value)
    return json.dumps(tree).encode()


def twice(data: bytes, random: Random, known: Sequence[bytes]) -> bytes:
    """Say a piece of JSON twice, or leave it out."""
    start, end = sorted((token(data, random)[0], token(data, random)[1]))
    return data[:end] + data[start:] if random.random() < 0.5 else data[:start] + data[end:]


def row(data: bytes, random: Random, known: Sequence[bytes]) -> bytes:
    """Mistype a row of letters: swap signs, rows, cases."""
    rows = data.split(b"\n")
    random.shuffle(rows)
    at = random.randrange(len(rows))
    rows[at] = random.choice((rows[at].lower(), rows[at][::-1], rows[at][1:], b"O-I L" + rows[at]))
    return b"\n".join(rows)


BYTES: tuple[Change, ...] = (flip, flip, number, cut, grow, splice)
JSON: tuple[Change, ...] = (*(branch,) * 12, word, word, twice, flip, cut)
TEXT: tuple[Change, ...] = (row, row, flip, cut, splice, number)


def mutated(data: bytes, random: Random, known: Sequence[bytes]) -> bytes:
    """Return the input changed in one to four ways that suit it."""
    is_json = known[0][:1] in (b"{", b"[")
    changes = JSON if is_json else TEXT if known[0].isascii() else BYTES
    for _turn in range(random.choice((1, 1, 1, 2, 2, 4))):
        data = random.choice(changes)(data, random, known)
    return data[:90_000]
