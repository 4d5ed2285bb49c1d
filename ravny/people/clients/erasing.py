"""What this room lets go of when a client is erased: the card, and everything on it."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext_lazy as _
from django_scopes import scope

from ravny.core.journal.operations import keyed_ids, note_erased
from ravny.core.kit.registries import ClientRecords, Held, client_records
from ravny.core.vault.operations import erase_texts

from .models import Client, Consent, KeyGroupFact, Opening
from .types import CODE_ERASED

ON_A_CARD = (Consent, KeyGroupFact, Opening)


def held(organisation_id: UUID, client_ids: Sequence[UUID]) -> Held:
    """Count the cards, those they were merged with too. One query."""
    with scope(organisation=organisation_id):
        return Held(go=Client.objects.filter(id__in=client_ids).count())


def erase(organisation_id: UUID, client_ids: Sequence[UUID]) -> None:
    """Let go of cards; a code that comes from a phone later is known as nobody's."""
    with scope(organisation=organisation_id):
        rows = Client.objects.select_for_update().filter(id__in=client_ids).order_by("id")
        codes = [row.code for row in rows]
        _part(client_ids)
        for model in ON_A_CARD:
            model.objects.filter(client_id__in=client_ids).delete()
        Client.objects.filter(id__in=client_ids).update(
            called=None, hint="", merged_into=None, kept=None
        )
        Client.objects.filter(id__in=client_ids).delete()
    marks = keyed_ids(organisation_id=organisation_id, values=codes)
    note_erased(organisation_id=organisation_id, kind=CODE_ERASED, object_ids=marks.values())
    erase_texts(organisation_id=organisation_id, places=[("client.called", x) for x in client_ids])


def _part(client_ids: Sequence[UUID]) -> None:
    """Let cards that are not erased stand alone, with the aliases they came with.

    Only a ledger that is replayed names fewer cards than were merged: they were parted later.
    """
    rows = Client.objects.filter(kept__isnull=False).exclude(id__in=client_ids)
    rows.filter(merged_into_id__in=client_ids).update(merged_into=None, kept=None, merged_on=None)
    # Ends when every alias stands under the end of its own chain again.
    while True:
        astray = rows.filter(merged_into__kept__isnull=False).exclude(
            kept_id=F("merged_into__kept_id")
        )
        alone = rows.filter(merged_into__kept__isnull=True).exclude(kept_id=F("merged_into_id"))
        wrong = list(astray.values_list("id", "merged_into__kept_id"))
        wrong += list(alone.values_list("id", "merged_into_id"))
        if not wrong:
            return
        for card_id, kept_id in wrong:
            Client.objects.filter(id=card_id).update(kept_id=kept_id)


client_records.add(
    ClientRecords(
        code="clients",
        label=_("The card"),
        goes=_("Code, facts, how to call them, consents, key groups, hint, who looked at it."),
        stays="",
        order=90,
        held=held,
        erase=erase,
    )
)
