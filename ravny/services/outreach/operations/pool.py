"""Which codes wait in some phone's pool: the one thing intake asks that clients' queries lack."""

from collections.abc import Collection
from uuid import UUID

from django.apps import apps
from django_scopes import scope


def reserved_codes(organisation_id: UUID, codes: Collection[str]) -> set[str]:
    """Return those of the codes that wait in a pool. One query; reads, never writes."""
    pool = apps.get_model("clients", "PoolCode")
    with scope(organisation=organisation_id):
        rows = pool.objects.filter(code__in=set(codes))
        return set(rows.values_list("code", flat=True))
