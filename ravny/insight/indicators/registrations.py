"""What the reports hang on the registries of kit."""

from django.utils.translation import gettext_lazy as _

from ravny.core.kit import registries
from ravny.core.kit.registries import MenuEntry, PeriodicWork, Permission, Verb
from ravny.core.staff.types import CARE_ROLES, Role

from . import erasing as erasing
from .operations import find_missed_steps
from .today import missed_steps

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
registries.permissions.add(
    Permission("linkage.view", _("See the cascade and who waits for a step"), CARE_ROLES)
)
registries.verbs.add(Verb("linkage.exported", _("Took a copy of the cascade")))
registries.verbs.add(Verb("reports.positivity_exported", _("Took a copy of the tests by month")))
registries.menu.add(
    MenuEntry("work", _("Linkage to care"), "indicators:linkage", "linkage.view", order=50)
)
registries.menu.add(
    MenuEntry("organisation", _("Positivity"), "indicators:positivity", "reports.view", order=52)
)
registries.today_rows.add(missed_steps)
registries.periodic.add(PeriodicWork("indicators.missed_steps", 1, find_missed_steps))
