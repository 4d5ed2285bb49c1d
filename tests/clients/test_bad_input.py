"""What each form of this room answers to what it cannot take: 422, a word, nothing lost."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from django.urls import reverse

from ravny.core.kit.ids import day_id
from tests.cast import Cast, browser_of
from tests.clients.makers import open_card, verbs

NOT_OFFERED = "Выберите корректный вариант"
REGISTER: list[tuple[dict[str, Any], str]] = [
    ({"record_id": ""}, "Заполните это поле"),
    ({"record_id": "1"}, "UUID"),
    ({"record_id": "8be4c0c8-2333-4bf7-95b3-b0c1d2e3f4a5"}, "устарела"),
    ({"team": ""}, "Заполните это поле"),
    ({"team": "30a4c95a-0973-4098-bd92-7cd1060f3a11"}, NOT_OFFERED),
    ({"age_group": "16"}, NOT_OFFERED),
    ({"languages": ["uz", "klingon"]}, NOT_OFFERED),
    ({"country": "Узбекистан"}, NOT_OFFERED),
    ({"sex": "x"}, NOT_OFFERED),
    ({"registration": "maybe"}, NOT_OFFERED),
    ({"legal_status": "<b>"}, NOT_OFFERED),
    ({"risks": ["dragons"]}, NOT_OFFERED),
    ({"faith": "me"}, NOT_OFFERED),
    ({"channel": "friend's name"}, NOT_OFFERED),
    ({"network": "myspace"}, NOT_OFFERED),
    ({"wave": "0"}, "больше либо равно 1"),
    ({"wave": "100"}, "меньше либо равно 99"),
    ({"wave": "three"}, "целое число"),
    ({"called": "Алишер"}, "запечатан"),
    ({"called": "AAAA"}, "запечатан"),
    ({"answer_hash": "zz"}, "Подсказка пришла не целиком"),
    ({"answer_hash": "11" * 32}, "подсказки не хранятся"),
]


@pytest.mark.parametrize(("wrong", "word"), REGISTER, ids=lambda value: str(value)[:40])
def test_a_new_card_is_refused_with_a_word_and_keeps_what_was_typed(
    cast: Cast, wrong: dict[str, Any], word: str
) -> None:
    sent = {
        "record_id": str(day_id()),
        "team": str(cast.near_team_id),
        "country": "TJ",
        "legal_status": "student",
        "wave": "7",
        **wrong,
    }
    answer = browser_of(cast.peer).post("/clients/new/", sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert word in page
    if "country" not in wrong:
        assert '<option value="TJ" selected>' in page
    if "legal_status" not in wrong:
        assert '<option value="student" selected>' in page
    if "wave" not in wrong:
        assert 'value="7"' in page
    assert "clients.registered" not in verbs(cast.peer)


CONSENT: list[tuple[dict[str, str], str]] = [
    ({"record_id": "x"}, "UUID"),
    ({"scope": ""}, "Заполните это поле"),
    ({"scope": "everything"}, NOT_OFFERED),
    ({"state": ""}, "Выберите ответ"),
    ({"state": "perhaps"}, NOT_OFFERED),
    ({"state": "withdrawn"}, "Отозвать можно только"),
    ({"language": "xx"}, NOT_OFFERED),
    ({"day": "31.02.2026"}, "дату"),
    ({"day": "2999-01-01"}, "ещё не наступил"),
    ({"scope": "keep_groups"}, "на картах не хранятся"),
]


@pytest.mark.parametrize(("wrong", "word"), CONSENT, ids=lambda value: str(value)[:40])
def test_a_consent_is_refused_with_a_word(cast: Cast, wrong: dict[str, str], word: str) -> None:
    client_id = open_card(cast.peer)
    sent = {
        "record_id": str(day_id()),
        "scope": "parcel",
        "state": "given",
        "language": "ru",
        "day": "2026-11-01",
        **wrong,
    }
    answer = browser_of(cast.peer).post(reverse("clients:consent", args=[client_id]), sent)
    assert answer.status_code == 422
    assert word in answer.content.decode()
    assert "clients.consent_given" not in verbs(cast.peer)


@pytest.mark.parametrize(
    ("groups", "word"), [([], "хотя бы один"), (["gays"], NOT_OFFERED), (["msm"], "соглашался")]
)
def test_key_groups_are_refused_with_a_word(
    cast: Cast, in_moldova: None, groups: list[str], word: str
) -> None:
    client_id = open_card(cast.peer)
    sent = {"record_id": str(day_id()), "groups": groups}
    answer = browser_of(cast.peer).post(reverse("clients:key_groups", args=[client_id]), sent)
    assert answer.status_code == 422
    assert word in answer.content.decode()


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("", "Заполните это поле"),
        ("12345", "цифр"),
        ("1234567890", "цифр"),
        ("123 456 789-4", "такого кода нет"),
        ("1' OR 1=1", "цифр"),
    ],
)
def test_the_other_cards_code_is_refused_with_a_word(cast: Cast, typed: str, word: str) -> None:
    client_id: UUID = open_card(cast.peer)
    url = reverse("clients:merge", args=[client_id])
    answer = browser_of(cast.case_manager).post(url, {"code": typed})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert word in page
    assert not typed or f'value="{typed}"'.replace("'", "&#x27;") in page


def test_an_address_that_is_none_answers_like_one_that_is_not_there(cast: Cast) -> None:
    browser = browser_of(cast.peer)
    for path in ("/clients/x/edit/", f"/clients/{uuid4()}/edit/", "/clients/1 OR 1/paper/"):
        assert browser.get(path).status_code == 404
    assert browser.get(f"/clients/{open_card(cast.peer)}/unmerge/").status_code == 405
