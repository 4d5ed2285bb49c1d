"""How the client may be contacted, as it stands in front of every contact."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from ravny.core.kit.cells import Badge
from ravny.core.kit.clock import now
from ravny.core.kit.languages import own_name
from ravny.core.kit.registries import PanelContent, Text
from ravny.core.staff.queries import pseudonyms
from ravny.core.staff.types import Actor

from ..forms.safe_contact import DAYS
from ..neutral import OCCASIONS, words_in
from ..queries.contacts import safe_of
from ..safe import SafeFact, is_now
from ..types import CaseFact, SafeChannel

MESSENGERS = frozenset({"sms", "telegram", "whatsapp", "signal", "mailbox", "peer"})


def safe_section(actor: Actor, case: CaseFact) -> PanelContent:
    """Return the section of a case's page; it stands there always."""
    return PanelContent("cases/safe_section.html", safe_box(actor, case))


def safe_box(actor: Actor, case: CaseFact, safe: SafeFact | None = None) -> dict[str, Any]:
    """Return what the box shows: may they be contacted, how, when, with what words."""
    safe = safe_of(actor, case.case_id) if safe is None else safe
    url = reverse("cases:safe", args=[case.case_id])
    may_write = case.is_open and actor.may("cases.work")
    box: dict[str, Any] = {"safe": safe, "edit_url": url if may_write else ""}
    if not safe.is_open:
        return {**box, **_forbidden(safe)}
    return {
        **box,
        "facts": _facts(actor, safe),
        "now": _now(safe),
        "neutral": _neutral(case, safe) if safe.channel in MESSENGERS else None,
    }


def _forbidden(safe: SafeFact) -> dict[str, str]:
    left = _("What is left: a meeting at which they are with us, and our mailbox.")
    if safe.is_asked:
        return {"title": _("Must not be contacted"), "text": left}
    text = _("Nobody has asked yet which way is safe. Ask at the next meeting.")
    return {"title": _("Not asked: do not contact"), "text": f"{text} {left}"}


def _facts(actor: Actor, safe: SafeFact) -> list[tuple[Text, object]]:
    peer = _("also through a peer of the team, to whom they agreed") if safe.peer_agreed else ""
    return [
        (label, value)
        for label, value in (
            (_("Way"), ", ".join(filter(None, (str(SafeChannel(safe.channel).label), peer)))),
            (_("Days"), _days(safe)),
            (_("Hours"), _hours(safe)),
            (_("Language"), own_name(safe.language) if safe.language else ""),
            (_("A word may be left"), safe.may_leave_word),
            (pgettext("safe contact", "Asked on"), safe.asked_on),
            (_("Asked by"), pseudonyms(actor).get(safe.account_id, "") if safe.account_id else ""),
        )
        if value != ""
    ]


def _days(safe: SafeFact) -> str:
    names = dict(DAYS)
    return ", ".join(str(label) for code, label in names.items() if code in safe.days) or _(
        "any day"
    )


def _hours(safe: SafeFact) -> str:
    if safe.hour_from is None or safe.hour_to is None:
        return _("any hour")
    return f"{safe.hour_from:02}:00\N{EN DASH}{safe.hour_to:02}:00"


def _now(safe: SafeFact) -> Badge | None:
    if not safe.days and safe.hour_from is None:
        return None
    moment = timezone.localtime(now())
    if is_now(safe, moment.date(), moment.hour):
        return Badge(_("now is within their hours, by our clock"), "ok")
    return Badge(_("now is outside their hours, by our clock"), "warn")


def _neutral(case: CaseFact, safe: SafeFact) -> dict[str, Any]:
    words = words_in(safe.language, case.language)
    return {
        "language": words.language,
        "language_name": own_name(words.language),
        "is_draft": words.is_draft,
        "texts": [(code, OCCASIONS[code], text) for code, text in words.texts.items()],
    }
