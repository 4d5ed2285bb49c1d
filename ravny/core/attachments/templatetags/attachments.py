"""`{% load attachments %}{% attachments documents %}`: the documents of a place, shut.

A view asks `attachments.queries.documents_at` or `documents_for`; the tag asks no database.
"""

from base64 import b64encode
from typing import Any

from django import template

from ravny.core.attachments.types import Documents

register = template.Library()


@register.filter
def base64(octets: bytes) -> str:
    """Return bytes as a data-attribute carries them."""
    return b64encode(octets).decode()


@register.inclusion_tag("attachments/panel.html", takes_context=True)
def attachments(context: Any, documents: Documents) -> dict[str, Any]:
    """Show the card of documents with what is needed to add one."""
    return {"documents": documents, "csrf_token": context.get("csrf_token")}
