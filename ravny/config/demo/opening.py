"""The demo's organisation, accounts, keys and circles; phrases and sheets are printed, only here.

The only code outside tests that opens and seals in Python (`vault.reader`): the people are made
up, and somebody has to play them.
"""

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction

from ravny.core.kit.ids import day_id
from ravny.core.staff.operations import add_organisation, add_ready_account, add_team
from ravny.core.staff.queries import actor_of
from ravny.core.staff.types import AccountFacts, Actor
from ravny.core.vault import instance, phrase, reader, renewer, shares
from ravny.core.vault.envelope import new_seed
from ravny.core.vault.operations import ensure_intake, make_group
from ravny.core.vault.pen import Pen

from .facts import Dice
from .people import PEOPLE, TEAMS, DemoPerson
from .signs import TOTP_SECRET
from .world import World

LABEL = "Равный город (учебная)"
COUNTRY = "kz"
# Beside the phrases in the same file: no account is called so.
SHEETS = "three sheets"
SUPERVISION, SUPERVISED = "Супервизия", ("vera", "timur", "lena")


@dataclass(frozen=True)
class Opened:
    """The organisation as it was made, and what its people sign in with."""

    world: World
    phrases: dict[str, str]
    sheets: list[list[str]]


def phrases_path() -> Path:
    """Return the file the demo keeps its phrases and sheets in (mode 0600)."""
    return instance.home() / "demo.json"


def open_house(*, seed: int, first: date, prefix: str = "") -> Opened:
    """Make the organisation, its teams and people, their keys and the teams' circles.

    `prefix` goes before the account names, so that a bench can hold two such organisations.
    """
    dice = Dice(seed + 3)
    phrases = {person.login: phrase.generate_phrase(person.language) for person in PEOPLE}
    world = World(organisation_id=dice.id(first), prefix=prefix)
    world.teams = {label: dice.id(first) for label in TEAMS}
    ids = {person.login: dice.id(first) for person in PEOPLE}
    with transaction.atomic():
        add_organisation(label=LABEL, country=COUNTRY, organisation_id=world.organisation_id)
        *others, lead = PEOPLE
        _account(world, lead, ids[lead.login], phrases[lead.login])
        for person in others:
            _account(world, person, ids[person.login], phrases[person.login])
        _make_teams(world, actor_of(ids[lead.login]), ids)
        world.actors = {login: actor_of(account_id) for login, account_id in ids.items()}
        sheets = _make_keys(world, phrases)
        ensure_intake(organisation_id=world.organisation_id)
    return Opened(world, phrases, sheets)


def _account(world: World, person: DemoPerson, account_id: UUID, words: str) -> None:
    secrets = phrase.phrase_secrets(words, instance.instance_id(), world.prefix + person.login)
    add_ready_account(
        organisation_id=world.organisation_id,
        account_id=account_id,
        facts=AccountFacts(
            login=world.prefix + person.login,
            pseudonym=person.pseudonym,
            roles=person.roles,
            languages=person.languages,
        ),
        login_secret=secrets.login,
        totp_secret=TOTP_SECRET,
    )


def _make_teams(world: World, lead: Actor, ids: dict[str, UUID]) -> None:
    """Each is on their own team; the coordinator is on both, and can open what both write."""
    for label, team_id in world.teams.items():
        members = [
            ids[person.login]
            for person in PEOPLE
            if person.team == label or "coordinator" in person.roles
        ]
        add_team(actor=lead, team_id=team_id, label=label, members=members)


def _make_keys(world: World, phrases: dict[str, str]) -> list[list[str]]:
    """Make everybody's keys, hold the ceremony, then make the circles; return its sheets."""
    keyrings = {
        login: reader.make_staff_keyring(actor=actor, phrase=phrases[login])
        for login, actor in world.actors.items()
    }
    sheets = _hold_ceremony(world, keyrings)
    world.pens = {
        login: Pen(actor=actor, keyring=keyrings[login]) for login, actor in world.actors.items()
    }
    for label, team_id in world.teams.items():
        maker = next(person.login for person in PEOPLE if person.team == label)
        world.circles[label] = reader.make_circle(
            actor=world.actors[maker], keyring=keyrings[maker], kind="team", subject_id=team_id
        )
    world.house_circle = reader.make_circle(
        actor=world.lead,
        keyring=keyrings[PEOPLE[-1].login],
        kind="organisation",
        subject_id=world.organisation_id,
    )
    _make_other_circles(world, keyrings)
    return sheets


def _make_other_circles(world: World, keyrings: dict[str, reader.Keyring]) -> None:
    """A supervision group; then everybody presses once: professions, and each author alone."""
    members = [world.actors[login].account_id for login in SUPERVISED]
    make_group(actor=world.lead, group_id=day_id(), label=SUPERVISION, members=members)
    for login, actor in world.actors.items():
        renewer.do_due(actor=actor, keyring=keyrings[login])


def _hold_ceremony(world: World, keyrings: dict[str, reader.Keyring]) -> list[list[str]]:
    """Let the lead be the officer, sign everybody, and have everybody compare the root."""
    lead, seed = world.lead, new_seed()
    keys = reader.hold_ceremony(actor=lead, officers=[lead.account_id], seed=seed)
    reader.certify(actor=lead, keyring=keyrings[PEOPLE[-1].login])
    for login, actor in world.actors.items():
        reader.pin(actor=actor, keyring=keyrings[login], root_public=keys.root_public)
    return [shares.written(share, keys.root_public) for share in shares.split(seed)]


def keep_secrets(opened: Opened) -> None:
    """Keep the made-up people's phrases and sheets for the next `bin/run` (the demo only)."""
    kept = {**opened.phrases, SHEETS: opened.sheets}
    instance.write_private(phrases_path(), json.dumps(kept, ensure_ascii=False).encode())


def _kept() -> dict[str, Any]:
    path = phrases_path()
    return dict(json.loads(path.read_text("utf-8"))) if path.exists() else {}


def kept_phrases() -> dict[str, str]:
    """Return account name → phrase of the demo in this home; {} when there is none."""
    return {login: words for login, words in _kept().items() if login != SHEETS}


def kept_sheets() -> list[list[str]]:
    """Return the rows of the demo's three sheets; [] where it was made before there were any."""
    return list(_kept().get(SHEETS, []))
