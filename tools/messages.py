"""Translations of the rooms: `python -m tools.messages update [room …]|compile|check`.

Babel does what GNU gettext would, so that no system package is needed. Texts stand in English in
Python and templates; each room keeps its own `locale/<language>/LC_MESSAGES/django.po`.
"""

import re
import sys
from collections.abc import Collection, Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
COMPLETE = ("ru",)
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "_": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%\((\w+)\)[a-z]|\{(\w*)\}|%[sd]")


def rooms() -> Iterator[Path]:
    """Yield the folder of each Django app, the roof among them."""
    for apps in sorted((ROOT / "ravny").rglob("apps.py")):
        yield apps.parent


def sources(room: Path) -> Iterator[tuple[Path, bytes]]:
    """Yield (file, Python-like source) of everything in a room that may hold texts."""
    for path in sorted(room.rglob("*.py")):
        if "migrations" not in path.parts:
            yield path, path.read_bytes()
    for path in sorted((room / "templates").rglob("*")):
        if path.is_file():
            source = templatize(path.read_text("utf-8"), origin=str(path))
            yield path, source.encode()


def extracted(room: Path) -> Catalog:
    """Return the catalogue of the texts a room holds now."""
    catalog = Catalog(charset="utf-8")
    for path, source in sources(room):
        place = str(path.relative_to(room))
        found = extract("python", BytesIO(source), keywords=KEYWORDS, options={"encoding": "utf-8"})
        for line, text, comments, context in found:
            if text and (text if isinstance(text, str) else text[0]):
                catalog.add(text, None, [(place, line)], auto_comments=comments, context=context)
    return catalog


def po_file(room: Path, language: str) -> Path:
    """Return where a room keeps a language."""
    return room / "locale" / language / "LC_MESSAGES" / "django.po"


def kept(path: Path, language: str) -> Catalog:
    """Read a .po file; an absent one is an empty catalogue."""
    if not path.exists():
        return Catalog(locale=language, charset="utf-8")
    with path.open("rb") as stream:
        return read_po(stream, locale=language, charset="utf-8")


def write(path: Path, catalog: Catalog) -> None:
    """Write a .po file that changes as little as the texts do: no dates, no line numbers."""
    path.parent.mkdir(parents=True, exist_ok=True)
    buffer = BytesIO()
    write_po(buffer, catalog, width=100, omit_header=True, sort_output=True, include_lineno=False)
    header = (
        f'msgid ""\nmsgstr ""\n"Language: {catalog.locale}\\n"\n"MIME-Version: 1.0\\n"\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n'
        f'"Plural-Forms: {catalog.plural_forms}\\n"\n\n'
    )
    path.write_bytes(header.encode() + buffer.getvalue())


def update(only: Collection[str] = ()) -> int:
    """Bring the .po files up to the texts; new ones come empty, gone ones go.

    `only`: the names of the rooms to touch; none names all.
    """
    for room in rooms():
        if only and room.name not in only:
            continue
        template = extracted(room)
        if not len(template):
            continue
        languages = {path.name for path in (room / "locale").glob("*")} | set(COMPLETE)
        for language in sorted(languages):
            path = po_file(room, language)
            catalog = kept(path, language)
            catalog.update(template, no_fuzzy_matching=True)
            catalog.obsolete.clear()
            write(path, catalog)
    return 0


def compile_all() -> int:
    """Write a .mo beside each .po that is newer."""
    for path in sorted((ROOT / "ravny").rglob("*.po")):
        target = path.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= path.stat().st_mtime:
            continue
        catalog = kept(path, path.parts[-3])
        temporary = target.with_suffix(".mo.new")
        with temporary.open("wb") as stream:
            write_mo(stream, catalog)
        temporary.replace(target)
    return 0


def placeholders(text: object) -> set[str]:
    """Return what a text has to carry over into its translation."""
    return {found.group(0) for found in PLACEHOLDER.finditer(str(text))}


def wrong_with(message: Message, plurals: int) -> str:
    """Say what a translation lacks; "" when nothing."""
    strings = message.string if isinstance(message.string, tuple | list) else (message.string,)
    if message.fuzzy:
        return "is fuzzy"
    if not all(strings):
        return "is not translated"
    if message.pluralizable and len(strings) != plurals:
        return f"needs {plurals} plural forms"
    ids = message.id if isinstance(message.id, tuple | list) else (message.id,)
    wanted = placeholders(ids[-1])
    if any(placeholders(string) - wanted for string in strings):
        return "has a placeholder that the source has not"
    if placeholders(strings[-1]) != wanted:
        return "loses a placeholder"
    return ""


def problems(room: Path, language: str) -> Iterator[str]:
    """Yield a sentence for each text of a room that a complete language lacks."""
    catalog = kept(po_file(room, language), language)
    name = ".".join(room.relative_to(ROOT).parts)
    for message in extracted(room):
        if not message.id:
            continue
        first = message.id if isinstance(message.id, str) else message.id[0]
        found = catalog.get(first, message.context)
        trouble = wrong_with(found, catalog.num_plurals) if found else "is missing"
        if trouble:
            yield f"{name} [{language}] {first!r} {trouble}"


def check() -> int:
    """Fail for every text that is not there in a language that is promised complete."""
    found = [line for room in rooms() for language in COMPLETE for line in problems(room, language)]
    print("\n".join(found) or "Every text has its translation.")
    return 1 if found else 0


def main(arguments: list[str]) -> int:
    """Run one of the commands."""
    commands = {"update": update, "compile": compile_all, "check": check}
    name, *only = arguments or [""]
    if name not in commands or (only and name != "update"):
        print(__doc__)
        return 2
    if not settings.configured:
        settings.configure()
    return update(only) if only else commands[name]()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
