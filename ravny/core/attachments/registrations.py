"""What this room hangs on the registries of kit."""

from django.utils.translation import gettext_lazy as _

from ravny.core.kit import registries
from ravny.core.kit.registries import PeriodicWork, Permission, Verb
from ravny.core.staff.types import Role
from ravny.core.vault import places

from . import erasing as erasing
from . import operations
from .retention import KINDS
from .types import ABOUT_KIND

registries.permissions.add(
    Permission(
        "attachments.delete",
        _("Delete documents that others added"),
        frozenset({Role.COORDINATOR.value}),
    )
)

places.add(ABOUT_KIND, _("Document"), "attachments:document")

for _verb in (
    Verb("attachments.added", _("Added a document")),
    Verb("attachments.opened", _("Opened a document")),
    Verb("attachments.saved", _("Took a copy of a document")),
    Verb("attachments.deleted", _("Deleted a document")),
    Verb("attachments.dropped", _("Dropped unfinished documents")),
):
    registries.verbs.add(_verb)

registries.periodic.add(
    PeriodicWork("attachments.drop_unfinished", 24, operations.drop_unfinished, needs_clock=True)
)

for _kind in KINDS:
    registries.record_kinds.add(_kind)
