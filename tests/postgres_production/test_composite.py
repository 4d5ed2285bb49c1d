"""The database itself refuses a row that points into another house, by whatever way it comes."""

from collections.abc import Callable
from functools import partial

import pytest
from django.db import IntegrityError, connection, transaction

from ravny.config import composite
from ravny.core.kit.ids import day_id
from ravny.people.clients.models import Client, Consent
from ravny.services.encounters.models import Encounter, Site
from tests.cast import HOUSE, NEAR_TEAM, OTHER_HOUSE, Cast
from tests.guards import one_of_each

pytestmark = pytest.mark.django_db
# Rows that belong to a house through their parent, and rows of the installation: a gate and their
# parent's key stand for them.
THROUGH_A_PARENT = {
    "attachments_chunk.attachment_id",
    "cases_stagemove.account_id",
    "cases_stagemove.case_id",
    "desk_putaside.account_id",
    "directory_price.service_id",
    "encounters_handout.encounter_id",
    "encounters_handout.item_id",
    "incidents_incidentmove.account_id",
    "incidents_incidentmove.incident_id",
    "outreach_routestop.route_id",
    "outreach_routestop.site_id",
    "referrals_step.account_id",
    "referrals_step.referral_id",
    "staff_invitation.account_id",
    "staff_membership.account_id",
    "staff_membership.team_id",
    "staff_signin.account_id",
    "stock_balance.lot_id",
    "stock_balance.place_id",
    "stock_threshold.item_id",
    "stock_threshold.place_id",
    "supervision_attendance.account_id",
    "supervision_attendance.training_id",
    "testing_assay.item_id",
    "testing_assay.lot_id",
    "testing_assay.test_id",
    "vault_authored.account_id",
    "vault_authorkey.account_id",
    "vault_backupcopy.identity_id",
    "vault_departure.account_id",
    "vault_departure.circle_id",
    "vault_epoch.circle_id",
    "vault_epoch.signed_by_id",
    "vault_epochfloor.account_id",
    "vault_epochfloor.circle_id",
    "vault_groupmember.account_id",
    "vault_groupmember.group_id",
    "vault_recoverynotice.account_id",
    "vault_recoverynotice.use_id",
    "vault_recoverywrap.epoch_id",
    "vault_recoverywrap.root_id",
    "vault_staffkey.account_id",
    "vault_wrap.account_id",
    "vault_wrap.epoch_id",
}
# A movement is never changed, a bag has one holder; aliases (a key to the own table) have a rule.
HAS_RULES_OF_ITS_OWN = {"stock_movement", "stock_place"}


@pytest.fixture
def elsewhere(cast: Cast) -> dict[str, object]:
    """A row of the other house in the tables most keys point to, by table."""
    one_of_each.write(cast)
    other = {"organisation_id": OTHER_HOUSE}
    card = Client(id=day_id(), team_id=cast.stranger.team_id, code="1234567897", **other)
    site = Site(id=day_id(), team_id=cast.stranger.team_id, label="Ч-1", kind="street", **other)
    for row in (card, site):
        type(row)._base_manager.bulk_create([row])
    return {
        "staff_account": cast.stranger.account_id,
        "staff_team": cast.stranger.team_id,
        "clients_client": card.id,
        "encounters_site": site.id,
    }


def refused(write: Callable[[], object]) -> bool:
    """Tell whether the database refuses what was written, at the latest at the commit."""
    try:
        with transaction.atomic():
            write()
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    except IntegrityError as error:
        assert "_house" in str(error)
        return True
    return False


def test_every_key_of_two_records_is_covered_and_the_rest_is_named() -> None:
    assert set(composite.left_to_parents()) == THROUGH_A_PARENT
    with connection.cursor() as cursor:
        cursor.execute("SELECT conname FROM pg_constraint WHERE condeferred AND conname ~ '_house'")
        there = {name for (name,) in cursor.fetchall()}
    assert there == {one.name for one in composite.composites()}


def test_no_row_is_turned_towards_another_house(elsewhere: dict[str, object]) -> None:
    tried, let_through = 0, []
    for one in composite.composites():
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT 1 FROM "{one.table}" WHERE organisation_id = %s', [HOUSE])
            if one.target not in elsewhere or cursor.fetchone() is None:
                continue
        # One row only: several that point to one thing may break a rule of their own first.
        sql = (
            f'UPDATE "{one.table}" SET "{one.column}" = %s WHERE ctid = '
            f'(SELECT ctid FROM "{one.table}" WHERE organisation_id = %s LIMIT 1)'
        )
        if one.table in HAS_RULES_OF_ITS_OWN or one.target == one.table:
            continue
        tried += 1
        if not refused(partial(_run, sql, [elsewhere[one.target], HOUSE])):
            let_through.append(one.name)
    assert tried > 25
    assert let_through == []


def _run(sql: str, values: list[object]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def test_what_django_does_not_see_the_database_refuses(
    cast: Cast, elsewhere: dict[str, object]
) -> None:
    card = elsewhere["clients_client"]
    consent = Consent(
        id=day_id(), organisation_id=HOUSE, client_id=card, number=1, scope="records",
        state="given", text_version=1, language="ru", account_id=cast.peer.account_id,
    )  # fmt: skip
    assert refused(lambda: Consent._base_manager.bulk_create([consent]))
    assert refused(
        lambda: Encounter._base_manager.filter(organisation_id=HOUSE).update(client_id=card)
    )
    mine = Client._base_manager.filter(organisation_id=HOUSE)
    assert refused(lambda: mine.update(team_id=cast.stranger.team_id))
    assert not refused(lambda: mine.update(team_id=NEAR_TEAM))


def test_making_the_keys_again_changes_nothing() -> None:
    assert composite.ensure(connection) == 0
