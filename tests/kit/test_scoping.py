"""A query that names no organisation fails; one that does sees only its own, relations too."""

from uuid import UUID

import pytest
from django_scopes import scope
from django_scopes.exceptions import ScopeError

from ravny.core.kit.clock import today
from ravny.core.kit.ids import day_id
from ravny.services.encounters import operations
from ravny.services.encounters.models import Encounter, Handout
from ravny.services.encounters.types import EncounterFacts
from ravny.services.stock import operations as stock
from ravny.services.stock.types import ItemFacts
from tests.cast import HOUSE, OTHER_HOUSE, Cast


@pytest.fixture
def encounter_id(cast: Cast) -> UUID:
    """A meeting of the house, with something given."""
    item_id, encounter_id = day_id(), day_id()
    facts = ItemFacts("condoms", "Презервативы", "Condoms")
    stock.save_item(actor=cast.stock.actor, item_id=item_id, facts=facts)
    meeting = EncounterFacts(
        encounter_id=encounter_id,
        day=today(),
        channel="street",
        worker_id=cast.peer.account_id,
        who="again",
        given=((item_id, 5),),
    )
    operations.record_encounter(actor=cast.peer.actor, encounter_id=encounter_id, facts=meeting)
    return encounter_id


def test_a_query_without_an_organisation_is_an_error(encounter_id: UUID) -> None:
    with pytest.raises(ScopeError):
        Encounter.objects.count()


def test_another_organisation_sees_nothing(encounter_id: UUID) -> None:
    with scope(organisation=OTHER_HOUSE):
        assert not Encounter.objects.exists()
        assert not Handout.objects.exists()


def test_a_relation_keeps_to_the_organisation_too(encounter_id: UUID) -> None:
    with scope(organisation=HOUSE):
        meeting = Encounter.objects.get(id=encounter_id)
        assert [one.quantity for one in meeting.handouts.all()] == [5]
    with scope(organisation=OTHER_HOUSE):
        assert not meeting.handouts.exists()
