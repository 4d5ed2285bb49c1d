"""Sheets and statements: the frozen ones in Python and in the browser's code, theirs in Python."""

import json
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from ravny.core.vault import envelope, shares
from tests.vault.under_node import bundled, run
from tests.vault.vectors.make_trust import said_of

VECTORS = Path(__file__).parent / "vectors" / "trust.json"


def check(vector: dict[str, Any]) -> None:
    """Everything in a vector follows from its seed, and any two sheets give the seed back."""
    seed, root_public = (bytes.fromhex(vector[name]) for name in ("seed", "root_public"))
    keys = shares.keys_of(seed)
    assert keys.signing_seed.hex() == vector["signing_seed"]
    assert keys.recovery_seed.hex() == vector["recovery_seed"]
    assert keys.root_public == root_public
    recovery_public = envelope.public_key_of(keys.recovery_seed)
    assert recovery_public.hex() == vector["recovery_public"]
    parts = [shares.read(rows, root_public) for rows in vector["sheets"]]
    assert [part.hex() for part in parts] == vector["shares"]
    assert [shares.written(part, root_public) for part in parts] == vector["sheets"]
    for left, right in ((0, 1), (0, 2), (1, 2)):
        assert shares.combine([parts[left], parts[right]]) == seed
    for name, said in said_of(root_public, recovery_public).items():
        assert said.hex() == vector["statements"][name]["said"], name
        signature = bytes.fromhex(vector["statements"][name]["signature"])
        Ed25519PublicKey.from_public_bytes(root_public).verify(signature, said)


def test_the_frozen_sheets_and_statements_are_understood() -> None:
    check(json.loads(VECTORS.read_text("utf-8")))


def test_the_browsers_code_understands_them_and_python_understands_its_own(
    tmp_path: Path,
) -> None:
    fresh = tmp_path / "fresh.json"
    run(bundled("trust-vectors", tmp_path), RAVNY_VECTORS=VECTORS, RAVNY_FRESH=fresh)
    check(json.loads(fresh.read_text("utf-8")))
