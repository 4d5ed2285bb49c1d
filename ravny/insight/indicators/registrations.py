"""What the reports hang on the registries of kit."""

from django.utils.translation import gettext_lazy as _

from ravny.core.kit import registries
from ravny.core.kit.registries import MenuEntry, Permission, Verb
from ravny.core.staff.types import Role

LEADS = frozenset({Role.COORDINATOR.value})
READERS = LEADS | {
    Role.SOCIAL.value,
    Role.CASE_MANAGER.value,
    Role.DOCTOR.value,
    Role.STOCK.value,
    Role.KEEPER.value,
}

registries.permissions.add(Permission("reports.view", _("See the month's table"), READERS))
registries.permissions.add(Permission("reports.exact", _("See small numbers on the screen"), LEADS))
registries.verbs.add(Verb("reports.exported", _("Took a copy of the month's table")))
registries.menu.add(
    MenuEntry("organisation", _("The month"), "indicators:monthly", "reports.view", order=50)
)
