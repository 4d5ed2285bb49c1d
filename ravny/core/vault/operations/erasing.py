"""What the registers of authors say of texts that were erased lawfully."""

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django_scopes import scope

from ravny.core.kit.batches import in_batches
from ravny.core.kit.clock import today

from ..models.people import Authored


@transaction.atomic
def erase_texts(*, organisation_id: UUID, places: Iterable[tuple[str, UUID]]) -> None:
    """Write the day beside every entry of texts that were erased, named by kind and object.

    The entries stay: each is named by the one after it, so that a register with one taken out
    would look robbed. Marked ones keep their first day.
    """
    by_kind: dict[str, set[UUID]] = defaultdict(set)
    for kind, object_id in places:
        by_kind[kind].add(object_id)
    with scope(organisation=organisation_id):
        for kind, object_ids in by_kind.items():
            for some in in_batches(object_ids):
                rows = Authored.objects.filter(kind=kind, object_id__in=some, erased_on=None)
                # The rows of a join cannot be updated; the ids of the inner question can.
                Authored.objects.filter(id__in=list(rows.values_list("id", flat=True))).update(
                    erased_on=today()
                )
