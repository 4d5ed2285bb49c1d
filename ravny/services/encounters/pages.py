"""What the pages about meetings show, as plain values; and the panel of the client card."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from ravny.core.kit.cells import Badge
from ravny.core.kit.forms import Form
from ravny.core.kit.registries import PanelContent
from ravny.core.staff.types import Actor
from ravny.core.vault.for_whom import reader_words
from ravny.people.clients.queries import client_tags, get_client_for

from .forms import ClockForm, VoidForm
from .models import Encounter
from .queries import get_encounter_for, handouts_of, last_meetings, may_change, trust_of
from .types import KEY_GROUPS, UNSETTLED, Channel, Material, Service, Topic, Who


def _words(choices: Any, codes: tuple[str, ...]) -> str:
    labels = dict(choices)
    return ", ".join(str(labels.get(code, code)) for code in codes)


def encounter_facts(actor: Actor, row: Encounter) -> list[tuple[str, Any]]:
    """Return (label, value) for everything that is known of a meeting; nothing for the unsaid."""
    given = handouts_of(actor.organisation_id, [row.id]).get(row.id, [])
    pairs: list[tuple[str, Any]] = [
        (_("Day"), row.day),
        (_("Where"), row.get_channel_display()),
        (_("Site"), row.site.label if row.site else ""),
        (_("Worker"), row.worker.pseudonym),
        (_("Team"), row.team.label),
        (_("Who"), row.get_who_display()),
        (_("Age"), row.get_age_group_display()),
        (_("Key groups"), _words(KEY_GROUPS, row.key_groups)),
        (_("Language"), row.get_language_display()),
        (_("Talked about"), _words(Topic.choices, row.topics)),
        (_("Materials"), _words(Material.choices, row.materials)),
        (_("Services"), _words(Service.choices, row.services)),
        (_("Mini-training, minutes"), row.training_minutes or ""),
        (_("Handed out"), ", ".join(f"{label} {quantity}" for label, quantity in given)),
        (_("Campaign's code"), row.campaign),
        (_("Entered on"), row.entered_on),
        (_("Came from"), _("a phone") if row.device_id else _("the desk")),
    ]
    return [pair for pair in pairs if pair[1] not in ("", None)]


def encounter_context(actor: Actor, encounter_id: UUID, form: Form) -> dict[str, Any]:
    """Return what the page of one meeting shows. `form` is the one that was sent, if any."""
    row = get_encounter_for(actor, encounter_id)
    code = client_tags(actor, [row.client_id]).get(row.client_id, "") if row.client_id else ""
    doubtful = row.clock_flag in UNSETTLED
    changing = may_change(actor, row) and not row.void_reason
    return {
        "encounter": row,
        "readers": reader_words(actor, [row.note_circle_id]).get(row.note_circle_id, "")
        if row.note_circle_id
        else "",
        "code": code,
        "code_url": reverse("desk:card", args=[row.client_id]) if code else "",
        "facts": encounter_facts(actor, row),
        "doubt": row.get_clock_flag_display() if doubtful else "",
        "voided": row.get_void_reason_display() if row.void_reason else "",
        "void_form": (form if isinstance(form, VoidForm) else VoidForm()) if changing else None,
        "clock_form": (
            (form if isinstance(form, ClockForm) else ClockForm(row))
            if changing and doubtful
            else None
        ),
    }


def last_panel(actor: Actor, client: Any) -> PanelContent | None:
    """Return the card's panel: the last meetings, and how trust grew before the first service."""
    channels, services = dict(Channel.choices), dict(Service.choices)
    rows = [
        {
            "day": fact.day,
            "url": reverse("encounters:encounter", args=[fact.encounter_id]),
            "where": fact.site or channels.get(fact.channel, fact.channel),
            "worker": fact.worker,
            "badge": Badge(_("note"), "info") if fact.note else None,
        }
        for fact in last_meetings(actor, client.client_ids)
    ]
    trust = trust_of(actor, client.client_ids)
    context = {
        "meetings": rows,
        "trust": trust,
        "trust_service": services.get(trust.service, trust.service),
    }
    return PanelContent("encounters/panel.html", context)


def first_answers(actor: Actor, query: Mapping[str, str]) -> dict[str, str]:
    """Return what the form begins with: the site, the client whose card led here, the pack."""
    first = {"site": query.get("site", ""), "place": query.get("place", "")}
    if "given" in query:
        first[f"given_{query['given']}"] = "1"
    try:
        client_id = UUID(query.get("client", ""))
    except ValueError:
        return first
    return {**first, "who": Who.CODE.value, "code": get_client_for(actor, client_id).code}
