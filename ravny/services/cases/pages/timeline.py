"""The timeline of a case: what every room knows of its client, and what was done in the case."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from ravny.core.kit import registries
from ravny.core.kit.registries import PanelContent, Text, TimelineItem
from ravny.core.kit.timelines import Source, TimelinePage, merged
from ravny.core.staff.types import Actor
from ravny.people.clients.queries import family_of
from ravny.services.encounters.queries import timeline_of as meetings
from ravny.services.referrals.queries import timeline_of as referrals

from ..documents import documents_of
from ..forms.contact import TITLES
from ..queries import timeline as own
from ..types import CaseFact, ContactKind

OWN: dict[str, own.CaseSource] = {
    "contact": own.contacts,
    "office": own.offices,
    "request": own.requests,
    "plan": own.plan,
    "agreement": own.agreements,
    "assessment": own.assessments,
    "stage": own.stages,
    "safe": own.asked,
}
KINDS: dict[str, Text] = {
    "contact": gettext_lazy("Contacts with the client"),
    "office": gettext_lazy("Offices and services"),
    "meeting": pgettext_lazy("timeline", "Meetings"),
    "care": gettext_lazy("Tests and care"),
    "referral": gettext_lazy("Referrals"),
    "request": gettext_lazy("Requests"),
    "plan": gettext_lazy("Plan and steps"),
    "agreement": gettext_lazy("Agreements"),
    "assessment": gettext_lazy("Assessments"),
    "stage": gettext_lazy("Stages"),
    "safe": gettext_lazy("Safe contact"),
    "document": gettext_lazy("Documents"),
}


def case_timeline(
    actor: Actor, case: CaseFact, *, kind: str = "", before: date | None = None
) -> TimelinePage:
    """Return a stretch of a case's timeline, of one kind or of all. Constant queries."""
    wanted = [kind] if kind else list(KINDS)
    client_ids = family_of(actor.organisation_id, [case.client_id])
    sources = [one for code in wanted for one in _sources(actor, case, client_ids, code)]
    return merged(sources, before)


def _sources(actor: Actor, case: CaseFact, client_ids: Sequence[UUID], kind: str) -> list[Source]:
    if kind in OWN:
        source = OWN[kind]
        return [lambda before, limit: source(actor, [case.case_id], before, limit)]
    if kind == "document":
        return [lambda before, limit: _documents(actor, case, before)[:limit]]
    return [_of_client(actor, client_ids, source) for source in _rooms(kind)]


def _rooms(kind: str) -> Sequence[registries.TimelineSource]:
    """Return the rooms of a kind; whatever is neither a meeting nor a referral is care."""
    known = {"meeting": meetings, "referral": referrals}
    if kind in known:
        return [known[kind]]
    others = (meetings, referrals, own.timeline_of)
    return [source for source in registries.timeline if source not in others]


def _of_client(
    actor: Actor, client_ids: Sequence[UUID], source: Callable[..., Sequence[TimelineItem]]
) -> Source:
    return lambda before, limit: source(actor, client_ids, before, limit)


def _documents(actor: Actor, case: CaseFact, before: date | None) -> list[TimelineItem]:
    return [
        TimelineItem(
            day=one.day,
            key=f"document.{one.attachment_id}",
            title=_("Document"),
            text=one.author,
            url=reverse("cases:case", args=[case.case_id]),
            state="done",
        )
        for one in documents_of(actor, case).documents
        if not before or one.day < before
    ]


def timeline_section(actor: Actor, case: CaseFact) -> PanelContent:
    """Return the section of a case's page: the newest stretch, and what may be written down."""
    may_work = case.is_open and actor.may("cases.work")
    context = {
        "timeline": case_timeline(actor, case),
        "url": reverse("cases:timeline", args=[case.case_id]),
        "forms": contact_links(case) if may_work else [],
    }
    return PanelContent("cases/timeline_section.html", context)


def contact_links(case: CaseFact) -> list[tuple[Text, str]]:
    """Return (words, address) of the forms for contacts."""
    return [
        (TITLES[kind], reverse("cases:contact_new", args=[case.case_id, kind]))
        for kind in (
            ContactKind.TALK.value,
            ContactKind.ATTEMPT.value,
            ContactKind.MISSED.value,
            ContactKind.OFFICIAL.value,
        )
    ]


def timeline_context(
    actor: Actor, case: CaseFact, *, kind: str, before: date | None
) -> dict[str, Any]:
    """Return the page of a case's timeline."""
    url = reverse("cases:timeline", args=[case.case_id])
    every = (_("All"), url, not kind)
    return {
        "case": case,
        "back_url": reverse("cases:case", args=[case.case_id]),
        "kinds": [
            every,
            *((label, f"{url}?kind={code}", code == kind) for code, label in KINDS.items()),
        ],
        "timeline": case_timeline(actor, case, kind=kind, before=before),
        "older_url": f"{url}?kind={kind}&before=" if kind else f"{url}?before=",
    }
