"""`{% load vault %}{% sealed client "called" title=… %}`: sealed text on a page, shut."""

from base64 import b64encode
from typing import Any

from django import template

from ravny.core.vault.fields import sealed_value
from ravny.core.vault.framing import EnvelopeError, parse_header
from ravny.core.vault.types import SealedValue

register = template.Library()


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
        "source_id": f"sealed-{value.object_id}-{value.kind.replace('.', '-')}",
        "title": title,
        "readers": readers,
        "hint": hint,
    }
