"""One list of what Ravny needs, pinned and hashed; no address of anybody's mirror."""

import re
import tomllib

import pytest

from tests.guards import house

SETS = ("run", "test", "dev", "node", "build")


def declared(name: str) -> list[str]:
    lines = (house.ROOT / "requirements" / f"{name}.in").read_text("utf-8").splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith(("#", "-r"))]


def test_the_wheel_asks_for_what_the_pinned_set_holds() -> None:
    project = tomllib.loads((house.ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["dependencies"] == declared("run")


def plain(name: str) -> str:
    """Return a package's name as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.mark.parametrize("name", SETS)
def test_a_set_is_pinned_with_hashes(name: str) -> None:
    text = (house.ROOT / "requirements" / f"{name}.txt").read_text("utf-8")
    pinned = {plain(found) for found in re.findall(r"^([\w.-]+)(?:\[|==)", text, re.M)}
    wanted = {plain(re.split(r"[\[<>=~!; ]", line)[0]) for line in declared(name)}
    assert wanted <= pinned
    assert text.count("==") <= text.count("--hash=")


@pytest.mark.parametrize("name", SETS)
def test_no_set_names_an_index(name: str) -> None:
    for ending in ("in", "txt"):
        text = (house.ROOT / "requirements" / f"{name}.{ending}").read_text("utf-8")
        assert not re.search(r"--(?:extra-)?index-url|--find-links|https?://", text)


def test_the_front_ends_lock_names_no_registry() -> None:
    assert '"resolved"' not in (house.ROOT / "frontend" / "package-lock.json").read_text("utf-8")


def test_the_version_is_said_once_and_the_same() -> None:
    project = tomllib.loads((house.ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    source = (house.PACKAGE / "__init__.py").read_text("utf-8")
    assert f'__version__ = "{project["version"]}"' in source


def test_the_licence_is_whole() -> None:
    text = (house.ROOT / "LICENSE").read_text("utf-8")
    assert "GNU AFFERO GENERAL PUBLIC LICENSE" in text
    assert "END OF TERMS AND CONDITIONS" in text
