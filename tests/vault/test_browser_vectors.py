"""The browser's code under Node: it opens what Python sealed, Python opens what it sealed."""

import json
from pathlib import Path

from tests.vault.test_envelope import VECTORS, check_vector
from tests.vault.under_node import bundled, run


def test_the_browser_code_opens_the_frozen_vectors_and_python_its_new_ones(
    tmp_path: Path,
) -> None:
    fresh = tmp_path / "fresh.json"
    run(bundled("vectors", tmp_path), RAVNY_VECTORS=VECTORS, RAVNY_FRESH=fresh)
    for vector in json.loads(fresh.read_text()):
        check_vector(vector)
