"""What the desk hangs on the registries of kit: *Today* in the menu."""

from django.utils.translation import gettext_lazy as _

from ravny.core.kit.registries import MenuEntry, menu

menu.add(
    MenuEntry(
        group="work",
        label=_("Today"),
        url_name="desk:today",
        permission="",
        order=0,
    )
)
