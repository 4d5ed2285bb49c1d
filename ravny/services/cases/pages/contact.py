"""A contact to be written down, and one that was."""

from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from ravny.core.kit.registries import Text
from ravny.core.staff.queries import pseudonyms
from ravny.core.staff.types import Actor
from ravny.core.vault.fields import sealed_value
from ravny.core.vault.for_whom import reader_words
from ravny.people.directory.queries import service_labels

from ..forms.contact import TITLES, ContactForm, LookForm
from ..models.work import Contact
from ..queries.contacts import get_contact_for
from ..types import Beyond, CaseFact, ContactKind, ContactResult, Hours, MissedWhy, Way
from .safe_contact import safe_box


def form_context(actor: Actor, case: CaseFact, form: ContactForm) -> dict[str, Any]:
    """Return the page of a form; the safe way stands above whatever reaches the client."""
    with_client = form.kind != ContactKind.OFFICIAL
    return {
        "title": TITLES[form.kind],
        "back_url": reverse("cases:case", args=[case.case_id]),
        "back_label": _("Back to the case"),
        "box": safe_box(actor, case) if with_client else None,
        "submit": _("Write down"),
    }


def contact_context(actor: Actor, contact_id: UUID, form: LookForm | None = None) -> dict[str, Any]:
    """Return what the page of one contact shows."""
    case, row = get_contact_for(actor, contact_id)
    waits = row.follow_up_on is not None and row.followed_on is None
    circle = row.note_circle_id
    return {
        "contact_id": row.id,
        "heading": TITLES[row.kind],
        "back_url": reverse("cases:case", args=[case.case_id]),
        "facts": _facts(actor, row),
        "note": sealed_value(row, "note"),
        "readers": reader_words(actor, [circle]).get(circle, "") if circle else "",
        "look_form": (form or LookForm()) if waits and case.is_open else None,
    }


def _facts(actor: Actor, row: Contact) -> list[tuple[Text, object]]:
    places = service_labels(actor.organisation_id) if row.service_id else {}
    missed = row.kind == ContactKind.MISSED
    found: list[tuple[Text, object]] = [
        (_("Day"), row.day),
        (_("Office or service"), places.get(row.service_id, "") if row.service_id else ""),
        (_("How"), "" if missed else Way(row.way).label),
        (_("What came of it"), ContactResult(row.result).label),
        (_("Why it was missed"), MissedWhy(row.missed_why).label if missed else ""),
        (_("Outside the safe way"), Beyond(row.beyond).label if row.beyond else ""),
        (_("When"), Hours(row.hours).label),
        (_("Minutes it took"), row.minutes or ""),
        (_("Look again on"), row.follow_up_on or ""),
        (_("Looked at on"), row.followed_on or ""),
        (_("Written by"), pseudonyms(actor).get(row.account_id, "")),
    ]
    return [(label, value) for label, value in found if value != ""]
