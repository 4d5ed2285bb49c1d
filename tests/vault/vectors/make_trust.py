"""Make trust.json anew. It is frozen: sheets of paper stand for it. See docs/decisions/0018."""

import json
import secrets
from collections.abc import Mapping
from pathlib import Path
from uuid import UUID

from ravny.core.vault import envelope, shares, statements

HERE = Path(__file__).parent
HOUSE, PERSON = UUID(int=0x018F0000000070008000000000000001), UUID(int=2**127 + 5)
PHONE, CIRCLE = UUID(int=3), UUID(int=2**128 - 1)


def made() -> dict[str, object]:
    """Return one seed and everything that comes out of it."""
    seed = secrets.token_bytes(32)
    keys = shares.keys_of(seed)
    recovery_public = envelope.public_key_of(keys.recovery_seed)
    parts = shares.split(seed)
    return {
        "seed": seed.hex(),
        "signing_seed": keys.signing_seed.hex(),
        "recovery_seed": keys.recovery_seed.hex(),
        "root_public": keys.root_public.hex(),
        "recovery_public": recovery_public.hex(),
        "shares": [part.hex() for part in parts],
        "sheets": [shares.written(part, keys.root_public) for part in parts],
        "house": str(HOUSE),
        "person": str(PERSON),
        "phone": str(PHONE),
        "circle": str(CIRCLE),
        "statements": {
            name: {"said": said.hex(), "signature": keys.signing_key.sign(said).hex()}
            for name, said in said_of(keys.root_public, recovery_public).items()
        },
    }


def said_of(root_public: bytes, recovery_public: bytes) -> Mapping[str, bytes]:
    """Return every statement about the made-up ids and these keys."""
    hashed = statements.key_hash(recovery_public)
    return {
        "root": statements.root(HOUSE, root_public, recovery_public),
        "officer": statements.officer(HOUSE, PERSON, hashed, root_public),
        "member": statements.member(HOUSE, PERSON, hashed, root_public),
        "phone": statements.phone(HOUSE, PHONE, PERSON, hashed),
        "epoch": statements.epoch(CIRCLE, 2**32 - 1, recovery_public),
        "authored": statements.authored(
            author=PERSON, counter=2**63 + 1, circle_id=CIRCLE, kind="client.note",
            object_id=PHONE, digest=hashed, previous=statements.NO_STATEMENT,
        ),
    }  # fmt: skip


if __name__ == "__main__":
    (HERE / "trust.json").write_text(json.dumps(made(), indent=1) + "\n", "utf-8")
