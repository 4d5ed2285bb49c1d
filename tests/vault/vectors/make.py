"""Make envelope.json and phrase.json anew. They are frozen: only a new format version does this."""

import json
import secrets
from pathlib import Path
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
]
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
    if name == "signed":
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


def write(name: str, vectors: list[dict[str, object]]) -> None:
    (HERE / name).write_text(json.dumps(vectors, indent=1) + "\n")


if __name__ == "__main__":
    write("envelope.json", [made(*wanted) for wanted in WANTED])
    write("phrase.json", [phrased(*wanted) for wanted in PHRASES])
