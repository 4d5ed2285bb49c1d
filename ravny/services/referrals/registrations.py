"""What this room hangs on the registries of kit."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ravny.core.kit.registries import (
    CardAction,
    CardPanel,
    MenuEntry,
    PeriodicWork,
    Permission,
    Verb,
    card_actions,
    menu,
    panels,
    periodic,
    permissions,
    timeline,
    today_rows,
    verbs,
)
from ravny.core.staff.types import CARE_ROLES, Role

from .operations import expire_old
from .pages import open_panel
from .queries import due_count, timeline_of
from .today import due_rows

COORDINATORS = frozenset({Role.COORDINATOR.value})

permissions.add(Permission("referrals.view", _("See referrals"), CARE_ROLES))
permissions.add(Permission("referrals.edit", _("Refer and follow up"), CARE_ROLES))
permissions.add(
    Permission("referrals.every_team", _("See the referrals of every team"), COORDINATORS)
)
permissions.add(Permission("referrals.export", _("Take referrals out as a file"), COORDINATORS))

menu.add(
    MenuEntry("work", _("Referrals"), "referrals:board", "referrals.view", 40, count=due_count)
)
panels.add(CardPanel("referrals.open", "main", 30, "referrals.view", open_panel))
timeline.add(timeline_of)
today_rows.add(due_rows)
periodic.add(PeriodicWork("referrals.expire", 24, expire_old))
card_actions.add(
    CardAction(
        _("Refer"),
        20,
        "referrals.edit",
        lambda client: f"{reverse('referrals:open')}?client={client.client_id}",
    )
)

verbs.add(Verb("referrals.opened", _("Opened a referral")))
verbs.add(Verb("referrals.moved", _("Wrote down what became of a referral")))
verbs.add(Verb("referrals.attempted", _("Tried to reach somebody about a referral")))
verbs.add(Verb("referrals.planned", _("Planned the next step of a referral")))
verbs.add(Verb("referrals.reassigned", _("Gave a referral to somebody else")))
verbs.add(Verb("referrals.expired", _("Let old referrals expire")))
verbs.add(Verb("referrals.exported", _("Took a copy of the referrals")))
