"""Keys and passwords that nobody meant to publish: `python -m tools.audit_secrets`.

detect-secrets looks at every file that is or could be committed. What it finds has to stand in
tools/secrets-allowed.toml, by file, kind and number; no comment in a line switches it off.
"""

import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from detect_secrets.core.secrets_collection import SecretsCollection
from detect_secrets.settings import transient_settings

ROOT = Path(__file__).resolve().parent.parent
ALLOWED = ROOT / "tools" / "secrets-allowed.toml"
SHAPES = ROOT / "tools" / "secret_shapes.py"
# Those of services that nobody here signs in to are left out: each reads every line.
DETECTORS: tuple[dict[str, Any], ...] = (
    {"name": "RavnyKeyDetector", "path": f"file://{SHAPES}"},
    {"name": "HexHighEntropyString", "limit": 3.0},
    {"name": "Base64HighEntropyString", "limit": 4.5},
    *(
        {"name": name}
        for name in (
            "BasicAuthDetector",
            "GitHubTokenDetector",
            "KeywordDetector",
            "PrivateKeyDetector",
            "PypiTokenDetector",
            "TelegramBotTokenDetector",
        )
    ),
)
# Hashes, words and sentences, kept by tools: half of the time, and nobody types a key there.
PASSED_OVER = (
    "requirements/*.txt",
    "sbom/*.json",
    "ravny/core/vault/words/*.txt",
    "*.po",
    "LICENSE",
)
Found = Mapping[tuple[str, str], int]


def files() -> list[str]:
    """Return every file that is committed or could be."""
    command = ("git", "ls-files", "--cached", "--others", "--exclude-standard")
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if said.returncode:
        raise SystemExit("The files are listed by git: this is no checkout, or git is missing.")
    names = [Path(name) for name in said.stdout.splitlines()]
    return [
        str(name)
        for name in names
        if (ROOT / name).is_file() and not any(name.match(one) for one in PASSED_OVER)
    ]


def found_in(names: Iterable[str], root: Path = ROOT) -> Counter[tuple[str, str]]:
    """Return how many secrets of each kind each file seems to hold."""
    heuristic = "detect_secrets.filters.heuristic"
    filters = (
        *("is_lock_file", "is_templated_secret", "is_likely_id_string", "is_indirect_reference"),
        *("is_sequential_string", "is_not_alphanumeric_string", "is_potential_uuid"),
        "is_prefixed_with_dollar_sign",
    )
    wanted = {
        "plugins_used": list(DETECTORS),
        "filters_used": [{"path": f"{heuristic}.{name}"} for name in filters],
    }
    with transient_settings(wanted):
        collection = SecretsCollection(root=str(root))
        collection.scan_files(*names)
    return Counter((name, secret.type) for name, secret in collection)


def allowed(text: str) -> dict[tuple[str, str], int]:
    """Return what the list lets pass; raises ValueError for an entry that does not say why."""
    entries = tomllib.loads(text).get("allowed", [])
    for entry in entries:
        if set(entry) != {"path", "kind", "count", "why"} or not entry["why"].strip():
            raise ValueError(f"{ALLOWED.name}: an entry has path, kind, count and why: {entry}")
    return {(entry["path"], entry["kind"]): entry["count"] for entry in entries}


def wrong(found: Found, let_pass: Found) -> list[str]:
    """Return a sentence for each file that holds more, or less, than the list says."""
    return [
        f"{name}: {found.get((name, kind), 0)} × {kind}, "
        f"{ALLOWED.name} says {let_pass.get((name, kind), 0)}"
        for name, kind in sorted({*found, *let_pass})
        if found.get((name, kind), 0) != let_pass.get((name, kind), 0)
    ]


def main() -> int:
    """Look, compare, tell; return the exit code."""
    try:
        let_pass = allowed(ALLOWED.read_text("utf-8"))
    except ValueError as error:
        print(error)
        return 1
    problems = wrong(found_in(files()), let_pass)
    print("\n".join(problems) or "No secret in the files.")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
