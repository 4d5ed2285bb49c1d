"""Reading a meeting out of what a phone recorded: every field against what may stand in it."""

import base64
import binascii
import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from ravny.core.kit.codes import is_code
from ravny.core.vault.fields import sealed_problem
from ravny.services.encounters.types import (
    AGE_GROUPS,
    KEY_GROUPS,
    LONGEST_TRAINING,
    MOST_OF_ONE,
    Channel,
    EncounterFacts,
    Known,
    Language,
    Material,
    Service,
    Topic,
    Who,
)

from ..types import Problem
from .reading import Reading, Surroundings, read_id
from .tests import read_tests

CAMPAIGN = re.compile(r"[a-z0-9-]{2,16}")
_LISTS = (
    ("groups", Problem.GROUPS, frozenset(code for code, _label in KEY_GROUPS)),
    ("topics", Problem.TOPICS, frozenset(Topic.values)),
    ("materials", Problem.MATERIALS, frozenset(Material.values)),
    ("services", Problem.SERVICES, frozenset(Service.values)),
)
_CHOICES = (
    ("channel", frozenset(Channel.values), Problem.CHANNEL),
    ("who", frozenset(Who.values), Problem.WHO),
    ("age", frozenset({code for code, _label in AGE_GROUPS} | {""}), Problem.AGE),
    ("language", frozenset({*Language.values, ""}), Problem.LANGUAGE),
)
_WITH_CODE = frozenset({Who.NEW.value, Who.CODE.value})


def code_of(facts: Mapping[str, Any]) -> str | None:
    """Return the code a contact names, None where there is none or it is wrong."""
    code = facts.get("code")
    return code if isinstance(code, str) and is_code(code) else None


def read_contact(reading: Reading, around: Surroundings, clients: Mapping[str, UUID]) -> None:
    """Note what is wrong with a contact, or put its facts on the reading, ready to be stored."""
    facts, problems = reading.facts, reading.problems
    channel, who, age, language, campaign = _read_choices(facts, problems)
    lists = _read_lists(facts, problems)
    given = _read_given(facts.get("given"), around.known, problems)
    training = facts.get("training", 0)
    if type(training) is not int or not 0 <= training <= LONGEST_TRAINING:
        problems.append(Problem.TRAINING.value)
    client_id = _read_client(facts, clients, problems)
    note = _read_note(facts, around, problems)
    shift_id = read_id(facts.get("shift"))
    if shift_id is None and facts.get("shift") is not None:
        problems.append(Problem.SHIFT.value)
    if problems or reading.day is None:
        return
    reading.encounter = EncounterFacts(
        encounter_id=reading.record_id,
        day=reading.day,
        channel=channel,
        worker_id=around.worker_id,
        who=who,
        site_id=reading.site.site_id if reading.site else None,
        team_id=reading.team_id,
        shift_id=shift_id,
        client_id=client_id,
        age_group=age,
        key_groups=lists[0] if around.keeps_groups else (),
        topics=lists[1],
        materials=lists[2],
        services=_services(lists[3], facts),
        training_minutes=training,
        language=language,
        campaign=campaign,
        given=given,
        note=note,
        device_id=around.phone_id,
        clock_flag=facts.get("clock", ""),
    )
    read_tests(reading, around)


def _services(ticked: tuple[str, ...], facts: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what was done; tests say themselves that somebody was tested."""
    tested = (Service.TESTING.value,) if facts.get("tests") else ()
    return tuple(dict.fromkeys(ticked + tested))


def _read_choices(facts: Mapping[str, Any], problems: list[str]) -> list[str]:
    found = []
    for name, allowed, problem in _CHOICES:
        value = facts.get(name)
        value = "" if value is None else value
        if not isinstance(value, str) or value not in allowed:
            problems.append(problem.value)
        found.append(value)
    campaign = facts.get("campaign")
    campaign = "" if campaign is None else campaign
    if campaign != "" and not (isinstance(campaign, str) and CAMPAIGN.fullmatch(campaign)):
        problems.append(Problem.CAMPAIGN.value)
    return [*found, campaign]


def _read_lists(facts: Mapping[str, Any], problems: list[str]) -> list[tuple[str, ...]]:
    found = []
    for name, problem, allowed in _LISTS:
        value = facts.get(name)
        value = () if value is None else value
        right = isinstance(value, list | tuple) and all(
            isinstance(code, str) and code in allowed for code in value
        )
        if not right:
            problems.append(problem.value)
        found.append(tuple(value) if right else ())
    return found


def _read_given(value: object, known: Known, problems: list[str]) -> tuple[tuple[UUID, int], ...]:
    if value is None:
        return ()
    given = []
    if isinstance(value, dict):
        for name, quantity in value.items():
            item_id = known.items.get(name)
            if item_id is None or type(quantity) is not int or not 0 <= quantity <= MOST_OF_ONE:
                break
            if quantity:
                given.append((item_id, quantity))
        else:
            return tuple(given)
    problems.append(Problem.GIVEN.value)
    return ()


def _read_client(
    facts: Mapping[str, Any], clients: Mapping[str, UUID], problems: list[str]
) -> UUID | None:
    code, who = facts.get("code"), facts.get("who")
    if not code:
        if who == Who.CODE:
            problems.append(Problem.CODE_WRONG.value)
        return None
    if not isinstance(who, str) or who not in _WITH_CODE:
        problems.append(Problem.WHO.value)
        return None
    if not isinstance(code, str) or not is_code(code):
        problems.append(Problem.CODE_WRONG.value)
        return None
    client_id = clients.get(code)
    if client_id is None:
        problems.append(Problem.CODE_UNKNOWN.value)
    return client_id


def _read_note(facts: Mapping[str, Any], around: Surroundings, problems: list[str]) -> bytes | None:
    note = facts.get("note")
    if note is None:
        return None
    try:
        envelope = base64.b64decode(note, validate=True)
    except (binascii.Error, TypeError, ValueError):
        envelope = b""
    circle = around.circles.get(str(facts.get("note_circle")))
    if sealed_problem(envelope, circle[1] if circle else None):
        problems.append(Problem.NOTE.value)
    return envelope
