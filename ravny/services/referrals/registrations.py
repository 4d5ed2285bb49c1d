"""What this room hangs on the registries of kit."""

from django.utils.translation import gettext_lazy as _

from ravny.core.kit.registries import Permission, permissions
from ravny.core.staff.types import CARE_ROLES, Role

COORDINATORS = frozenset({Role.COORDINATOR.value})

permissions.add(Permission("referrals.view", _("See referrals"), CARE_ROLES))
permissions.add(Permission("referrals.edit", _("Refer and follow up"), CARE_ROLES))
permissions.add(
    Permission("referrals.every_team", _("See the referrals of every team"), COORDINATORS)
)
permissions.add(Permission("referrals.export", _("Take referrals out as a file"), COORDINATORS))
