"""The browser's code under Node: it opens what Python sealed, Python opens what it sealed."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from tests.vault.test_envelope import VECTORS, check_vector

FRONTEND = Path(__file__).parents[2] / "frontend"
ESBUILD = FRONTEND / "node_modules" / ".bin" / "esbuild"


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("browser") / "vectors.test.mjs"
    options = ["--bundle", "--platform=node", "--format=esm", "--target=es2022"]
    source = FRONTEND / "src" / "vault" / "vectors.test.ts"
    subprocess.run(
        [ESBUILD, source, *options, f"--outfile={made}", "--log-level=warning"], check=True
    )
    return made


def test_the_browser_code_opens_the_frozen_vectors_and_python_its_new_ones(
    bundle: Path, tmp_path: Path
) -> None:
    fresh = tmp_path / "fresh.json"
    environment = {**os.environ, "RAVNY_VECTORS": str(VECTORS), "RAVNY_FRESH": str(fresh)}
    run = subprocess.run(
        ["node", "--test", bundle], env=environment, capture_output=True, text=True, timeout=120
    )
    assert run.returncode == 0, run.stdout + run.stderr
    for vector in json.loads(fresh.read_text()):
        check_vector(vector)
