"""A consent is one scope, one version of one text, and can be taken back."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.urls import reverse

from ravny.core.kit.clock import today
from ravny.core.kit.errors import DomainError
from ravny.core.kit.ids import day_id
from ravny.people.clients import consent_texts, operations, queries
from ravny.people.clients.types import ConsentState, Scope
from tests.cast import Cast, Person, browser_of
from tests.clients.makers import open_card, row, verbs


def say(person: Person, client_id: UUID, scope: str, state: str, **more: Any) -> None:
    operations.record_consent(
        actor=person.actor,
        consent_id=more.pop("consent_id", None) or day_id(),
        client_id=client_id,
        scope_code=scope,
        state=state,
        **more,
    )


def standing(person: Person, *client_ids: UUID) -> dict[str, str | None]:
    facts = queries.consents_of(person.actor, client_ids)
    return {fact.scope: fact.state for fact in facts if fact.state}


def test_a_consent_is_given_on_the_page_and_stands_on_the_card(cast: Cast) -> None:
    client_id = open_card(cast.peer)
    browser = browser_of(cast.peer)
    url = reverse("clients:consent", args=[client_id])
    sent = {
        "record_id": str(day_id()),
        "scope": "parcel",
        "state": "given",
        "language": "ru",
        "day": today().isoformat(),
    }
    assert browser.post(url, sent).status_code == 302
    assert browser.post(url, sent).status_code == 302  # sent twice, written once
    assert standing(cast.peer, client_id) == {"parcel": "given"}
    page = browser.get(url).content.decode()
    assert "нейтральной этикеткой" in page
    assert page.count("версия 1, Тимур") == 1
    card = browser.get(reverse("desk:card", args=[client_id])).content.decode()
    assert "Дано" in card or "дано" in card
    assert verbs(cast.peer).count("clients.consent_given") == 1


def test_what_was_given_can_be_withdrawn_and_both_words_stay(cast: Cast) -> None:
    client_id = open_card(cast.peer)
    say(cast.peer, client_id, "research", "given", day=today() - timedelta(days=9))
    say(cast.doctor, client_id, "research", "withdrawn")
    assert standing(cast.peer, client_id) == {"research": "withdrawn"}
    assert not queries.has_consent(cast.peer.actor, [client_id], Scope.RESEARCH)
    states = [row.state for row in queries.consent_history(cast.peer.actor, [client_id])]
    assert states == ["withdrawn", "given"]


@pytest.mark.parametrize(
    ("scope", "state", "field"),
    [("research", "withdrawn", "scope"), ("nonsense", "given", None), ("parcel", "maybe", None)],
)
def test_a_word_that_means_nothing_is_refused(
    cast: Cast, scope: str, state: str, field: str | None
) -> None:
    client_id = open_card(cast.peer)
    with pytest.raises(DomainError) as refusal:
        say(cast.peer, client_id, scope, state)
    assert refusal.value.field == field
    assert standing(cast.peer, client_id) == {}


def test_a_day_that_has_not_come_is_refused(cast: Cast) -> None:
    client_id = open_card(cast.peer)
    with pytest.raises(DomainError):
        say(cast.peer, client_id, "parcel", "given", day=today() + timedelta(days=1))


def test_of_two_merged_cards_a_withdrawal_on_one_day_outweighs_a_yes(cast: Cast) -> None:
    first, second = open_card(cast.peer), open_card(cast.peer)
    say(cast.peer, first, "parcel", "given")
    say(cast.peer, second, "parcel", "given")
    say(cast.peer, second, "parcel", "withdrawn")
    operations.merge_clients(actor=cast.case_manager.actor, kept_id=first, alias_id=second)
    assert standing(cast.peer, first, second) == {"parcel": "withdrawn"}


def test_a_consent_by_an_older_text_is_to_be_asked_again(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    client_id = open_card(cast.peer)
    say(cast.peer, client_id, "parcel", "given")
    newer = dict(consent_texts.latest_texts())
    newer["parcel"] = type(newer["parcel"])("parcel", 2, newer["parcel"].words, False)
    monkeypatch.setattr(queries, "latest_texts", lambda: newer)
    facts = queries.consents_of(cast.peer.actor, [client_id])
    assert queries.outdated_consents(facts) == {"parcel"}


def test_every_text_stands_in_both_staff_languages_and_is_marked_unreviewed() -> None:
    for text in consent_texts.texts().values():
        assert {"ru", "en"} <= set(text.words)
        assert text.reviewed is False


@pytest.mark.mission("S50")
def test_key_groups_stand_on_a_card_only_where_profile_and_client_allow(
    cast: Cast, in_moldova: None
) -> None:
    client_id = open_card(cast.peer)
    browser = browser_of(cast.peer)
    url = reverse("clients:key_groups", args=[client_id])
    sent = {"record_id": str(day_id()), "groups": ["msm", "migrant"]}
    refused = browser.post(url, sent)
    assert refused.status_code == 422
    assert "не соглашался" in refused.content.decode()
    say(cast.peer, client_id, "keep_groups", "given")
    assert browser.post(url, sent).status_code == 302
    card = browser.get(reverse("desk:card", args=[client_id])).content.decode()
    assert "мужчины, имеющие секс с мужчинами" in card
    say(cast.peer, client_id, "keep_groups", "withdrawn")
    assert queries.key_groups_of(cast.peer.actor, [client_id]) is None


@pytest.mark.mission("S50")
def test_elsewhere_no_card_holds_a_key_group(cast: Cast) -> None:
    client_id = open_card(cast.peer)
    url = reverse("clients:key_groups", args=[client_id])
    sent = {"record_id": str(day_id()), "groups": ["msm"]}
    answer = browser_of(cast.peer).post(url, sent)
    assert answer.status_code == 422
    assert "не хранятся" in answer.content.decode()
    with pytest.raises(DomainError):
        say(cast.peer, client_id, "keep_groups", ConsentState.GIVEN)
    card = browser_of(cast.peer).get(reverse("desk:card", args=[client_id])).content.decode()
    assert "Ключевые группы" not in card


def test_none_of_these_stands_alone(cast: Cast, in_moldova: None) -> None:
    client_id = open_card(cast.peer)
    say(cast.peer, client_id, "keep_groups", "given")
    with pytest.raises(DomainError):
        operations.record_key_groups(
            actor=cast.peer.actor,
            record_id=day_id(),
            client_id=client_id,
            groups=("none", "msm"),
        )


def test_consents_of_a_day_past_are_kept_by_their_day(cast: Cast) -> None:
    client_id = open_card(cast.peer)
    say(cast.peer, client_id, "parcel", "refused", day=date(2026, 11, 2))
    say(cast.peer, client_id, "parcel", "given", day=date(2026, 11, 1))  # remembered later
    assert standing(cast.peer, client_id) == {"parcel": "refused"}
    assert row(cast.peer, client_id).code
