"""What opens a month: two sheets of three, for nobody else, and nobody once it is destroyed."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pyrage
import pytest

from ravny.core.journal.models import Entry
from ravny.core.kit.clock import today
from ravny.core.kit.errors import DomainError
from ravny.core.vault import instance, reader, shares
from ravny.core.vault import operations as vault
from ravny.core.vault.envelope import EnvelopeError
from ravny.core.vault.models.backups import BackupCopy, BackupIdentity
from ravny.core.vault.queries import backup_identities, backup_keys, month_keys
from ravny.core.vault.types.backups import MonthKeys
from ravny.insight.upkeep.backups import months
from ravny.insight.upkeep.backups.problems import BackupError
from tests.cast import Cast
from tests.vault import trusting
from tests.vault.trusting import OTHER_SEED, Trusted, sheets_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def trusted(cast: Cast) -> Trusted:
    """A house after its ceremony, with keys for phones."""
    vault.ensure_intake(organisation_id=cast.organisation_id)
    return trusting.hold(cast)


def this_month() -> MonthKeys:
    vault.tend_backup_keys()
    found = month_keys(today())
    assert found is not None
    return months.read(months.written(found))


def halves(identity: str) -> set[UUID]:
    sealed = backup_keys(today())
    assert sealed is not None
    return set(vault.open_carried(sealed, identity).intake)


def code_of(month: MonthKeys, sheets: list[list[str]]) -> str:
    with pytest.raises(shares.ShareError) as caught:
        vault.open_month(month=month, sheets=sheets)
    return caught.value.code


def test_without_a_ceremony_nothing_is_made_and_nothing_fails(cast: Cast) -> None:
    vault.tend_backup_keys()
    assert backup_identities() == []


def test_any_two_sheets_open_the_month_and_no_single_one(trusted: Trusted) -> None:
    month = this_month()
    one, two, three = trusted.sheets
    for pair in ([one, two], [two, three], [three, one]):
        identity = vault.open_month(month=month, sheets=pair)
        opened = pyrage.x25519.Identity.from_str(identity)
        assert str(opened.to_public()) == month.recipient
    assert code_of(month, [one, one]) == "same"
    assert code_of(month, [one]) == "few"
    assert code_of(month, sheets_of(OTHER_SEED)[:2]) == "other_root"


def test_this_month_and_the_next_are_ready_and_are_not_made_twice(trusted: Trusted) -> None:
    first = this_month()
    vault.tend_backup_keys()
    made = backup_identities()
    assert [one.month for one in made] == [vault.following(first.month), first.month]
    assert this_month() == first
    verbs = list(Entry.objects.values_list("verb", flat=True))
    assert verbs.count("vault.backup_identity_made") == 2 * 2, "in both houses' journals"


def test_a_months_file_of_another_month_or_another_copy_does_not_open(trusted: Trusted) -> None:
    month = this_month()
    later = month_keys(vault.following(month.month))
    assert later is not None
    swapped = replace(month, copies=later.copies)
    renamed = replace(month, recipient=later.recipient)
    for wrong in (swapped, renamed):
        with pytest.raises(EnvelopeError):
            vault.open_month(month=wrong, sheets=trusted.sheets[:2])
    for text in (
        b"",
        b"[]",
        b"{}",
        months.written(month).replace(b'"version": 1', b'"version": 2'),
    ):
        with pytest.raises(BackupError):
            months.read(text)


def test_what_a_restore_needs_is_sealed_to_the_month_and_opens_only_with_it(
    trusted: Trusted,
) -> None:
    month = this_month()
    identity = vault.open_month(month=month, sheets=trusted.sheets[:2])
    sealed = backup_keys(today())
    assert sealed is not None
    keys = vault.open_carried(sealed, identity)
    assert keys.instance_id == instance.derive("instance id")
    assert keys.signing == instance.derive("signing")
    assert keys.code == instance.code_key()
    assert len(keys.intake) == 2 and all(len(seed) == 32 for seed in keys.intake.values())
    assert keys.totp[trusted.cast.peer.account_id] == trusted.cast.peer.totp_secret
    assert keys.signing not in sealed
    with pytest.raises(ValueError, match="do not open"):
        vault.open_carried(sealed, str(pyrage.x25519.Identity.generate()))


def test_a_backup_of_the_next_minute_brings_a_new_key_of_phones(
    trusted: Trusted, django_capture_on_commit_callbacks: object
) -> None:
    identity = vault.open_month(month=this_month(), sheets=trusted.sheets[:2])
    before = halves(identity)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]  # a fixture
        vault.rotate_intake(organisation_id=trusted.cast.organisation_id)
    # No phone waits for the old one, so it is destroyed: it must not live on in here.
    assert len(halves(identity) - before) == 1 and len(before - halves(identity)) == 1


def test_after_another_ceremony_the_months_are_made_anew(trusted: Trusted) -> None:
    before = this_month()
    reader.hold_ceremony(
        actor=trusted.cast.keeper.actor,
        officers=[trusted.cast.keeper.account_id],
        seed=OTHER_SEED,
        lost=True,
    )
    after = this_month()
    assert after.identity_id != before.identity_id
    vault.open_month(month=after, sheets=sheets_of(OTHER_SEED)[:2])
    # The file that was carried away opens its backups with the sheets of its time.
    vault.open_month(month=before, sheets=trusted.sheets[:2])


def test_destroyed_is_destroyed_and_the_months_after_are_not(trusted: Trusted) -> None:
    month = this_month()
    assert vault.destroy_month(month=month.month)
    assert not vault.destroy_month(month=month.month)
    assert month_keys(month.month) is None and backup_keys(month.month) is None
    assert not BackupCopy.objects.filter(identity_id=month.identity_id).exists()
    assert month_keys(vault.following(month.month)) is not None
    assert "vault.backup_identity_destroyed" in Entry.objects.values_list("verb", flat=True)


def test_somebody_may_keep_a_months_identity_where_no_ceremony_was_held(cast: Cast) -> None:
    identity = pyrage.x25519.Identity.generate()
    vault.register_identity(month=date(2026, 11, 22), recipient=str(identity.to_public()))
    with pytest.raises(DomainError, match="уже есть ключ"):
        vault.register_identity(month=date(2026, 11, 1), recipient=str(identity.to_public()))
    with pytest.raises(DomainError, match="получатель"):
        vault.register_identity(month=date(2027, 1, 1), recipient="age1none")
    row = BackupIdentity.objects.get()
    assert (row.month, row.copies.count()) == (date(2026, 11, 1), 0)
    assert str(identity) not in str(row.__dict__)
