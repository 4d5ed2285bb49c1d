"""What this room lets go of when a client is erased: every referral of theirs."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_scopes import scope

from ravny.core.journal.operations import forget_subjects
from ravny.core.kit.registries import ClientRecords, Held, client_records
from ravny.core.vault.operations import erase_texts

from .models import Attempt, BedReply, BedRequest, Interpreting, Referral, Step
from .queries import referrals_of_clients


def _rows(client_ids: Sequence[UUID]) -> QuerySet[Referral]:
    return Referral.objects.filter(client_id__in=client_ids)


def held(organisation_id: UUID, client_ids: Sequence[UUID]) -> Held:
    """Count the referrals. One query."""
    with scope(organisation=organisation_id):
        return Held(go=_rows(client_ids).count())


def erase(organisation_id: UUID, client_ids: Sequence[UUID]) -> None:
    """Let go of referrals with their steps, attempts, interpreters and hospitals asked."""
    ids = referrals_of_clients(organisation_id, client_ids)
    forget_subjects(organisation_id=organisation_id, subject_ids=ids)
    with scope(organisation=organisation_id):
        Step.objects.filter(referral__client_id__in=client_ids).delete()
        Attempt.objects.filter(referral__client_id__in=client_ids).delete()
        Interpreting.objects.filter(referral__client_id__in=client_ids).delete()
        BedReply.objects.filter(request__referral__client_id__in=client_ids).delete()
        BedRequest.objects.filter(referral__client_id__in=client_ids).delete()
        _rows(client_ids).delete()
    erase_texts(organisation_id=organisation_id, places=[("referral.note", one) for one in ids])


client_records.add(
    ClientRecords(
        code="referrals",
        label=_("Referrals"),
        goes=_(
            "With every step, every attempt to reach somebody, interpreters, hospitals asked, "
            "and their notes."
        ),
        stays="",
        order=40,
        held=held,
        erase=erase,
    )
)
