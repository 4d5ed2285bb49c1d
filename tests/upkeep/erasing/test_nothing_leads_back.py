"""One client with one of everything is erased; then every cell of every table is looked into."""

from django.apps import apps
from django.db import models
from django_scopes import scope, scopes_disabled

from ravny.core.attachments import homes
from ravny.core.journal.models import Erased, SubjectKey
from ravny.core.journal.queries import verify_chain
from ravny.core.kit import registries
from ravny.core.vault.models.people import Authored
from ravny.insight.upkeep.models import Wish
from ravny.insight.upkeep.operations.erasing import erase_clients
from ravny.people.clients.models import Client
from ravny.services.encounters.models import Encounter
from ravny.services.outreach.models import IntakeRecord
from ravny.services.stock.models import Movement
from ravny.services.testing.models import Test
from tests.cast import HOUSE, Cast
from tests.upkeep.erasing import cells
from tests.upkeep.erasing.makers import Everything, everything

LEDGER = ("journal_erased", "object_id")
SIGNED = ("vault_authored", "object_id")
COUNTED = {
    ("encounters_encounter", "id"),
    ("encounters_handout", "encounter_id"),
    ("testing_test", "id"),
    ("testing_test", "encounter_id"),
    ("testing_assay", "test_id"),
    ("stock_movement", "cause_id"),
    ("outreach_intakerecord", "id"),
    ("outreach_intakerecord", "facts"),
    SIGNED,
}


def erase(cast: Cast, whole: Everything) -> None:
    erase_clients(
        organisation_id=HOUSE, client_ids=[whole.second_id], by=cast.coordinator.account_id
    )


def test_no_cell_leads_to_an_erased_client(cast: Cast) -> None:
    whole = everything(cast)
    before = {what for what, _table, _column in cells.found(whole.gone)}
    assert before == set(whole.gone)  # or the search would prove nothing
    erase(cast, whole)
    left = cells.found(whole.gone)
    assert {(table, column) for _what, table, column in left} == {LEDGER, SIGNED}
    with scopes_disabled():
        assert not Authored.objects.filter(
            object_id__in=[whole.client_id, whole.second_id], erased_on=None
        ).exists()


def test_what_was_counted_stays_without_the_client(cast: Cast) -> None:
    whole = everything(cast)
    with scope(organisation=HOUSE):
        before = [Encounter.objects.count(), Test.objects.count(), Movement.objects.count()]
    erase(cast, whole)
    with scope(organisation=HOUSE):
        assert [
            Encounter.objects.count(),
            Test.objects.count(),
            Movement.objects.count(),
        ] == before
        meetings = Encounter.objects.filter(id__in=whole.nameless.values())
        assert {
            (one.client_id, one.who, one.note, one.device_id, one.shift_id) for one in meetings
        } == {(None, "again", None, None, None)}
        tests = Test.objects.filter(id__in=whole.nameless.values())
        assert {(one.client_id, one.result, one.note, one.referral_id) for one in tests} == {
            (None, "reactive", None, None)
        }
    left = cells.found(whole.nameless)
    assert {(table, column) for _what, table, column in left} <= COUNTED


def test_the_journal_still_holds_and_names_nobody(cast: Cast) -> None:
    whole = everything(cast)
    erase(cast, whole)
    assert verify_chain(HOUSE).broken_at is None
    subjects = set(SubjectKey.objects.values_list("subject_id", flat=True))
    assert not subjects & {*whole.nameless.values(), *whole.gone.values()}


def test_the_ledger_names_every_card_and_document(cast: Cast) -> None:
    whole = everything(cast)
    erase(cast, whole)
    named = set(Erased.objects.filter(kind="client").values_list("object_id", flat=True))
    assert named == {whole.client_id, whole.second_id}
    papers = {one for what, one in whole.gone.items() if "paper" in what or "attachment" in what}
    assert (
        set(Erased.objects.filter(kind="attachment").values_list("object_id", flat=True)) == papers
    )
    assert Erased.objects.filter(kind="client.code").count() == 2


def test_a_wish_that_is_done_leads_to_nobody(cast: Cast) -> None:
    whole = everything(cast)
    erase(cast, whole)
    with scope(organisation=HOUSE):
        (wish,) = Wish.objects.all()
    assert (wish.state, wish.client_id, wish.settled_by_id) == (
        "done", None, cast.coordinator.account_id,
    )  # fmt: skip


def test_what_waits_in_the_tray_says_nothing_of_whom(cast: Cast) -> None:
    whole = everything(cast)
    erase(cast, whole)
    with scope(organisation=HOUSE):
        waiting = [row.facts for row in IntakeRecord.objects.exclude(facts=None)]
    named = [facts for facts in waiting if facts.get("type") == "contact"]
    assert all(facts["code"] is None and facts["note"] is None for facts in named)
    told = [test for facts in named for test in facts.get("tests") or []]
    assert told and all(test["next"] is None for test in told)
    assert all(facts["next"] is None for facts in waiting if facts.get("type") == "test_result")


def test_every_column_that_may_lead_to_a_client_is_let_go_of_by_somebody() -> None:
    """A new foreign key to a card, or a new home of documents, has to be thought of."""
    rooms = {one.code for one in registries.client_records}
    pointing = {
        model._meta.app_label
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey) and field.related_model is Client
    }
    assert pointing <= rooms
    assert all(callable(home.of_clients) for home in homes.every())
