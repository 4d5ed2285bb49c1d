"""What this room hangs on the registries of kit."""

from django.utils.translation import gettext_lazy as _

from ravny.core.attachments import homes
from ravny.core.kit.registries import (
    CardAction,
    CardPanel,
    MenuEntry,
    PeriodicWork,
    Permission,
    Verb,
    card_actions,
    client_activity,
    events,
    menu,
    panels,
    periodic,
    permissions,
    record_kinds,
    verbs,
)
from ravny.core.staff.types import CARE_ROLES, PersonLeft, Role
from ravny.core.vault import kinds, places

from .. import erasing as erasing
from ..circles import CASE
from ..documents import HOME
from ..from_rooms import MEETINGS, REFERRALS
from ..operations.handing import end_places
from ..operations.settling import settle_reviews
from ..operations.team import end_places_of
from ..pages.card import case_panel, open_url
from ..pages.sections import SECTIONS
from ..parts import sections
from ..queries.cases import own_count
from ..retention import KINDS, last_worked
from ..sources import kinds as source_kinds
from . import assessment as assessment
from . import contact as contact
from . import plan as plan
from . import way_out as way_out

COORDINATORS = frozenset({Role.COORDINATOR.value})
CARRIERS = frozenset({Role.CASE_MANAGER.value, Role.SOCIAL.value, Role.COORDINATOR.value})
SERVING = (CARE_ROLES - {Role.HOTLINE.value}) | {Role.VOLUNTEER.value}

permissions.add(Permission("cases.view", _("See the cases one serves in"), SERVING))
permissions.add(Permission("cases.work", _("Write down work in these cases"), SERVING))
permissions.add(Permission("cases.team", _("See every case of own teams"), CARRIERS))
permissions.add(Permission("cases.every_team", _("See the cases of every team"), COORDINATORS))
permissions.add(
    Permission("cases.open", _("Open a case, choose its team, propose its end"), CARRIERS)
)
permissions.add(
    Permission("cases.agree", _("Agree to the end of a case, sign for the archive"), COORDINATORS)
)
permissions.add(Permission("cases.export", _("Take the list of cases out as a file"), COORDINATORS))

kinds.add(CASE)
homes.add(HOME)
places.add("case.request", _("A request, in their words"))
for _source in (MEETINGS, REFERRALS):
    source_kinds.add(_source)
for _section in SECTIONS:
    sections.add(_section)

menu.add(MenuEntry("work", _("Cases"), "cases:list", "cases.view", 30, count=own_count))
panels.add(CardPanel("cases.case", "main", 20, "cases.view", case_panel))
card_actions.add(CardAction(_("Open a case"), 40, "cases.open", open_url))
periodic.add(PeriodicWork("cases.end_places", 24, end_places))
periodic.add(PeriodicWork("cases.settle_reviews", 24, settle_reviews))
events.on(PersonLeft, lambda event: end_places_of(event.organisation_id, event.account_id))
client_activity.add(last_worked)
for _kind in KINDS:
    record_kinds.add(_kind)

verbs.add(Verb("cases.opened", _("Opened a case")))
verbs.add(Verb("cases.placed", _("Wrote down where the client of a case is")))
verbs.add(Verb("cases.described", _("Wrote down the situation of a case")))
verbs.add(Verb("cases.request_added", _("Added a request to a case")))
verbs.add(Verb("cases.request_changed", _("Changed a request of a case")))
verbs.add(Verb("cases.request_begun", _("Began to work on a request")))
verbs.add(Verb("cases.request_ended", _("Ended a request")))
verbs.add(Verb("cases.request_reopened", _("Took a request up again")))
verbs.add(Verb("cases.joined", _("Asked somebody into the team of a case")))
verbs.add(Verb("cases.left", _("Let somebody leave the team of a case")))
verbs.add(Verb("cases.exported", _("Took a copy of the list of cases")))
