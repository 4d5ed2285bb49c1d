"""The clock on the keeper's *Today*, while nobody knows whether the date is right."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from ravny.core.kit.clock import today
from ravny.core.kit.formats import day
from ravny.core.kit.registries import TodayRow
from ravny.core.staff.types import Actor

from .. import clock_guard


def clock_rows(actor: Actor) -> Sequence[TodayRow]:
    """Return one row for whoever keeps the machine, none while the clock is believed."""
    if not actor.may("upkeep.backups") or clock_guard.is_trusted():
        return []
    why = _(
        "Until the date is certain nothing is let go of by its age, no key and no record. If it is"
        " right, say so on the server: ravny clock confirm"
    )
    return [
        TodayRow(
            key="upkeep.clock",
            rank=18,
            group="now",
            left_number="!",
            left_unit="",
            title=_("Is today %(day)s? The server's clock has jumped") % {"day": day(today())},
            why=why,
            action_label=_("See how the installation stands"),
            action_url=reverse("upkeep:doctor"),
            harm="keys",
        )
    ]
