"""What this room hangs on the registries of kit."""

from django.utils.translation import gettext_lazy as _

from ravny.core.kit import registries
from ravny.core.kit.registries import MenuEntry, PeriodicWork, Permission, Verb

from . import operations
from .retention import KINDS

registries.permissions.add(
    Permission("journal.view", _("Read the journal"), frozenset({"coordinator", "keeper"}))
)
registries.verbs.add(Verb("journal.exported", _("Took a copy of the journal")))
registries.verbs.add(Verb("journal.pruned", _("Pruned the journal up to this number")))
registries.menu.add(
    MenuEntry("organisation", _("Journal"), "journal:list", "journal.view", order=80)
)
registries.periodic.add(
    PeriodicWork(
        "journal.checkpoint", 24, operations.sign_ended_months, needs_keys=True, needs_clock=True
    )
)

for _kind in KINDS:
    registries.record_kinds.add(_kind)
