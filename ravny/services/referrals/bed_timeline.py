"""What hospitals said when they were asked for a place, in a client's timeline."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django_scopes import scope

from ravny.core.kit.registries import TimelineItem
from ravny.core.staff.types import Actor

from .models import BedReply
from .queries import visible_to
from .types.helping import BedAnswer, WhyRefused


def bed_timeline(
    actor: Actor, client_ids: Sequence[UUID], before: date | None, limit: int
) -> list[TimelineItem]:
    """Return what hospitals said as items of the card's timeline. One query."""
    if not actor.may("referrals.view"):
        return []
    with scope(organisation=actor.organisation_id):
        seen = visible_to(actor).filter(client_id__in=client_ids).values("id")
        rows = BedReply.objects.filter(request__referral__in=seen)
        if before:
            rows = rows.filter(day__lt=before)
        found = list(rows.select_related("service", "request").order_by("-day", "-id")[:limit])
    return [
        TimelineItem(
            day=one.day,
            key=f"{one.request.referral_id}.bed.{one.id}",
            title=_("Hospital: %(answer)s") % {"answer": BedAnswer(one.answer).label},
            text=_text(one),
            url=reverse("referrals:hospital", args=[one.request.referral_id]),
            state="done",
        )
        for one in found
    ]


def _text(row: BedReply) -> str:
    why = str(WhyRefused(row.why).label) if row.why else ""
    return ", ".join(filter(None, (row.service.label, why)))
