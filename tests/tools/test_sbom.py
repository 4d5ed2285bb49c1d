"""The bills of materials: complete, current, without anybody's address."""

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tools import sbom

FRONTEND = sbom.ROOT / "frontend"


def kept(name: str) -> dict[str, Any]:
    bill: dict[str, Any] = json.loads((sbom.FOLDER / f"ravny-{name}.cdx.json").read_text("utf-8"))
    return bill


def purls(name: str) -> set[str]:
    return {component["purl"] for component in kept(name)["components"]}


def test_the_same_pins_give_the_same_bytes_and_other_pins_others() -> None:
    text = "a==1 \\\n    --hash=sha256:00\n    # via -r run.in\n"
    assert sbom.bill(*sbom.python_parts(text)) == sbom.bill(*sbom.python_parts(text))
    other = sbom.bill(*sbom.python_parts(text.replace("==1", "==2")))
    first = json.loads(sbom.bill(*sbom.python_parts(text)))
    assert first["serialNumber"] != json.loads(other)["serialNumber"]


def test_every_pin_of_the_running_set_stands_in_the_bill() -> None:
    text = (sbom.ROOT / "requirements" / "run.txt").read_text("utf-8")
    pins = {line.split(" ")[0] for line in text.splitlines() if re.match(r"[\w.-]+(\[|==)", line)}
    wanted = {re.sub(r"\[.*\]", "", pin).replace("==", "@") for pin in pins}
    assert {purl.removeprefix("pkg:pypi/") for purl in purls("python")} == wanted


def test_who_needs_whom_is_read_from_the_pins() -> None:
    needs = {one["ref"].split("@")[0]: one["dependsOn"] for one in kept("python")["dependencies"]}
    short = {ref: {one.split("@")[0] for one in on} for ref, on in needs.items()}
    assert "pkg:pypi/sqlparse" in short["pkg:pypi/django"]
    assert "pkg:pypi/django" in short["pkg:pypi/ravny"]
    assert "pkg:pypi/sqlparse" not in short["pkg:pypi/ravny"]


def test_every_npm_package_in_the_static_files_stands_in_the_bill(tmp_path: Path) -> None:
    build = (FRONTEND / "build.mjs").read_text("utf-8")
    entries = [one for one in re.findall(r'"(src/[^"]+\.ts)"', build) if (FRONTEND / one).exists()]
    copied = re.findall(r"node_modules/((?:@[\w-]+/)?[\w.-]+)/", build)
    told = tmp_path / "meta.json"
    options = ["--bundle", "--format=esm", f"--metafile={told}", f"--outdir={tmp_path}"]
    command = [FRONTEND / "node_modules/.bin/esbuild", *entries, *options, "--log-level=error"]
    subprocess.run(command, cwd=FRONTEND, check=True)
    inputs = " ".join(json.loads(told.read_text("utf-8"))["inputs"])
    bundled = set(re.findall(r"node_modules/((?:@[\w-]+/)?[\w.-]+)/", inputs))
    assert {"htmx.org", "mlkem", "@hpke/core"} <= bundled | set(copied)
    named = {
        "/".join(filter(None, (one.get("group"), one["name"])))
        for one in kept("browser")["components"]
    }
    assert bundled | set(copied) <= named


@pytest.mark.parametrize("name", ["python", "browser"])
def test_a_bill_tells_no_host_and_no_date(name: str) -> None:
    text = json.dumps(kept(name))
    assert "://" not in text and "externalReferences" not in text and "timestamp" not in text


def test_a_package_in_two_versions_is_not_passed_over() -> None:
    one = {"version": "1", "integrity": "sha512-AA==", "license": "MIT"}
    lock = {"packages": {"": {}, "node_modules/a": one, "node_modules/b/node_modules/a": one}}
    with pytest.raises(ValueError, match="twice"):
        sbom.npm_parts(lock)


def test_a_bill_that_is_not_current_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stale = tmp_path / "ravny-python.cdx.json"
    stale.write_text("{}", "utf-8")
    monkeypatch.setattr(sbom, "ROOT", tmp_path)
    monkeypatch.setattr(sbom, "bills", lambda: {stale: '{"a": 1}'})
    monkeypatch.setattr(sbom, "against_schema", lambda text: [])
    assert sbom.check() == 1
    assert "tools.sbom update" in capsys.readouterr().out
