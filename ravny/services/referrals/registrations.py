"""What this room hangs on the registries of kit."""

from django.urls import reverse
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
    menu,
    panels,
    periodic,
    permissions,
    promises,
    record_kinds,
    timeline,
    today_rows,
    verbs,
)
from ravny.core.staff.types import CARE_ROLES, EVERYBODY, Role
from ravny.core.vault import places

from . import erasing as erasing
from .bed_timeline import bed_timeline
from .documents import HOME
from .help_today import help_rows
from .operations import expire_old
from .pages.referral import open_panel
from .promised import KINDS as PROMISED
from .queries import due_count, timeline_of
from .retention import KINDS, last_referred
from .today import due_rows

COORDINATORS = frozenset({Role.COORDINATOR.value})

permissions.add(Permission("referrals.view", _("See referrals"), CARE_ROLES))
permissions.add(Permission("referrals.edit", _("Refer and follow up"), CARE_ROLES))
permissions.add(
    Permission("referrals.every_team", _("See the referrals of every team"), COORDINATORS)
)
# Whoever works here may speak a language that somebody needs.
permissions.add(
    Permission("referrals.interpret", _("Be asked to interpret"), EVERYBODY - {Role.KEEPER.value})
)
permissions.add(Permission("referrals.export", _("Take referrals out as a file"), COORDINATORS))

menu.add(
    MenuEntry("work", _("Referrals"), "referrals:board", "referrals.view", 40, count=due_count)
)
panels.add(CardPanel("referrals.open", "main", 30, "referrals.view", open_panel))
timeline.add(timeline_of)
timeline.add(bed_timeline)
homes.add(HOME)
places.add("referral.note", _("Note on a referral"), "referrals:referral")
today_rows.add(due_rows)
today_rows.add(help_rows)
for _promise in PROMISED:
    promises.add(_promise)
periodic.add(PeriodicWork("referrals.expire", 24, expire_old, needs_clock=True))
card_actions.add(
    CardAction(
        _("Refer"),
        20,
        "referrals.edit",
        lambda client: f"{reverse('referrals:open')}?client={client.client_id}",
    )
)
card_actions.add(
    CardAction(
        _("Several steps at once"),
        25,
        "referrals.edit",
        lambda client: f"{reverse('referrals:together')}?client={client.client_id}",
    )
)

verbs.add(Verb("referrals.opened", _("Opened a referral")))
verbs.add(Verb("referrals.moved", _("Wrote down what became of a referral")))
verbs.add(Verb("referrals.attempted", _("Tried to reach somebody about a referral")))
verbs.add(Verb("referrals.planned", _("Planned the next step of a referral")))
verbs.add(Verb("referrals.reassigned", _("Gave a referral to somebody else")))
verbs.add(Verb("referrals.interpreter_asked", _("Asked somebody to interpret")))
verbs.add(Verb("referrals.interpreter_answered", _("Wrote down what came of an interpreter")))
verbs.add(Verb("referrals.bed_asked", _("Began to look for a place in hospital")))
verbs.add(Verb("referrals.bed_answered", _("Wrote down what a hospital said")))
verbs.add(Verb("referrals.bed_given_up", _("Stopped looking for a place in hospital")))
verbs.add(Verb("referrals.expired", _("Let old referrals expire")))
verbs.add(Verb("referrals.exported", _("Took a copy of the referrals")))

client_activity.add(last_referred)
for _kind in KINDS:
    record_kinds.add(_kind)
