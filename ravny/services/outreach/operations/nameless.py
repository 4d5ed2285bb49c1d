"""A phone's record about somebody who was erased: it counts, and says nothing of whom."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from ravny.core.journal.operations import keyed_ids
from ravny.core.journal.queries import erased_in
from ravny.core.kit.codes import normalise_code
from ravny.services.encounters.types import Who

_TELLING = frozenset({"code", "note", "note_circle", "next"})


def is_about(facts: Mapping[str, Any], codes: Collection[str], test_ids: Collection[str]) -> bool:
    """Tell whether a record names one of the codes, or is the late result of one of the tests."""
    code, test = facts.get("code"), facts.get("test")
    by_code = isinstance(code, str) and normalise_code(code) in codes
    return by_code or (isinstance(test, str) and test in test_ids)


def nameless(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return the facts of a record without its code, its note and what was to come next."""
    left: dict[str, Any] = {**facts, **dict.fromkeys(_TELLING & facts.keys())}
    if facts.get("who") == Who.CODE:
        left["who"] = Who.AGAIN.value
    tests = facts.get("tests")
    if isinstance(tests, list):
        left["tests"] = [{**one, "next": None} if isinstance(one, dict) else one for one in tests]
    return left


def erased_codes(organisation_id: UUID, codes: Collection[str]) -> set[str]:
    """Return those of the codes that belonged to somebody who was erased. Two queries."""
    if not codes:
        return set()
    marks = keyed_ids(organisation_id=organisation_id, values=codes)
    erased = erased_in(organisation_id, marks.values())
    return {code for code, mark in marks.items() if mark in erased}
