"""What this room lets go of when a client is erased: the result stays, nobody was tested."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_scopes import scope

from ravny.core.journal.operations import forget_subjects
from ravny.core.kit.registries import ClientRecords, Held, client_records
from ravny.core.vault.operations import erase_texts
from ravny.services.referrals.types import NextStep

from .models import Test
from .queries import tests_of_clients
from .types import Result, Safety


def _rows(client_ids: Sequence[UUID]) -> QuerySet[Test]:
    return Test.objects.filter(client_id__in=client_ids)


def held(organisation_id: UUID, client_ids: Sequence[UUID]) -> Held:
    """Count the notes that go and the tests that stay. Two queries."""
    with scope(organisation=organisation_id):
        rows = _rows(client_ids)
        return Held(go=rows.exclude(note=None).count(), stay=rows.count())


def erase(organisation_id: UUID, client_ids: Sequence[UUID]) -> None:
    """Take the client out of their tests, and what was to come next.

    A reactive one without a step gets "wants nothing now": *Today* would ask for nobody otherwise.
    """
    ids = tests_of_clients(organisation_id, client_ids)
    forget_subjects(organisation_id=organisation_id, subject_ids=ids)
    with scope(organisation=organisation_id):
        _rows(client_ids).filter(step="", result=Result.REACTIVE).update(step=NextStep.DECLINED)
        _rows(client_ids).update(
            note=None,
            safety=Safety.NOT_ASKED,
            exposed_on=None,
            retest_on=None,
            step_due=None,
            step_escort=False,
            step_warned=False,
            referral_id=None,
            device_id=None,
            client_id=None,
        )
    erase_texts(organisation_id=organisation_id, places=[("test.note", one) for one in ids])


client_records.add(
    ClientRecords(
        code="testing",
        label=_("Tests"),
        goes=_("Their notes, what was to come next, the possible exposure, the day to test again."),
        stays=_("Infection, result and day, without a code: they were counted and stay counted."),
        order=50,
        held=held,
        erase=erase,
    )
)
