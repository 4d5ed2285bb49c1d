"""Who sees a case: its team of today, who carries cases on the client's team, the coordinator."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.urls import reverse
from django_scopes import scope

from ravny.core.kit.clock import today
from ravny.core.kit.errors import NotYours
from ravny.services.cases import operations
from ravny.services.cases.models import Case, Member, Request
from ravny.services.cases.queries import get_case_for, members_of, requests_of
from tests.cast import Cast, Person, browser_of

from .makers import a_case, on_the_team

pytestmark = pytest.mark.django_db


def addresses(cast: Cast, case_id: UUID) -> list[str]:
    with scope(organisation=cast.organisation_id):
        request_id = Request.objects.filter(case_id=case_id).latest("id").id
    names = ("case", "stages", "where", "situation", "add_request", "team")
    found = [reverse(f"cases:{name}", args=[case_id]) for name in names]
    return [*found, reverse("cases:request", args=[case_id, request_id])]


def sees(cast: Cast, person: Person, case_id: UUID) -> bool:
    """Tell whether a person sees a case: on every page of it, or on none."""
    browser = browser_of(person)
    answers = {browser.get(one).status_code for one in addresses(cast, case_id)}
    assert answers in ({200}, {404})
    listed = browser.get(reverse("cases:list"))
    if listed.status_code == 200:
        assert (str(case_id) in listed.content.decode()) == (answers == {200})
    return answers == {200}


@pytest.mark.mission("S7")
def test_professions_see_a_case_when_they_are_asked_into_it_and_not_before(cast: Cast) -> None:
    case_id = a_case(cast)
    duties = {
        "lawyer": cast.lawyer,
        "doctor": cast.doctor,
        "psychologist": cast.psychologist,
        "peer": cast.peer,
    }
    for duty, person in duties.items():
        assert not sees(cast, person, case_id), duty
        typed = {"account": str(person.account_id), "duty": duty}
        join = reverse("cases:join", args=[case_id])
        assert browser_of(cast.case_manager).post(join, typed).status_code == 302
        assert sees(cast, person, case_id), duty
        assert not sees(cast, person, a_case(cast)), duty


def test_who_carries_cases_sees_those_of_their_teams_and_the_coordinator_all(cast: Cast) -> None:
    case_id = a_case(cast)
    for person in (cast.case_manager, cast.social, cast.coordinator):
        assert sees(cast, person, case_id), person.login
    for person in (cast.outsider, cast.keeper, cast.stock, cast.hotline, cast.stranger):
        assert not sees(cast, person, case_id), person.login
    assert not sees(cast, cast.volunteer, case_id)


def test_somebody_of_another_team_sees_the_code_and_no_way_to_the_card(cast: Cast) -> None:
    case_id = a_case(cast)
    on_the_team(cast, case_id, cast.outsider, "manager")
    with scope(organisation=cast.organisation_id):
        client = Case.objects.select_related("client").get(id=case_id).client
    for address in (reverse("cases:case", args=[case_id]), reverse("cases:list")):
        page = browser_of(cast.outsider).get(address).content.decode()
        assert client.code[-4:-1] in page and str(client.id) not in page
    near = browser_of(cast.social).get(reverse("cases:case", args=[case_id])).content.decode()
    assert reverse("desk:card", args=[client.id]) in near


def test_a_volunteer_sees_the_case_until_their_last_day(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id = a_case(cast)
    last = today() + timedelta(days=2)
    typed = {
        "account": str(cast.volunteer.account_id),
        "duty": "volunteer",
        "ends_on": last.isoformat(),
    }
    join = reverse("cases:join", args=[case_id])
    assert browser_of(cast.case_manager).post(join, typed).status_code == 302
    assert sees(cast, cast.volunteer, case_id)
    with scope(organisation=cast.organisation_id):
        Member.objects.filter(duty="volunteer").update(ends_on=today())
    assert sees(cast, cast.volunteer, case_id)
    with scope(organisation=cast.organisation_id):
        Member.objects.filter(duty="volunteer").update(ends_on=today() - timedelta(days=1))
    assert not sees(cast, cast.volunteer, case_id)


def test_who_leaves_is_refused_at_the_next_request(cast: Cast) -> None:
    case_id = a_case(cast)
    on_the_team(cast, case_id, cast.lawyer, "lawyer")
    browser = browser_of(cast.lawyer)
    page = reverse("cases:case", args=[case_id])
    assert browser.get(page).status_code == 200
    operations.leave(
        actor=cast.case_manager.actor, case_id=case_id, account_id=cast.lawyer.account_id
    )
    assert browser.get(page).status_code == 404
    for ask in (get_case_for, members_of, requests_of):
        with pytest.raises(NotYours):
            ask(cast.lawyer.actor, case_id)


def test_a_member_who_may_not_choose_the_team_cannot(cast: Cast) -> None:
    case_id = a_case(cast)
    on_the_team(cast, case_id, cast.lawyer, "lawyer")
    with scope(organisation=cast.organisation_id):
        manager = Member.objects.get(case_id=case_id, duty="manager").id
    browser = browser_of(cast.lawyer)
    assert browser.get(reverse("cases:join", args=[case_id])).status_code == 404
    assert browser.get(reverse("cases:duty", args=[case_id, manager])).status_code == 404
    assert browser.post(reverse("cases:leave", args=[case_id, manager])).status_code == 404
    assert browser.get(reverse("cases:open")).status_code == 404


def test_a_case_that_ended_is_read_and_not_written(cast: Cast) -> None:
    case_id = a_case(cast)
    with scope(organisation=cast.organisation_id):
        Case.objects.filter(id=case_id).update(ended_on=today(), exit_reason="wish", stage="exit")
    browser = browser_of(cast.case_manager)
    for name, expected in (("case", 200), ("stages", 200), ("team", 200), ("where", 404),
                           ("situation", 404), ("add_request", 404), ("join", 404)):  # fmt: skip
        assert browser.get(reverse(f"cases:{name}", args=[case_id])).status_code == expected, name
