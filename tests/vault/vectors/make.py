"""Add to envelope.json and phrase.json what is named here and not yet in them.

What stands in them is frozen: only a new version of the format makes it anew.
"""

import json
import secrets
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ravny.core.vault import envelope, phrase

HERE = Path(__file__).parent
WANTED = [
    ("empty", 1, "client.note", b""),
    ("text", 1, "client.called", "Зовите Сашей, Օք ✓".encode()),
    ("signed", 1, "intake.record", b'{"a":1}'),
    ("fills 1 KiB", 1, "tray.note", b"\7" * 1019),
    ("needs 4 KiB", 1, "tray.note", b"\7" * 1020),
    ("epoch seed", 1, "key.circle", secrets.token_bytes(32)),
    ("largest secret", 1, "key.intake", secrets.token_bytes(128)),
    ("keyring", 2, "key.staff", secrets.token_bytes(64)),
    ("database key", 2, "key.database", secrets.token_bytes(32)),
    ("wrapped text", 2, "site.safety", b"exit by the yard"),
    ("compared root", 2, "key.root", secrets.token_bytes(32)),
    ("session keyring", 2, "key.session", secrets.token_bytes(96)),
    ("signed note", 1, "client.note", "Просит писать после шести".encode()),
    ("document", 1, "attachment.about", b'{"v":1,"name":"letter"}'),
    ("piece", 2, "attachment.chunk", b"\7" * 5000),
]
SIGNED = ("signed", "signed note")
PHRASES = [
    ("apple banana cherry", "irina", True),
    ("  Ёлка   ЙОГУРТ\u00a0ёж ", "Ирина", True),
    ("\ufeffﬁne\tØre\r\nΣΑΣ", "ΣΑΣ", False),
    ("", "е\u0308ж ß İ", False),
]


def made(name: str, suite: int, kind: str, content: bytes) -> dict[str, object]:
    """Return one vector with fresh ids and keys."""
    context = envelope.Context(uuid4(), 0xFFFFFFFE, kind, uuid4())
    key = envelope.new_seed()
    public = envelope.public_key_of(key) if suite == 1 else None
    signer = None
    if name in SIGNED:
        signer = envelope.Signer(uuid4(), 2**63 + 1, secrets.token_bytes(32))
    if public is None:
        sealed = envelope.wrap(key, context, content)
    elif context.holds_key:
        sealed = envelope.seal_key(public, context, content)
    else:
        sealed = envelope.seal(public, context, content, signer)
    return {
        "name": name,
        "suite": suite,
        "circle": str(context.circle),
        "epoch": context.epoch,
        "kind": kind,
        "object_id": str(context.object_id),
        "key": key.hex(),
        "public_key": public.hex() if public else None,
        "content": content.hex(),
        "author": str(signer.author) if signer else None,
        "counter": str(signer.counter) if signer else None,
        "signer_seed": signer.seed.hex() if signer else None,
        "verify_key": verify_key(signer.seed) if signer else None,
        "envelope": sealed.hex(),
    }


def verify_key(seed: bytes) -> str:
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw().hex()


def phrased(words: str, account: str, costly: bool) -> dict[str, object]:
    """Return one phrase vector; the costly part only where asked for."""
    instance = UUID("018f0000-0000-7000-8000-0000000000aa")
    derived = phrase.phrase_secrets(words, instance, account) if costly else None
    return {
        "phrase": words,
        "normalised": phrase.normalised_phrase(words),
        "account": account,
        "normalised_account": phrase.normalised_account(account),
        "instance": str(instance),
        "salt": phrase.phrase_salt(instance, account).hex(),
        "login": derived.login.hex() if derived else None,
        "wrapping": derived.wrapping.hex() if derived else None,
    }


def add(name: str, key: str, wanted: list[tuple[Any, ...]], make: Any) -> None:
    """Keep what the file holds and make what it lacks."""
    path = HERE / name
    kept: list[dict[str, object]] = json.loads(path.read_text()) if path.exists() else []
    held = {vector[key] for vector in kept}
    kept += [make(*one) for one in wanted if one[0] not in held]
    path.write_text(json.dumps(kept, indent=1) + "\n")


if __name__ == "__main__":
    add("envelope.json", "name", WANTED, made)
    add("phrase.json", "phrase", PHRASES, phrased)
