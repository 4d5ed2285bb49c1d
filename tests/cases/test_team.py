"""Who joins a case's team, and what is done when they leave it."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.urls import reverse
from django_scopes import scope

from ravny.core.kit.clock import today
from ravny.core.kit.errors import DomainError
from ravny.core.staff.operations import close_account
from ravny.core.vault.models import Circle, Epoch, Wrap
from ravny.services.cases import operations
from ravny.services.cases.models import Case, Member, Request
from ravny.services.cases.operations.handing import end_places
from ravny.services.cases.queries import members_of
from ravny.services.cases.types import Joining
from tests.cast import Cast, Person, browser_of

from .makers import a_case, on_the_team, row_of

pytestmark = pytest.mark.django_db


def join(cast: Cast, case_id: UUID, person: Person, duty: str, **facts: Any) -> None:
    operations.join(
        actor=cast.case_manager.actor,
        case_id=case_id,
        facts=Joining(person.account_id, duty, **facts),
    )


def serving(cast: Cast, case_id: UUID) -> set[tuple[str, str]]:
    team = members_of(cast.coordinator.actor, case_id)
    return {(one.pseudonym, one.duty) for one in team if one.serves}


def keys_of(cast: Cast, case_id: UUID, *people: Person) -> Circle:
    """Give people the keys of a case's circle, as their browsers would have made them."""
    with scope(organisation=cast.organisation_id):
        circle = Circle.objects.create(
            organisation_id=cast.organisation_id, kind="case", subject_id=case_id
        )
        epoch = Epoch.objects.create(
            circle=circle, number=1, public_key=b"\x01" * 32, signature=b"\x01" * 64,
            signed_by_id=cast.case_manager.account_id,
        )  # fmt: skip
        for person in people:
            Wrap.objects.create(epoch=epoch, account_id=person.account_id, envelope=b"\x01")
    return circle


def is_stale(cast: Cast, circle: Circle) -> bool:
    with scope(organisation=cast.organisation_id):
        return Circle.objects.get(id=circle.id).stale_since is not None


def test_an_interpreter_of_the_same_community_joins_only_when_the_client_agrees(
    cast: Cast,
) -> None:
    case_id = a_case(cast)
    page = reverse("cases:join", args=[case_id])
    typed = {
        "account": str(cast.peer.account_id),
        "duty": "interpreter",
        "same_community": "on",
    }
    browser = browser_of(cast.case_manager)
    refused = browser.post(page, typed)
    assert refused.status_code == 422 and "может знать семью" in refused.content.decode()
    assert serving(cast, case_id) == {("Марк", "manager")}
    assert browser.post(page, {**typed, "agreed": "on"}).status_code == 302
    assert ("Тимур", "interpreter") in serving(cast, case_id)
    team = browser.get(reverse("cases:team", args=[case_id])).content.decode()
    assert "может знать семью, клиент согласен" in team


def test_people_of_any_team_of_the_house_may_be_asked_in_and_nobody_else(cast: Cast) -> None:
    case_id = a_case(cast)
    join(cast, case_id, cast.outsider, "manager")
    for person in (cast.stranger, cast.keeper, cast.stock, cast.hotline):
        with pytest.raises(DomainError) as refused:
            join(cast, case_id, person, "peer")
        assert refused.value.field == "account", person.login
    close_account(actor=cast.coordinator.actor, account_id=cast.doctor.account_id)
    with pytest.raises(DomainError):
        join(cast, case_id, cast.doctor, "doctor")


def test_a_volunteer_has_a_last_day_whatever_their_duty(cast: Cast) -> None:
    case_id = a_case(cast)
    for duty in ("volunteer", "peer", "interpreter"):
        with pytest.raises(DomainError) as refused:
            join(cast, case_id, cast.volunteer, duty)
        assert refused.value.field == "ends_on"
    for ends_on in (today() + timedelta(days=3), today() + timedelta(days=9)):
        join(cast, case_id, cast.volunteer, "peer", ends_on=ends_on)
    with scope(organisation=cast.organisation_id):
        assert Member.objects.get(duty="peer").ends_on == today() + timedelta(days=9)


def test_leaving_passes_the_tasks_on_and_makes_new_keys_due(cast: Cast) -> None:
    case_id = a_case(cast)
    on_the_team(cast, case_id, cast.lawyer, "lawyer")
    circle = keys_of(cast, case_id, cast.case_manager, cast.lawyer)
    with scope(organisation=cast.organisation_id):
        Request.objects.update(owner_id=cast.lawyer.account_id)
        member_id = Member.objects.get(duty="lawyer").id
    leave = reverse("cases:leave", args=[case_id, member_id])
    assert browser_of(cast.case_manager).post(leave).status_code == 302
    assert serving(cast, case_id) == {("Марк", "manager")}
    assert is_stale(cast, circle)
    with scope(organisation=cast.organisation_id):
        assert Request.objects.get().owner_id == cast.case_manager.account_id
    assert browser_of(cast.case_manager).post(leave).status_code == 404


def test_somebody_with_two_duties_who_ends_one_keeps_the_keys(cast: Cast) -> None:
    case_id = a_case(cast)
    for duty in ("peer", "interpreter"):
        join(cast, case_id, cast.peer, duty)
    circle = keys_of(cast, case_id, cast.case_manager, cast.peer)
    who = {"actor": cast.case_manager.actor, "case_id": case_id}
    operations.leave(**who, account_id=cast.peer.account_id, duty="interpreter")
    assert ("Тимур", "peer") in serving(cast, case_id) and not is_stale(cast, circle)
    operations.leave(**who, account_id=cast.peer.account_id)
    assert is_stale(cast, circle)


def test_the_last_manager_cannot_leave_before_another_carries_the_case(cast: Cast) -> None:
    case_id = a_case(cast)
    with scope(organisation=cast.organisation_id):
        member_id = Member.objects.get(duty="manager").id
    browser = browser_of(cast.case_manager)
    leave = reverse("cases:leave", args=[case_id, member_id])
    browser.post(leave)
    assert serving(cast, case_id) == {("Марк", "manager")}
    typed = {"duty": "peer"}
    duty = browser.post(reverse("cases:duty", args=[case_id, member_id]), typed)
    assert duty.status_code == 422 and serving(cast, case_id) == {("Марк", "manager")}
    join(cast, case_id, cast.social, "manager")
    assert row_of(cast, case_id).manager_id == cast.case_manager.account_id
    assert browser.post(leave).status_code == 302
    assert row_of(cast, case_id).manager_id == cast.social.account_id
    assert serving(cast, case_id) == {("Зарина", "manager")}


def test_a_duty_is_changed_by_the_same_rules_as_joining(cast: Cast) -> None:
    case_id = a_case(cast)
    join(cast, case_id, cast.peer, "peer")
    circle = keys_of(cast, case_id, cast.case_manager, cast.peer)
    with scope(organisation=cast.organisation_id):
        member_id = Member.objects.get(duty="peer").id
    browser = browser_of(cast.case_manager)
    page = reverse("cases:duty", args=[case_id, member_id])
    assert browser.get(page).status_code == 200
    assert browser.post(page, {"duty": "lawyer"}).status_code == 422
    assert browser.post(page, {"duty": "interpreter"}).status_code == 302
    assert serving(cast, case_id) == {("Марк", "manager"), ("Тимур", "interpreter")}
    assert not is_stale(cast, circle)


def test_somebody_may_be_made_the_manager_and_the_former_one_stays(cast: Cast) -> None:
    case_id = a_case(cast)
    operations.make_manager(
        actor=cast.coordinator.actor, case_id=case_id, account_id=cast.social.account_id
    )
    assert row_of(cast, case_id).manager_id == cast.social.account_id
    assert serving(cast, case_id) == {("Марк", "manager"), ("Зарина", "manager")}


def test_one_may_leave_oneself(cast: Cast) -> None:
    case_id = a_case(cast)
    join(cast, case_id, cast.lawyer, "lawyer")
    with scope(organisation=cast.organisation_id):
        member_id = Member.objects.get(duty="lawyer").id
    answer = browser_of(cast.lawyer).post(reverse("cases:leave", args=[case_id, member_id]))
    assert answer["Location"] == reverse("cases:list")
    assert serving(cast, case_id) == {("Марк", "manager")}


def test_places_end_by_themselves_and_with_the_access(
    cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    case_id = a_case(cast)
    join(cast, case_id, cast.volunteer, "volunteer", ends_on=today())
    join(cast, case_id, cast.doctor, "doctor")
    circle = keys_of(cast, case_id, cast.case_manager, cast.volunteer)
    with scope(organisation=cast.organisation_id):
        Member.objects.filter(duty="volunteer").update(ends_on=today() - timedelta(days=1))
    for _ in range(2):
        end_places()
    assert is_stale(cast, circle)
    with django_capture_on_commit_callbacks(execute=True):
        close_account(actor=cast.coordinator.actor, account_id=cast.doctor.account_id)
    with scope(organisation=cast.organisation_id):
        assert not Member.objects.filter(until=None).exclude(duty="manager").exists()
        assert Case.objects.get().manager_id == cast.case_manager.account_id


def test_who_comes_back_is_asked_in_anew(cast: Cast) -> None:
    case_id = a_case(cast)
    for _ in range(2):
        join(cast, case_id, cast.lawyer, "lawyer")
        operations.leave(
            actor=cast.case_manager.actor, case_id=case_id, account_id=cast.lawyer.account_id
        )
    with scope(organisation=cast.organisation_id):
        assert Member.objects.filter(duty="lawyer").count() == 2
