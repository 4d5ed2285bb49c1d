"""Search by code and the client card: the code never stands in an address."""

from uuid import UUID

import pytest
from django.urls import reverse

from ravny.core.kit.codes import group_code
from ravny.core.kit.ids import day_id
from ravny.people.clients.operations import register_client
from ravny.people.clients.queries import get_client_for
from ravny.people.clients.types import ClientFacts
from tests.cast import Cast, browser_of


@pytest.fixture
def client_id(cast: Cast) -> UUID:
    """A client of the near team."""
    return register_client(
        actor=cast.social.actor,
        client_id=day_id(),
        team_id=cast.near_team_id,
        facts=ClientFacts(age_group="25-29", languages=("uz",), country="UZ"),
    )


def code_of(cast: Cast, client_id: UUID) -> str:
    return get_client_for(cast.social.actor, client_id).code


@pytest.mark.mission("S107")
def test_a_code_leads_to_the_card_however_it_is_typed(cast: Cast, client_id: UUID) -> None:
    code = code_of(cast, client_id)
    for typed in (code, group_code(code), f" {code[:5]} {code[5:]} "):
        answer = browser_of(cast.social).post(reverse("desk:find"), {"code": typed})
        assert answer["Location"] == reverse("desk:card", args=[client_id])
        assert code not in answer["Location"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Обязательное"),
        ("123", "Проверьте код"),
        ("1234567891", "Проверьте код"),
        ("абв", "Проверьте код"),
    ],
)
def test_what_is_no_code_is_said_beside_the_box_and_stays_typed(
    cast: Cast, typed: str, said: str
) -> None:
    answer = browser_of(cast.social).post(reverse("desk:find"), {"code": typed})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert said in text or "aria-invalid" in text
    assert not typed or typed in text


def test_an_unknown_code_and_another_teams_code_are_answered_alike(
    cast: Cast, client_id: UUID
) -> None:
    code = code_of(cast, client_id)
    texts = []
    for typed in (code, "1000000007"):
        answer = browser_of(cast.outsider).post(reverse("desk:find"), {"code": typed})
        assert answer.status_code == 422
        texts.append(answer.content.decode().replace(typed, "CODE"))
    assert "такого кода нет" in texts[0]


def test_the_card_shows_the_code_the_panels_and_the_timeline(cast: Cast, client_id: UUID) -> None:
    page = browser_of(cast.social).get(reverse("desk:card", args=[client_id]))
    text = page.content.decode()
    assert page.status_code == 200
    assert group_code(code_of(cast, client_id))[:-1] in text
    assert "Хроника" in text


def test_another_team_and_another_house_get_the_same_404_as_for_nobody(
    cast: Cast, client_id: UUID
) -> None:
    for person in (cast.outsider, cast.stranger):
        for address in ("desk:card", "desk:timeline"):
            theirs = browser_of(person).get(reverse(address, args=[client_id]))
            nobody = browser_of(person).get(reverse(address, args=[day_id()]))
            assert theirs.status_code == nobody.status_code == 404
            assert theirs.content == nobody.content


def test_the_card_asks_the_same_number_of_questions_whatever_happened(
    cast: Cast, client_id: UUID, django_assert_max_num_queries: object
) -> None:
    browser = browser_of(cast.social)
    browser.get(reverse("desk:card", args=[client_id]))
    with django_assert_max_num_queries(55):  # type: ignore[operator]  # a fixture
        browser.get(reverse("desk:card", args=[client_id]))
