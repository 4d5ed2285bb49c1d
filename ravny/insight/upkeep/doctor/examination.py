"""All chapters in the order of a report, and how they are gone through."""

from collections.abc import Iterator

from django.db import DatabaseError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import backups, database, people, upkeep
from .plain import PLAIN
from .types import Chapter, Finding, Section, Site, State, danger, not_known

CHAPTERS = (
    *PLAIN,
    Chapter("database", gettext_lazy("Database"), database.CHECKS),
    Chapter("backups", gettext_lazy("Backups"), backups.CHECKS),
    Chapter("people", gettext_lazy("People and keys"), people.CHECKS),
    Chapter("upkeep", gettext_lazy("Work and journal"), upkeep.CHECKS),
)


def _asked(chapter: Chapter, site: Site) -> Iterator[Finding]:
    try:
        yield from chapter.examine(site)
    except DatabaseError:
        yield not_known(
            f"{chapter.code}.broken_off",
            _("The database gave no answer: the rest of this chapter is not known"),
            _("Start ravny serve: it brings the database up to date."),
        )


def _shut(chapter: Chapter) -> Finding:
    if chapter.code == "database":
        return danger(
            "database.opens",
            _("The database does not open"),
            _("Is it there, does it run, is it this installation's key?"),
        )
    return not_known(f"{chapter.code}.shut", _("Not asked: the database does not open"))


def examine(site: Site) -> list[Section]:
    """Go through every chapter; without the database, through those that need none."""
    is_open = database.opens()
    return [
        Section(
            chapter.code,
            chapter.title,
            tuple(_asked(chapter, site))
            if is_open or not chapter.asks_database
            else (_shut(chapter),),
        )
        for chapter in CHAPTERS
    ]


def is_dangerous(sections: list[Section]) -> bool:
    """Tell whether anything found is dangerous."""
    return any(one.state is State.DANGER for section in sections for one in section.findings)
