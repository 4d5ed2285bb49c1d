"""What this room hangs on the registries of kit."""

from django.utils.translation import gettext_lazy as _

from ravny.core.kit import people, registries
from ravny.core.kit.registries import MenuEntry, PeriodicWork, Permission, Verb

from . import operations, queries
from .retention import KINDS
from .types import CARE_ROLES, Role

LEADS = frozenset({Role.COORDINATOR.value, Role.KEEPER.value})
# A peer on a night street and the store need no list of colleagues.
SEES_STAFF = (CARE_ROLES | LEADS) - {Role.PEER.value}

people.register(queries.pseudonyms)

for _permission in (
    Permission("staff.view", _("See who works here"), SEES_STAFF),
    Permission("staff.manage", _("Invite people, change and end their access"), LEADS),
    Permission("staff.matrix", _("See who may do what"), LEADS),
):
    registries.permissions.add(_permission)

for _verb in (
    Verb("staff.organisation_made", _("Made the organisation")),
    Verb("staff.invited", _("Invited a colleague")),
    Verb("staff.joined", _("Joined by an invitation")),
    Verb("staff.changed", _("Changed a colleague's account")),
    Verb("staff.closed", _("Ended a colleague's access")),
    Verb("staff.team_made", _("Made a team")),
    Verb("staff.team_changed", _("Changed a team")),
    Verb("staff.signed_in", _("Signed in")),
    Verb("staff.signed_out", _("Ended a sign-in")),
    Verb("staff.phrase_changed", _("Changed own phrase")),
    Verb("staff.own_settings", _("Changed own settings")),
    Verb("staff.exported", _("Took a copy of the staff list")),
):
    registries.verbs.add(_verb)

for _entry in (
    MenuEntry("organisation", _("Staff"), "staff:list", "staff.view", order=60),
    MenuEntry("organisation", _("Teams"), "staff:teams", "staff.view", order=62),
    MenuEntry("organisation", _("Who may do what"), "staff:matrix", "staff.matrix", order=64),
):
    registries.menu.add(_entry)

registries.periodic.add(PeriodicWork("staff.sign_ins", 24, operations.drop_old_sign_ins))

for _kind in KINDS:
    registries.record_kinds.add(_kind)
