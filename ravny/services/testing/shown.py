"""What this room shows on pages of others: menu, the card, Today."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ravny.core.kit.registries import (
    CardAction,
    CardPanel,
    MenuEntry,
    card_actions,
    menu,
    panels,
    timeline,
    today_rows,
)

from .panels import tests_panel, timeline_of
from .today import testing_rows

menu.add(MenuEntry("organisation", _("Testing"), "testing:log", "testing.view", 11))
menu.add(MenuEntry("organisation", _("Kits by lot"), "testing:lots", "testing.lots", 42))
panels.add(CardPanel("testing.latest", "aside", 16, "testing.view", tests_panel))
card_actions.add(
    CardAction(
        _("Record a test"),
        12,
        "testing.record",
        lambda client: f"{reverse('testing:record')}?client={client.client_id}",
    )
)
timeline.add(timeline_of)
today_rows.add(testing_rows)
