"""What may stand in a cell of a list: shown with its drawing on the page, as text in an export."""

from dataclasses import dataclass
from typing import ClassVar

from .codes import group_code
from .registries import Text


@dataclass(frozen=True)
class Tag:
    """A client's code on its luggage tag, a link when it has somewhere to go."""

    code: str
    url: str = ""
    template: ClassVar[str] = "kit/components/tag.html"

    def __str__(self) -> str:
        return group_code(self.code)


@dataclass(frozen=True)
class Badge:
    """A word with a shape; `state`: ok, warn, danger, info or nothing."""

    word: Text
    state: str = ""
    template: ClassVar[str] = "kit/components/badge.html"

    def __str__(self) -> str:
        return str(self.word)


@dataclass(frozen=True)
class Link:
    """A word that leads to another page; a day is one word (`nowrap`)."""

    word: Text
    url: str
    nowrap: bool = False
    template: ClassVar[str] = "kit/components/link.html"

    def __str__(self) -> str:
        return str(self.word)


@dataclass(frozen=True)
class Badges:
    """Several words with shapes."""

    badges: tuple[Badge, ...]
    template: ClassVar[str] = "kit/components/badges.html"

    def __str__(self) -> str:
        return ", ".join(str(badge) for badge in self.badges)
