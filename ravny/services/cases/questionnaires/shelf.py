"""The questionnaires at hand: the program's own and those of the installation's folder.

Read once, when they are first asked for. A file of ours that is wrong stops whoever asks; a wrong
one of the installation is left out, said in the log and on the page where one is chosen.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings

from . import Questionnaire
from .files import LARGEST, QuestionnaireError
from .reading import read

OURS = Path(__file__).parent
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Shelf:
    """What can be read, by name, and what is wrong with the rest."""

    known: dict[str, Questionnaire]
    problems: tuple[str, ...]


def read_file(path: Path) -> Questionnaire:
    """Return the questionnaire of a file; raises QuestionnaireError."""
    try:
        if path.stat().st_size > LARGEST:
            raise QuestionnaireError(f"{path.name}: the file is too large")
        text = path.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise QuestionnaireError(f"{path.name}: the file is not written in UTF-8") from error
    except OSError as error:
        raise QuestionnaireError(f"{path.name}: the file cannot be read") from error
    return read(text, path.name)


def own_folder() -> Path:
    """Return where an installation keeps questionnaires of its own."""
    return Path(settings.QUESTIONNAIRES)


def files_in(folder: Path) -> list[Path]:
    """Return the files of a folder that should be questionnaires."""
    return sorted(folder.glob("*.yaml")) if folder.is_dir() else []


@cache
def shelf() -> Shelf:
    """Return everything that can be read; an own file stands in for one of ours of that name."""
    ours = [read_file(path) for path in files_in(OURS)]
    own, problems = [], []
    for path in files_in(own_folder()):
        try:
            own.append(read_file(path))
        except QuestionnaireError as error:
            problems.append(str(error))
            log.warning("questionnaires: %s", error)
    return Shelf({one.name: one for one in (*ours, *own)}, tuple(problems))


def questionnaire_of(code: str, version: int) -> Questionnaire | None:
    """Return a version, None when its file is gone."""
    return shelf().known.get(f"{code}-{version}")


def offered() -> list[Questionnaire]:
    """Return the newest version of each that is offered, short ones first."""
    newest: dict[str, Questionnaire] = {}
    for one in shelf().known.values():
        if one.code not in newest or newest[one.code].version < one.version:
            newest[one.code] = one
    return sorted(_open(newest.values()), key=lambda one: (one.purpose != "short", one.code))


def _open(every: Iterable[Questionnaire]) -> Iterable[Questionnaire]:
    return (one for one in every if one.offered)


def offered_one(code: str) -> Questionnaire | None:
    """Return what is offered under a code, None when nothing is."""
    return next((one for one in offered() if one.code == code), None)
