"""What *Today* tells whoever has keys that open nothing yet: what is missing, whose turn it is."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from ravny.core.kit.registries import TodayRow
from ravny.core.staff.types import Actor

from ..queries import own as own_queries

WHY = {
    "signature": _("An officer has yet to sign them, then a colleague shares the circles with you"),
    "circles": _("A colleague has yet to share the circles with you"),
}


def rows(actor: Actor) -> list[TodayRow]:
    """Return one row as long as nothing opens. One query for everybody else."""
    if not own_queries.opens_nothing_yet(actor):
        return []
    state = own_queries.key_state(actor)
    if state.missing not in WHY:
        return []
    return [
        TodayRow(
            key="vault.own",
            rank=310,
            group="week",
            left_number="0",
            left_unit=ngettext("of {count} circle", "of {count} circles", state.belongs).format(
                count=state.belongs
            ),
            title=_("Your keys are made"),
            why=WHY[state.missing],
            action_label=_("My keys"),
            action_url=reverse("vault:own"),
            harm="keys",
        )
    ]
