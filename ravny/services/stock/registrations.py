"""What this room hangs on the registries of kit."""

from django.utils.translation import gettext_lazy as _

from ravny.core.kit import registries
from ravny.core.kit.registries import MenuEntry, Permission, Verb
from ravny.core.staff.types import CARE_ROLES, Role

from .retention import KINDS
from .today import stock_rows

STORE = frozenset({Role.STOCK.value, Role.COORDINATOR.value})
# Who hands things out, or tests; each also carries, counts and refills a bag of their own.
CARRIES = STORE | {
    Role.PEER.value,
    Role.SOCIAL.value,
    Role.CASE_MANAGER.value,
    Role.DOCTOR.value,
}

for _permission in (
    Permission("stock.view", _("See stock, carry and count an own bag"), CARRIES),
    Permission("stock.move", _("Take in, move and write off stock; change items"), STORE),
    Permission("stock.count", _("Count any place"), STORE),
    # Whoever meets a person without medicine must know where there is some.
    Permission("stock.emergency", _("See where emergency medicine lies"), CARE_ROLES | STORE),
):
    registries.permissions.add(_permission)

for _verb in (
    Verb("stock.received", _("Took in a delivery")),
    Verb("stock.moved", _("Moved stock")),
    Verb("stock.written_off", _("Wrote off stock")),
    Verb("stock.counted", _("Counted a place")),
    Verb("stock.asked", _("Asked the store for things")),
    Verb("stock.place_made", _("Got a bag")),
    Verb("stock.place_saved", _("Changed a place")),
    Verb("stock.item_saved", _("Changed an item")),
    Verb("stock.threshold_set", _("Changed thresholds")),
    Verb("stock.exported", _("Took a copy of stock figures")),
):
    registries.verbs.add(_verb)

for _entry in (
    MenuEntry("organisation", _("Stock"), "stock:overview", "stock.view", order=40),
    MenuEntry("organisation", _("Emergency stock"), "stock:emergency", "stock.emergency", order=41),
):
    registries.menu.add(_entry)

registries.today_rows.add(stock_rows)

for _kind in KINDS:
    registries.record_kinds.add(_kind)
