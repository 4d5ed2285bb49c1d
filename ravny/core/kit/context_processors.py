"""What the page shell needs on every page."""

from collections.abc import Mapping
from itertools import groupby
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from . import registries

GROUP_LABELS: dict[str, Any] = {"work": None, "organisation": _("Organisation")}


def _entry(
    entry: registries.MenuEntry, actor: Any, session: Mapping[str, Any]
) -> dict[str, Any] | None:
    try:
        url = reverse(entry.url_name, urlconf="ravny.config.urls_desk")
    except NoReverseMatch:
        return None
    count = entry.count(actor) if entry.count else session.get(entry.remembered)
    return {"label": entry.label, "url": url, "current": False, "count": count}


def menu_groups(
    actor: Any, path: str, session: Mapping[str, Any] | None = None
) -> list[tuple[Any, list[dict[str, Any]]]]:
    """Return (label or None, lines) for each group of the menu that the actor may open."""
    kept = session or {}
    order = list(GROUP_LABELS)
    allowed = sorted(
        (e for e in registries.menu if not e.permission or actor.may(e.permission)),
        key=lambda entry: (order.index(entry.group), entry.order),
    )
    groups = []
    for group, entries in groupby(allowed, key=lambda entry: entry.group):
        lines = [line for entry in entries if (line := _entry(entry, actor, kept))]
        groups.append((GROUP_LABELS[group], lines))
    _mark_current([line for _label, lines in groups for line in lines], path)
    return groups


def _mark_current(lines: list[dict[str, Any]], path: str) -> None:
    """Mark where the reader is: one line only, though addresses may begin alike."""
    above = [line for line in lines if path == line["url"] or _is_below(path, line["url"])]
    if above:
        max(above, key=lambda line: len(line["url"]))["current"] = True


def _is_below(path: str, url: str) -> bool:
    return url != "/" and path.startswith(url)


def shell(request: HttpRequest) -> dict[str, Any]:
    """Return the door, the person signed in, the menu and the languages staff can choose."""
    actor = getattr(request, "actor", None)
    return {
        "door": getattr(request, "door", "desk"),
        "actor": actor,
        "menu_groups": menu_groups(actor, request.path, request.session) if actor else [],
        "staff_languages": [
            (code, label) for code, label in settings.LANGUAGES if code in settings.STAFF_LANGUAGES
        ],
        "demo": settings.INSTALLATION.demo,
        "field_address": f"{settings.INSTALLATION.scheme}://{settings.FIELD_HOST}/",
    }
