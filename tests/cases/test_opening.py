"""A case is opened once, with the little that is known."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from django_scopes import scope

from ravny.core.journal.models import Entry
from ravny.core.kit.clock import today
from ravny.core.kit.errors import DomainError, NotYours
from ravny.core.kit.ids import day_id
from ravny.people.clients.operations import merge_clients
from ravny.services.cases.models import Case, Member, Request, StageMove
from ravny.services.encounters.operations import record_encounter
from ravny.services.encounters.types import EncounterFacts
from ravny.services.testing.operations import record_test
from tests.cast import Cast, Person, browser_of
from tests.referrals.makers import a_referral, make_places
from tests.testing.makers import facts_of, fill_bag

from .makers import a_case, a_client, row_of

pytestmark = pytest.mark.django_db


def page_of(client_id: UUID, **query: object) -> str:
    found = "&".join(f"{name}={value}" for name, value in {"client": client_id, **query}.items())
    return f"{reverse('cases:open')}?{found}"


def typed(person: Person, **changes: Any) -> dict[str, Any]:
    """Return the seed's record as it is typed: where, since when, from what, what is asked for."""
    return {
        "record_id": str(day_id()),
        "where": "region",
        "region": "ru-vor",
        "country": "",
        "kinds": ["legal", "medical"],
        "day": (today() - timedelta(days=2)).isoformat(),
        "source": "call",
        "language": "",
        "interpreter": "",
        "manager": str(person.account_id),
        **changes,
    }


def only(cast: Cast) -> Case:
    with scope(organisation=cast.organisation_id):
        return Case.objects.get()


@pytest.mark.mission("S67", "S82")
def test_the_seeds_record_is_enough_to_open_a_case_from_the_card(cast: Cast) -> None:
    client_id = a_client(cast, languages=("uz",))
    browser = browser_of(cast.case_manager)
    card = browser.get(reverse("desk:card", args=[client_id])).content.decode()
    assert page_of(client_id) in card
    assert browser.get(page_of(client_id)).status_code == 200
    answer = browser.post(page_of(client_id), typed(cast.case_manager))
    case = only(cast)
    assert answer["Location"] == reverse("cases:case", args=[case.id])
    assert (case.where, case.region, case.is_remote, case.stage) == (
        "region", "RU-VOR", True, "assessment",
    )  # fmt: skip
    with scope(organisation=cast.organisation_id):
        assert {one.kind for one in Request.objects.all()} == {"legal", "medical"}
        member = Member.objects.get()
        assert (member.account_id, member.duty) == (cast.case_manager.account_id, "manager")
        moves = [(move.stage, move.day) for move in StageMove.objects.all()]
    assert moves == [(stage, case.opened_on) for stage in ("intake", "assessment")]
    card = browser.get(reverse("desk:card", args=[client_id])).content.decode()
    assert str(case.id) in card
    entries = Entry.objects.filter(organisation_id=cast.organisation_id)
    assert entries.filter(verb="cases.opened").count() == 1


def test_a_case_without_whereabouts_stays_in_intake_and_asks_for_them(cast: Cast) -> None:
    case_id = a_case(cast, where="unknown")
    browser = browser_of(cast.case_manager)
    page = browser.get(reverse("cases:case", args=[case_id])).content.decode()
    assert row_of(cast, case_id).stage == "intake" and "Спросите, где клиент" in page
    where = reverse("cases:where", args=[case_id])
    assert browser.post(where, {"where": "here"}).status_code == 302
    assert row_of(cast, case_id).stage == "assessment"


@pytest.mark.mission("S81")
def test_a_remote_case_says_what_that_means_and_leads_to_who_is_there(cast: Cast) -> None:
    case_id = a_case(cast, where="region", region="RU-NIZ")
    browser = browser_of(cast.case_manager)
    page = browser.get(reverse("cases:case", args=[case_id])).content.decode()
    assert "дистанционный случай" in page and "RU-NIZ" in page
    directory = f"{reverse('directory:list')}?region=RU-NIZ"
    assert directory in page and browser.get(directory).status_code == 200


@pytest.mark.mission("S83")
def test_a_client_abroad_is_a_remote_case_with_a_country(cast: Cast) -> None:
    case_id = a_case(cast, where="abroad", country="uz", asks=(("legal", None),))
    row = row_of(cast, case_id)
    assert (row.country, row.region, row.is_remote) == ("uz", "", True)
    page = browser_of(cast.case_manager).get(reverse("cases:case", args=[case_id]))
    shown = page.content.decode()
    assert "Узбекистан" in shown and "обжалование" in shown
    assert f"{reverse('directory:list')}?country=uz" in shown
    here = {"where": "here", "language": "", "interpreter": ""}
    browser_of(cast.case_manager).post(reverse("cases:where", args=[case_id]), here)
    assert not row_of(cast, case_id).is_remote and row_of(cast, case_id).country == ""


def known_of(cast: Cast, client_id: UUID) -> dict[str, UUID]:
    """Write a meeting, a reactive test and a referral of a client; return source → id."""
    facts = EncounterFacts(
        encounter_id=day_id(), day=today(), channel="home", worker_id=cast.peer.account_id,
        who="code", client_id=client_id, team_id=cast.near_team_id,
    )  # fmt: skip
    record_encounter(actor=cast.peer.actor, encounter_id=facts.encounter_id, facts=facts)
    fill_bag(cast)
    test = facts_of(cast.peer, "reactive", client_id=client_id)
    make_places(cast.organisation_id)
    return {
        "encounter": facts.encounter_id,
        "reactive": record_test(actor=cast.peer.actor, facts=test),
        "referral": a_referral(cast, client_id=client_id, warned=True),
    }


@pytest.mark.parametrize("source", ["encounter", "reactive", "referral"])
def test_a_case_is_opened_from_what_is_known_of_the_client_and_of_nobody_else(
    cast: Cast, source: str
) -> None:
    client_id, other_id = a_client(cast), a_client(cast)
    source_id = known_of(cast, client_id)[source]
    browser = browser_of(cast.case_manager)
    value = f"{source}:{source_id}"
    assert value in browser.get(page_of(client_id)).content.decode()
    from_it = browser.get(page_of(client_id, source=source, **{"from": source_id}))
    assert f'value="{value}" selected' in from_it.content.decode()
    for wrong in (
        page_of(other_id, source=source, **{"from": source_id}),
        page_of(client_id, source=source, **{"from": day_id()}),
        page_of(client_id, source="gossip"),
        page_of(client_id, source=source, **{"from": "x"}),
    ):
        assert browser.get(wrong).status_code == 404, wrong
    refused = browser.post(page_of(other_id), typed(cast.case_manager, source=value))
    assert refused.status_code == 422
    sent = browser.post(page_of(client_id), typed(cast.case_manager, source=value))
    assert sent.status_code == 302
    assert (only(cast).source, only(cast).source_id) == (source, source_id)


def test_one_client_has_one_open_case_and_merged_cards_are_one_client(cast: Cast) -> None:
    kept, alias = a_client(cast), a_client(cast)
    case_id = a_case(cast, client_id=alias)
    merge_clients(actor=cast.case_manager.actor, kept_id=kept, alias_id=alias)
    for client_id in (kept, alias):
        with pytest.raises(DomainError) as refused:
            a_case(cast, client_id=client_id)
        assert refused.value.code == "already"
    browser = browser_of(cast.case_manager)
    page = browser.get(page_of(kept)).content.decode()
    assert reverse("cases:case", args=[case_id]) in page
    with scope(organisation=cast.organisation_id):
        Case.objects.update(ended_on=today(), exit_reason="wish")
    assert a_case(cast, client_id=kept) != case_id


def test_the_same_page_sent_twice_opens_one_case(cast: Cast) -> None:
    client_id = a_client(cast)
    browser, sent = browser_of(cast.case_manager), typed(cast.case_manager)
    answers = [browser.post(page_of(client_id), sent) for _ in range(2)]
    assert {answer["Location"] for answer in answers} == {
        reverse("cases:case", args=[only(cast).id])
    }
    with scope(organisation=cast.organisation_id):
        assert Request.objects.count() == 2


def test_a_case_is_opened_for_a_colleague_who_carries_cases(cast: Cast) -> None:
    client_id = a_client(cast)
    sent = typed(cast.social, manager=str(cast.case_manager.account_id))
    assert browser_of(cast.social).post(page_of(client_id), sent).status_code == 302
    assert only(cast).manager_id == cast.case_manager.account_id


def test_who_may_not_open_a_case_or_see_the_client_gets_a_404(cast: Cast, client: Client) -> None:
    client_id = a_client(cast)
    for person in (cast.peer, cast.lawyer, cast.volunteer, cast.keeper, cast.outsider,
                   cast.stranger):  # fmt: skip
        assert browser_of(person).get(page_of(client_id)).status_code == 404, person.login
    for person in (cast.peer, cast.outsider):
        with pytest.raises(NotYours):
            a_case(cast, person, client_id=client_id)
    for wrong in ("", "x", day_id()):
        answer = browser_of(cast.case_manager).get(f"{reverse('cases:open')}?client={wrong}")
        assert answer.status_code == 404
