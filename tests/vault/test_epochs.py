"""New epochs: begun when somebody leaves, for those who belong at that moment and nobody else."""

import json
from dataclasses import replace
from uuid import UUID

import pytest
from django.http import HttpResponse
from django_scopes import scopes_disabled

from ravny.core.kit.errors import DomainError, NotYours
from ravny.core.staff import operations as staff
from ravny.core.staff.models import Membership
from ravny.core.staff.types import AccountFacts
from ravny.core.vault import kinds, operations, queries, reader, renewer, wire
from ravny.core.vault.envelope import EnvelopeError, new_seed, open_sealed
from ravny.core.vault.models import Circle, Epoch, Wrap
from ravny.core.vault.models.people import Departure
from ravny.core.vault.types import CircleFact, NewEpoch
from tests.cast import NEAR_TEAM, Cast, Person
from tests.vault.conftest import Keyed, Settle, give_keys, open_browser_of

ROW = UUID("01939393-0000-7000-8000-00000000000a")


def off_the_team(person: Person, settle: Settle) -> None:
    """Take somebody off their team as the staff page does."""
    with settle(execute=True):
        staff.edit_account(
            actor=Cast().keeper.actor,
            account_id=person.account_id,
            facts=AccountFacts(person.login, person.pseudonym, person.roles, teams=()),
        )


def stale(circle: CircleFact) -> bool:
    with scopes_disabled():
        return Circle.objects.get(id=circle.circle_id).stale_since is not None


def made_by(keyed: Keyed, number: int, **changes: object) -> NewEpoch:
    """Return an epoch as the social worker's browser would make it."""
    near = keyed.near.circle_id
    receivers = queries.receivers(keyed.cast.social.actor, "team", NEAR_TEAM)
    epoch = reader.new_epoch(keyed.social, near, number, new_seed(), receivers)
    return replace(epoch, **changes)  # type: ignore[arg-type]  # fields of the dataclass


def post_epoch(person: Person, epoch: NewEpoch) -> HttpResponse:
    body = {
        "circle": str(epoch.circle_id),
        "epoch": epoch.number,
        "public_key": wire.text_of(epoch.public_key),
        "signature": wire.text_of(epoch.signature),
        "wraps": [
            {"account": str(who), "envelope": wire.text_of(envelope)}
            for who, envelope in epoch.wraps.items()
        ],
    }
    browser = open_browser_of(person)
    return browser.post("/vault/circles/epoch", json.dumps(body), content_type="application/json")


def test_taking_somebody_off_a_team_makes_new_keys_due(keyed: Keyed, settle: Settle) -> None:
    off_the_team(keyed.cast.coordinator, settle)
    assert stale(keyed.near)
    dues = queries.dues_of(keyed.cast.social.actor)
    assert [one.number for one in dues.renewals] == [2]
    assert keyed.cast.coordinator.account_id not in dues.renewals[0].receivers


def test_who_had_no_keys_leaves_without_a_trace(keyed: Keyed, settle: Settle) -> None:
    off_the_team(keyed.cast.doctor, settle)
    assert not stale(keyed.near)


def test_ending_access_is_written_down_before_the_wraps_are_forgotten(
    keyed: Keyed, settle: Settle
) -> None:
    left = keyed.cast.coordinator
    with settle(execute=True):
        staff.close_account(actor=keyed.cast.keeper.actor, account_id=left.account_id)
    assert stale(keyed.near)
    with scopes_disabled():
        assert not Wrap.objects.filter(account_id=left.account_id).exists()
        departure = Departure.objects.get(circle_id=keyed.near.circle_id)
    assert (departure.account_id, departure.first, departure.last) == (left.account_id, 1, 1)


def test_joining_anew_with_other_keys_makes_new_keys_due(keyed: Keyed, settle: Settle) -> None:
    with settle(execute=True):
        staff.invite_again(
            actor=keyed.cast.keeper.actor, account_id=keyed.cast.coordinator.account_id
        )
    assert stale(keyed.near)


def test_a_lost_profession_makes_its_circle_stale(keyed: Keyed, settle: Settle) -> None:
    cast = keyed.cast
    keyring = give_keys(cast.doctor)
    doctors = kinds.profession_id(cast.organisation_id, "doctor")
    circle = reader.make_circle(
        actor=cast.doctor.actor, keyring=keyring, kind="profession", subject_id=doctors
    )
    facts = AccountFacts(cast.doctor.login, "Лев", ("social",), teams=(NEAR_TEAM,))
    with settle(execute=True):
        staff.edit_account(actor=cast.keeper.actor, account_id=cast.doctor.account_id, facts=facts)
    assert stale(circle)
    assert queries.wraps_for(cast.doctor.actor, [circle.circle_id]) == []


def test_who_left_opens_nothing_of_the_new_epoch_even_with_every_seed_they_kept(
    keyed: Keyed, settle: Settle
) -> None:
    cast, left = keyed.cast, keyed.cast.coordinator
    old = reader.seal_text(circle=keyed.near, kind="client.note", object_id=ROW, text="до")
    kept = reader.circle_seed(
        actor=left.actor, keyring=keyed.coordinator, circle_id=keyed.near.circle_id, epoch=1
    )
    off_the_team(left, settle)
    fresh = renewer.renew_circle(
        actor=cast.social.actor, keyring=keyed.social, circle_id=keyed.near.circle_id
    )
    assert fresh.epoch == 2
    assert not stale(keyed.near)
    new = reader.seal_text(circle=fresh, kind="client.note", object_id=ROW, text="после")
    assert queries.wraps_for(left.actor, [fresh.circle_id]) == []
    with pytest.raises(NotYours):
        reader.open_text(
            actor=left.actor, keyring=keyed.coordinator, envelope=new, kind="client.note",
            object_id=ROW,
        )  # fmt: skip
    for epoch in (1, 2):
        context = reader.Context(fresh.circle_id, epoch, "client.note", ROW)
        with pytest.raises(EnvelopeError):
            open_sealed(kept, context, new)
    # What they were given before opens for ever: the handbook says so.
    context = reader.Context(fresh.circle_id, 1, "client.note", ROW)
    assert open_sealed(kept, context, old).content.decode() == "до"


def test_colleagues_who_stayed_read_old_and_new(keyed: Keyed, settle: Settle) -> None:
    cast = keyed.cast
    texts = [reader.seal_text(circle=keyed.near, kind="client.note", object_id=ROW, text="до")]
    doctor = give_keys(cast.doctor)
    reader.share_keys(actor=cast.social.actor, keyring=keyed.social)
    off_the_team(cast.coordinator, settle)
    assert renewer.do_due(actor=cast.doctor.actor, keyring=doctor)
    fresh = queries.circle_facts([keyed.near.circle_id])[keyed.near.circle_id]
    texts.append(reader.seal_text(circle=fresh, kind="client.note", object_id=ROW, text="после"))
    for person, keyring in ((cast.social, keyed.social), (cast.doctor, doctor)):
        opened = [
            reader.open_text(
                actor=person.actor, keyring=keyring, envelope=one, kind="client.note",
                object_id=ROW,
            )
            for one in texts
        ]  # fmt: skip
        assert opened == ["до", "после"], person.login


@pytest.mark.parametrize("number", [0, 3, 7])
def test_epochs_follow_one_another_without_a_gap(keyed: Keyed, number: int) -> None:
    assert post_epoch(keyed.cast.social, made_by(keyed, number)).status_code == 422
    with scopes_disabled():
        assert Epoch.objects.filter(circle_id=keyed.near.circle_id).count() == 1


def test_an_epoch_for_somebody_who_does_not_belong_is_refused(keyed: Keyed) -> None:
    give_keys(keyed.cast.outsider)
    epoch = made_by(keyed, 2)
    key = queries.public_keys(keyed.cast.social.actor)[keyed.cast.outsider.account_id]
    context = reader.wrap_context(epoch.circle_id, 2, keyed.cast.outsider.account_id)
    wraps = {
        **epoch.wraps, keyed.cast.outsider.account_id: reader.seal_key(key, context, new_seed()),
    }  # fmt: skip
    assert post_epoch(keyed.cast.social, replace(epoch, wraps=wraps)).status_code == 422


def test_an_epoch_without_a_wrap_for_its_maker_is_refused(keyed: Keyed) -> None:
    epoch = made_by(keyed, 2)
    wraps = {who: one for who, one in epoch.wraps.items() if who != keyed.social.account_id}
    assert post_epoch(keyed.cast.social, replace(epoch, wraps=wraps)).status_code == 422


def test_an_unsigned_epoch_and_one_that_another_signed_are_refused(keyed: Keyed) -> None:
    good = made_by(keyed, 2)
    other = keyed.coordinator.signing_key.sign(
        reader.epoch_statement(good.circle_id, 2, good.public_key)
    )
    for signature in (bytes(64), other, b""):
        assert post_epoch(keyed.cast.social, replace(good, signature=signature)).status_code == 422
    assert post_epoch(keyed.cast.social, good).status_code == 201


@pytest.mark.parametrize("who", ["outsider", "stranger", "keeper"])
def test_an_epoch_of_others_circle_is_the_same_404_as_of_none(keyed: Keyed, who: str) -> None:
    person = getattr(keyed.cast, who)
    keyring = give_keys(person)
    mine = {keyring.account_id: queries.public_keys(person.actor)[keyring.account_id]}
    answers = [
        post_epoch(person, reader.new_epoch(keyring, circle_id, 2, new_seed(), mine))
        for circle_id in (keyed.near.circle_id, ROW)
    ]
    assert [one.status_code for one in answers] == [404, 404]
    assert answers[0].content == answers[1].content


def test_the_second_of_two_is_told_who_was_quicker(keyed: Keyed) -> None:
    assert post_epoch(keyed.cast.social, made_by(keyed, 2)).status_code == 201
    answer = post_epoch(keyed.cast.social, made_by(keyed, 2))
    assert answer.status_code == 412
    assert "Зарина" in answer.json()["error"]
    with scopes_disabled():
        assert Epoch.objects.filter(circle_id=keyed.near.circle_id).count() == 2


def test_a_locked_browser_posts_no_epoch(keyed: Keyed) -> None:
    epoch = made_by(keyed, 2)
    browser = open_browser_of(keyed.cast.social)
    browser.delete("/vault/session-key")
    body = json.dumps({"circle": str(epoch.circle_id)})
    answer = browser.post("/vault/circles/epoch", body, content_type="application/json")
    assert answer.status_code == 409


def test_what_an_event_has_missed_the_worker_finds(keyed: Keyed) -> None:
    with scopes_disabled():
        Membership.objects.filter(account_id=keyed.cast.coordinator.account_id).delete()
    (line,) = [
        one for one in queries.circle_lines(keyed.cast.social.actor)
        if one.circle_id == keyed.near.circle_id
    ]  # fmt: skip
    assert line.is_stale
    assert line.stale_since is None
    operations.tend_circles()
    assert stale(keyed.near)
    with pytest.raises(DomainError):
        operations.start_epoch(
            actor=keyed.cast.social.actor, epoch=made_by(keyed, 2, signature=bytes(64))
        )
