"""`{% load vault %}{% sealed client "called" title=… %}`: sealed text on a page, shut."""

from base64 import b64encode
from typing import Any
from uuid import UUID

from django import template
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse

from ravny.core.vault.fields import sealed_value
from ravny.core.vault.framing import EnvelopeError, parse_header
from ravny.core.vault.types import SealedValue

register = template.Library()


def _who_can_open(circle_id: UUID) -> str:
    try:
        return reverse("vault:circle", args=[circle_id])
    except NoReverseMatch:  # another door has no such page
        return ""


@register.inclusion_tag("vault/sealed.html")
def sealed(
    thing: Any, name: str = "", title: str = "", readers: str = "", hint: str = ""
) -> dict[str, Any]:
    """Show a sealed column of a row, or a `SealedValue`; nothing when it is empty.

    `readers` says who can open it, `hint` what to mind.
    """
    value = thing if isinstance(thing, SealedValue) or not thing else sealed_value(thing, name)
    if not value:
        return {}
    try:
        header = parse_header(value.envelope)
    except EnvelopeError:
        return {}
    return {
        "value": value,
        "envelope": b64encode(value.envelope).decode(),
        "circle": header.circle,
        "epoch": header.epoch,
        "who_url": _who_can_open(header.circle),
        "source_id": f"sealed-{value.object_id}-{value.kind.replace('.', '-')}",
        "title": title,
        "readers": readers,
        "hint": hint,
    }


@register.inclusion_tag("vault/due.html")
def circle_dues(dues: dict[str, Any]) -> dict[str, Any]:
    """Draw what is due in some circles with its one button (vault.pages.circles.due_context)."""
    return dues


@register.inclusion_tag("vault/for_whom.html")
def for_whom(form: Any) -> dict[str, Any]:
    """Draw a form's sealed note with the choice for whom it is (vault.for_whom)."""
    return {
        "box": form["note_for"],
        "note": form["note"],
        "readers": form.readers,
        "duties": form.duties,
    }


@register.simple_block_tag
def keys_first(content: str, kind: str, subject: UUID | None) -> str:
    """Draw sealed boxes; `subject` is the one whose circle has no keys yet, None where it has.

    Its keys are then made by a press, and what was typed stays.
    """
    if not subject:
        return content
    context = {"content": content, "kind": kind, "subject": subject}
    return render_to_string("vault/keys_first.html", context)
