"""What this room hangs on the registries of kit."""

from django.utils.translation import gettext_lazy as _

from ravny.core.kit.registries import (
    MenuEntry,
    PeriodicWork,
    Permission,
    Verb,
    events,
    menu,
    periodic,
    permissions,
    record_kinds,
    today_rows,
    verbs,
)
from ravny.core.staff.types import CARE_ROLES, EVERYBODY, PersonLeft, Role
from ravny.core.vault import kinds, places
from ravny.services.cases.operations.handing import end_places

from . import erasing as erasing
from . import today, today_own
from .circles import SESSION
from .operations import loading, tending
from .retention import KINDS

COORDINATORS = frozenset({Role.COORDINATOR.value})
HANDING = CARE_ROLES - {Role.HOTLINE.value}

permissions.add(
    Permission(
        "supervision.own",
        _("See own workload, sessions and trainings"),
        EVERYBODY - {Role.KEEPER.value},
    )
)
permissions.add(Permission("supervision.hand", _("Hand own cases over and take over"), HANDING))
permissions.add(
    Permission(
        "supervision.lead", _("See sums of the workload, hand over for others"), COORDINATORS
    )
)
permissions.add(
    Permission("supervision.export", _("Take lists of supervision out as files"), COORDINATORS)
)

menu.add(MenuEntry("organisation", _("Supervision"), "supervision:own", "supervision.own", 45))
kinds.add(SESSION)
places.add("supervision.returned", _("Why a case was given back"))
places.add("supervision.session", _("Note of a session"), "supervision:session")
places.add("supervision.follow_up", _("What was agreed in a session"))
places.add("supervision.self_check", _("Own self-check"))

today_rows.add(today.rows)
today_rows.add(today_own.rows)
events.on(PersonLeft, tending.person_left)
periodic.add(PeriodicWork("supervision.places", 24, end_places))
periodic.add(PeriodicWork("supervision.loads", 24, loading.tend_loads))
periodic.add(PeriodicWork("supervision.leavers", 24, tending.tend_leavers))
# Closing an account locks its open browsers: only the web process holds their keys.
periodic.add(PeriodicWork("supervision.volunteers", 24, tending.end_volunteers, needs_keys=True))

verbs.add(Verb("supervision.offered", _("Offered cases to a colleague")))
verbs.add(Verb("supervision.accepted", _("Took cases over")))
verbs.add(Verb("supervision.returned", _("Gave a case or a promise back")))
verbs.add(Verb("supervision.withdrawn", _("Withdrew an offer")))
verbs.add(Verb("supervision.left", _("Ended a way into a case")))
verbs.add(Verb("supervision.volunteer", _("Let somebody stay as a volunteer")))
verbs.add(Verb("supervision.limited", _("Said how much somebody may carry")))
verbs.add(Verb("supervision.met", _("Wrote a session of supervision down")))
verbs.add(Verb("supervision.noted", _("Wrote the note of a session")))
verbs.add(Verb("supervision.follow_up", _("Agreed on something in a session")))
verbs.add(Verb("supervision.followed", _("Did what was agreed in a session")))
verbs.add(Verb("supervision.trained", _("Wrote a training down")))
verbs.add(Verb("supervision.exported", _("Took a list of supervision out as a file")))
verbs.add(Verb("cases.taken_over", _("Took a case over")))
verbs.add(Verb("cases.joined_until", _("Joined a case for a time")))

for _kind in KINDS:
    record_kinds.add(_kind)
