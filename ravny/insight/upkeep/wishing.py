"""What erasure hangs on the registries of kit."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ravny.core.kit.registries import (
    CardAction,
    MenuEntry,
    PeriodicWork,
    Permission,
    Verb,
    card_actions,
    menu,
    periodic,
    permissions,
    today_rows,
    verbs,
)
from ravny.core.staff.types import CARE_ROLES, Role

from .operations.wishes import ASK, ERASE, settle_erasure
from .pages import wishes
from .queries.wishes import count_open

permissions.add(Permission(ASK, _("File a client's wish to be erased"), CARE_ROLES))
permissions.add(
    Permission(ERASE, _("Erase a client at their wish"), frozenset({Role.COORDINATOR.value}))
)

menu.add(
    MenuEntry(
        "organisation", _("Wishes to be erased"), "upkeep:wishes", ASK, order=34, count=count_open
    )
)
card_actions.add(
    CardAction(
        _("Erase at the client's wish"),
        95,
        ASK,
        lambda client: reverse("upkeep:erase", args=[client.client_id]),
    )
)
today_rows.add(wishes.today_rows)
periodic.add(PeriodicWork("upkeep.settle_erasures", 1, settle_erasure, needs_keys=True))

verbs.add(Verb("upkeep.erasure_asked", _("Filed a client's wish to be erased")))
verbs.add(Verb("upkeep.erasure_taken_back", _("Took back a wish to be erased")))
verbs.add(Verb("upkeep.client_erased", _("Erased a client")))
