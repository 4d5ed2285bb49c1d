"""What the page of one incident and the panel of the client card show, as plain values."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from ravny.core.kit.formats import month
from ravny.core.kit.forms import Form
from ravny.core.kit.registries import PanelContent, Text, TimelineItem
from ravny.core.staff.queries import pseudonyms
from ravny.core.staff.types import Actor
from ravny.core.vault.for_whom import reader_words
from ravny.people.clients.queries import client_tags
from ravny.services.cases.types import CaseFact

from .documents import documents_of
from .forms import CloseForm, ConsentForm, PlanForm, RespondForm
from .listing import state_badges
from .models import Incident, IncidentMove
from .queries import get_incident_for, incidents_of_case, moves_of, open_of_client
from .types import DANGEROUS, LABELS, Consent, Kind, Office, Outcome, Spot, State

MOST_SHOWN = 5


def incident_context(actor: Actor, incident_id: UUID, sent: Form | None = None) -> dict[str, Any]:
    """Return what the page of one incident shows; `sent`: the form that was refused, if any."""
    row = get_incident_for(actor, incident_id)
    names = pseudonyms(actor)
    tags = client_tags(actor, {row.client_id}) if row.client_id else {}
    code = tags.get(row.client_id, "") if row.client_id else ""
    circles = {row.words_circle_id} if row.words_circle_id else set()
    readers = reader_words(actor, circles)
    return {
        "incident": row,
        "what": Kind(row.kind).label,
        "code": code,
        "card_url": reverse("desk:card", args=[row.client_id]) if code else "",
        "case_url": _case_url(actor, row),
        "state": state_badges(row),
        "danger": row.kind in DANGEROUS and row.state == State.OPEN,
        "facts": _facts(row, names),
        "readers": readers.get(row.words_circle_id, "") if row.words_circle_id else "",
        "history": [_item(one, names) for one in moves_of(actor, row)],
        "documents": documents_of(actor, row),
        **(_forms(actor, row, sent) if actor.may("incidents.record") else {}),
    }


def _case_url(actor: Actor, row: Incident) -> str:
    """Return the case's page; whether this person may open it is asked there."""
    if row.case_id is None or not actor.may("cases.view"):
        return ""
    return reverse("cases:case", args=[row.case_id])


def _forms(actor: Actor, row: Incident, sent: Form | None) -> dict[str, Any]:
    is_open = row.state == State.OPEN
    forms: dict[str, Any] = {
        "respond_form": RespondForm() if is_open else None,
        "plan_form": PlanForm(actor, row) if is_open else None,
        "close_form": CloseForm() if is_open else None,
        "consent_form": ConsentForm(row),
        "may_reopen": not is_open,
    }
    kinds = {
        RespondForm: "respond_form",
        PlanForm: "plan_form",
        CloseForm: "close_form",
        ConsentForm: "consent_form",
    }
    return {**forms, kinds[type(sent)]: sent} if sent is not None else forms


def _facts(row: Incident, names: Mapping[UUID, str]) -> list[tuple[Text, object]]:
    facts: list[tuple[Text, object]] = [
        (_("Who did it"), Office(row.office).label),
        (_("In what place"), Spot(row.spot).label),
        (_("Region"), row.region),
        (_("Month"), month(row.month)),
        (_("Day"), row.day),
        (_("May be used for"), Consent(row.consent).label),
        (_("The client said so on"), row.consent_on),
        (_("How it ended"), Outcome(row.outcome).label if row.outcome else ""),
        (_("Whose task"), names.get(row.owner_id, "")),
        (_("Look again on"), row.follow_up_on),
        (_("Written down by"), names.get(row.recorded_by_id, "")),
    ]
    return [(label, value) for label, value in facts if value]


def _item(one: IncidentMove, names: Mapping[UUID, str]) -> TimelineItem:
    return TimelineItem(
        day=one.day,
        key=str(one.pk),
        title=LABELS[one.what],
        text=names.get(one.account_id, ""),
        state="done",
    )


def client_panel(actor: Actor, client: Any) -> PanelContent | None:
    """Return the panel of a client's card; nothing where nothing happened. One query."""
    rows = open_of_client(actor, client.client_ids)
    if not rows:
        return None
    lines = [_line(row) for row in rows[:MOST_SHOWN]]
    more = max(len(rows) - MOST_SHOWN, 0)
    return PanelContent("incidents/panel.html", {"rows": lines, "more": more})


def case_section(actor: Actor, case: CaseFact) -> PanelContent | None:
    """Return the section of a case's page: what happened, and where more is written. One query."""
    if not actor.may("incidents.view"):
        return None
    rows = incidents_of_case(actor, case.case_id)
    may_record = actor.may("incidents.record")
    if not rows and not may_record:
        return None
    url = f"{reverse('incidents:record')}?case={case.case_id}" if may_record else ""
    panel = {
        "rows": [_line(row) for row in rows[:MOST_SHOWN]],
        "more": max(len(rows) - MOST_SHOWN, 0),
        "record_url": url,
    }
    return PanelContent("incidents/case_section.html", panel)


def _line(row: Incident) -> dict[str, Any]:
    return {
        "month": row.month,
        "what": Kind(row.kind).label,
        "office": Office(row.office).label,
        "url": reverse("incidents:incident", args=[row.id]),
        "state": state_badges(row),
    }
