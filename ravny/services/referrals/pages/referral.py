"""What the page of one referral and the panel of the client card show, as plain values."""

from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ravny.core.kit.cells import Badge
from ravny.core.kit.clock import today
from ravny.core.kit.formats import days
from ravny.core.kit.forms import Form
from ravny.core.kit.languages import own_name
from ravny.core.kit.registries import PanelContent, Text, TimelineItem
from ravny.core.staff.queries import pseudonyms
from ravny.core.staff.types import Actor
from ravny.people.clients.queries import get_client_for
from ravny.people.directory.queries import get_service_for, infection_label

from ..documents import documents_of
from ..forms.referral import (
    ArrangeForm,
    AttemptForm,
    MoveForm,
    TaskForm,
    may_be_sent,
    moves_from,
    people,
)
from ..models import Attempt, Referral, Step
from ..queries import (
    attempts_of,
    get_referral_for,
    may_change,
    possible_owners,
    referrals_of,
    steps_of,
    who_learns,
)
from ..types import (
    OPEN,
    AttemptResult,
    AttemptWay,
    Disclosure,
    NextStep,
    Proof,
    Reason,
    ReferralFact,
    State,
    Urgency,
)
from ..types.helping import Travel
from .answers import answer_of, badges_of, facts_words
from .board import BADGE, escort_words
from .helping import help_context

PATH = (State.DRAFT, State.SENT, State.ACCEPTED, State.ARRIVED, State.CLOSED)
MOST_ON_A_CARD = 8
NEXT_ACTION: dict[str, Text] = {
    "draft": gettext_lazy("Choose where to"),
    "sent": gettext_lazy("Ask whether they arrived"),
    "accepted": gettext_lazy("Ask whether they arrived"),
    "arrived": gettext_lazy("Ask what came of it"),
}


def referral_context(actor: Actor, referral_id: UUID, form: Form | None = None) -> dict[str, Any]:
    """Return what the page of one referral shows. `form` is the one that was sent, if any."""
    row = get_referral_for(actor, referral_id)
    client = get_client_for(actor, row.client_id)
    service = get_service_for(actor, row.service_id) if row.service_id else None
    names, steps = pseudonyms(actor), steps_of(actor, row)
    learns = None
    if service:
        learns = who_learns(
            service=service, infection=row.infection, facts=client.facts, country=actor.country
        )
    return {
        "referral": row,
        "client": client,
        "what_for": Reason(row.reason).label,
        "badge": Badge(State(row.state).label, BADGE[row.state]),
        "facts": _facts(row, names, service.label if service else ""),
        "service": service,
        "badges": badges_of(service) if service else None,
        "answer": answer_of(learns) if learns else None,
        "stages": _stages(row, steps),
        "steps": _timeline(steps, names),
        "attempts": _attempts(attempts_of(actor, row), names),
        "overdue": _overdue(row),
        "documents": documents_of(actor, row),
        **help_context(actor, row, names),
        **(_forms(actor, row, form) if may_change(actor) else {}),
    }


def _overdue(row: Referral) -> str:
    if row.state not in OPEN or not row.follow_up_on or row.follow_up_on >= today():
        return ""
    return days((today() - row.follow_up_on).days)


def _forms(actor: Actor, row: Referral, sent: Form | None) -> dict[str, Any]:
    """Return the forms that fit the state; the one that was sent keeps what was typed."""
    is_open = row.state in OPEN
    owners = people(possible_owners(actor, row.team_id))
    moves = MoveForm(row.state) if moves_from(row.state) else None
    forms: dict[str, Any] = {
        "move_form": moves,
        "attempt_form": AttemptForm() if row.state != State.CLOSED else None,
        "arrange_form": ArrangeForm(row, owners) if is_open else None,
        "task_form": TaskForm(row, owners) if is_open else None,
    }
    kinds = {
        MoveForm: "move_form",
        AttemptForm: "attempt_form",
        ArrangeForm: "arrange_form",
        TaskForm: "task_form",
    }
    if sent is not None:
        forms[kinds[type(sent)]] = sent
    send_word = _("Choose where to") if row.state == State.DRAFT else _("Send again")
    return {**forms, "send_word": send_word if may_be_sent(row.state) else ""}


def _facts(row: Referral, names: dict[UUID, str], place: str) -> list[tuple[Text, object]]:
    disclosed = dict(Disclosure.choices)
    told = ", ".join(str(disclosed[code]) for code in row.discloses)
    return facts_words(
        [
            (_("Infection"), infection_label(row.infection) if row.infection else ""),
            (_("Where to"), place or _("not chosen yet")),
            (_("How soon"), Urgency(row.urgency).label),
            (_("Chosen step"), NextStep(row.step).label if row.step else ""),
            (_("Opened on"), row.made_on),
            (_("Opened by"), names.get(row.made_by_id, "")),
            (_("Appointment"), row.appointment_on),
            (_("Escort"), escort_words(row, names) or ""),
            (_("Interpreter into"), own_name(row.interpreter) if row.interpreter else ""),
            (_("Child expected on"), row.expected_on),
            (_("Travel"), Travel(row.travel).label if row.travel else ""),
            (_("Agreed on"), row.consented_on),
            (_("They may learn"), told or (_("nothing at all") if row.consented_on else "")),
            (_("Told who learns of it"), row.warned_on),
            (_("Arrived on"), row.arrived_on),
            (_("How we know"), Proof(row.arrived_proof).label if row.arrived_on else ""),
            (_("Look again"), row.follow_up_on),
            (_("Whose task"), names.get(row.owner_id, "")),
        ]
    )


def _stages(row: Referral, steps: list[Step]) -> list[dict[str, Any]]:
    """Return the way from draft to closed, what was passed, and where it stands or ended."""
    passed = {step.state for step in steps}
    path = [state for state in PATH if row.state in PATH or state in passed]
    if State.DRAFT not in passed:
        path = [state for state in path if state != State.DRAFT]
    if row.state not in PATH:
        path.append(State(row.state))
    here = path.index(State(row.state))
    return [
        {
            "label": state.label,
            "state": "now" if place == here else "done" if state in passed else "",
        }
        for place, state in enumerate(path)
    ]


def _timeline(steps: list[Step], names: dict[UUID, str]) -> list[TimelineItem]:
    return [
        TimelineItem(
            day=step.day,
            key=str(step.pk),
            title=State(step.state).label,
            text=", ".join(
                str(part)
                for part in (
                    Proof(step.proof).label if step.proof else "",
                    names.get(step.account_id, ""),
                )
                if part
            ),
            state="now" if step is steps[-1] else "done",
        )
        for step in steps
    ]


def _attempts(rows: list[Attempt], names: dict[UUID, str]) -> list[TimelineItem]:
    return [
        TimelineItem(
            day=row.day,
            key=str(row.id),
            title=AttemptWay(row.way).label,
            text=f"{AttemptResult(row.result).label}, {names.get(row.account_id, '')}",
            state="done",
        )
        for row in rows
    ]


def _panel_row(fact: ReferralFact) -> dict[str, Any]:
    parts = [str(Reason(fact.reason).label)]
    if fact.infection:
        parts.append(infection_label(fact.infection))
    return {
        "url": reverse("referrals:referral", args=[fact.referral_id]),
        "title": ", ".join(parts),
        "service": fact.service or _("not chosen yet"),
        "badge": Badge(State(fact.state).label, BADGE[fact.state]),
        "next": NEXT_ACTION[fact.state],
        "due": fact.follow_up_on,
        "late": bool(fact.follow_up_on and fact.follow_up_on < today()),
    }


def open_panel(actor: Actor, client: Any) -> PanelContent:
    """Return the card's panel: open referrals, each with its state and what is next."""
    facts = referrals_of(actor, client.client_ids)
    open_ones = [fact for fact in facts if fact.is_open]
    context = {
        "open": [_panel_row(fact) for fact in open_ones[:MOST_ON_A_CARD]],
        "more": max(len(open_ones) - MOST_ON_A_CARD, 0),
        "over": len(facts) - len(open_ones),
    }
    return PanelContent("referrals/panel.html", context)
