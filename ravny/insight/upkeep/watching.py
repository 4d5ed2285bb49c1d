"""What backups and the look at the installation hang on the registries of kit."""

from django.utils.translation import gettext_lazy as _

from ravny.core.kit.registries import (
    MenuEntry,
    PeriodicWork,
    Permission,
    Verb,
    menu,
    periodic,
    permissions,
    today_rows,
    verbs,
)
from ravny.core.staff.types import Role

from .operations.runs import queue_due_backup, tend_ledger
from .pages.watching import backup_rows
from .queries.runs import MONTH_TAKEN

KEEPER = Role.KEEPER.value
LEADS = frozenset({Role.COORDINATOR.value, KEEPER})

permissions.add(Permission("upkeep.watch", _("See backups and how the installation stands"), LEADS))
permissions.add(Permission("upkeep.backups", _("Make, stop and take backups"), frozenset({KEEPER})))

for _verb in (
    Verb("upkeep.backup_asked", _("Asked for a backup")),
    Verb("upkeep.backup_stopped", _("Stopped a backup")),
    Verb("upkeep.backup_checked", _("Had a backup's file checked")),
    Verb("upkeep.backup_taken", _("Took a backup along")),
    Verb(MONTH_TAKEN, _("Took the file of a month's backups along")),
):
    verbs.add(_verb)

menu.add(MenuEntry("organisation", _("Backups"), "upkeep:backups", "upkeep.watch", order=90))
menu.add(
    MenuEntry(
        "organisation", _("How the installation stands"), "upkeep:doctor", "upkeep.watch", order=92
    )
)
today_rows.add(backup_rows)
periodic.add(PeriodicWork("upkeep.backups", 1, queue_due_backup))
periodic.add(PeriodicWork("upkeep.ledger", 1, tend_ledger, needs_keys=True))
