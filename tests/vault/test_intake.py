"""Intake keys: current and next always there, old halves destroyed once nobody needs them."""

import struct
from datetime import timedelta
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.core.management import call_command
from django_scopes import scope, scopes_disabled

from ravny.core.kit.clock import today
from ravny.core.kit.ids import day_id
from ravny.core.vault import instance, operations, queries
from ravny.core.vault.envelope import Context, seal
from ravny.core.vault.models import IntakeKey, Phone
from ravny.core.vault.operations import intake
from ravny.core.vault.queries.phones import fact_of
from ravny.core.vault.types import (
    IntakeBundle,
    IntakeKeyFact,
    IntakeProblem,
    IntakeState,
    PhoneFact,
    SealedRecord,
)
from tests.cast import Cast, browser_of


@pytest.fixture
def house(cast: Cast) -> UUID:
    operations.ensure_intake(organisation_id=cast.organisation_id)
    return cast.organisation_id


def bundle(house: UUID) -> IntakeBundle:
    return operations.intake_bundle(organisation_id=house)


def record(key: IntakeKeyFact, content: bytes = b"{}") -> SealedRecord:
    record_id = day_id()
    context = Context(key.key_id, key.number, "intake.record", record_id)
    return SealedRecord(record_id, key.number, seal(key.public_key, context, content))


def opened(house: UUID, *records: SealedRecord) -> list[object]:
    return list(operations.open_intake(organisation_id=house, records=records))


def phone(cast: Cast, acknowledged: int, *, empty: bool = True) -> PhoneFact:
    with scope(organisation=cast.organisation_id):
        row = Phone.objects.create(
            organisation_id=cast.organisation_id, account_id=cast.peer.account_id,
            public_key=b"-", label="A2", acknowledged=acknowledged, empty_queue=empty,
        )  # fmt: skip
    return fact_of(row)


def states(house: UUID) -> dict[int, str]:
    with scope(organisation=house):
        return dict(IntakeKey.objects.values_list("number", "state"))


def test_records_open_with_the_current_and_the_next_key(house: UUID) -> None:
    known = bundle(house)
    assert opened(house, record(known.current, b"a"), record(known.next, b"b")) == [b"a", b"b"]


def test_what_does_not_open_has_a_reason_and_spoils_nothing_else(house: UUID) -> None:
    key = bundle(house).current
    good, bad = record(key, b"good"), record(key)
    bent = SealedRecord(bad.record_id, bad.key_number, bad.envelope[:-1] + b"\0")
    moved = SealedRecord(day_id(), bad.key_number, bad.envelope)
    gone = SealedRecord(bad.record_id, 99, bad.envelope)
    answers = opened(house, bent, good, moved, gone, SealedRecord(day_id(), 1, b"x"))
    assert answers[1] == b"good"
    reasons = [one.reason for one in answers if isinstance(one, IntakeProblem)]
    assert reasons == ["unreadable", "unreadable", "key_gone", "unreadable"]


def test_another_organisation_opens_nothing(cast: Cast, house: UUID) -> None:
    operations.ensure_intake(organisation_id=cast.other_organisation_id)
    (answer,) = opened(cast.other_organisation_id, record(bundle(house).current))
    assert isinstance(answer, IntakeProblem)


def test_the_bundle_is_signed_by_the_installation(house: UUID) -> None:
    known = bundle(house)
    fields = [b"ravny intake 1", house.bytes]
    for key in (known.current, known.next):
        fields += [key.key_id.bytes, struct.pack(">I", key.number), key.public_key]
    statement = b"".join(struct.pack(">H", len(part)) + part for part in fields)
    public = Ed25519PublicKey.from_public_bytes(instance.public_signing_key())
    public.verify(known.signature, statement)
    assert known.as_json()["current"] != known.as_json()["next"]


def test_private_halves_lie_outside_the_database_and_wrapped(house: UUID) -> None:
    key = bundle(house).current
    path = instance.keys_folder() / "intake" / f"{key.key_id}.key"
    assert path.stat().st_mode & 0o077 == 0
    seed = instance.unwrap("key.intake", key.key_id, path.read_bytes())
    assert seed not in path.read_bytes()


def test_after_a_change_the_old_key_still_opens_until_phones_have_moved(
    cast: Cast, house: UUID, django_capture_on_commit_callbacks: object
) -> None:
    waiting = phone(cast, 2, empty=False)
    old = record(bundle(house).current, b"late")
    assert operations.rotate_intake(organisation_id=house) == 2
    assert states(house) == {1: "retired", 2: "current", 3: "next"}
    assert opened(house, old) == [b"late"]
    operations.acknowledge(phone=waiting, acknowledged=3, left=4)
    assert states(house)[1] == "retired"
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]  # a fixture
        operations.acknowledge(phone=waiting, acknowledged=3, left=0)
    assert states(house)[1] == "destroyed"
    (answer,) = opened(house, old)
    assert answer == IntakeProblem(old.record_id, "key_gone")
    with scopes_disabled():
        gone = IntakeKey.objects.get(number=1, organisation_id=house)
    assert not (instance.keys_folder() / "intake" / f"{gone.id}.key").exists()


def test_a_phone_that_holds_only_the_bundle_before_the_change_is_waited_for(
    cast: Cast, house: UUID
) -> None:
    phone(cast, 2)
    operations.rotate_intake(organisation_id=house)
    assert states(house)[1] == "retired"


def test_a_phone_written_off_is_waited_for_no_more(cast: Cast, house: UUID) -> None:
    lost = phone(cast, 2, empty=False)
    operations.rotate_intake(organisation_id=house)
    operations.revoke_phone(actor=cast.keeper.actor, phone_id=lost.phone_id)
    assert states(house)[1] == "retired"
    operations.write_off_phone(actor=cast.keeper.actor, phone_id=lost.phone_id)
    assert states(house)[1] == "destroyed"


def test_ninety_days_are_the_end_and_the_keeper_is_warned_before(cast: Cast, house: UUID) -> None:
    phone(cast, 2, empty=False)
    operations.rotate_intake(organisation_id=house)
    assert queries.phones_behind(cast.keeper.actor) == []
    for days, state, warned in ((40, "retired", 1), (90, "destroyed", 0)):
        with scope(organisation=house):
            IntakeKey.objects.filter(number=1).update(retired_on=today() - timedelta(days=days))
        operations.retire_due(organisation_id=house)
        assert states(house)[1] == state
        assert len(queries.phones_behind(cast.keeper.actor)) == warned


def test_the_key_changes_by_itself_every_thirty_days_and_once(house: UUID) -> None:
    operations.tend_intake()
    assert states(house)[1] == IntakeState.CURRENT
    with scope(organisation=house):
        IntakeKey.objects.update(made_on=today() - timedelta(days=31))
    operations.tend_intake()
    operations.tend_intake()
    assert states(house)[2] == IntakeState.CURRENT


def test_the_command_changes_the_key_and_orphans_are_swept(house: UUID, capsys: object) -> None:
    orphan = instance.keys_folder() / "intake" / f"{day_id()}.key"
    instance.write_private(orphan, b"left by a crash")
    call_command("intake", "rotate")
    assert not orphan.exists()
    assert states(house)[2] == "current"


def test_keepers_see_the_keys_and_peers_do_not(cast: Cast, house: UUID) -> None:
    phone(cast, 2, empty=False)
    operations.rotate_intake(organisation_id=house)
    assert 'id="intake"' in browser_of(cast.keeper).get("/vault/phones/keys/").content.decode()
    assert browser_of(cast.peer).get("/vault/phones/keys/").status_code == 404


def test_loaded_openers_are_kept_and_emptied(house: UUID) -> None:
    intake._opener.cache_clear()
    key = bundle(house).current
    opened(house, *(record(key) for _ in range(3)))
    assert intake._opener.cache_info().misses == 1
