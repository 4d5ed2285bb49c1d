"""What this room hangs on the registries of kit; what is drawn of it stands in shown.py."""

from django.utils.translation import gettext_lazy as _

from ravny.core.attachments import homes
from ravny.core.kit.registries import (
    Permission,
    Verb,
    client_activity,
    permissions,
    record_kinds,
    verbs,
)
from ravny.core.staff.types import CARE_ROLES, Role
from ravny.core.vault import places
from ravny.services.cases.sources import kinds as case_sources

from . import erasing as erasing
from . import shown as shown
from .case_sources import REACTIVE
from .documents import HOME
from .retention import KINDS, last_tested
from .rules import all_rules

COORDINATORS = frozenset({Role.COORDINATOR.value})
RECORDERS = CARE_ROLES - {Role.LAWYER.value, Role.HOTLINE.value}

all_rules()  # a wrong file of rules stops the start

homes.add(HOME)
case_sources.add(REACTIVE)
places.add("test.note", _("Note on a test"), "testing:test")

permissions.add(Permission("testing.view", _("See the tests of own teams"), CARE_ROLES))
permissions.add(Permission("testing.record", _("Record tests and results"), RECORDERS))
permissions.add(Permission("testing.every_team", _("See the tests of every team"), COORDINATORS))
permissions.add(Permission("testing.export", _("Take the tests out as a file"), COORDINATORS))
permissions.add(
    Permission(
        "testing.lots",
        _("See how each lot of test kits does"),
        COORDINATORS | {Role.STOCK.value},
    )
)

verbs.add(Verb("testing.recorded", _("Recorded a test")))
verbs.add(Verb("testing.returned", _("Gave a test result back")))
verbs.add(Verb("testing.assay_added", _("Recorded an assay")))
verbs.add(Verb("testing.result_recorded", _("Recorded a late test result")))
verbs.add(Verb("testing.concluded", _("Recorded a confirmation")))
verbs.add(Verb("testing.step_chosen", _("Recorded the step after a reactive test")))
verbs.add(Verb("testing.voided", _("Voided a test")))
verbs.add(Verb("testing.exported", _("Took a copy of the testing log")))

client_activity.add(last_tested)
for _kind in KINDS:
    record_kinds.add(_kind)
