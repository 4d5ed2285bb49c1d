"""The manager of everything an organisation keeps: a query that names no organisation fails.

django-scopes makes such managers inside a function, where no type checker finds their class; this
is the same rule as a class.
"""

from typing import TypeVar

from django.db import models
from django_scopes import get_scope
from django_scopes.manager import DisabledQuerySet

ModelT = TypeVar("ModelT", bound=models.Model)


class ScopedManager(models.Manager[ModelT]):
    """Filters by the organisation of the present scope; `organisation` is the path to it."""

    def __init__(self, *, organisation: str = "organisation") -> None:
        super().__init__()
        self.path = organisation

    def get_queryset(self) -> models.QuerySet[ModelT]:
        """Return the rows of the scope's organisation, or a query set that refuses everything."""
        scope = get_scope()
        if not scope.get("_enabled", True):
            return super().get_queryset()
        if "organisation" not in scope:
            refusing: models.QuerySet[ModelT] = DisabledQuerySet(
                self.model, using=self._db, missing_scopes={"organisation"}
            )
            return refusing
        # A relation's own manager (`encounter.handouts`) is made without the path: ask the model's.
        path = getattr(self.model._meta.default_manager, "path", self.path)
        return super().get_queryset().filter(**{path: scope["organisation"]})
