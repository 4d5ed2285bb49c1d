"""A phrase is lost: invited again, signed again, two sheets, and the old notes open."""

from typing import Any

import pytest
from django.test import Client
from django_scopes import scope, scopes_disabled

from ravny.core.journal.models import Entry
from ravny.core.kit import registries
from ravny.core.kit.errors import NotYours
from ravny.core.kit.ids import day_id
from ravny.core.staff.models import Account
from ravny.core.staff.operations import invite_again
from ravny.core.vault import operations, reader, shares, wire
from ravny.core.vault.envelope import Context, EnvelopeError, public_key_of, seal_key
from ravny.core.vault.models import Circle, Epoch, EpochFloor, Wrap
from ravny.core.vault.models.trust import RecoveryNotice, RecoveryUse, RecoveryWrap
from ravny.core.vault.shares import ShareError
from tests.cast import Cast, Person, browser_of
from tests.vault.conftest import give_keys
from tests.vault.trusting import OTHER_SEED, SEED, Trusted, hold, post, sheets_of

TEXT = "Спросить Зару у входа"
KIND = "client.called"


@pytest.fixture
def trusted(cast: Cast) -> Trusted:
    return hold(cast)


def lose_the_phrase(
    trusted: Trusted, commit: Any, *, sign: bool = True
) -> tuple[reader.Keyring, bytes, Any]:
    """Seal a note, lose the phrase, join again; return the new keys, the note and its row."""
    row = day_id()
    note = reader.seal_text(circle=trusted.near, kind=KIND, object_id=row, text=TEXT)
    with commit(execute=True):
        invite_again(actor=trusted.cast.keeper.actor, account_id=trusted.cast.social.account_id)
    keyring = give_keys(trusted.cast.social)
    if sign:
        reader.certify(actor=trusted.cast.keeper.actor, keyring=trusted.keeper)
    return keyring, note, row


def recover(trusted: Trusted, sheets: list[list[str]] | None = None) -> int:
    return reader.recover(
        actor=trusted.cast.keeper.actor,
        account_id=trusted.cast.social.account_id,
        sheets=sheets or trusted.sheets[1:],
    )


def read(trusted: Trusted, keyring: reader.Keyring, note: bytes, row: Any) -> str:
    return reader.open_text(
        actor=trusted.cast.social.actor, keyring=keyring, envelope=note, kind=KIND, object_id=row
    )


def today(person: Person) -> list[str]:
    return [
        str(row.title) for source in registries.today_rows for row in source(person.actor)
        if row.key.startswith("vault.recovery")
    ]  # fmt: skip


def test_two_sheets_bring_back_what_a_lost_phrase_shut(
    trusted: Trusted, django_capture_on_commit_callbacks: Any
) -> None:
    keyring, note, row = lose_the_phrase(trusted, django_capture_on_commit_callbacks)
    with pytest.raises(NotYours):
        read(trusted, keyring, note, row)
    assert recover(trusted) == 1
    assert read(trusted, keyring, note, row) == TEXT
    assert recover(trusted) == 0


@pytest.mark.parametrize("pair", [(0, 1), (0, 2), (1, 2), (2, 0)])
def test_any_two_of_the_three_do(
    trusted: Trusted, pair: tuple[int, int], django_capture_on_commit_callbacks: Any
) -> None:
    lose_the_phrase(trusted, django_capture_on_commit_callbacks)
    assert recover(trusted, [trusted.sheets[place] for place in pair]) == 1


def test_one_sheet_or_one_twice_or_another_houses_is_refused(
    trusted: Trusted, django_capture_on_commit_callbacks: Any
) -> None:
    lose_the_phrase(trusted, django_capture_on_commit_callbacks)
    one, two, _three = trusted.sheets
    foreign = sheets_of(OTHER_SEED)
    mixed = [one, shares.written(shares.read(foreign[1]), trusted.keys.root_public)]
    last = one[3]
    misread = last[:-1] + ("0" if last[-1] != "0" else "1")
    for sheets, code in (
        ([one], "few"), ([one, one], "same"), ([one, foreign[1]], "other_root"),
        (foreign, "other_root"), (mixed, "other_root"), ([two, [*one[:3], misread]], "row"),
    ):  # fmt: skip
        with pytest.raises(ShareError, match=code):
            recover(trusted, sheets)
    with scopes_disabled():
        assert not RecoveryUse.objects.exists()


def test_new_keys_that_nobody_signed_are_given_nothing(
    trusted: Trusted, django_capture_on_commit_callbacks: Any
) -> None:
    cast = trusted.cast
    lose_the_phrase(trusted, django_capture_on_commit_callbacks, sign=False)
    address = f"recovery/{cast.social.account_id}/epochs"
    answer = browser_of(cast.keeper).get(f"/vault/{address}").json()
    assert (answer["problem"], answer["epochs"], answer["left"]) == ("uncertified", [], 0)
    page = browser_of(cast.keeper).get("/vault/recovery/").content.decode()
    assert "Зарина" in page
    refused = post(cast.keeper, address, {"wraps": []})
    assert (refused.status_code, refused.json()["code"]) == (422, "uncertified")


def test_everybody_concerned_is_told_until_they_have_seen_it(
    trusted: Trusted, django_capture_on_commit_callbacks: Any
) -> None:
    cast = trusted.cast
    lose_the_phrase(trusted, django_capture_on_commit_callbacks)
    recover(trusted)
    for person in (cast.social, cast.coordinator, cast.keeper, cast.doctor, cast.peer):
        assert today(person) == ["Зарина"], person.login
    for person in (cast.outsider, cast.stranger):
        assert today(person) == [], person.login
    with scopes_disabled():
        use = RecoveryUse.objects.get()
    assert (use.by_id, use.epochs) == (cast.keeper.account_id, 1)
    assert Entry.objects.filter(verb="vault.recovery_used").count() == 1
    browser = browser_of(cast.doctor)
    assert "Илья" in browser.get("/vault/recoveries/").content.decode()
    assert browser.post(f"/vault/recoveries/{use.id}/seen").status_code == 302
    assert today(cast.doctor) == []
    assert today(cast.peer) == ["Зарина"]
    assert f"{use.id}/seen" not in browser.get("/vault/recoveries/").content.decode()
    for person in (cast.outsider, cast.stranger):
        assert browser_of(person).post(f"/vault/recoveries/{use.id}/seen").status_code == 404
        assert "Зарина" not in browser_of(person).get("/vault/recoveries/").content.decode()


def epochs_of(browser: Client, person: Person, **query: int) -> dict[str, Any]:
    answer = browser.get(f"/vault/recovery/{person.account_id}/epochs", query)
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


def more_epochs(trusted: Trusted, count: int) -> None:
    """Let the near team have further epochs that only two sheets open."""
    with scope(organisation=trusted.cast.organisation_id):
        circle = Circle.objects.get(id=trusted.near.circle_id)
    for number in range(2, count + 2):
        seed = bytes([number]) * 32
        public_key = public_key_of(seed)
        context = Context(circle.id, number, "key.circle", trusted.root.root_id)
        sealed = seal_key(trusted.root.recovery_public, context, seed)
        with scope(organisation=trusted.cast.organisation_id):
            epoch = Epoch.objects.create(
                circle=circle,
                number=number,
                public_key=public_key,
                signed_by_id=trusted.cast.social.account_id,
                signature=bytes(64),
            )
            RecoveryWrap.objects.create(epoch=epoch, root_id=trusted.root.root_id, envelope=sealed)


def test_many_epochs_come_in_pieces_that_can_be_taken_up_again(
    trusted: Trusted, django_capture_on_commit_callbacks: Any
) -> None:
    cast = trusted.cast
    more_epochs(trusted, 59)
    lose_the_phrase(trusted, django_capture_on_commit_callbacks)
    browser = browser_of(cast.keeper)
    first = epochs_of(browser, cast.social)
    assert (len(first["epochs"]), first["left"]) == (50, 60)
    with scopes_disabled():  # one that does not open keeps no other back
        RecoveryWrap.objects.filter(epoch__number=3).update(envelope=bytes(1190))
    assert recover(trusted) == 59
    (left,) = epochs_of(browser, cast.social)["epochs"]
    assert left["epoch"] == 3
    assert epochs_of(browser, cast.social, skip=1)["epochs"] == []
    with scopes_disabled():
        assert RecoveryUse.objects.get().epochs == 59
        seen = RecoveryNotice.objects.filter(account_id=cast.doctor.account_id)
        assert seen.count() == 1


def test_an_epoch_that_is_another_than_its_public_key_says_stays_shut(
    trusted: Trusted, django_capture_on_commit_callbacks: Any
) -> None:
    lose_the_phrase(trusted, django_capture_on_commit_callbacks)
    context = Context(trusted.near.circle_id, 1, "key.circle", trusted.root.root_id)
    swapped = seal_key(trusted.root.recovery_public, context, bytes(32))
    with scopes_disabled():
        RecoveryWrap.objects.update(envelope=swapped)
    assert recover(trusted) == 0


def test_nothing_older_than_somebodys_floor_and_nothing_of_circles_they_left(
    trusted: Trusted, django_capture_on_commit_callbacks: Any
) -> None:
    cast = trusted.cast
    more_epochs(trusted, 2)
    lose_the_phrase(trusted, django_capture_on_commit_callbacks)
    browser = browser_of(cast.keeper)
    with scope(organisation=cast.organisation_id):
        EpochFloor.objects.create(
            circle_id=trusted.near.circle_id, account_id=cast.social.account_id, number=3
        )
    assert [one["epoch"] for one in epochs_of(browser, cast.social)["epochs"]] == [3]
    give_keys(cast.outsider)
    reader.certify(actor=cast.keeper.actor, keyring=trusted.keeper)
    assert epochs_of(browser, cast.outsider)["epochs"] == []
    forged = {"circle": str(trusted.near.circle_id), "epoch": 3, "envelope": "AAAA"}
    address = f"recovery/{cast.outsider.account_id}/epochs"
    assert post(cast.keeper, address, {"wraps": [forged]}).status_code == 404


def test_only_keepers_and_coordinators_recover_and_not_for_themselves(
    trusted: Trusted, django_capture_on_commit_callbacks: Any
) -> None:
    cast = trusted.cast
    lose_the_phrase(trusted, django_capture_on_commit_callbacks)
    address = f"/vault/recovery/{cast.social.account_id}/epochs"
    for person in (cast.social, cast.doctor, cast.stranger):
        assert browser_of(person).get(address).status_code == 404
        assert post(person, address[7:], {"wraps": []}).status_code == 404
    own = f"/vault/recovery/{cast.coordinator.account_id}/epochs"
    assert browser_of(cast.coordinator).get(own).status_code == 404
    assert browser_of(cast.keeper).get(own).status_code == 200
    with scopes_disabled():  # nobody else is there to do it
        Account.objects.filter(id=cast.keeper.account_id).update(active=False)
    assert browser_of(cast.coordinator).get(own).status_code == 200


def test_what_two_sheets_gave_is_checked_in_its_place(
    trusted: Trusted, django_capture_on_commit_callbacks: Any
) -> None:
    cast = trusted.cast
    keyring, note, row = lose_the_phrase(trusted, django_capture_on_commit_callbacks)
    address, circle = f"recovery/{cast.social.account_id}/epochs", trusted.near.circle_id
    elsewhere = Context(circle, 1, "key.circle", cast.doctor.account_id)
    wrong = seal_key(public_key_of(keyring.seed), elsewhere, SEED)
    for envelope in (b"", bytes(100), wrong[:-1]):
        body = {"circle": str(circle), "epoch": 1, "envelope": wire.text_of(envelope)}
        assert post(cast.keeper, address, {"wraps": [body]}).status_code == 422
    with scopes_disabled():
        assert not Wrap.objects.filter(account_id=cast.social.account_id).exists()
    assert recover(trusted) == 1
    assert read(trusted, keyring, note, row) == TEXT
    again = {"circle": str(circle), "epoch": 1, "envelope": "AAAA"}
    assert post(cast.keeper, address, {"wraps": [again]}).json() == {"stored": 0, "left": 0}
    with pytest.raises(EnvelopeError):
        read(trusted, keyring, note, day_id())


def test_a_circle_that_nobody_opens_is_named(
    trusted: Trusted, django_capture_on_commit_callbacks: Any
) -> None:
    cast = trusted.cast
    with scopes_disabled():
        Wrap.objects.all().delete()
    page = browser_of(cast.keeper).get("/vault/recovery/").content.decode()
    assert "Север" in page
    reader.recover(
        actor=cast.keeper.actor, account_id=cast.coordinator.account_id, sheets=trusted.sheets[:2]
    )
    assert "Север" not in browser_of(cast.keeper).get("/vault/recovery/").content.decode()


def test_a_retired_roots_sheets_open_nothing_that_the_new_ones_open(trusted: Trusted) -> None:
    cast = trusted.cast
    more_epochs(trusted, 1)
    reader.hold_ceremony(
        actor=cast.keeper.actor, officers=[cast.keeper.account_id], seed=OTHER_SEED,
        before=trusted.keys,
    )  # fmt: skip
    reader.certify(actor=cast.keeper.actor, keyring=trusted.keeper)
    assert reader.share_with_recovery(actor=cast.social.actor, keyring=trusted.social) == 1
    operations.drop_old_recovery()
    with scopes_disabled():
        left = RecoveryWrap.objects.values_list("epoch__number", "root_id")
        assert sorted(left) == [(1, trusted.root.root_id), (2, left.get(epoch__number=2)[1])]
        assert left.get(epoch__number=2)[1] != trusted.root.root_id
