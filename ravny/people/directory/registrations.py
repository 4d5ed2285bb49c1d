"""What this room hangs on the registries of kit."""

from django.utils.translation import gettext_lazy as _

from ravny.core.kit.registries import (
    MenuEntry,
    Permission,
    Verb,
    menu,
    permissions,
    record_kinds,
    today_rows,
    verbs,
)
from ravny.core.staff.types import CARE_ROLES, Role
from ravny.core.vault import places

from .retention import KINDS
from .today import directory_rows

EDITORS = frozenset(
    {
        Role.CASE_MANAGER.value,
        Role.SOCIAL.value,
        Role.HOTLINE.value,
        Role.LAWYER.value,
        Role.COORDINATOR.value,
    }
)
COORDINATORS = frozenset({Role.COORDINATOR.value})

permissions.add(Permission("directory.view", _("Look into the directory"), CARE_ROLES))
permissions.add(Permission("directory.edit", _("Keep the directory up to date"), EDITORS))
permissions.add(Permission("directory.export", _("Take the directory out as a file"), COORDINATORS))

verbs.add(Verb("directory.saved", _("Saved a directory entry")))
verbs.add(Verb("directory.verified", _("Made sure of a directory entry")))
verbs.add(Verb("directory.dealing", _("Wrote down a dealing with an office")))
verbs.add(Verb("directory.retired", _("Took an entry out of use")))
verbs.add(Verb("directory.restored", _("Brought an entry back into use")))
verbs.add(Verb("directory.exported", _("Took a copy of the directory")))

places.add("service.contact", _("How to reach somebody"), "directory:service")
places.add("dealing.note", _("Note on a dealing"), "directory:dealing")

menu.add(MenuEntry("organisation", _("Directory"), "directory:list", "directory.view", 30))
today_rows.add(directory_rows)

for _kind in KINDS:
    record_kinds.add(_kind)
