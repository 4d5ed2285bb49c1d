"""The scan for secrets: what must not be published is found, and the list of exceptions is true."""

from hashlib import sha256
from pathlib import Path

import pytest

from tools import audit_secrets

# Put together here, so that the scan of this file finds nothing.
HEX = sha256(b"made up").hexdigest()
PEM = "PRIVATE KEY-----"
WORD = "Nightjar-Anvil-77!"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (f"{HEX}\n", "Ravny key"),
        (f"AGE-SECRET-KEY-1{'Q9ZX' * 14}", "Ravny key"),
        (f"-----BEGIN {PEM}\nMC4CAQ", "Private Key"),
        (f"seed = '{HEX}'", "Hex High Entropy String"),
        (f"password = '{WORD}'", "Secret Keyword"),
        (f"address = 'https://ravny:{WORD[:10]}@example.org/'", "Basic Auth Credentials"),
        (f"token = 'ghp_{HEX[:36]}'", "GitHub Token"),
        (f"seed = '{HEX}'  # pragma: allowlist secret", "Hex High Entropy String"),
    ],
)
def test_a_secret_is_found(text: str, kind: str, tmp_path: Path) -> None:
    (tmp_path / "some.py").write_text(text, "utf-8")
    found = audit_secrets.found_in(["some.py"], tmp_path)
    assert found[("some.py", kind)] == 1


def test_an_instance_key_is_found_in_a_file_without_an_ending(tmp_path: Path) -> None:
    (tmp_path / "instance").write_text(f"{HEX}\n", "utf-8")
    assert audit_secrets.found_in(["instance"], tmp_path)


def test_what_is_found_must_be_listed_and_what_is_listed_found() -> None:
    found, listed = {("a.py", "Private Key"): 1}, {("b.py", "Private Key"): 1}
    name = audit_secrets.ALLOWED.name
    assert audit_secrets.wrong(found, {}) == [f"a.py: 1 × Private Key, {name} says 0"]
    assert audit_secrets.wrong({}, listed) == [f"b.py: 0 × Private Key, {name} says 1"]
    assert audit_secrets.wrong({("a.py", "Private Key"): 2}, found)
    assert not audit_secrets.wrong(found, found)


def test_an_exception_says_why() -> None:
    entry = "[[allowed]]\npath = 'a'\nkind = 'Private Key'\ncount = 1\n"
    for text in (entry, entry + "why = ' '"):
        with pytest.raises(ValueError, match="why"):
            audit_secrets.allowed(text)
    assert audit_secrets.allowed(entry + "why = 'a test'") == {("a", "Private Key"): 1}
    assert audit_secrets.allowed(audit_secrets.ALLOWED.read_text("utf-8"))
