"""What this room hangs on the registries of kit."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ravny.core.kit.formats import number
from ravny.core.kit.registries import (
    CardAction,
    CardPanel,
    MenuEntry,
    Permission,
    TodayRow,
    Verb,
    card_actions,
    client_activity,
    menu,
    panels,
    permissions,
    record_kinds,
    timeline,
    today_rows,
    verbs,
)
from ravny.core.staff.types import CARE_ROLES, Role
from ravny.core.vault import places

from . import erasing as erasing
from .aid import aid_panel
from .pages import last_panel
from .queries import clock_flags, timeline_of
from .retention import KINDS, last_met

COORDINATORS = frozenset({Role.COORDINATOR.value})

permissions.add(Permission("encounters.view", _("See the meetings of own teams"), CARE_ROLES))
permissions.add(Permission("encounters.record", _("Record meetings"), CARE_ROLES))
permissions.add(
    Permission("encounters.every_team", _("See the meetings of every team"), COORDINATORS)
)
permissions.add(Permission("encounters.export", _("Take the log out as a file"), COORDINATORS))

places.add("encounter.note", _("Note on a meeting"), "encounters:encounter")

menu.add(MenuEntry("organisation", _("Outreach log"), "encounters:log", "encounters.view", 10))
panels.add(CardPanel("encounters.last", "aside", 15, "encounters.view", last_panel))
panels.add(CardPanel("encounters.aid", "aside", 18, "encounters.view", aid_panel))
timeline.add(timeline_of)
card_actions.add(
    CardAction(
        _("Record a meeting"),
        10,
        "encounters.record",
        lambda client: f"{reverse('encounters:record')}?client={client.client_id}",
    )
)
card_actions.add(
    CardAction(
        _("Give aid"),
        15,
        "encounters.record",
        lambda client: f"{reverse('encounters:aid')}?client={client.client_id}",
    )
)

verbs.add(Verb("encounters.recorded", _("Recorded a meeting")))
verbs.add(Verb("encounters.voided", _("Voided a meeting")))
verbs.add(Verb("encounters.day_settled", _("Settled a meeting's day")))
verbs.add(Verb("encounters.site_saved", _("Saved a site")))
verbs.add(Verb("encounters.exported", _("Took a copy of the outreach log")))


def _doubtful_days(actor: Any) -> Sequence[TodayRow]:
    """Tell whoever looks after every team that phones' clocks were wrong."""
    count = clock_flags(actor) if actor.may("encounters.every_team") else 0
    if not count:
        return []
    return [
        TodayRow(
            key="encounters.clock",
            rank=60,
            group="week",
            left_number=number(count),
            left_unit=_("in doubt"),
            title=_("Meetings whose day is in doubt"),
            why=_("A phone's clock was wrong, or the day is far away. They count on that day."),
            action_label=_("Look at the days"),
            action_url=f"{reverse('encounters:log')}?clock_flag=doubt",
            harm="other",
        )
    ]


today_rows.add(_doubtful_days)

client_activity.add(last_met)
for _kind in KINDS:
    record_kinds.add(_kind)
