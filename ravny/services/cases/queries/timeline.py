"""What happened in cases, as items of a timeline: each kind its own source, one query each."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django_scopes import scope

from ravny.core.kit.registries import TimelineItem
from ravny.core.staff.types import Actor
from ravny.core.vault.fields import sealed_value
from ravny.core.vault.for_whom import reader_words
from ravny.people.directory.queries import service_labels

from ..models import Request, StageMove
from ..models.plan import PlanChange, Step
from ..models.work import Agreement, Assessment, Contact, SafeContact
from ..plans.catalogue import step_label
from ..types import (
    AgreementKind,
    Beyond,
    ChangeWhy,
    ContactKind,
    ContactResult,
    MissedWhy,
    Outcome,
    RequestKind,
    RequestResult,
    SafeChannel,
    Stage,
    StepState,
    Way,
)
from .cases import cases_of

CaseSource = Callable[[Actor, Collection[UUID], date | None, int], list[TimelineItem]]
NOTE = "cases/timeline_note.html"


def _latest(rows: QuerySet[Any], day: str, before: date | None, limit: int) -> list[Any]:
    if before:
        rows = rows.filter(**{f"{day}__lt": before})
    return list(rows.order_by(f"-{day}", "-pk")[:limit])


def _case_url(case_id: UUID) -> str:
    return reverse("cases:case", args=[case_id])


def _words(*parts: object) -> str:
    return ", ".join(str(part) for part in parts if part)


def contacts(
    actor: Actor, case_ids: Collection[UUID], before: date | None, limit: int
) -> list[TimelineItem]:
    """Talks, tries and missed visits."""
    rows = Contact.objects.filter(case_id__in=case_ids).exclude(kind=ContactKind.OFFICIAL)
    return _contacts(actor, _latest(rows, "day", before, limit), {})


def offices(
    actor: Actor, case_ids: Collection[UUID], before: date | None, limit: int
) -> list[TimelineItem]:
    """Offices and services that were dealt with, and what they said."""
    rows = Contact.objects.filter(case_id__in=case_ids, kind=ContactKind.OFFICIAL)
    found = _latest(rows, "day", before, limit)
    return _contacts(actor, found, service_labels(actor.organisation_id) if found else {})


def _contacts(
    actor: Actor, rows: Sequence[Contact], places: Mapping[UUID, str]
) -> list[TimelineItem]:
    readers = reader_words(actor, {row.note_circle_id for row in rows if row.note_circle_id})
    items = []
    for row in rows:
        note = sealed_value(row, "note")
        reader = readers.get(row.note_circle_id, "") if row.note_circle_id else ""
        items.append(
            TimelineItem(
                day=row.day,
                key=f"contact.{row.id}",
                title=str(ContactKind(row.kind).label).capitalize(),
                text=_said(row, places),
                url=reverse("cases:contact", args=[row.id]),
                state="done",
                sealed=note and {"value": note, "readers": reader},
                sealed_template=NOTE if note else "",
            )
        )
    return items


def _said(row: Contact, places: Mapping[UUID, str]) -> str:
    if row.kind == ContactKind.MISSED:
        return str(MissedWhy(row.missed_why).label)
    return _words(
        places.get(row.service_id) if row.service_id else "",
        Way(row.way).label,
        ContactResult(row.result).label,
        Beyond(row.beyond).label if row.beyond else "",
    )


def plan(
    actor: Actor, case_ids: Collection[UUID], before: date | None, limit: int
) -> list[TimelineItem]:
    """Steps that were done or dropped, and changes of the plan. Two queries."""
    over = Step.objects.filter(case_id__in=case_ids).exclude(state=StepState.OPEN).defer("words")
    steps = [
        TimelineItem(
            day=row.state_on,
            key=f"step.{row.id}",
            title=_("Step: %(what)s") % {"what": step_label(row.code)},
            text=str(StepState(row.state).label),
            url=_case_url(row.case_id),
            state="done",
        )
        for row in _latest(over, "state_on", before, limit)
    ]
    changed = PlanChange.objects.filter(case_id__in=case_ids)
    changes = [
        TimelineItem(
            day=row.day,
            key=f"plan.{row.id}",
            title=_("Plan changed"),
            text=str(ChangeWhy(row.why).label),
            url=_case_url(row.case_id),
            state="done",
            **_sealed(row, _("The team of this case")),
        )
        for row in _latest(changed, "day", before, limit)
    ]
    return sorted([*steps, *changes], key=lambda one: (one.day, one.key), reverse=True)[:limit]


def _sealed(row: Any, readers: str, name: str = "words") -> dict[str, Any]:
    value = sealed_value(row, name)
    if value is None:
        return {}
    return {"sealed": {"value": value, "readers": readers}, "sealed_template": NOTE}


def agreements(
    actor: Actor, case_ids: Collection[UUID], before: date | None, limit: int
) -> list[TimelineItem]:
    """What was agreed with the client, and what became of it."""
    rows = Agreement.objects.filter(case_id__in=case_ids)
    return [
        TimelineItem(
            day=row.day,
            key=f"agreement.{row.id}",
            title=_("Agreement: %(what)s") % {"what": AgreementKind(row.kind).label},
            text=str(Outcome(row.outcome).label) if row.outcome else "",
            url=_case_url(row.case_id),
            state="done",
            **_sealed(row, _("The team of this case")),
        )
        for row in _latest(rows, "day", before, limit)
    ]


def assessments(
    actor: Actor, case_ids: Collection[UUID], before: date | None, limit: int
) -> list[TimelineItem]:
    """Assessments that were finished."""
    rows = Assessment.objects.filter(case_id__in=case_ids, finished_on__isnull=False)
    return [
        TimelineItem(
            day=row.finished_on,
            key=f"assessment.{row.id}",
            title=_("Assessment of needs"),
            url=_case_url(row.case_id),
            state="done",
            **_sealed(row, _("The team of this case"), "note"),
        )
        for row in _latest(rows, "finished_on", before, limit)
    ]


def requests(
    actor: Actor, case_ids: Collection[UUID], before: date | None, limit: int
) -> list[TimelineItem]:
    """What was asked for."""
    rows = Request.objects.filter(case_id__in=case_ids).defer("words")
    return [
        TimelineItem(
            day=row.asked_on,
            key=f"request.{row.id}",
            title=_("Request: %(what)s") % {"what": RequestKind(row.kind).label},
            text=str(RequestResult(row.result).label) if row.result else "",
            url=_case_url(row.case_id),
            state="done",
        )
        for row in _latest(rows, "asked_on", before, limit)
    ]


def stages(
    actor: Actor, case_ids: Collection[UUID], before: date | None, limit: int
) -> list[TimelineItem]:
    """From stage to stage."""
    rows = StageMove.objects.filter(case_id__in=case_ids)
    return [
        TimelineItem(
            day=row.day,
            key=f"stage.{row.pk:012}",
            title=_("Stage: %(what)s") % {"what": Stage(row.stage).label},
            url=_case_url(row.case_id),
            state="done",
        )
        for row in _latest(rows, "day", before, limit)
    ]


def asked(
    actor: Actor, case_ids: Collection[UUID], before: date | None, limit: int
) -> list[TimelineItem]:
    """What the client said about being contacted."""
    rows = SafeContact.objects.filter(case_id__in=case_ids).defer("address", "words")
    return [
        TimelineItem(
            day=row.asked_on,
            key=f"safe.{row.id}",
            title=_("Asked about safe contact"),
            text=str(SafeChannel(row.channel).label),
            url=_case_url(row.case_id),
            state="done",
        )
        for row in _latest(rows, "asked_on", before, limit)
    ]


ON_THE_CARD: tuple[CaseSource, ...] = (contacts, offices, plan, agreements, stages)


def timeline_of(
    actor: Actor, client_ids: Sequence[UUID], before: date | None, limit: int
) -> list[TimelineItem]:
    """Return what happened in a client's cases as items of the card's timeline.

    Only cases the actor may see. One query where there is none.
    """
    case_ids = [case.case_id for case in cases_of(actor, client_ids)]
    if not case_ids:
        return []
    with scope(organisation=actor.organisation_id):
        items = [one for source in ON_THE_CARD for one in source(actor, case_ids, before, limit)]
    return sorted(items, key=lambda one: (one.day, one.key), reverse=True)[:limit]
