"""What the docs tell people to do can be done: commands, pages and links exist."""

import re
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.management import get_commands, load_command_class
from django.urls import Resolver404, resolve

from tests.guards import house

PAGES = [
    *sorted(house.ROOT.glob("*.md")),
    *(path for path in sorted((house.ROOT / "docs").rglob("*.md"))),
]
GUIDES = [page for page in PAGES if "handbook" in page.parts or page.name == "README.md"]
BLOCK = re.compile(r"^```(?:sh|console|bash)?\n(.*?)^```", re.DOTALL | re.MULTILINE)
INLINE = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"(?<!!)\[[^\]]+\]\(([^)\s]+)\)")
PICTURE = re.compile(r"!\[([^\]]*)\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
PAGE = re.compile(r"^(?:http://((?:field\.|portal\.)?)localhost:8000)?(/[\w<>/.-]*)$")
# What `ravny` does by itself, without a Django command (ravny/config/cli.py).
OWN_COMMANDS = {"serve", "manage", "help", "--help", "-h"}
SAMPLES = (str(uuid4()), "1000000003", "1", "x")


def named(path: Path) -> str:
    return str(path.relative_to(house.ROOT))


def commands(path: Path) -> Iterator[str]:
    """Yield the command lines of a page that call one of ours."""
    text = path.read_text("utf-8")
    lines = [line.strip() for block in BLOCK.findall(text) for line in block.splitlines()]
    # Beside code blocks, what a guide says in passing; elsewhere `ravny …` may be a label.
    inline = INLINE.findall(BLOCK.sub("", text)) if path in GUIDES else []
    for line in [*lines, *inline]:
        line = re.sub(r"^(?:\$ )?(?:[A-Z_]+=\S+ )*", "", line.partition(" #")[0]).strip()
        if re.match(r"(?:bin/\w|\.ci/run|ravny [a-z-])", line):
            yield line


def options(name: str) -> set[str]:
    """Return the options a Django command takes, its subcommands' too."""
    app = get_commands()[name]
    command = load_command_class(app, name) if isinstance(app, str) else app
    parsers: list[ArgumentParser] = [command.create_parser("ravny", name)]
    found: set[str] = set()
    while parsers:
        for action in parsers.pop()._actions:
            found |= set(action.option_strings)
            if isinstance(action.choices, dict):
                found |= set(action.choices)
                parsers += action.choices.values()
    return found


def trouble_with(line: str) -> str:
    """Say why a command line would not work; "" when it would."""
    words = line.split()
    if words[0] != "ravny":
        if not (house.ROOT / words[0]).is_file():
            return f"there is no {words[0]}"
        if words[0] != "bin/ravny":
            return ""
    arguments = words[1:2] and [word for word in words[1:] if word != "manage"]
    if not arguments or arguments[0] in OWN_COMMANDS:
        return ""
    if arguments[0] not in get_commands():
        return f"there is no command {arguments[0]}"
    asked = {word.partition("=")[0] for word in arguments[1:] if word.startswith("--")}
    unknown = asked - options(arguments[0])
    return f"{arguments[0]} does not know {' '.join(sorted(unknown))}" if unknown else ""


@pytest.mark.parametrize("path", PAGES, ids=named)
def test_every_command_of_a_page_exists(path: Path) -> None:
    troubles = ((line, trouble_with(line)) for line in commands(path))
    house.none_of([f"{line}: {trouble}" for line, trouble in troubles if trouble])


def anchor(heading: str) -> str:
    """Return a heading's anchor as forges make it."""
    kept = re.sub(r"[^\w\s-]", "", heading.strip().lower())
    return re.sub(r"\s", "-", kept)


def leads_somewhere(path: Path, target: str) -> bool:
    file, _, fragment = target.partition("#")
    page = (path.parent / file).resolve() if file else path
    if not page.exists():
        return False
    if not fragment:
        return True
    return fragment in {anchor(found) for found in HEADING.findall(page.read_text("utf-8"))}


@pytest.mark.parametrize("path", PAGES, ids=named)
def test_every_link_of_a_page_leads_somewhere(path: Path) -> None:
    targets = LINK.findall(BLOCK.sub("", path.read_text("utf-8")))
    inner = [target for target in targets if not re.match(r"\w+:", target)]
    house.none_of([target for target in inner if not leads_somewhere(path, target)])


@pytest.mark.parametrize("path", PAGES, ids=named)
def test_every_picture_of_a_page_exists_and_says_what_is_seen(path: Path) -> None:
    pictures = PICTURE.findall(BLOCK.sub("", path.read_text("utf-8")))
    house.none_of([file for words, file in pictures if not words.strip()])
    house.none_of([file for _words, file in pictures if not leads_somewhere(path, file)])


def test_no_picture_is_kept_that_no_page_shows() -> None:
    shown = {
        (path.parent / file).resolve()
        for path in PAGES
        for _words, file in PICTURE.findall(path.read_text("utf-8"))
    }
    kept = set((house.ROOT / "docs" / "pictures").glob("*.png"))
    house.none_of(sorted(named(path) for path in kept - shown))


@pytest.mark.parametrize("path", PAGES, ids=named)
def test_every_file_that_a_page_names_exists(path: Path) -> None:
    """A promise that names its test must not outlive it."""
    files = re.compile(r"^(?:tests|ravny|tools|bench|frontend|requirements)/[\w./-]+$")
    codes = INLINE.findall(BLOCK.sub("", path.read_text("utf-8")))
    named_files = [code for code in codes if files.match(code)]
    house.none_of([code for code in named_files if not (house.ROOT / code).exists()])


def is_served(door: str, path: str) -> bool:
    doors = [door] if door else list(house.DOORS)
    for sample in SAMPLES:
        for name in doors:
            try:
                resolve(re.sub(r"<[^>]*>", sample, path), f"ravny.config.urls_{name}")
            except Resolver404:
                continue
            return True
    return False


@pytest.mark.parametrize(
    "path",
    [page for page in PAGES if "handbook" in page.parts or page.name == "README.md"],
    ids=named,
)
def test_every_page_that_the_handbook_names_is_served(path: Path) -> None:
    wrong = []
    for code in INLINE.findall(BLOCK.sub("", path.read_text("utf-8"))):
        match = PAGE.match(code)
        if match and not is_served((match.group(1) or "").rstrip("."), match.group(2)):
            wrong.append(code)
    house.none_of(wrong)


def test_the_handbook_is_reached_from_its_first_page() -> None:
    first = house.ROOT / "docs" / "handbook" / "README.md"
    linked = {
        (first.parent / target).resolve() for target in LINK.findall(first.read_text("utf-8"))
    }
    pages = {path for path in first.parent.rglob("*.md") if path != first}
    house.none_of(sorted(named(path) for path in pages - linked))
