"""Before anybody contacts a client, the page says whether and how; the server keeps to it."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django_scopes import scope

from ravny.core.kit.clock import today
from ravny.core.kit.ids import day_id
from ravny.services.cases.models.work import Contact, SafeContact
from ravny.services.cases.neutral import languages, words_in
from tests.cast import Cast, browser_of

from .contact_forms import asked, send, silent_for
from .makers import a_case, on_the_team, row_of

pytestmark = pytest.mark.django_db
BACK, WRONG = 302, 422


def page(cast: Cast, case_id: Any, name: str = "case", *args: Any) -> str:
    url = reverse(f"cases:{name}", args=[case_id, *args])
    return browser_of(cast.case_manager).get(url).content.decode()


def safe_form(cast: Cast, case_id: Any, **changes: Any) -> Any:
    sent = {
        "record_id": str(day_id()), "channel": "telegram", "asked_on": today().isoformat(),
        "hour_from": "10", "hour_to": "18", "language": "uz", **changes,
    }  # fmt: skip
    return browser_of(cast.case_manager).post(reverse("cases:safe", args=[case_id]), sent)


def test_never_asked_is_forbidden_and_says_so_everywhere(cast: Cast) -> None:
    case_id = a_case(cast)
    for name, args in (
        ("case", ()), ("contact_new", ("talk",)), ("contact_new", ("attempt",)),
        ("contact_new", ("missed",)),
    ):  # fmt: skip
        said = page(cast, case_id, name, *args)
        assert "Не спросили: не связываться" in said, (name, args)
    assert "Не спрошено" not in page(cast, case_id, "contact_new", "official")
    answer = send(cast.case_manager, case_id, "attempt", way="call")
    assert answer.status_code == WRONG
    assert "Никто не спросил клиента" in answer.content.decode()
    with scope(organisation=cast.organisation_id):
        assert not Contact.objects.exists()


@pytest.mark.parametrize("way", ["meeting", "mailbox"])
def test_who_is_with_us_and_our_mailbox_are_always_left(cast: Cast, way: str) -> None:
    assert send(cast.case_manager, a_case(cast), "talk", way=way).status_code == BACK


@pytest.mark.parametrize(
    ("facts", "changes", "code"),
    [
        ({"channel": "none"}, {}, "nobody"),
        ({"channel": "call"}, {}, "way"),
        ({"channel": "call"}, {"way": "visit"}, "way"),
        ({"hour_from": 19, "hour_to": 23}, {}, "hours"),
    ],
)
def test_outside_the_safe_way_only_with_a_reason(
    cast: Cast, facts: dict[str, Any], changes: dict[str, Any], code: str
) -> None:
    case_id = a_case(cast)
    asked(cast, case_id, **facts)
    sent = {"way": "telegram", "beyond": "", **changes}
    answer = send(cast.case_manager, case_id, "attempt", **sent)
    assert answer.status_code == WRONG
    assert [one.code for one in answer.context["form"].errors.as_data()["beyond"]] == [code]
    for why in ("came", "asked", "danger"):
        again = send(cast.case_manager, case_id, "attempt", **{**sent, "beyond": why})
        assert again.status_code == BACK
    with scope(organisation=cast.organisation_id):
        kept = Contact.objects.values_list("beyond", flat=True)
        assert sorted(kept) == ["asked", "came", "danger"]


def test_other_days_than_the_client_named(cast: Cast) -> None:
    case_id = a_case(cast)
    days = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    asked(cast, case_id, days=tuple(day for n, day in enumerate(days) if n != today().weekday()))
    sent = {"way": "telegram", "hours": "weekend"}
    assert send(cast.case_manager, case_id, "attempt", **sent).status_code == WRONG
    other = (today() - timedelta(days=1)).isoformat()
    assert send(cast.case_manager, case_id, "attempt", day=other, **sent).status_code == BACK


def test_through_a_peer_only_when_the_client_agreed_to_one(cast: Cast) -> None:
    case_id = a_case(cast)
    asked(cast, case_id)
    assert send(cast.case_manager, case_id, "attempt", way="peer").status_code == WRONG
    on_the_team(cast, case_id, cast.peer, "peer", agreed=True)
    assert send(cast.case_manager, case_id, "attempt", way="peer").status_code == BACK
    assert "также через равного консультанта" in page(cast, case_id)


def test_what_the_client_says_stands_on_the_case_and_on_the_form(cast: Cast) -> None:
    case_id = a_case(cast)
    silent_for(cast, case_id, 20)
    answer = safe_form(cast, case_id, days=["mon", "fri"], may_leave_word="on")
    assert answer.status_code == BACK
    for said in (page(cast, case_id), page(cast, case_id, "contact_new", "talk")):
        for words in ("Telegram", "понедельник, пятница", "10:00–18:00", "Oʻzbekcha"):
            assert words in said, words
        assert "Не спрошено" not in said
    assert row_of(cast, case_id).heard_on == today()  # they were asked, so they were heard


def test_the_newest_answer_counts_and_the_old_ones_stay(cast: Cast) -> None:
    case_id = a_case(cast)
    asked(cast, case_id, asked_on=today() - timedelta(days=3))
    asked(cast, case_id, channel="none")
    assert "Связываться нельзя" in page(cast, case_id)
    with scope(organisation=cast.organisation_id):
        assert SafeContact.objects.count() == 2


def test_neutral_words_stand_ready_in_the_clients_language(cast: Cast) -> None:
    case_id = a_case(cast)
    safe_form(cast, case_id, language="uz")
    said = page(cast, case_id)
    assert "Assalomu alaykum" in said and "черновик" in said
    assert said.count("data-copying") == 3 and "readonly" in said
    safe_form(cast, case_id, language="ru")
    assert "черновик" not in page(cast, case_id)
    assert words_in("vi", "").language == "ru"
    assert set(languages()) == {"ru", "en", "uz", "tg", "ky", "kk", "uk", "ro"}


def test_neutral_words_name_neither_us_nor_health() -> None:
    forbidden = ("вич", "hiv", "тест", "test", "клиник", "врач", "больн", "ravny", "равн", "нко")
    for words in languages().values():
        for text in words.texts.values():
            assert not [one for one in forbidden if one in text.lower()], text


def test_nothing_on_the_page_calls_or_opens_a_messenger(cast: Cast) -> None:
    case_id = a_case(cast)
    for channel in ("call", "sms", "telegram", "whatsapp", "signal"):
        asked(cast, case_id, channel=channel)
        said = page(cast, case_id)
        assert not [one for one in ("tel:", "sms:", "t.me", "wa.me", "signal.me") if one in said]


WRONG_SAFE: list[tuple[dict[str, Any], str]] = [
    ({"channel": "pigeon"}, "channel"),
    ({"channel": ""}, "channel"),
    ({"asked_on": "2099-01-01"}, "asked_on"),
    ({"asked_on": "1999-01-01"}, "asked_on"),
    ({"days": ["someday"]}, "days"),
    ({"hour_from": "9", "hour_to": ""}, "hour_to"),
    ({"hour_from": "", "hour_to": "9"}, "hour_from"),
    ({"hour_from": "24"}, "hour_from"),
    ({"hour_to": "25"}, "hour_to"),
    ({"hour_from": "9", "hour_to": "9"}, "hour_to"),
    ({"language": "klingon"}, "language"),
    ({"record_id": "1"}, "record_id"),
    ({"address": "+7 900 000-00-00"}, "address"),
    ({"words": "plain"}, "words"),
]


@pytest.mark.parametrize(("changes", "field"), WRONG_SAFE)
def test_a_wrong_answer_is_refused_beside_its_field(
    cast: Cast, changes: dict[str, Any], field: str
) -> None:
    answer = safe_form(cast, a_case(cast), **changes)
    assert answer.status_code == WRONG
    assert field in answer.context["form"].errors
    with scope(organisation=cast.organisation_id):
        assert not SafeContact.objects.exists()


def test_only_who_works_in_an_open_case_writes_it(cast: Cast) -> None:
    case_id = a_case(cast)
    url = reverse("cases:safe", args=[case_id])
    for person in (cast.outsider, cast.stranger, cast.peer, cast.keeper):
        assert browser_of(person).get(url).status_code == 404
        assert browser_of(person).post(url, {}).status_code == 404
