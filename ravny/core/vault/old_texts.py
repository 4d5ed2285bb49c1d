"""Sealed texts that grow old: the text goes and the row stays, and its author's register says so.

A circle's key opens other texts too, so the envelope itself is what is destroyed.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db.models import Model, QuerySet

from ravny.core.kit.aging import Aging

from .fields import SealedField
from .operations import erase_texts


def old_texts(
    model: type[Model], column: str, day: str, rows: Callable[[], QuerySet[Any]] | None = None
) -> Aging:
    """Return how the texts of a column grow old; `rows`: those of the model it is about."""
    field = model._meta.get_field(column)
    assert isinstance(field, SealedField)
    kind = field.kind

    def let_go(organisation_id: UUID, ids: list[Any]) -> int:
        standing = model._default_manager.filter(pk__in=ids).exclude(**{column: None})
        gone = standing.update(**{column: None})
        erase_texts(organisation_id=organisation_id, places=[(kind, one) for one in ids])
        return gone

    def standing() -> QuerySet[Any]:
        asked = rows() if rows else model._default_manager.all()
        return asked.exclude(**{column: None})

    return Aging(standing, day, let_go)
