"""What was used in a case is ticked by itself where its records say so."""

import re
from datetime import timedelta
from uuid import UUID

import pytest
from django_scopes import scope

from ravny.core.kit.clock import today
from ravny.core.kit.ids import day_id
from ravny.services.cases.models import Case
from ravny.services.cases.models.plan import Step
from ravny.services.cases.plans.catalogue import catalogue
from ravny.services.cases.queries.archive import STEPS
from ravny.services.encounters.models import Encounter, Handout
from ravny.services.referrals.models import Referral
from ravny.services.referrals.operations import open_referral
from ravny.services.referrals.types import ReferralFacts
from ravny.services.stock.models import Item
from tests.cast import Cast, browser_of

from .exits import an_ended_case
from .makers import a_case, a_client
from .plans import a_goal, a_step

pytestmark = pytest.mark.django_db
TICKED = re.compile(r'name="tools" value="(\w+)"[^>]*checked')


def ticked(cast: Cast, case_id: UUID) -> set[str]:
    """Return what the form has ticked by itself."""
    page = browser_of(cast.case_manager).get(f"/cases/{case_id}/archive/").text
    return set(TICKED.findall(page))


def a_meeting(cast: Cast, client_id: UUID, **facts: object) -> UUID:
    """Put a meeting into the database straight away."""
    with scope(organisation=cast.organisation_id):
        row = Encounter.objects.create(
            id=day_id(), organisation_id=cast.organisation_id, client_id=client_id, day=today(),
            team_id=cast.near_team_id, worker_id=cast.peer.account_id, channel="office",
            who="client", **facts,
        )  # fmt: skip
        return row.id


def ended(cast: Cast, case_id: UUID) -> None:
    """End an open case straight away."""
    with scope(organisation=cast.organisation_id):
        Case.objects.filter(id=case_id).update(ended_on=today(), exit_reason="wish", stage="exit")


def test_nothing_is_ticked_that_no_record_says(cast: Cast) -> None:
    assert not ticked(cast, an_ended_case(cast)) & {"escort", "documents", "aid"}


@pytest.mark.parametrize(
    ("goal", "code", "tool"),
    [
        ("papers_restored", "list_papers", "documents"),
        ("safe_birth", "birth_escort", "escort"),
        ("newborn_things", "nappies", "aid"),
    ],
)
def test_a_step_that_was_done_is_ticked(cast: Cast, goal: str, code: str, tool: str) -> None:
    case_id = a_case(cast)
    step_id = a_step(cast, a_goal(cast, case_id, goal), code)
    ended(cast, case_id)
    assert tool not in ticked(cast, case_id)
    with scope(organisation=cast.organisation_id):
        Step.objects.filter(id=step_id).update(state="done")
    assert tool in ticked(cast, case_id)


def test_aid_and_an_escort_of_meetings_are_ticked(cast: Cast) -> None:
    client_id = a_client(cast)
    case_id = an_ended_case(cast, client_id=client_id)
    a_meeting(cast, client_id, services=("escort",))
    assert "escort" in ticked(cast, case_id) and "aid" not in ticked(cast, case_id)
    meeting = a_meeting(cast, client_id)
    with scope(organisation=cast.organisation_id):
        item = Item.objects.create(
            id=day_id(), organisation_id=cast.organisation_id, kind="aid", label_ru="Подгузники"
        )
        Handout.objects.create(encounter_id=meeting, item=item, quantity=1)
    assert "aid" in ticked(cast, case_id)


def test_an_escort_counts_once_the_client_arrived(cast: Cast) -> None:
    client_id = a_client(cast)
    case_id = an_ended_case(cast, client_id=client_id)
    referral_id = day_id()
    open_referral(
        actor=cast.case_manager.actor, referral_id=referral_id,
        facts=ReferralFacts(
            client_id=client_id, reason="doctor", day=today() - timedelta(days=1),
            escort="agreed", escort_id=cast.peer.account_id,
        ),
    )  # fmt: skip
    assert "escort" not in ticked(cast, case_id)
    with scope(organisation=cast.organisation_id):
        Referral.objects.filter(id=referral_id).update(arrived_on=today())
    assert "escort" in ticked(cast, case_id)


def test_every_step_that_counts_is_one_of_the_catalogue() -> None:
    assert frozenset().union(*STEPS.values()) <= set(catalogue().steps)
