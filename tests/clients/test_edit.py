"""Facts that were told later; the journal says who changed a card."""

from datetime import date

from django.urls import reverse

from ravny.core.kit.registries import record_kinds
from ravny.people.clients import operations, queries
from ravny.people.clients.types import ClientFacts
from tests.cast import Cast, browser_of
from tests.clients.makers import open_card, row, verbs


def test_the_form_comes_with_the_facts_as_they_are(cast: Cast) -> None:
    client_id = open_card(cast.peer, age_group="25-29", country="TJ", languages=("tg",))
    page = browser_of(cast.peer).get(reverse("clients:edit", args=[client_id])).content.decode()
    assert 'value="25-29" id="id_age_group_3" checked' in page
    assert '<option value="TJ" selected>' in page


def test_a_fact_told_later_is_kept_and_the_others_stay(cast: Cast) -> None:
    client_id = open_card(cast.peer, age_group="25-29", country="TJ")
    url = reverse("clients:edit", args=[client_id])
    sent = {"age_group": "25-29", "country": "TJ", "registration": "no"}
    assert browser_of(cast.doctor).post(url, sent).status_code == 302
    facts = queries.facts_of(row(cast.peer, client_id))
    assert (facts.age_group, facts.country, facts.registration) == ("25-29", "TJ", "no")
    assert verbs(cast.peer)[-1] == "clients.edited"


def test_an_age_that_stays_keeps_the_day_it_was_asked(cast: Cast) -> None:
    client_id = open_card(cast.peer, age_group="20-24", day=date(2026, 2, 1))
    for age, day in (("20-24", date(2026, 2, 1)), ("25-29", None)):
        operations.edit_client(
            actor=cast.peer.actor, client_id=client_id, facts=ClientFacts(age_group=age)
        )
        kept = row(cast.peer, client_id).age_on
        assert kept == day if day else kept != date(2026, 2, 1)


def test_a_minors_card_says_what_to_mind(cast: Cast) -> None:
    client_id = open_card(cast.peer, age_group="15-19")
    page = browser_of(cast.peer).get(reverse("desk:card", args=[client_id])).content.decode()
    assert "с 15 лет" in page
    assert "Это должен проверить юрист" in page


def test_opening_a_card_is_written_down_once_a_person_card_and_day(cast: Cast) -> None:
    client_id = open_card(cast.peer)
    url = reverse("desk:card", args=[client_id])
    for person in (cast.peer, cast.peer, cast.doctor):
        page = browser_of(person).get(url).content.decode()
    assert verbs(cast.peer).count("clients.opened") == 2
    assert cast.peer.pseudonym in page
    assert cast.doctor.pseudonym in page


def test_who_looked_is_forgotten_when_its_time_is_over(cast: Cast) -> None:
    client_id = open_card(cast.peer)
    operations.note_opening(actor=cast.peer.actor, client_id=client_id)
    kind = next(one for one in record_kinds if one.code == "clients.openings")
    assert kind.erase(cast.organisation_id, date(2027, 12, 1), 500) == 1
    assert queries.who_looked(cast.peer.actor, [client_id]) == []
