"""What the wheel is made of, as CycloneDX: `python -m tools.sbom update|check`.

Two files, written from the pinned sets alone, so that the same pins give the same bytes: the
Python packages that a running Ravny needs, and the npm packages in its static files. No hosts, no
dates. `check` also holds them against the schema of CycloneDX.
"""

import base64
import json
import re
import sys
import tomllib
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "sbom"
SPEC = "1.6"
_PIN = re.compile(
    r"""
    ^(?P<name>[A-Za-z0-9._-]+) (?:\[[^\]]*\])? == (?P<version>[^\s;\\]+)
    (?:\ ;\ (?P<marker>[^\\\n]+?))? (?:\ \\)? \n
    (?P<rest>(?:[ ].*\n?)*)
    """,
    re.MULTILINE | re.VERBOSE,
)
_VIA = re.compile(r"^ +#(?: via| {2}) *(\S.*)$", re.MULTILINE)


@dataclass(frozen=True)
class Part:
    """A package: purl without version, who asks for it (purls, or the root's), what it needs."""

    purl: str
    name: str
    version: str
    group: str = ""
    marker: str = ""
    licence: str = ""
    sha512: str = ""
    needs: frozenset[str] = field(default_factory=frozenset)

    @property
    def ref(self) -> str:
        """The package URL, which names it in the file."""
        return f"{self.purl}@{quote(self.version)}"

    def as_json(self) -> dict[str, Any]:
        """Return the component."""
        entry: dict[str, Any] = {"type": "library", "bom-ref": self.ref}
        if self.group:
            entry["group"] = self.group
        entry |= {"name": self.name, "version": self.version}
        entry["scope"] = "optional" if self.marker else "required"
        if self.sha512:
            entry["hashes"] = [{"alg": "SHA-512", "content": self.sha512}]
        if self.licence:
            entry["licenses"] = [{"license": {"id": self.licence}}]
        entry["purl"] = self.ref
        if self.marker:
            entry["properties"] = [{"name": "ravny:marker", "value": self.marker}]
        return entry


def ravny() -> Part:
    """Return what all the parts are of."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    name, version, licence = (project[key] for key in ("name", "version", "license"))
    return Part(f"pkg:pypi/{name}", name, version, licence=licence)


def python_parts(text: str) -> tuple[list[Part], set[str]]:
    """Return the packages of a compiled requirements file, and the refs we ask for ourselves."""
    found = list(_PIN.finditer(text))
    asked_by = {one["name"]: set(_VIA.findall(one["rest"])) for one in found}
    refs: dict[str, set[str]] = {}
    for one in found:
        ref = Part(f"pkg:pypi/{one['name']}", one["name"], one["version"]).ref
        refs.setdefault(one["name"], set()).add(ref)
    parts = []
    for one in found:
        name = one["name"]
        needs = frozenset(
            ref for other, via in asked_by.items() if name in via for ref in refs[other]
        )
        marker = (one["marker"] or "").strip()
        parts.append(Part(f"pkg:pypi/{name}", name, one["version"], marker=marker, needs=needs))
    ours = {name for name, via in asked_by.items() if any(one.startswith("-r ") for one in via)}
    return parts, {ref for name in ours for ref in refs[name]}


def npm_parts(lock: Mapping[str, Any]) -> tuple[list[Part], set[str]]:
    """Return the packages of a lock that are no tools, and the refs we ask for ourselves."""
    kept = {
        place.removeprefix("node_modules/"): one
        for place, one in lock["packages"].items()
        if place and not one.get("dev") and not one.get("optional") and not one.get("devOptional")
    }
    if any("node_modules/" in name for name in kept):
        raise ValueError("a package stands twice, in two versions: tell them apart first")
    refs = {name: f"pkg:npm/{quote(name)}@{quote(one['version'])}" for name, one in kept.items()}
    parts = []
    for name, one in kept.items():
        group, _slash, short = name.rpartition("/")
        algorithm, _dash, digest = one["integrity"].partition("-")
        if algorithm != "sha512":
            raise ValueError(f"{name}: the lock has no SHA-512 of it")
        parts.append(
            Part(
                f"pkg:npm/{quote(name)}",
                short,
                one["version"],
                group=group,
                licence=one["license"],
                sha512=base64.b64decode(digest).hex(),
                needs=frozenset(refs[need] for need in one.get("dependencies", ())),
            )
        )
    return parts, {refs[name] for name in lock["packages"][""].get("dependencies", ())}


def bill(parts: Iterable[Part], ours: Iterable[str]) -> str:
    """Return the file; its serial number follows from what is in it."""
    whole, sorted_parts = ravny(), sorted(parts, key=lambda part: part.ref)
    root = whole.as_json() | {"type": "application"}
    del root["scope"]
    needs = [(whole.ref, set(ours)), *((part.ref, part.needs) for part in sorted_parts)]
    body: dict[str, Any] = {
        "version": 1,
        "metadata": {"lifecycles": [{"phase": "build"}], "component": root},
        "components": [part.as_json() for part in sorted_parts],
        "dependencies": [{"ref": ref, "dependsOn": sorted(on)} for ref, on in needs],
    }
    serial = uuid.uuid5(uuid.NAMESPACE_OID, json.dumps(body, sort_keys=True))
    head = {"bomFormat": "CycloneDX", "specVersion": SPEC, "serialNumber": f"urn:uuid:{serial}"}
    return json.dumps(head | body, indent=1) + "\n"


def bills() -> dict[Path, str]:
    """Return both files as they should be."""
    python = (ROOT / "requirements" / "run.txt").read_text("utf-8")
    lock = json.loads((ROOT / "frontend" / "package-lock.json").read_text("utf-8"))
    return {
        FOLDER / "ravny-python.cdx.json": bill(*python_parts(python)),
        FOLDER / "ravny-browser.cdx.json": bill(*npm_parts(lock)),
    }


def against_schema(text: str) -> list[str]:
    """Return what the schema of CycloneDX says against a file."""
    import jsonschema_rs
    from cyclonedx import schema

    folder = Path(str(schema.__file__)).parent / "_res"
    names = (f"bom-{SPEC}", "spdx", "jsf-0.82")
    bom, *others = (
        json.loads((folder / f"{name}.SNAPSHOT.schema.json").read_text("utf-8")) for name in names
    )
    base = bom["$id"].rpartition("/")[0]
    registry = jsonschema_rs.Registry(
        [
            (f"{base}/{name}.SNAPSHOT.schema.json", one)
            for name, one in zip(names[1:], others, strict=True)
        ]
    )
    validator = jsonschema_rs.validator_for(bom, registry=registry, validate_formats=True)
    return [str(error.message) for error in validator.iter_errors(json.loads(text))]


def check() -> int:
    """Tell whether the files are as they would be written, and as CycloneDX wants them."""
    wrong = []
    for path, text in bills().items():
        name = path.relative_to(ROOT)
        if not path.exists() or path.read_text("utf-8") != text:
            wrong.append(f"{name} is not current. Run: python -m tools.sbom update")
        wrong += [f"{name}: {problem}" for problem in against_schema(text)]
    print("\n".join(wrong) or "The bills of materials are current.")
    return 1 if wrong else 0


def update() -> int:
    """Write both files."""
    FOLDER.mkdir(exist_ok=True)
    for path, text in bills().items():
        path.write_text(text, "utf-8")
    return 0


def main(arguments: list[str]) -> int:
    """Run one of the commands."""
    commands = {"update": update, "check": check}
    if len(arguments) != 1 or arguments[0] not in commands:
        print(__doc__)
        return 2
    return commands[arguments[0]]()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
