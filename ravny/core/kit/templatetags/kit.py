"""Tags and filters of every template: `{% load kit %}`. None of them asks the database."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.forms.boundfield import BoundField
from django.template.loader import render_to_string
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from ravny.core.kit import formats, icons
from ravny.core.kit.codes import group_code
from ravny.core.kit.toasts import heard

register = template.Library()


@register.simple_tag
def icon(name: str) -> SafeString:
    """Draw an icon: `{% icon "lock" %}`. Words always stand beside it."""
    return icons.icon(name)


@register.filter(name="tag")
def tag_filter(code: str | None) -> SafeString | str:
    """Draw a client's code as its luggage tag: `{{ code|tag }}`; "" when there is none."""
    return tag(code) if code else ""


@register.simple_tag
def tag(code: str, url: str = "", kind: str = "") -> SafeString:
    """Draw a code, as a link when `url` is given: `{% tag code url %}`; kind: "hero"."""
    grouped = group_code(str(code))
    classes = f"tag {kind}".strip()
    if url:
        return format_html(
            '<a class="{}" href="{}">{}<i>{}</i></a>', classes, url, grouped[:-1], grouped[-1]
        )
    return format_html('<span class="{}">{}<i>{}</i></span>', classes, grouped[:-1], grouped[-1])


@register.filter
def code_text(code: str | None) -> str:
    """Show a code as text, for a title or a hidden word: "123 456 789-7"."""
    return group_code(str(code)) if code else ""


@register.simple_tag
def badge(word: object, state: str = "") -> SafeString:
    """Draw a word with a shape; state: ok, warn, danger, info or nothing."""
    return format_html('<span class="{}">{}</span>', f"badge {state}".strip(), word)


@register.simple_tag
def strip(result: str) -> SafeString:
    """Draw the window of a rapid test by the code of its result."""
    lines = {"nonreactive": "", "reactive": "two-lines"}.get(result, "none")
    return format_html('<i class="{}" aria-hidden="true"></i>', f"strip {lines}".strip())


@register.simple_tag
def field(box: BoundField, width: str = "") -> SafeString:
    """Draw one field of a form: `{% field form.day %}`; width: "wide" or "short"."""
    context = {"field": box, "width": width, "optional": getattr(box.form, "mark_optional", True)}
    return render_to_string("kit/components/field.html", context)


@register.inclusion_tag("kit/components/form_fields.html")
def form_fields(form: Any) -> dict[str, Any]:
    """Draw all fields of a form in order, hidden ones too: `{% form_fields form %}`."""
    return {"form": form}


@register.inclusion_tag("kit/components/error_summary.html")
def error_summary(form: Any) -> dict[str, Any]:
    """Draw the list of what is wrong, each a link to its box; nothing when all is right."""
    return {"form": form}


@register.simple_tag
def cell(value: Any) -> SafeString | str:
    """Draw a plain value or a cell of `kit.cells` by its kind.

    Plain values are written here and not by a template: a list page has hundreds of them.
    """
    if value is None or value == "":
        return format_html('<span class="soft" aria-label="{}">—</span>', gettext("nothing"))
    if hasattr(value, "template"):
        context = {"cell": value, "value": value}
        return render_to_string(value.template, context)
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, date):
        machine = value.strftime("%Y-%m-%d")
        return format_html(
            '<time class="nowrap" datetime="{}">{}</time>', machine, formats.day(value)
        )
    if isinstance(value, int | float | Decimal):
        return formats.number(value)
    return conditional_escape(value)


@register.filter
def day(value: date | datetime | None) -> str:
    """20 November 2026."""
    return formats.day(value)


@register.filter
def daymonth(value: date | datetime | None) -> str:
    """20 November."""
    return formats.daymonth(value)


@register.filter
def weekday(value: date | datetime | None) -> str:
    """Friday, 20 November."""
    return formats.weekday(value)


@register.filter
def month(value: date | datetime | None) -> str:
    """November 2026."""
    return formats.month(value)


@register.filter
def number(value: int | float | Decimal | None) -> str:
    """1,284 or 1 284."""
    return formats.number(value)


@register.filter
def days(count: int) -> str:
    """A count of days with its plural: 2 days, 2 дня."""
    return formats.days(count)


@register.filter
def days_unit(count: int) -> str:
    """The word alone: days, дня."""
    return formats.days_unit(count)


@register.filter
def days_left(count: int) -> str:
    """2 days left; 3 days late."""
    return formats.days_left(count)


@register.inclusion_tag("kit/components/toasts.html", takes_context=True)
def toasts(context: template.Context) -> dict[str, Any]:
    """Say what `kit.toasts.say` kept for this page."""
    request = context.get("request")
    waiting = heard(request) if request is not None else []
    return {"toasts": waiting, "csrf_token": context.get("csrf_token")}
