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
    menu,
    panels,
    periodic,
    permissions,
    record_kinds,
    verbs,
)
from ravny.core.staff.types import CARE_ROLES, Role
from ravny.core.vault import places

from . import documents
from . import erasing as erasing
from . import panels as shown
from .operations import release_unused_codes
from .queries import count_clients
from .retention import KINDS

COORDINATORS = frozenset({Role.COORDINATOR.value})
MERGERS = COORDINATORS | {Role.CASE_MANAGER.value}

permissions.add(Permission("clients.view", _("See the cards of own teams"), CARE_ROLES))
permissions.add(Permission("clients.edit", _("Open and change cards"), CARE_ROLES))
permissions.add(Permission("clients.merge", _("Merge two cards, and part them"), MERGERS))
permissions.add(Permission("clients.every_team", _("See the cards of every team"), COORDINATORS))
permissions.add(
    Permission("clients.export", _("Take the list of clients out as a file"), COORDINATORS)
)

menu.add(MenuEntry("work", _("Clients"), "clients:list", "clients.view", 10, count=count_clients))
menu.add(
    MenuEntry("organisation", _("Rules of this country"), "clients:profile", "clients.view", 32)
)

panels.add(CardPanel("clients.similar", "main", 5, "clients.edit", shown.duplicates))
panels.add(CardPanel("clients.facts", "main", 10, "clients.view", shown.facts))
panels.add(CardPanel("clients.documents", "main", 40, "clients.view", documents.panel))
panels.add(CardPanel("clients.called", "aside", 10, "clients.view", shown.called))
panels.add(CardPanel("clients.key_groups", "aside", 20, "clients.view", shown.key_groups))
panels.add(CardPanel("clients.consents", "aside", 30, "clients.view", shown.consents))
panels.add(CardPanel("clients.looked", "aside", 90, "clients.view", shown.lookers))

homes.add(documents.HOME)

card_actions.add(
    CardAction(
        _("Paper card"),
        80,
        "clients.view",
        lambda client: reverse("clients:print", args=[client.client_id]),
    )
)

places.add("client.called", _("How a client is called"), "desk:card")

periodic.add(
    PeriodicWork("clients.release_unused_codes", 24, release_unused_codes, needs_clock=True)
)

for _verb in (
    Verb("clients.registered", _("Opened a card")),
    Verb("clients.edited", _("Changed facts on a card")),
    Verb("clients.opened", _("Opened a card to read")),
    Verb("clients.printed", _("Printed a paper card")),
    Verb("clients.consent_given", _("Noted a consent")),
    Verb("clients.consent_refused", _("Noted a refusal")),
    Verb("clients.consent_withdrawn", _("Noted a withdrawn consent")),
    Verb("clients.groups_noted", _("Noted key groups")),
    Verb("clients.merged", _("Merged two cards")),
    Verb("clients.unmerged", _("Parted two cards")),
    Verb("clients.hint_kept", _("Kept a hint for a lost code")),
    Verb("clients.hint_searched", _("Looked for a lost code")),
    Verb("clients.codes_reserved", _("Reserved codes for a phone")),
    Verb("clients.codes_released", _("Took back unused codes")),
    Verb("clients.exported", _("Took a copy of the list of clients")),
):
    verbs.add(_verb)

for _kind in KINDS:
    record_kinds.add(_kind)
