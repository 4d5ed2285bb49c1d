"""A questionnaire's file as a tree that knows its lines, so that every refusal says where.

Everything is read as text: in YAML `yes` and `no` would be no codes. Nothing is constructed, and a
reference (`&`, `*`) is refused, so a file can neither run anything nor grow in memory.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

import yaml

from ravny.core.kit.words import Words

CODE = re.compile(r"[a-z0-9][a-z0-9_]{0,39}")
LONGEST = 600
LARGEST = 512 * 1024
_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


class QuestionnaireError(ValueError):
    """A file does not say what it must; the message is for whoever edits it."""


@dataclass(frozen=True)
class Told:
    """A piece of a file: where it stands, and what it says."""

    node: yaml.Node
    file: str
    about: str = ""

    @property
    def line(self) -> int:
        """The line it begins on, counted from 1."""
        return int(self.node.start_mark.line) + 1

    def wrong(self, text: str) -> QuestionnaireError:
        """Return the refusal of this piece, to be raised."""
        places = [self.file, f"line {self.line}", self.about]
        return QuestionnaireError(f"{', '.join(filter(None, places))}: {text}")

    def named(self, about: str) -> "Told":
        """Return the same piece; what is wrong in it is said of this."""
        return replace(self, about=about)

    def text(self) -> str:
        """Return a text that is not empty."""
        value = self.node.value if isinstance(self.node, yaml.ScalarNode) else None
        if not isinstance(value, str) or not value.strip():
            raise self.wrong("a text is expected here")
        if len(value) > LONGEST:
            raise self.wrong(f"this text is longer than {LONGEST} signs")
        return " ".join(value.split())

    def code(self) -> str:
        """Return a code: small Latin letters, digits and _."""
        found = self.text()
        if not CODE.fullmatch(found):
            raise self.wrong(f'"{found}" is no code (a-z, 0-9 and _, at most 40 signs)')
        return found

    def whole(self, least: int, most: int) -> int:
        """Return a whole number within bounds."""
        found = self.text()
        if not re.fullmatch(r"[0-9]{1,6}", found) or not least <= int(found) <= most:
            raise self.wrong(f'"{found}" is no whole number from {least} to {most}')
        return int(found)

    def one_of(self, allowed: Collection[str], what: str) -> str:
        """Return a code out of a list."""
        found = self.text()
        if found not in allowed:
            raise self.wrong(f'unknown {what} "{found}" (known: {", ".join(sorted(allowed))})')
        return found

    def items(self) -> list["Told"]:
        """Return the pieces of a list that is not empty."""
        if not isinstance(self.node, yaml.SequenceNode) or not self.node.value:
            raise self.wrong("a list is expected here")
        return [replace(self, node=child) for child in self.node.value]

    def codes(self, allowed: Collection[str], what: str) -> tuple[str, ...]:
        """Return a list of different codes out of another list."""
        found = tuple(item.one_of(allowed, what) for item in self.items())
        if len(set(found)) != len(found):
            raise self.wrong(f"a {what} stands here twice")
        return found

    def entries(self) -> dict[str, "Told"]:
        """Return name → piece; a name that stands twice is refused."""
        if not isinstance(self.node, yaml.MappingNode) or not self.node.value:
            raise self.wrong("names with values are expected here")
        found: dict[str, Told] = {}
        for key, value in self.node.value:
            name = replace(self, node=key).text()
            if name in found:
                raise replace(self, node=key).wrong(f'"{name}" stands here twice')
            found[name] = replace(self, node=value)
        return found

    def parts(self, needed: Collection[str], may: Collection[str] = ()) -> dict[str, "Told"]:
        """Return the entries; every needed one is there, and no other than those that may be."""
        found = self.entries()
        for name in needed:
            if name not in found:
                raise self.wrong(f'"{name}" is missing')
        for name, piece in found.items():
            if name not in needed and name not in may:
                raise piece.wrong(f'"{name}" has no meaning here')
        return found

    def words(self) -> Words:
        """Return a sentence in both languages of the staff."""
        if not isinstance(self.node, yaml.MappingNode):
            raise self.wrong("a text in both languages is expected here: ru and en")
        found = self.parts(("ru", "en"))
        return Words(found["ru"].text(), found["en"].text())

    def yes_or_no(self) -> bool:
        """Return whether it says yes."""
        return self.one_of(("yes", "no"), "answer") == "yes"


def tree_of(text: str, file: str) -> Told:
    """Return a file's text as a tree; raises QuestionnaireError, whatever is in it."""
    if len(text) > LARGEST:
        raise QuestionnaireError(f"{file}: the file is too large")
    try:
        node = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        line = f", line {error.problem_mark.line + 1}" if error.problem_mark else ""
        raise QuestionnaireError(f"{file}{line}: this is no YAML ({error.problem})") from error
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise QuestionnaireError(f"{file}: this is no YAML") from error
    if node is None:
        raise QuestionnaireError(f"{file}: the file is empty")
    told = Told(node, file)
    _refuse_references(told)
    return told


def _refuse_references(told: Told) -> None:
    """Refuse a piece that stands in two places: it was written once and pointed at."""
    seen: set[int] = set()
    waiting = [told.node]
    while waiting:
        node = waiting.pop()
        if id(node) in seen:
            raise replace(told, node=node).wrong("write it out: & and * are not read")
        seen.add(id(node))
        if isinstance(node, yaml.SequenceNode):
            waiting.extend(node.value)
        elif isinstance(node, yaml.MappingNode):
            waiting.extend(part for pair in node.value for part in pair)


def unlike(codes: Collection[Told]) -> Mapping[str, Told]:
    """Return code → piece of pieces that are codes; raises when two are alike."""
    found: dict[str, Told] = {}
    for piece in codes:
        code = piece.code()
        if code in found:
            raise piece.wrong(f'the code "{code}" stands in line {found[code].line} already')
        found[code] = piece
    return found
