"""What we use of django-scopes, which ships no types."""

from collections.abc import Iterable
from contextlib import AbstractContextManager
from typing import Any, TypeVar

from django.db.models import Manager, Model

_M = TypeVar("_M", bound=Model)

class ScopeError(Exception): ...

class ScopedManager(Manager[_M]):
    def __init__(self, *, _manager_class: type[Manager[Any]] = ..., **scopes: str) -> None: ...

def scope(**scopes: Any) -> AbstractContextManager[None]: ...
def scopes_disabled() -> AbstractContextManager[None]: ...
def get_scope() -> dict[str, Any | Iterable[Any]]: ...
