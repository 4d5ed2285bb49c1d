"""The infections every room speaks of, as data: a new one is an entry in infections.yaml.

What testing for one means (waiting time, confirmation, retest) is data of the testing room.
"""

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources

import yaml

from ravny.core.kit.words import Words

CODE = re.compile(r"[a-z][a-z0-9_]{1,15}")


@dataclass(frozen=True)
class Infection:
    """An infection by its code; `letter` stands for it where its name must not be seen."""

    code: str
    label: Words
    letter: str


@cache
def infections() -> dict[str, Infection]:
    """Return code → infection in the order they are offered; raises ValueError for a bad file."""
    text = (resources.files(__package__) / "infections.yaml").read_text("utf-8")
    found: dict[str, Infection] = {}
    for entry in yaml.safe_load(text):
        code = str(entry["code"])
        if not CODE.fullmatch(code) or code in found:
            raise ValueError(f"infections.yaml: {code!r}")
        found[code] = Infection(code, Words(entry["ru"], entry["en"]), str(entry["letter"]))
    return found


def infection_choices() -> list[tuple[str, Words]]:
    """Return (code, label) pairs for forms and lists."""
    return [(one.code, one.label) for one in infections().values()]


def infection_label(code: str) -> str:
    """Return an infection's name in the reader's language; the code itself when unknown."""
    known = infections().get(code)
    return str(known.label) if known else code
