"""What this room hangs on the registries of kit."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ravny.core.attachments import homes
from ravny.core.kit.registries import (
    CardAction,
    CardPanel,
    MenuEntry,
    Permission,
    Verb,
    card_actions,
    client_activity,
    menu,
    panels,
    permissions,
    promises,
    record_kinds,
    today_rows,
    verbs,
)
from ravny.core.staff.types import CARE_ROLES, Role
from ravny.core.vault import places
from ravny.services.cases.parts import Section, sections
from ravny.services.referrals.refusals import AfterRefusal, after_refusal

from . import erasing as erasing
from .documents import HOME
from .pages import case_section, client_panel
from .queries import due_count
from .retention import KINDS, last_dealt
from .today import PROMISES, due_rows

COORDINATORS = frozenset({Role.COORDINATOR.value})

permissions.add(Permission("incidents.view", _("See incidents of own teams"), CARE_ROLES))
permissions.add(Permission("incidents.record", _("Write down incidents and responses"), CARE_ROLES))
permissions.add(
    Permission("incidents.every_team", _("See the incidents of every team"), COORDINATORS)
)
permissions.add(
    Permission("incidents.export", _("Take incidents and their counts out as a file"), COORDINATORS)
)

menu.add(MenuEntry("work", _("Incidents"), "incidents:list", "incidents.view", 45, count=due_count))
panels.add(CardPanel("incidents.client", "main", 45, "incidents.view", client_panel))
card_actions.add(
    CardAction(
        _("Write an incident down"),
        60,
        "incidents.record",
        lambda client: f"{reverse('incidents:record')}?client={client.client_id}",
    )
)
sections.add(Section("incidents", "aside", 45, case_section))
after_refusal.add(
    AfterRefusal(
        _("Write the refusal down"),
        "incidents.record",
        lambda client_id, _service_id: f"{reverse('incidents:record')}?client={client_id}",
    )
)
homes.add(HOME)
places.add("incident.words", _("What happened in an incident"), "incidents:incident")
today_rows.add(due_rows)
promises.add(PROMISES)
client_activity.add(last_dealt)
for _kind in KINDS:
    record_kinds.add(_kind)

verbs.add(Verb("incidents.recorded", _("Wrote an incident down")))
verbs.add(Verb("incidents.responded", _("Did something about an incident")))
verbs.add(Verb("incidents.consented", _("Wrote down what an incident may be used for")))
verbs.add(Verb("incidents.planned", _("Gave an incident to somebody, or planned to look again")))
verbs.add(Verb("incidents.closed", _("Closed an incident")))
verbs.add(Verb("incidents.reopened", _("Opened an incident again")))
verbs.add(Verb("incidents.exported", _("Took a copy of the incidents")))
verbs.add(Verb("incidents.counted", _("Took a copy of the counts of incidents")))
