"""A meeting's note is for the team, a profession, a group or its author alone, as they chose."""

from base64 import b64encode
from importlib import import_module
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.urls import reverse
from django_scopes import scopes_disabled

from ravny.core.kit.clock import today
from ravny.core.kit.errors import DomainError
from ravny.core.kit.ids import day_id
from ravny.core.vault import fields, kinds, operations, queries, reader
from ravny.core.vault.for_whom import own_readers
from ravny.core.vault.types import CircleFact
from ravny.services.encounters.models import Encounter
from ravny.services.encounters.operations import record_encounter
from ravny.services.encounters.types import EncounterFacts
from tests.cast import HOUSE, NEAR_TEAM, Cast, Person, browser_of
from tests.testing.makers import CITIZEN, new_client
from tests.vault.conftest import give_keys

TEXT = "Зара у входа"
TAKEN = 302


@pytest.fixture(autouse=True)
def _fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fields, "_known_circles", {})
    monkeypatch.setattr(fields, "_known_epochs", {})


@pytest.fixture
def around(cast: Cast) -> dict[str, CircleFact]:
    """The near team's circle, that of psychologists, the psychologist's own, a group's."""
    keyring, actor = give_keys(cast.psychologist), cast.psychologist.actor
    group_id = operations.make_group(
        actor=actor, group_id=day_id(), label="Разбор", members=[cast.doctor.account_id]
    )
    subjects = {
        "team": NEAR_TEAM,
        "profession": kinds.profession_id(HOUSE, "psychologist"),
        "author": cast.psychologist.account_id,
        "group": group_id,
    }
    return {
        kind: reader.make_circle(actor=actor, keyring=keyring, kind=kind, subject_id=subject_id)
        for kind, subject_id in subjects.items()
    }


def sealed(circle: CircleFact, encounter_id: UUID) -> bytes:
    return reader.seal_text(circle=circle, kind="encounter.note", object_id=encounter_id, text=TEXT)


def sent(person: Person, circle: CircleFact | None, note_for: str, **more: Any) -> Any:
    encounter_id = day_id()
    note = b64encode(sealed(circle, encounter_id)).decode() if circle else ""
    form = {
        "record_id": str(encounter_id), "team": str(NEAR_TEAM), "day": today().isoformat(),
        "channel": "office", "who": "none", "note_for": note_for, "note": note, **more,
    }  # fmt: skip
    return browser_of(person).post(reverse("encounters:record"), form)


def facts(person: Person, encounter_id: UUID, **more: Any) -> EncounterFacts:
    return EncounterFacts(
        encounter_id=encounter_id, day=today(), channel="office", worker_id=person.account_id,
        who=more.pop("who", "none"), team_id=NEAR_TEAM, **more,
    )  # fmt: skip


@pytest.mark.parametrize("kind", ["team", "profession", "author", "group"])
def test_the_author_chooses_among_their_circles(
    cast: Cast, around: dict[str, CircleFact], kind: str
) -> None:
    chosen = next(one for one in own_readers(cast.psychologist.actor) if one.fact == around[kind])
    assert sent(cast.psychologist, around[kind], str(chosen.subject_id)).status_code == TAKEN
    with scopes_disabled():
        row = Encounter.objects.get()
    assert row.note_circle_id == around[kind].circle_id


def test_psychologists_and_lawyers_begin_alone_others_with_the_team(cast: Cast) -> None:
    for person, alone in (
        (cast.psychologist, True), (cast.lawyer, True), (cast.doctor, False), (cast.peer, False),
    ):  # fmt: skip
        form = browser_of(person).get(reverse("encounters:record")).context["form"]
        expected = person.account_id if alone else NEAR_TEAM
        assert form["note_for"].value() == str(expected), person.login


def test_professions_are_told_what_binds_them(cast: Cast) -> None:
    said = browser_of(cast.lawyer).get(reverse("encounters:record")).content.decode()
    assert "Юристам" in said
    assert "Психологам" not in said
    peer = browser_of(cast.peer).get(reverse("encounters:record")).content.decode()
    assert "Юристам" not in peer


def test_a_circle_without_keys_is_offered_with_a_way_to_make_them(cast: Cast) -> None:
    page = browser_of(cast.lawyer).get(reverse("encounters:record")).content.decode()
    assert f'data-keyless="{cast.lawyer.account_id}"' in page
    assert "Ключей ещё нет" in page


def test_a_note_for_strangers_is_refused(cast: Cast, around: dict[str, CircleFact]) -> None:
    """Whoever asks by hand: another's own circle, a profession or group one is not of."""
    for kind in ("profession", "author", "group"):
        encounter_id = day_id()
        with pytest.raises(DomainError):
            record_encounter(
                actor=cast.peer.actor, encounter_id=encounter_id,
                facts=facts(cast.peer, encounter_id), note=sealed(around[kind], encounter_id),
            )  # fmt: skip
        assert sent(cast.peer, around[kind], str(NEAR_TEAM)).status_code == 422
    with scopes_disabled():
        assert not Encounter.objects.exists()


def test_a_closed_group_takes_no_new_note(cast: Cast, around: dict[str, CircleFact]) -> None:
    (group_id,) = [one.subject_id for one in own_readers(cast.doctor.actor) if one.kind == "group"]
    operations.close_group(actor=cast.doctor.actor, group_id=group_id)
    encounter_id = day_id()
    with pytest.raises(DomainError):
        record_encounter(
            actor=cast.doctor.actor, encounter_id=encounter_id,
            facts=facts(cast.doctor, encounter_id), note=sealed(around["group"], encounter_id),
        )  # fmt: skip


def test_the_page_and_the_timeline_say_who_reads_it(
    cast: Cast, around: dict[str, CircleFact]
) -> None:
    client_id = new_client(cast.peer, CITIZEN)
    for kind in ("author", "profession", "team", "group"):
        encounter_id = day_id()
        record_encounter(
            actor=cast.psychologist.actor, encounter_id=encounter_id,
            facts=facts(cast.psychologist, encounter_id, who="code", client_id=client_id),
            note=sealed(around[kind], encounter_id),
        )  # fmt: skip
    card = browser_of(cast.psychologist).get(reverse("desk:card", args=[client_id]))
    mine = card.content.decode()
    for words in ("Только для меня", "Профессия: психолог", "Команда Север", "Группа: Разбор"):
        assert words in mine, words
    theirs = browser_of(cast.peer).get(reverse("desk:card", args=[client_id])).content.decode()
    assert "Только автор: Вера" in theirs
    assert "Разбор" not in theirs
    with scopes_disabled():
        alone = Encounter.objects.get(note_circle_id=around["author"].circle_id)
    page = browser_of(cast.peer).get(reverse("encounters:encounter", args=[alone.id]))
    assert "Только автор: Вера" in page.content.decode()
    # The seal leads to a page that opens for whoever sees the seal.
    link = reverse("vault:circle", args=[around["author"].circle_id])
    assert link in page.content.decode()
    assert browser_of(cast.peer).get(link).status_code == 200


def test_a_note_of_another_team_is_refused_beside_the_choice(
    cast: Cast, around: dict[str, CircleFact]
) -> None:
    answer = sent(cast.psychologist, around["team"], str(NEAR_TEAM), team=str(day_id()))
    assert answer.status_code == 422


def test_notes_written_before_keep_their_readers(cast: Cast, around: dict[str, CircleFact]) -> None:
    encounter_id = day_id()
    record_encounter(
        actor=cast.peer.actor, encounter_id=encounter_id, facts=facts(cast.peer, encounter_id),
        note=sealed(around["team"], encounter_id),
    )  # fmt: skip
    with scopes_disabled():
        Encounter.objects.update(note_circle_id=None)
        migration = import_module("ravny.services.encounters.migrations.0003_note_circle")
        migration.fill(apps, None)
        row = Encounter.objects.get()
    assert row.note_circle_id == around["team"].circle_id
    assert queries.circle_for(cast.peer.actor, row.note_circle_id)
