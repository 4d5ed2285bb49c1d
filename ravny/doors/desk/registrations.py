"""What the desk hangs on the registries of kit: *Today* in the menu, putting things aside."""

from django.utils.translation import gettext_lazy as _

from ravny.core.kit.registries import MenuEntry, PeriodicWork, Verb, menu, periodic, verbs

from .operations import forget_ended
from .types import REMEMBERED

menu.add(
    MenuEntry(
        group="work",
        label=_("Today"),
        url_name="desk:today",
        permission="",
        order=0,
        remembered=REMEMBERED,
    )
)

verbs.add(Verb("desk.put_aside", _("Put something aside on Today")))
verbs.add(Verb("desk.brought_back", _("Brought back what was put aside on Today")))

periodic.add(PeriodicWork("desk.put_aside", 24, forget_ended, needs_clock=True))
