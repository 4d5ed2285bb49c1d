"""What happened with referrals: steps, attempts to reach somebody, items of a client's timeline."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django_scopes import scope

from ravny.core.kit.registries import TimelineItem
from ravny.core.staff.types import Actor

from ..models import Attempt, Referral, Step
from ..types import Proof, Reason, State
from .board import visible_to


def steps_of(actor: Actor, referral: Referral) -> list[Step]:
    """Return the changes of a referral that passed the gate, the first one first. One query."""
    with scope(organisation=actor.organisation_id):
        return list(Step.objects.filter(referral_id=referral.id).order_by("id"))


def attempts_of(actor: Actor, referral: Referral) -> list[Attempt]:
    """Return the attempts to reach somebody about a referral, the newest first. One query."""
    with scope(organisation=actor.organisation_id):
        return list(Attempt.objects.filter(referral_id=referral.id).order_by("-day", "-id"))


def timeline_of(
    actor: Actor, client_ids: Sequence[UUID], before: date | None, limit: int
) -> list[TimelineItem]:
    """Return the changes of a client's referrals as items of the card's timeline. One query."""
    if not actor.may("referrals.view"):
        return []
    with scope(organisation=actor.organisation_id):
        seen = visible_to(actor).filter(client_id__in=client_ids).values("id")
        rows = Step.objects.filter(referral_id__in=seen).select_related("referral")
        if before:
            rows = rows.filter(day__lt=before)
        steps = list(rows.order_by("-day", "-id")[:limit])
    states, reasons, proofs = (dict(kind.choices) for kind in (State, Reason, Proof))
    return [
        TimelineItem(
            day=step.day,
            key=f"{step.referral_id}.{step.pk:012}",
            title=format_lazy("{}: {}", gettext("Referral"), states[step.state]),
            text=", ".join(
                str(part)
                for part in (reasons[step.referral.reason], step.proof and proofs[step.proof])
                if part
            ),
            url=reverse("referrals:referral", args=[step.referral_id]),
            state="done",
        )
        for step in steps
    ]
