"""What came from phones to the house, and waiting for it."""

from time import monotonic, sleep
from uuid import UUID

from django_scopes import scope

from ravny.services.encounters.models import Encounter, Handout
from ravny.services.outreach.models import Shift
from ravny.services.testing.models import Test
from tests.cast import HOUSE


def encounters() -> list[Encounter]:
    """Everything that arrived, whatever the team."""
    with scope(organisation=HOUSE):
        return list(Encounter.objects.order_by("id"))


def given_at(encounter: Encounter) -> dict[UUID, int]:
    """What was handed out: item id → quantity."""
    with scope(organisation=HOUSE):
        handouts = Handout.objects.filter(encounter_id=encounter.id)
        return dict(handouts.values_list("item_id", "quantity"))


def shifts() -> list[Shift]:
    with scope(organisation=HOUSE):
        return list(Shift.objects.all())


def arrived(count: int, seconds: float = 60) -> list[Encounter]:
    """Wait until so many encounters are there; more than that is an error at once."""
    end = monotonic() + seconds
    while len(found := encounters()) < count and monotonic() < end:
        sleep(0.1)
    assert len(found) == count
    return found


def known_tests() -> list[Test]:
    """Every test that arrived, in no order of meaning."""
    with scope(organisation=HOUSE):
        return list(Test.objects.order_by("infection", "purpose"))


def received_tests(count: int, result: str | None = None, seconds: float = 60) -> list[Test]:
    """Wait until so many tests are there, each with a result if one is named."""
    end = monotonic() + seconds
    while monotonic() < end:
        found = known_tests()
        if len(found) >= count and (result is None or {one.result for one in found} == {result}):
            break
        sleep(0.1)
    found = known_tests()
    assert len(found) == count
    if result is not None:
        assert {one.result for one in found} == {result}
    return found
