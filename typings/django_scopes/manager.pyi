from typing import Any

from django.db.models import QuerySet

class DisabledQuerySet(QuerySet[Any]):
    def __init__(self, *args: Any, missing_scopes: set[str], **kwargs: Any) -> None: ...
