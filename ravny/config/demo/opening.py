"""The demo's organisation, accounts, keys and circles; the phrases are printed, and only here.

The only code outside tests that opens and seals in Python (`vault.reader`): the people are made
up, and somebody has to play them.
"""

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import UUID

from django.db import transaction

from ravny.core.staff.operations import add_organisation, add_ready_account, add_team
from ravny.core.staff.queries import actor_of
from ravny.core.staff.types import AccountFacts, Actor
from ravny.core.vault import instance, phrase, reader
from ravny.core.vault.operations import ensure_intake

from .facts import Dice
from .people import PEOPLE, TEAMS, DemoPerson
from .signs import TOTP_SECRET
from .world import World

LABEL = "Равный город (учебная)"
COUNTRY = "kz"


@dataclass(frozen=True)
class Opened:
    """The organisation as it was made, and what its people sign in with."""

    world: World
    phrases: dict[str, str]


def phrases_path() -> Path:
    """Return the file the demo keeps its people's phrases in (mode 0600)."""
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
        _make_keys(world, phrases)
        ensure_intake(organisation_id=world.organisation_id)
    return Opened(world, phrases)


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


def _make_keys(world: World, phrases: dict[str, str]) -> None:
    keyrings = {
        login: reader.make_staff_keyring(actor=actor, phrase=phrases[login])
        for login, actor in world.actors.items()
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


def keep_phrases(phrases: dict[str, str]) -> None:
    """Keep the made-up people's phrases for the next `bin/run` (the demo only)."""
    instance.write_private(phrases_path(), json.dumps(phrases, ensure_ascii=False).encode())


def kept_phrases() -> dict[str, str]:
    """Return account name → phrase of the demo in this home; {} when there is none."""
    path = phrases_path()
    return dict(json.loads(path.read_text("utf-8"))) if path.exists() else {}
