"""Nothing unfinished, nothing silenced without a reason in the same line."""

import re

import pytest

from tests.guards import house

UNFINISHED = re.compile(
    r"\b(?:TO" r"DO|FIX" r"ME|XX" r"X)\b|NotImplemented" r"Error|coming " r"soon"
)
SILENCED = re.compile(
    r"#\s*(?:noqa(?::\s*[A-Z0-9, ]+)?|type:\s*ignore(?:\[[\w, -]+\])?|pragma: no cover)(.*)$"
)


def files() -> list[house.Path]:
    return [
        *house.sources("ravny", "tests", "tools", "bench"),
        *house.sources("frontend/src", ending=".ts"),
        *(path for _, path in house.templates()),
    ]


def test_nothing_is_left_unfinished() -> None:
    wrong = []
    for path in files():
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            if UNFINISHED.search(line):
                wrong.append(house.where(path, number))
    house.none_of(wrong)


def test_a_silenced_check_says_why_in_its_line() -> None:
    wrong = []
    for path in files():
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            found = SILENCED.search(line)
            if found and len(re.sub(r"\W", "", found.group(1))) < 8:
                wrong.append(house.where(path, number))
    house.none_of(wrong)


@pytest.mark.parametrize("mark", ["skip", "xfail"])
def test_no_test_is_put_aside(mark: str) -> None:
    wrong = [
        house.where(path)
        for path in house.sources("tests")
        if f"pytest.mark.{mark}" in path.read_text("utf-8") and path.name != "test_silence.py"
    ]
    house.none_of(wrong)
