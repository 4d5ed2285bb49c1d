"""What the guards know of the house: its rooms, their order, their files and addresses.

The order is read from `.importlinter`, so that it stands in one place only.
"""

import ast
import configparser
import importlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models
from django.urls import URLPattern, URLResolver, get_resolver

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "ravny"
DOORS = ("desk", "field", "portal")
# From the outside in: a file of a room stands in the room's own folder.
FLOORS = ("doors", "insight", "services", "people", "core")


@cache
def contract(name: str) -> tuple[tuple[str, ...], ...]:
    """Return the layers of a contract from top to bottom, each a tuple of neighbours."""
    parser = configparser.ConfigParser()
    parser.read(ROOT / ".importlinter", "utf-8")
    lines = parser[f"importlinter:contract:{name}"]["layers"].split("\n")
    return tuple(
        tuple(part.strip(" ()") for part in line.split("|")) for line in lines if line.strip()
    )


@cache
def rooms() -> tuple[str, ...]:
    """Return the rooms as dotted names: "ravny.core.kit"."""
    return tuple(
        f"ravny.{floor}.{folder.name}"
        for floor in FLOORS
        for folder in sorted((PACKAGE / floor).iterdir())
        if (folder / "__init__.py").exists()
    )


def room_of(dotted: str) -> str:
    """Return the room a module stands in; "ravny.config" for the roof, "" for strangers."""
    parts = dotted.split(".")
    if parts[:2] == ["ravny", "config"]:
        return "ravny.config"
    name = ".".join(parts[:3])
    return name if name in rooms() else ""


def may_lean_on(upper: str, lower: str) -> bool:
    """Tell whether `upper` may import from, or point a foreign key at, `lower`."""
    if upper == lower:
        return True
    floors = [layer[0] for layer in contract("floors")]
    upper_floor, lower_floor = upper.split(".")[1], lower.split(".")[1]
    if upper_floor != lower_floor:
        return floors.index(upper_floor) < floors.index(lower_floor)
    order = contract(upper_floor)
    level = {room: number for number, layer in enumerate(order) for room in layer}
    return level[upper.split(".")[2]] < level[lower.split(".")[2]]


def none_of(wrong: list[str]) -> None:
    """Fail with every place in a line of its own."""
    if wrong:
        pytest.fail("\n".join(wrong), pytrace=False)


def sources(*folders: str, ending: str = ".py") -> Iterator[Path]:
    """Yield the files people write (no migrations, nothing built) below the folders."""
    for folder in folders:
        for path in sorted((ROOT / folder).rglob(f"*{ending}")):
            parts = path.relative_to(ROOT).parts
            if not {"migrations", "node_modules", "built", "__pycache__"} & set(parts):
                yield path


def where(path: Path, line: int | None = None) -> str:
    """Return a place as people click it: "ravny/core/kit/ids.py:12"."""
    place = str(path.relative_to(ROOT))
    return place if line is None else f"{place}:{line}"


def dotted(path: Path) -> str:
    """Return the module a file is."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


@cache
def tree(path: Path) -> ast.Module:
    """Return a file's syntax tree."""
    return ast.parse(path.read_text("utf-8"), filename=str(path))


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """Yield (line, dotted name) of every import in a file; relative ones made absolute."""
    package = dotted(path).split(".")
    if path.name != "__init__.py":
        package = package[:-1]
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            module = [*base, *([node.module] if node.module else [])]
            yield from ((node.lineno, ".".join([*module, alias.name])) for alias in node.names)


def models_of_ours() -> list[type[models.Model]]:
    """Return the models of all rooms."""
    return [model for model in apps.get_models() if room_of(model.__module__)]


def templates() -> Iterator[tuple[str, Path]]:
    """Yield (name as Django loads it, file) of each template."""
    for path in sources("ravny", ending=""):
        parts = path.relative_to(ROOT).parts
        if path.is_file() and "templates" in parts:
            yield "/".join(parts[parts.index("templates") + 1 :]), path


def templates_of_ours() -> set[str]:
    """Return the names of all templates."""
    return {name for name, _ in templates()}


def patterns(door: str) -> Iterator[tuple[str, URLPattern]]:
    """Yield (route, pattern) of every address of a door's table."""

    def walk(resolver: URLResolver, before: str) -> Iterator[tuple[str, URLPattern]]:
        for entry in resolver.url_patterns:
            route = before + str(entry.pattern)
            if isinstance(entry, URLResolver):
                yield from walk(entry, route)
            else:
                yield route, entry

    importlib.import_module(f"ravny.config.urls_{door}")
    root = get_resolver(f"ravny.config.urls_{door}")
    return walk(root, "")


def addresses_of_ours() -> set[str]:
    """Return "door route" of every address."""
    return {f"{door} {route}" for door in DOORS for route, _ in patterns(door)}
