"""The browser's code under Node: bundled as it is for the browser, run as a test."""

import os
import subprocess
from pathlib import Path

FRONTEND = Path(__file__).parents[2] / "frontend"
ESBUILD = FRONTEND / "node_modules" / ".bin" / "esbuild"


def bundled(name: str, folder: Path) -> Path:
    """Return the bundle of frontend/src/vault/<name>.test.ts."""
    made = folder / f"{name}.test.mjs"
    options = ["--bundle", "--platform=node", "--format=esm", "--target=es2022"]
    source = FRONTEND / "src" / "vault" / f"{name}.test.ts"
    subprocess.run(
        [ESBUILD, source, *options, f"--outfile={made}", "--log-level=warning"], check=True
    )
    return made


def run(bundle: Path, **environment: Path) -> str:
    """Run its tests and return what they said; fails with their words."""
    told = {**os.environ, **{name: str(path) for name, path in environment.items()}}
    command = ["node", "--test", "--test-reporter=spec", bundle]
    done = subprocess.run(command, env=told, capture_output=True, text=True, timeout=150)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
