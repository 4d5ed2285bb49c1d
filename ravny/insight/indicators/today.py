"""Missed steps of care on *Today*: each somebody's task before it becomes a loss."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from ravny.core.kit.clock import today
from ravny.core.kit.formats import number
from ravny.core.kit.registries import Text, TodayRow
from ravny.core.staff.types import Actor

from .linkage import Step
from .linkage_page import next_thing
from .queries import missed_rows
from .types import Missed

TITLES: dict[str, Text] = {
    Step.CONFIRMED: _("Arrived, and no diagnosis is written down"),
    Step.REGISTERED: _("Diagnosis confirmed, not registered for care"),
    Step.TREATED: _("Treatment has not started"),
    Step.UNDETECTABLE: _("No undetectable viral load yet"),
}
WHY: dict[str, Text] = {
    Step.CONFIRMED: _("Ask the service or the client what the laboratory said."),
    Step.REGISTERED: _("Without registration there is no therapy. Ask what stands in the way."),
    Step.TREATED: _("Every week without therapy harms. Ask about fear, papers, distance."),
    Step.UNDETECTABLE: _("Ask whether a viral load was measured, and how the pills go."),
}
RANKS = {Step.TREATED: 12, Step.REGISTERED: 16, Step.CONFIRMED: 18, Step.UNDETECTABLE: 45}


def missed_steps(actor: Actor) -> Sequence[TodayRow]:
    """Return a row for each missed step of the actor's people, and one for the rest."""
    if not actor.may("linkage.view"):
        return []
    missed, count = missed_rows(actor)
    rows = [_row(actor, one) for one in missed]
    rest = count - len(missed)
    if rest > 0:
        rows.append(
            TodayRow(
                key="linkage.more",
                rank=46,
                group="week",
                left_number=number(rest),
                left_unit=_("more"),
                title=_("More people wait for their next step"),
                why=_("The longest overdue stand above."),
                action_label=_("See the cascade"),
                action_url=reverse("indicators:linkage"),
                harm="reactive",
            )
        )
    return rows


def _row(actor: Actor, one: Missed) -> TodayRow:
    late = (today() - one.due_on).days
    label, url = next_thing(one.step, one.client_id, "hiv")
    if not actor.may("care.record"):
        label, url = _("Open the card"), reverse("desk:card", args=[one.client_id])
    return TodayRow(
        key=f"linkage.{one.client_id}",
        rank=RANKS[one.step],
        group="now" if one.step in {Step.TREATED, Step.REGISTERED} else "week",
        left_number=number(late),
        left_unit=ngettext_lazy("day late", "days late", late),
        title=TITLES[one.step],
        why=WHY[one.step],
        action_label=label,
        action_url=url,
        code=one.code,
        code_url=reverse("desk:card", args=[one.client_id]),
        harm="reactive",
        about=one.client_id,
        days=-late,
    )
