"""Circles: made by a member, served to members only, shared with those who wait."""

import json
from uuid import UUID, uuid4

import pytest
from django.http import HttpResponse
from django_scopes import scopes_disabled

from ravny.core.journal.models import Entry
from ravny.core.kit import registries
from ravny.core.kit.errors import DomainError, NotYours
from ravny.core.kit.ids import day_id
from ravny.core.staff.models import Membership
from ravny.core.vault import operations, queries, reader
from ravny.core.vault.envelope import EnvelopeError
from ravny.core.vault.models import Circle, StaffKey, Wrap
from ravny.core.vault.types import NewEpoch, WrapFact
from tests.cast import Cast, Person, browser_of
from tests.vault.conftest import Keyed, give_keys, open_browser_of, wrapping_key

TEXT = "Спросить Зару у входа"


def wraps_seen_by(person: Person, circle_id: UUID) -> list[str]:
    answer = open_browser_of(person).get(f"/vault/wraps?circle={circle_id}")
    assert answer.status_code == 200
    return [one["circle"] for one in answer.json()["wraps"]]


def post(person: Person, path: str, body: object) -> HttpResponse:
    return open_browser_of(person).post(path, json.dumps(body), content_type="application/json")


def test_each_member_with_keys_reads_what_another_member_sealed(keyed: Keyed) -> None:
    row = day_id()
    sealed = reader.seal_text(circle=keyed.near, kind="client.called", object_id=row, text=TEXT)
    for person, keyring in (
        (keyed.cast.social, keyed.social),
        (keyed.cast.coordinator, keyed.coordinator),
    ):
        text = reader.open_text(
            actor=person.actor, keyring=keyring, envelope=sealed, kind="client.called",
            object_id=row,
        )  # fmt: skip
        assert text == TEXT


def test_text_moved_to_another_row_or_kind_does_not_open(keyed: Keyed) -> None:
    row = day_id()
    sealed = reader.seal_text(circle=keyed.near, kind="client.called", object_id=row, text=TEXT)
    for kind, object_id in (("client.note", row), ("client.called", day_id())):
        with pytest.raises(EnvelopeError, match="open"):
            reader.open_text(
                actor=keyed.cast.social.actor, keyring=keyed.social, envelope=sealed, kind=kind,
                object_id=object_id,
            )  # fmt: skip


def test_a_wrap_is_served_to_its_member_and_to_nobody_else(keyed: Keyed) -> None:
    cast, circle_id = keyed.cast, keyed.near.circle_id
    assert wraps_seen_by(cast.social, circle_id) == [str(circle_id)]
    for person in (cast.peer, cast.keeper, cast.outsider, cast.stranger):
        assert wraps_seen_by(person, circle_id) == []


def test_somebody_taken_off_the_team_is_refused_at_the_next_request(keyed: Keyed) -> None:
    person, circle_id = keyed.cast.coordinator, keyed.near.circle_id
    assert wraps_seen_by(person, circle_id)
    with scopes_disabled():
        Membership.objects.filter(account_id=person.account_id).delete()
    assert wraps_seen_by(person, circle_id) == []
    things = [{"circle": str(circle_id), "kind": "client.called", "object": str(day_id())}]
    assert post(person, "/vault/opened", {"things": things}).status_code == 404


def test_a_newcomer_waits_and_is_given_keys_by_a_colleague(keyed: Keyed) -> None:
    cast = keyed.cast
    give_keys(cast.doctor)
    assert queries.waiting_count(cast.social.actor) == 1
    assert queries.waiting_count(cast.outsider.actor) is None
    assert reader.share_keys(actor=cast.social.actor, keyring=keyed.social) == 1
    assert wraps_seen_by(cast.doctor, keyed.near.circle_id)
    assert reader.share_keys(actor=cast.social.actor, keyring=keyed.social) == 0


def test_today_tells_members_and_leads_that_somebody_waits(keyed: Keyed) -> None:
    cast = keyed.cast
    give_keys(cast.doctor)
    for person, told in ((cast.social, True), (cast.keeper, True), (cast.outsider, False)):
        keys = [
            row.key for source in registries.today_rows for row in source(person.actor)
            if row.key.startswith("vault.")
        ]  # fmt: skip
        assert ("vault.waiting" in keys) == told, person.login


def test_the_page_says_who_can_open_and_who_waits(keyed: Keyed) -> None:
    give_keys(keyed.cast.doctor)
    page = browser_of(keyed.cast.social).get("/vault/circles/").content.decode()
    assert "data-do-due" in page
    assert "Север" in page
    assert "Лев" in page
    other = browser_of(keyed.cast.stranger).get("/vault/circles/").content.decode()
    assert "Север" not in other


@pytest.mark.parametrize("role", ["outsider", "stranger", "keeper"])
def test_nobody_makes_a_circle_for_a_team_they_are_not_on(cast: Cast, role: str) -> None:
    person = getattr(cast, role)
    keyring = give_keys(person)
    with pytest.raises(NotYours):
        reader.make_circle(
            actor=person.actor, keyring=keyring, kind="team", subject_id=cast.near_team_id
        )
    query = f"?kind=team&subject={cast.near_team_id}"
    assert browser_of(person).get(f"/vault/circles/receivers{query}").status_code == 404


def test_wraps_for_a_stranger_are_refused(keyed: Keyed) -> None:
    cast = keyed.cast
    give_keys(cast.outsider)
    forged = WrapFact(keyed.near.circle_id, 1, cast.outsider.account_id, b"\1" * 100)
    with pytest.raises(NotYours):
        operations.share_wraps(actor=cast.social.actor, wraps=[forged])


def test_who_holds_no_key_cannot_hand_one_on(keyed: Keyed) -> None:
    give_keys(keyed.cast.doctor)
    forged = WrapFact(keyed.near.circle_id, 1, keyed.cast.doctor.account_id, b"\1" * 100)
    with pytest.raises(NotYours):
        operations.share_wraps(actor=keyed.cast.doctor.actor, wraps=[forged])


def test_an_epoch_signed_by_nobody_is_refused(cast: Cast) -> None:
    keyring = give_keys(cast.social)
    good = NewEpoch(day_id(), 1, bytes(1216), bytes(64), {keyring.account_id: bytes(100)})
    with pytest.raises(DomainError):
        operations.create_circle(
            actor=cast.social.actor, kind="team", subject_id=cast.near_team_id, epoch=good
        )
    with scopes_disabled():
        assert not Circle.objects.exists()


def test_the_second_of_two_makers_gets_the_first_circle(keyed: Keyed) -> None:
    again = reader.make_circle(
        actor=keyed.cast.coordinator.actor,
        keyring=keyed.coordinator,
        kind="team",
        subject_id=keyed.cast.near_team_id,
    )
    assert again.circle_id == keyed.near.circle_id


def test_keys_once_made_cannot_be_replaced_by_a_stolen_sign_in(keyed: Keyed) -> None:
    thief = reader.new_keyring(keyed.cast.social.account_id)
    with pytest.raises(DomainError):
        reader.keep_keyring(actor=keyed.cast.social.actor, keyring=thief, wrapping_key=bytes(32))
    opened = reader.open_keyring(
        actor=keyed.cast.social.actor, wrapping_key=wrapping_key(keyed.cast.social)
    )
    assert opened == keyed.social


def test_forgetting_lost_keys_takes_every_wrap_with_them(keyed: Keyed) -> None:
    lost = keyed.cast.coordinator.account_id
    operations.forget_staff_key(
        organisation_id=keyed.cast.organisation_id, account_id=lost, by=None
    )
    with scopes_disabled():
        assert not StaffKey.objects.filter(account_id=lost).exists()
        assert not Wrap.objects.filter(account_id=lost).exists()


def test_what_is_opened_is_journalled_first(keyed: Keyed) -> None:
    things = [
        {"circle": str(keyed.near.circle_id), "kind": "client.called", "object": str(day_id())}
    ]
    assert post(keyed.cast.social, "/vault/opened", {"things": things}).status_code == 204
    assert Entry.objects.filter(verb="vault.opened").count() == 1
    assert post(keyed.cast.stranger, "/vault/opened", {"things": things}).status_code == 404
    assert Entry.objects.filter(verb="vault.opened").count() == 1


def test_the_browser_is_given_what_it_needs_to_share_and_make(keyed: Keyed) -> None:
    cast = keyed.cast
    give_keys(cast.doctor)
    client = browser_of(cast.social)
    (missing,) = client.get("/vault/circles/share").json()["missing"]
    assert missing["account"] == str(cast.doctor.account_id)
    query = f"?kind=team&subject={cast.near_team_id}"
    answer = client.get(f"/vault/circles/receivers{query}").json()
    assert len(answer["receivers"]) == 3


BAD_BODIES = ["[]", "{", '{"wraps": 1}', '{"wraps": [1]}', '{"things": [{"circle": "x"}]}', "null"]


@pytest.mark.parametrize("body", BAD_BODIES)
@pytest.mark.parametrize("path", ["circles/make", "circles/share", "opened", "keyring"])
def test_a_body_no_page_sends_is_refused(keyed: Keyed, path: str, body: str) -> None:
    client = open_browser_of(keyed.cast.social)
    answer = client.post(f"/vault/{path}", body, content_type="application/json")
    assert answer.status_code in (404, 422)


@pytest.mark.parametrize(
    "path",
    ["circles/", "circles/receivers", "circles/share", "lock", "keyring", "wraps", "phones/"],
)
def test_signed_out_leads_to_signing_in(cast: Cast, client, path: str) -> None:  # type: ignore[no-untyped-def]  # pytest-django's own fixture
    assert client.get(f"/vault/{path}").status_code == 302


def test_an_unknown_circle_answers_like_one_that_is_not_yours(keyed: Keyed) -> None:
    assert wraps_seen_by(keyed.cast.social, uuid4()) == []
