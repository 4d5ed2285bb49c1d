"""Groups chosen by hand: their people make and change them, nobody else learns of them."""

from uuid import UUID

import pytest
from django_scopes import scopes_disabled

from ravny.core.kit.errors import DomainError, NotYours
from ravny.core.kit.ids import day_id
from ravny.core.staff import operations as staff
from ravny.core.vault import groups, operations, queries, reader
from ravny.core.vault.models import Circle
from ravny.core.vault.models.people import Group, GroupMember
from tests.cast import Cast, Person, browser_of
from tests.vault.conftest import Keyed, Settle, give_keys

SAVED = 302


def a_group(maker: Person, *others: Person, label: str = "Супервизия") -> UUID:
    members = [one.account_id for one in others]
    return operations.make_group(actor=maker.actor, group_id=day_id(), label=label, members=members)


def sent(maker: Person, path: str, label: str, *members: Person) -> int:
    form = {
        "record_id": str(day_id()),
        "label": label,
        "members": [str(one.account_id) for one in members],
    }
    return browser_of(maker).post(path, form).status_code


def members_of(group_id: UUID, actor: Person) -> set[UUID]:
    facts = groups.groups_of(actor.organisation_id)
    return set(next(one.members for one in facts if one.group_id == group_id))


def test_a_group_is_made_by_a_form_and_its_maker_is_in_it(cast: Cast) -> None:
    assert sent(cast.psychologist, "/vault/groups/new/", "Разбор", cast.doctor) == SAVED
    with scopes_disabled():
        group = Group.objects.get()
    assert members_of(group.id, cast.doctor) == {
        cast.psychologist.account_id, cast.doctor.account_id,
    }  # fmt: skip
    page = browser_of(cast.doctor).get("/vault/groups/").content.decode()
    assert "Разбор" in page
    assert "Разбор" not in browser_of(cast.peer).get("/vault/groups/").content.decode()


def test_a_form_that_is_wrong_keeps_what_was_typed(cast: Cast) -> None:
    a_group(cast.psychologist)
    browser = browser_of(cast.doctor)
    form = {"record_id": str(day_id()), "label": "Супервизия", "members": []}
    answer = browser.post("/vault/groups/new/", form)
    assert answer.status_code == 422
    form["members"] = [str(cast.doctor.account_id)]
    answer = browser.post("/vault/groups/new/", form)
    assert answer.status_code == 422
    assert "Супервизия" in answer.content.decode()


@pytest.mark.parametrize("who", ["peer", "coordinator", "keeper", "outsider", "stranger"])
def test_who_is_not_in_it_gets_the_404_of_a_group_that_is_not_there(cast: Cast, who: str) -> None:
    group_id = a_group(cast.psychologist, cast.doctor)
    person = getattr(cast, who)
    for path in ("", "close"):
        answers = [
            browser_of(person).post(f"/vault/groups/{one}/{path}", {"label": "x"})
            for one in (group_id, day_id())
        ]
        assert [one.status_code for one in answers] == [404, 404]
        assert answers[0].content == answers[1].content
    with pytest.raises(NotYours):
        operations.change_group(
            actor=person.actor, group_id=group_id, label="x", members=[person.account_id]
        )


def test_whoever_is_taken_off_leaves_its_circle_at_once(cast: Cast) -> None:
    psychologist, doctor = give_keys(cast.psychologist), give_keys(cast.doctor)
    group_id = a_group(cast.psychologist, cast.doctor)
    circle = reader.make_circle(
        actor=cast.psychologist.actor, keyring=psychologist, kind="group", subject_id=group_id
    )
    assert queries.wraps_for(cast.doctor.actor, [circle.circle_id])
    assert sent(
        cast.psychologist, f"/vault/groups/{group_id}/", "Супервизия", cast.psychologist
    ) == SAVED  # fmt: skip
    assert queries.wraps_for(cast.doctor.actor, [circle.circle_id]) == []
    assert doctor.account_id not in members_of(group_id, cast.psychologist)
    assert [one.number for one in queries.dues_of(cast.psychologist.actor).renewals] == [2]


def test_coming_back_is_a_row_of_its_own(cast: Cast) -> None:
    group_id, both = a_group(cast.doctor, cast.lawyer), (cast.doctor, cast.lawyer)
    path = f"/vault/groups/{group_id}/"
    for people in ((cast.doctor,), both, both):
        assert sent(cast.doctor, path, "Супервизия", *people) == SAVED
    with scopes_disabled():
        rows = GroupMember.objects.filter(account_id=cast.lawyer.account_id)
        assert [row.until is None for row in rows.order_by("id")] == [False, True]


def test_a_group_without_anybody_is_closed_instead(cast: Cast) -> None:
    group_id = a_group(cast.doctor)
    with pytest.raises(DomainError):
        operations.change_group(actor=cast.doctor.actor, group_id=group_id, label="x", members=[])


def test_a_closed_group_is_read_and_not_written_to(cast: Cast) -> None:
    doctor = give_keys(cast.doctor)
    group_id = a_group(cast.doctor)
    circle = reader.make_circle(
        actor=cast.doctor.actor, keyring=doctor, kind="group", subject_id=group_id
    )
    assert browser_of(cast.doctor).post(f"/vault/groups/{group_id}/close").status_code == SAVED
    assert queries.wraps_for(cast.doctor.actor, [circle.circle_id])
    assert browser_of(cast.doctor).get(f"/vault/groups/{group_id}/").status_code == 404
    with scopes_disabled():
        Circle.objects.filter(id=circle.circle_id).update(stale_since="2026-11-03")
    assert queries.dues_of(cast.doctor.actor).renewals == ()
    page = browser_of(cast.doctor).get("/vault/groups/").content.decode()
    assert "закрыта" in page


def test_ending_access_ends_every_group(cast: Cast, settle: Settle) -> None:
    group_id = a_group(cast.doctor, cast.lawyer)
    with settle(execute=True):
        staff.close_account(actor=cast.keeper.actor, account_id=cast.lawyer.account_id)
    with scopes_disabled():
        row = GroupMember.objects.get(group_id=group_id, account_id=cast.lawyer.account_id)
    assert row.until is not None


def test_a_colleague_of_another_house_is_nobody(keyed: Keyed) -> None:
    cast = keyed.cast
    with pytest.raises(NotYours):
        a_group(cast.doctor, cast.stranger)


def test_the_same_form_sent_twice_makes_one_group(cast: Cast) -> None:
    group_id = day_id()
    for _ in range(2):
        operations.make_group(
            actor=cast.doctor.actor, group_id=group_id, label="Дежурство", members=[]
        )
    with scopes_disabled():
        assert Group.objects.count() == 1
