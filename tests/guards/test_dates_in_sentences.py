"""A date in Russian ends in a full stop of its own: no sentence ends in a date."""

import re
from pathlib import Path

from tests.guards import house

ENDS = re.compile(r"%\((?:day|since|until|last|first|month)\)s\.")


def test_no_sentence_ends_in_a_date() -> None:
    wrong = []
    for path in sorted(Path("ravny").glob("*/*/locale/ru/LC_MESSAGES/django.po")):
        for entry in path.read_text("utf-8").split("\n\n"):
            words = entry.partition("\nmsgstr")[2].replace('"\n"', "")
            wrong += [f"{path}: {found[0]}" for found in ENDS.finditer(words)]
    house.none_of(wrong)
