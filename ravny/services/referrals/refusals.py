"""Where a refusal of care is written down: a room above hangs its page here."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from ravny.core.kit.registries import Registry, Text


@dataclass(frozen=True)
class AfterRefusal:
    """A page that records a refusal; `url(client_id, service_id)` answers its address."""

    label: Text
    permission: str
    url: Callable[[UUID, UUID], str]


after_refusal: Registry[AfterRefusal] = Registry()
