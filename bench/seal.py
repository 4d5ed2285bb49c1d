"""Opening 1,000 notes beside the bare calls of the libraries, in Python and in Chromium.

Bare is what nobody could do without: HPKE's decryption with the key already loaded and the context
already written down, and for signed notes the check of the signature with the author's key loaded.
Ours reads the header, writes the context, decrypts, checks padding and signature. Both halves take
turns in one run; the ratio is the worst of the four. Beside it: how long unlocking takes.
"""

import statistics
import subprocess
import sys
import tempfile
from base64 import b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from os import environ
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from playwright.sync_api import Route, sync_playwright

from bench._frame import Measured, median_seconds, run
from bench._unlock import unlock_times
from ravny.core.vault import envelope, framing
from ravny.core.vault.envelope import Context, Opener, Signer

NOTES = 1_000
# Fifty at a time are timed; a quick run opens fewer fifties and tells of as many notes.
QUICK_NOTES = 250
CHUNK = 50
TEXT = "Пришла вовремя, лекарства на месяц есть; просит писать после шести. " * 4
FRONTEND = Path(__file__).resolve().parents[1] / "frontend"
ORIGIN = "http://localhost/"
PAGE = "<!doctype html><script type=module src=/seal.js></script>"


@dataclass(frozen=True)
class Note:
    """A sealed note; `message` is what its author signed, b"" where nobody did."""

    context: Context
    envelope: bytes
    message: bytes


@dataclass(frozen=True)
class Pile:
    """Notes of one circle, and the keys that open and verify them."""

    name: str
    seed: bytes
    verify: bytes | None
    notes: Sequence[Note]


def pile(name: str, many: int, *, signed: bool) -> Pile:
    """Seal that many notes to one circle, each in a place of its own."""
    seed, signing = envelope.new_seed(), Ed25519PrivateKey.generate()
    public, circle, author = envelope.public_key_of(seed), uuid4(), uuid4()
    notes = []
    for number in range(many):
        context = Context(circle, 3, "client.note", uuid4())
        content = f"{TEXT} {number}".encode()
        signer = Signer(author, number, signing.private_bytes_raw()) if signed else None
        sealed = envelope.seal(public, context, content, signer)
        message = signed_message(context, author, number, content) if signed else b""
        notes.append(Note(context, sealed, message))
    verify = signing.public_key().public_bytes_raw() if signed else None
    return Pile(name, seed, verify, notes)


def signed_message(context: Context, author: UUID, counter: int, content: bytes) -> bytes:
    """Return what a signature is over."""
    return framing._signed_bytes(framing.SUITE_HPKE, context, author.bytes, counter, content)


def python_turns(one: Pile) -> tuple[Callable[[int], object], Callable[[int], object]]:
    """Return how a note is opened by our module, and by the bare calls."""
    opener = Opener(one.seed)
    private, suite = opener._private, envelope._HPKE
    bound = [framing.context_bytes(framing.SUITE_HPKE, note.context) for note in one.notes]
    bodies = [note.envelope[framing.HEADER_SIZE :] for note in one.notes]
    author = None if one.verify is None else Ed25519PublicKey.from_public_bytes(one.verify)

    def ours(at: int) -> object:
        note = one.notes[at]
        return opener.open(note.context, note.envelope, one.verify)

    def bare(at: int) -> object:
        payload = suite.decrypt(bodies[at], private, bound[at])
        if author is not None:
            author.verify(payload[25:89], one.notes[at].message)
        return payload

    return ours, bare


def python_pairs(one: Pile, rounds: int) -> list[tuple[float, float]]:
    """Return the milliseconds of fifty notes, (ours, bare), again and again through the pile."""
    turns = python_turns(one)
    for turn in turns:
        spent(turn, 0)
    pairs = []
    for start in list(range(0, len(one.notes), CHUNK)) * rounds:
        # Whoever is second finds a warmer processor: they change places.
        first = start // CHUNK % 2
        both = {which: spent(turns[which], start) for which in (first, 1 - first)}
        pairs.append((both[0], both[1]))
    return pairs


def spent(turn: Callable[[int], object], start: int) -> float:
    """Return the milliseconds of opening fifty."""

    def fifty() -> None:
        for at in range(start, start + CHUNK):
            turn(at)

    return 1000 * median_seconds(fifty, 1, 0)


def bundle(folder: Path) -> str:
    """Return the browser's half, bundled as the doors' scripts are."""
    made = folder / "seal.js"
    options = ("--bundle", "--minify", "--format=esm", "--target=es2022", "--log-level=warning")
    command: list[str | Path] = [FRONTEND / "node_modules/.bin/esbuild"]
    source = FRONTEND / "src/bench/seal.ts"
    subprocess.run([*command, source, *options, f"--outfile={made}"], check=True)
    return made.read_text("utf-8")


def text_of(octets: bytes) -> str:
    """Return base64."""
    return b64encode(octets).decode()


def as_json(one: Pile) -> dict[str, Any]:
    """Return a pile as the page takes it."""
    return {
        "seed": text_of(one.seed),
        "verify": text_of(one.verify or b""),
        "notes": [
            {
                "context": {
                    "circle": str(note.context.circle),
                    "epoch": note.context.epoch,
                    "kind": note.context.kind,
                    "objectId": str(note.context.object_id),
                },
                "envelope": text_of(note.envelope),
                "message": text_of(note.message),
            }
            for note in one.notes
        ],
    }


def chromium_pairs(piles: Sequence[Pile], rounds: int) -> list[list[tuple[float, float]]]:
    """Return for each pile what `python_pairs` returns, measured in a page."""
    arguments = import_module("tests.conftest").CHROMIUM_ARGUMENTS
    path = environ.get("RAVNY_CHROMIUM", "/usr/bin/chromium")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        script = bundle(Path(folder))

        def answer(route: Route) -> None:
            is_script = route.request.url.endswith(".js")
            kind = "text/javascript" if is_script else "text/html"
            route.fulfill(body=script if is_script else PAGE, content_type=kind)

        browser = playwright.chromium.launch(executable_path=path, args=arguments)
        page = browser.new_page()
        page.route("**/*", answer)
        page.goto(ORIGIN)
        asked = "([pile, rounds]) => measured(pile.seed, pile.verify, pile.notes, rounds)"
        found = [page.evaluate(asked, [as_json(one), rounds]) for one in piles]
        browser.close()
    return [[(ours, bare) for ours, bare in pairs] for pairs in found]


def told(where: str, one: Pile, pairs: Sequence[tuple[float, float]]) -> dict[str, float]:
    """Return the figures of one pile in one place, for all its notes; the last is the ratio."""
    name, pieces = f"{where}, {one.name}", NOTES // CHUNK
    return {
        f"{name}: ours, ms": pieces * statistics.median(ours for ours, _bare in pairs),
        f"{name}: bare, ms": pieces * statistics.median(bare for _ours, bare in pairs),
        f"{name}: ratio": statistics.median(ours / bare for ours, bare in pairs),
    }


def measure(quick: bool) -> Measured:
    """Return the figures and the worst ratio."""
    many = QUICK_NOTES if quick else NOTES
    piles = [pile("unsigned", many, signed=False), pile("signed", many, signed=True)]
    figures: dict[str, float] = {"notes": NOTES, "opened": many}
    for one in piles:
        figures |= told("Python", one, python_pairs(one, 3 if quick else 15))
    for one, pairs in zip(piles, chromium_pairs(piles, 1 if quick else 3), strict=True):
        figures |= told("Chromium", one, pairs)
    ratio = max(value for name, value in figures.items() if name.endswith("ratio"))
    return Measured(figures | unlock_times(quick), ratio)


if __name__ == "__main__":
    sys.exit(run("seal", measure, goal=1.5))
