"""The wheel alone, in an empty environment, serves the demonstration."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import zipfile
from pathlib import Path

import pytest

from tests.guards import house

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

PIP = ["-m", "pip", "--disable-pip-version-check", "--no-input", "install", "--quiet"]


def run(*command: str | Path, **kwargs: object) -> None:
    answer = subprocess.run(command, capture_output=True, text=True, check=False, **kwargs)  # type: ignore[call-overload]  # the keywords are subprocess's own
    assert answer.returncode == 0, answer.stdout[-3000:] + answer.stderr[-3000:]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    builder = folder / "builder"
    run(sys.executable, "-m", "venv", builder)
    pinned = house.ROOT / "requirements" / "build.txt"
    run(builder / "bin/python", *PIP, "--require-hashes", "-r", pinned)
    build = ("-m", "build", "--no-isolation", "--wheel", "--outdir", folder, house.ROOT)
    run(builder / "bin/python", *build)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of commands of an environment that holds Ravny and its pinned set."""
    folder = tmp_path_factory.mktemp("installed")
    run(sys.executable, "-m", "venv", folder)
    pinned = house.ROOT / "requirements" / "run.txt"
    run(folder / "bin/python", *PIP, "--only-binary", ":all:", "--require-hashes", "-r", pinned)
    run(folder / "bin/python", *PIP, "--no-deps", wheel)
    return folder / "bin"


def environment(home: Path, port: int) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "HOME") if name in os.environ}
    return {**kept, "RAVNY_HOME": str(home), "RAVNY_PORT": str(port)}


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def is_well(port: int) -> bool:
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/healthz", headers={"Host": f"localhost:{port}"}
    )
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def test_the_wheel_carries_static_files_translations_and_templates(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert "ravny/core/kit/static/page/desk.css" in names
    assert "ravny/core/kit/static/page/htmx.js" in names
    for part in ("pdf.js", "pdf-worker.js", "pdf/jbig2.wasm", "pdf/openjpeg.wasm", "pdf/LICENSE"):
        assert f"ravny/core/kit/static/page/{part}" in names
    assert any(name.endswith("ru/LC_MESSAGES/django.mo") for name in names)
    assert any("/templates/" in name for name in names)
    assert not any(name.startswith(("tests/", "frontend/", "bench/")) for name in names)


@pytest.mark.parametrize("name", ["ravny-python.cdx.json", "ravny-browser.cdx.json"])
def test_the_wheel_carries_its_bills_of_materials(wheel: Path, name: str) -> None:
    archive = zipfile.ZipFile(wheel)
    inside = [one for one in archive.namelist() if one.endswith(f".dist-info/sboms/{name}")]
    assert len(inside) == 1
    assert archive.read(inside[0]) == (house.ROOT / "sbom" / name).read_bytes()


def test_the_installed_wheel_makes_the_demo_and_serves_it(installed: Path, tmp_path: Path) -> None:
    port = free_port()
    settings = environment(tmp_path / "home", port)
    ravny = installed / "ravny"
    run(ravny, "demo", "--clients", "20", "--seed", "7", cwd=tmp_path, env=settings)
    server = subprocess.Popen([ravny, "serve"], cwd=tmp_path, env=settings)
    try:
        until = time.monotonic() + 60
        while not is_well(port) and time.monotonic() < until and server.poll() is None:
            time.sleep(0.3)
        assert is_well(port)
    finally:
        server.terminate()
        server.wait(20)
