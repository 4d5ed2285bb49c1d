"""A record that the rooms below refuse goes to the tray and does not hold up its batch."""

import json
from typing import Any

import pytest
from django_scopes import scope

from ravny.core.kit.clock import today
from ravny.core.kit.errors import DomainError
from ravny.core.kit.ids import day_id
from ravny.services.encounters.models import Encounter
from ravny.services.outreach import operations
from ravny.services.outreach.operations import intake
from ravny.services.outreach.types import ReceivedRecord
from tests.cast import HOUSE, Cast


def contact() -> ReceivedRecord:
    record_id = day_id()
    facts = {
        "v": 1, "type": "contact", "id": str(record_id), "day": today().isoformat(),
        "minute": 600, "shift": None, "site": None, "channel": "street", "who": "again",
        "code": None, "age": "", "groups": [], "given": {}, "topics": [], "materials": [],
        "training": 0, "language": "", "note": None,
    }  # fmt: skip
    return ReceivedRecord(record_id, json.dumps(facts).encode(), today())


def test_a_refused_record_waits_in_the_tray_and_the_others_arrive(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    records = [contact() for _ in range(3)]
    bad = records[1].record_id
    record_many = intake.record_many

    def refusing(*, actor: Any, facts: Any) -> None:
        if any(one.encounter_id == bad for one in facts):
            raise DomainError("no")
        record_many(actor=actor, facts=facts)

    monkeypatch.setattr(intake, "record_many", refusing)
    result = operations.receive(actor=cast.peer.actor, phone_id=day_id(), records=records)
    assert result.stored == [one.record_id for one in records]
    assert result.tray == [bad]
    with scope(organisation=HOUSE):
        arrived = set(Encounter.objects.values_list("id", flat=True))
    assert arrived == {records[0].record_id, records[2].record_id}


@pytest.mark.parametrize("version", [2, 99, 0, "1", None, True, 1.0])
def test_a_record_of_another_version_waits_for_a_person(cast: Cast, version: object) -> None:
    record = contact()
    facts = {**json.loads(record.content or b"{}"), "v": version}
    other = ReceivedRecord(record.record_id, json.dumps(facts).encode(), today())
    result = operations.receive(actor=cast.peer.actor, phone_id=day_id(), records=[other])
    assert result.tray == [record.record_id]
    with scope(organisation=HOUSE):
        assert not Encounter.objects.exists()
