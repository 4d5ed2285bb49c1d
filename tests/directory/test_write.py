"""Writing entries, prices and dealings; who may touch what; what is refused."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django_scopes import scope

from ravny.core.journal.models import Entry
from ravny.core.kit.clock import today
from ravny.core.kit.errors import DomainError, NotYours
from ravny.core.kit.ids import day_id
from ravny.people.directory import operations, queries
from ravny.people.directory.models import Dealing, Price, Service
from ravny.people.directory.types import DealingEntry
from tests.cast import Cast

from .makers import a_dealing, a_service, entry, price

pytestmark = pytest.mark.django_db


def test_an_entry_is_made_once_and_changed_under_the_same_id(cast: Cast) -> None:
    service_id, lead = day_id(), cast.coordinator.actor
    for label in ("Кабинет", "Кабинет", "Другой"):
        operations.save_service(actor=lead, service_id=service_id, entry=entry(label=label))
    with scope(organisation=cast.organisation_id):
        assert Service.objects.count() == 1
    fact = queries.get_service_for(cast.peer.actor, service_id)
    assert (fact.label, fact.country, fact.region) == ("Другой", "ru", "RU-SAM")
    assert fact.is_anonymous and not fact.may_report
    assert fact.not_provided == ("art",)


def test_the_codes_of_a_place_are_kept_as_the_house_writes_them(cast: Cast) -> None:
    service_id = a_service(cast.coordinator, country="KZ", region="kz-ala")
    fact = queries.get_service_for(cast.coordinator.actor, service_id)
    assert (fact.country, fact.region) == ("kz", "KZ-ALA")


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"kind": "moon"}, "kind"),
    ({"label": "  "}, "label"),
    ({"country": "xx"}, "country"),
    ({"country": "rus"}, "country"),
    ({"country": ""}, "country"),
    ({"region": "Самара"}, "region"),
    ({"region": "KZ-ALA"}, "region"),
    ({"specialities": ("magician",)}, "specialities"),
    ({"infections": ("flu",)}, "infections"),
    ({"languages": ("xx",)}, "languages"),
    ({"provides": ("gold",)}, "provides"),
    ({"not_provided": ("gold",)}, "not_provided"),
    ({"provides": ("art",), "not_provided": ("art",)}, "not_provided"),
    ({"same_community": "maybe"}, "same_community"),
    ({"anonymous": ""}, "anonymous"),
    ({"asks_passport": "often"}, "asks_passport"),
    ({"friendliness": "5"}, "friendliness"),
    ({"reports_to": ("everybody",)}, "reports_to"),
    ({"reports_to": ("nobody", "police")}, "reports_to"),
    ({"reports_to": ("unknown", "police")}, "reports_to"),
    ({"kind": "specialist", "way_in": "Звоните в дверь"}, "way_in"),
    ({"kind": "specialist", "label": "Уролог 8 (912) 345-67-89"}, "label"),
    ({"kind": "contact", "hours": "пишите @doctor"}, "hours"),
    ({"verified_on": today() + timedelta(days=1)}, "verified_on"),
    ({"prices": (price("gold", 1),)}, "prices"),
    ({"prices": (price("prep", -1),)}, "prices"),
    ({"prices": (price("prep", 1, "RUR?"),)}, "prices"),
    ({"prices": (price("prep", 1), price("prep", 2))}, "prices"),
    ({"prices": (price("prep", 1, as_of=today() + timedelta(days=1)),)}, "prices"),
]


@pytest.mark.parametrize(("changes", "field"), WRONG)
def test_a_wrong_entry_is_refused_beside_its_field(
    cast: Cast, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(DomainError) as refusal:
        a_service(cast.coordinator, **changes)
    assert refusal.value.field == field
    with scope(organisation=cast.organisation_id):
        assert not Service.objects.exists()


def test_prices_are_put_in_place_of_the_old_ones(cast: Cast) -> None:
    lead = cast.coordinator.actor
    service_id = a_service(cast.coordinator, prices=(price("prep", 900), price("pep", 0)))
    kept = entry(prices=None)
    operations.save_service(actor=lead, service_id=service_id, entry=kept)
    found = queries.prices_of(cast.organisation_id, [service_id])[service_id]
    assert [(one.offer, one.amount) for one in found] == [("pep", 0), ("prep", 900)]
    operations.set_prices(actor=lead, service_id=service_id, prices=[price("art", 5)])
    found = queries.prices_of(cast.organisation_id, [service_id])[service_id]
    assert [(one.offer, one.currency) for one in found] == [("art", "RUB")]


def test_verifying_never_goes_back_in_time(cast: Cast) -> None:
    service_id, peer = a_service(cast.coordinator), cast.social.actor
    with scope(organisation=cast.organisation_id):
        assert Service.objects.get().verified_on is None
    for days in (10, 3, 7):
        day = today() - timedelta(days=days)
        operations.verify_service(actor=peer, service_id=service_id, day=day)
    row = queries.service_row(peer, service_id)
    assert row.verified_on == today() - timedelta(days=3)
    assert row.verified_by and row.verified_by.pseudonym == cast.social.pseudonym
    with pytest.raises(DomainError):
        operations.verify_service(
            actor=peer, service_id=service_id, day=today() + timedelta(days=1)
        )


def test_a_retired_entry_is_kept_and_offered_no_more(cast: Cast) -> None:
    service_id, lead = a_service(cast.coordinator), cast.coordinator.actor
    operations.retire_service(actor=lead, service_id=service_id)
    assert queries.service_choices(lead) == []
    assert not queries.get_service_for(lead, service_id).is_active
    assert service_id in queries.service_labels(cast.organisation_id)
    operations.retire_service(actor=lead, service_id=service_id, active=True)
    assert queries.service_choices(lead) == [(str(service_id), "Кабинет на Северной, Самара")]


def test_another_house_can_neither_see_nor_touch_anything(cast: Cast) -> None:
    service_id = a_service(cast.coordinator)
    dealing_id = a_dealing(cast.coordinator, service_id)
    stranger = cast.stranger.actor
    asked = DealingEntry(service_id, today(), "admission", "agreed")
    attempts: list[Any] = [
        lambda: queries.get_service_for(stranger, service_id),
        lambda: queries.service_row(stranger, service_id),
        lambda: queries.dealing_row(stranger, dealing_id),
        lambda: operations.save_service(actor=stranger, service_id=service_id, entry=entry()),
        lambda: operations.verify_service(actor=stranger, service_id=service_id),
        lambda: operations.set_prices(actor=stranger, service_id=service_id, prices=()),
        lambda: operations.retire_service(actor=stranger, service_id=service_id),
        lambda: operations.record_dealing(actor=stranger, dealing_id=day_id(), entry=asked),
        lambda: operations.settle_dealing(actor=stranger, dealing_id=dealing_id, outcome="kept"),
        lambda: operations.verify_service(actor=stranger, service_id=day_id()),
        lambda: operations.settle_dealing(actor=stranger, dealing_id=day_id(), outcome="kept"),
    ]
    for attempt in attempts:
        with pytest.raises(NotYours):
            attempt()
    own = a_service(cast.stranger, region="")
    with pytest.raises(NotYours):  # a dealing's id of another house under an own service
        operations.record_dealing(
            actor=stranger, dealing_id=dealing_id, entry=replace(asked, service_id=own)
        )
    assert queries.dealings_of(stranger, service_id) == []
    assert queries.service_facts(cast.other_organisation_id, [service_id]) == {}
    assert set(queries.service_labels(cast.other_organisation_id)) == {own}
    assert [one.service_id for one in queries.services_of(cast.organisation_id)] == [service_id]


def test_a_dealing_keeps_who_asked_and_ends_without_a_next_day(cast: Cast) -> None:
    service_id = a_service(cast.coordinator, kind="migration")
    soon = today() + timedelta(days=5)
    dealing_id = a_dealing(cast.lawyer, service_id, answer="promised", next_on=soon)
    operations.settle_dealing(actor=cast.social.actor, dealing_id=dealing_id, outcome="open")
    again = DealingEntry(service_id, today(), "delay", "promised", next_on=soon)
    operations.record_dealing(actor=cast.social.actor, dealing_id=dealing_id, entry=again)
    row = queries.dealing_row(cast.peer.actor, dealing_id)
    assert (row.worker.pseudonym, row.next_on, row.asked) == ("Нина", soon, "delay")
    operations.settle_dealing(
        actor=cast.social.actor, dealing_id=dealing_id, outcome="kept", next_on=soon
    )
    row = queries.dealing_row(cast.peer.actor, dealing_id)
    assert (row.outcome, row.next_on) == ("kept", None)


def test_a_dealing_does_not_move_to_another_office(cast: Cast) -> None:
    here, there = a_service(cast.lawyer), a_service(cast.lawyer, label="Суд", kind="court")
    dealing_id = a_dealing(cast.lawyer, here)
    moved = DealingEntry(there, today(), "delay", "agreed")
    with pytest.raises(NotYours):
        operations.record_dealing(actor=cast.lawyer.actor, dealing_id=dealing_id, entry=moved)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"day": today() + timedelta(days=1)}, "day"),
        ({"asked": "gold"}, "asked"),
        ({"answer": ""}, "answer"),
        ({"outcome": "won"}, "outcome"),
        ({"next_on": today() - timedelta(days=1)}, "next_on"),
    ],
)
def test_a_wrong_dealing_is_refused(cast: Cast, changes: dict[str, Any], field: str) -> None:
    service_id = a_service(cast.lawyer)
    with pytest.raises(DomainError) as refusal:
        a_dealing(cast.lawyer, service_id, **changes)
    assert refusal.value.field == field
    with scope(organisation=cast.organisation_id):
        assert not Dealing.objects.exists()


def test_everything_is_written_into_the_journal(cast: Cast) -> None:
    lead, service_id = cast.coordinator.actor, a_service(cast.coordinator)
    operations.verify_service(actor=lead, service_id=service_id)
    a_dealing(cast.coordinator, service_id)
    operations.retire_service(actor=lead, service_id=service_id)
    operations.retire_service(actor=lead, service_id=service_id, active=True)
    operations.note_export(actor=lead, count=3)
    with scope(organisation=cast.organisation_id):
        assert list(Entry.objects.order_by("number").values_list("verb", flat=True)) == [
            "directory.saved",
            "directory.verified",
            "directory.dealing",
            "directory.retired",
            "directory.restored",
            "directory.exported",
        ]
        assert not Price.objects.exists()
