"""What the pages and the card's panel of care show, as plain values."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from ravny.core.kit.formats import day
from ravny.core.kit.registries import PanelContent, Text
from ravny.core.staff.types import Actor
from ravny.people.clients.types import ClientCard
from ravny.people.directory.queries import infection_label, infections, service_labels

from .queries import facts_of_care, milestones
from .types import CareFact, Milestones, Source
from .words import said_of, words_of

SHOWN = 6


@dataclass(frozen=True)
class Stage:
    """One milestone as the row of stages draws it."""

    label: Text
    state: str
    note: str = ""


def back_to_card(client_id: UUID) -> dict[str, Any]:
    """Return where Back leads."""
    return {"back_url": reverse("desk:card", args=[client_id]), "back_label": _("To the card")}


def initial_of(asked: Mapping[str, Any]) -> dict[str, Any]:
    """Return what an address may set beforehand: of which infection."""
    infection = asked.get("infection", "hiv")
    return {"infection": infection if infection in infections() else "hiv"}


def stages_of(known: Milestones | None) -> list[Stage]:
    """Return registered, on treatment, undetectable; the first that is missing is *now*."""
    days = [
        (_("Registered for care"), known and known.registered_on),
        (_("On treatment"), known and known.treated_on),
        (_("Undetectable"), known and known.undetectable_on),
    ]
    stages, missing = [], False
    for label, reached in days:
        if reached:
            stages.append(Stage(label, "done", day(reached)))
        else:
            stages.append(Stage(label, "" if missing else "now"))
            missing = True
    return stages


def next_of(known: Milestones | None, client_id: UUID) -> tuple[Text, str]:
    """Return (words, address) of the next milestone's form."""
    query = f"?client={client_id}"
    if known is None or (known.registered_on is None and known.treated_on is None):
        return _("Write down a registration"), reverse("care:register") + query
    if known.treated_on is None or not known.on_treatment:
        return _("Write down the start of treatment"), reverse("care:treat") + query
    return _("Write down a viral load"), reverse("care:lab") + query


def linkage_panel(actor: Actor, client: ClientCard) -> PanelContent | None:
    """Show how far somebody came in care; away while nothing is known and nothing may be added."""
    facts = facts_of_care(actor, client.client_ids)
    may_record = actor.may("care.record")
    if not facts and not may_record:
        return None
    known = milestones(actor.organisation_id, [client.client_id], "hiv").get(client.client_id)
    label, url = next_of(known, client.client_id)
    labels = service_labels(actor.organisation_id) if facts else {}
    context: dict[str, Any] = {
        "stages": stages_of(known) if facts else [],
        "source": source_words(known),
        "late": bool(known and known.late),
        "lines": [line_of(fact, labels) for fact in facts[:SHOWN]],
        "may_record": may_record,
        "next_label": label,
        "next_url": url,
        "others": other_forms(client.client_id, url),
    }
    return PanelContent("care/panel.html", context)


def source_words(known: Milestones | None) -> str:
    """Return where a running treatment comes from; "" without one."""
    if known is None or not known.on_treatment:
        return ""
    return str(dict(Source.choices).get(known.source, known.source))


def other_forms(client_id: UUID, without: str) -> list[tuple[Text, str]]:
    """Return the other milestones' forms: people come to us at any point of the way."""
    query = f"?client={client_id}"
    every = [
        (_("Registration for care"), reverse("care:register") + query),
        (_("Start of treatment"), reverse("care:treat") + query),
        (_("Viral load or CD4"), reverse("care:lab") + query),
    ]
    return [(label, url) for label, url in every if url != without]


def line_of(fact: CareFact, labels: Mapping[UUID, str]) -> dict[str, Any]:
    """Return one fact as a line of the panel."""
    where = labels.get(fact.service_id, "") if fact.service_id else ""
    return {
        "day": fact.day,
        "words": words_of(fact),
        "said": ", ".join(filter(None, [where, said_of(fact, infection_label(fact.infection))])),
        "url": reverse("care:fact", args=[fact.what, fact.record_id]),
    }


def fact_context(actor: Actor, fact: CareFact, client: ClientCard) -> dict[str, Any]:
    """Return what a fact's own page shows."""
    labels = service_labels(actor.organisation_id)
    running = fact.what == "treatment" and fact.ended_on is None
    may_record = actor.may("care.record")
    return {
        "title": words_of(fact),
        "client": client,
        "line": line_of(fact, labels),
        "ended_on": fact.ended_on,
        "end_url": reverse("care:end_treatment", args=[fact.record_id])
        if running and may_record
        else "",
        "void_url": reverse("care:void", args=[fact.what, fact.record_id]) if may_record else "",
        **back_to_card(client.client_id),
    }
