"""What this room hangs on the registries of kit."""

from django.utils.translation import gettext_lazy as _

from ravny.core.kit.registries import (
    CardPanel,
    Permission,
    Verb,
    client_activity,
    panels,
    permissions,
    timeline,
    verbs,
)
from ravny.core.staff.types import CARE_ROLES, Role

from . import erasing as erasing
from .pages import linkage_panel
from .queries import timeline_of
from .retention import last_cared

RECORDERS = frozenset(
    {
        Role.PEER.value,
        Role.SOCIAL.value,
        Role.CASE_MANAGER.value,
        Role.DOCTOR.value,
        Role.COORDINATOR.value,
    }
)

permissions.add(
    Permission("care.view", _("See how far clients of own teams came in care"), CARE_ROLES)
)
permissions.add(Permission("care.record", _("Write down registration, treatment, labs"), RECORDERS))

panels.add(CardPanel("care.linkage", "main", 30, "care.view", linkage_panel))
timeline.add(timeline_of)

verbs.add(Verb("care.registered", _("Wrote down a registration for care")))
verbs.add(Verb("care.treated", _("Wrote down a start of treatment")))
verbs.add(Verb("care.measured", _("Wrote down a laboratory's result")))
verbs.add(Verb("care.ended", _("Wrote down the end of a treatment")))
verbs.add(Verb("care.voided", _("Took back a fact of care")))
verbs.add(Verb("care.imported", _("Took in facts of care")))

client_activity.add(last_cared)
