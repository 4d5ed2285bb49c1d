"""Sections of a case's page that this concern hangs up: whereabouts, stages, requests, team."""

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from ravny.core.kit.cells import Badge
from ravny.core.kit.clock import today
from ravny.core.kit.formats import days, month
from ravny.core.kit.registries import PanelContent
from ravny.core.staff.queries import pseudonyms
from ravny.core.staff.types import Actor

from ..documents import documents_of
from ..parts import Section
from ..queries.cases import stage_spans
from ..queries.requests import asked_in
from ..queries.team import team_of
from ..types import (
    ORDER,
    CaseFact,
    Circumstance,
    Duty,
    MemberFact,
    RequestFact,
    RequestKind,
    RequestResult,
    RequestState,
    Stage,
    Where,
)
from .case import circle_context, may_work, place_words

STATE_BADGE = {"open": "warn", "working": "info", "ended": "ok"}


def where_section(actor: Actor, case: CaseFact) -> PanelContent | None:
    """Return the note of a case far away, or of one whose whereabouts nobody asked."""
    if not case.is_open:
        return None
    unknown = case.where == Where.UNKNOWN
    if not unknown and not case.is_remote:
        return None
    query = {"country": case.country} if case.country else {"region": case.region}
    context = {
        "unknown": unknown,
        "abroad": case.where == Where.ABROAD,
        "place": place_words(case),
        "directory_url": f"{reverse('directory:list')}?{urlencode(query)}"
        if actor.may("directory.view")
        else "",
        "where_url": reverse("cases:where", args=[case.case_id]) if may_work(actor, case) else "",
    }
    return PanelContent("cases/where_note.html", context)


def stages_section(actor: Actor, case: CaseFact) -> PanelContent:
    """Return the seven stages, where the case stands and for how long."""
    passed = {span.stage for span in stage_spans(actor, case)}
    here = ORDER[case.stage]
    stages = []
    for stage in Stage:
        is_now = stage.value == case.stage
        was_here = stage.value in passed or ORDER[stage.value] < here
        stages.append(
            {
                "label": stage.label,
                "state": "now" if is_now else "done" if was_here else "",
                "note": days((today() - case.stage_on).days) if is_now and case.is_open else "",
            }
        )
    url = reverse("cases:stages", args=[case.case_id])
    return PanelContent("cases/stages_section.html", {"stages": stages, "url": url})


def requests_section(actor: Actor, case: CaseFact) -> PanelContent:
    """Return what is asked for, open ones first, each with what came of it."""
    names, is_open = pseudonyms(actor), may_work(actor, case)
    rows = [_request_row(one, names) for one in asked_in(actor, case.case_id)]
    add_url = reverse("cases:add_request", args=[case.case_id]) if is_open else ""
    return PanelContent(
        "cases/requests_section.html",
        {"rows": rows, "add_url": add_url, "readers": _("The case's team")},
    )


def _request_row(one: RequestFact, names: dict[Any, str]) -> dict[str, Any]:
    ended = one.state == RequestState.ENDED
    word = RequestResult(one.result).label if ended else RequestState(one.state).label
    good = one.result in (RequestResult.DONE, RequestResult.REFERRED)
    state = ("ok" if good else "") if ended else STATE_BADGE[one.state]
    return {
        "title": RequestKind(one.kind).label,
        "url": reverse("cases:request", args=[one.case_id, one.request_id]),
        "asked_on": one.asked_on,
        "ended_on": one.ended_on,
        "owner": names.get(one.owner_id, ""),
        "badge": Badge(word, state),
        "words": one.words,
    }


def situation_section(actor: Actor, case: CaseFact) -> PanelContent:
    """Return what makes the situation, to be put right at any time."""
    context = {
        "place": place_words(case),
        "where_url": "",
        "situation_url": "",
        "circumstances": [Circumstance(code).label for code in case.circumstances],
        "birth_month": month(case.birth_month) if case.birth_month else "",
    }
    if may_work(actor, case):
        context["where_url"] = reverse("cases:where", args=[case.case_id])
        context["situation_url"] = reverse("cases:situation", args=[case.case_id])
    return PanelContent("cases/situation_section.html", context)


def team_section(actor: Actor, case: CaseFact) -> PanelContent:
    """Return who carries the case with whom, and who opens what is sealed to them."""
    team = team_of(actor, case.case_id)
    context = {
        "members": [member_row(case, one) for one in team if one.serves],
        "gone": len({one.account_id for one in team if not one.serves}),
        "url": reverse("cases:team", args=[case.case_id]),
        **circle_context(actor, case),
    }
    return PanelContent("cases/team_section.html", context)


def member_row(case: CaseFact, one: MemberFact) -> dict[str, Any]:
    """Return somebody's place on the team in words."""
    badges = []
    if one.duty == Duty.MANAGER and one.account_id == case.manager_id and one.serves:
        badges.append(Badge(_("carries the case"), "info"))
    if one.same_community:
        word = _("may know the family, the client agrees") if one.agreed else _("same community")
        badges.append(Badge(word, "" if one.agreed else "warn"))
    return {"one": one, "duty": Duty(one.duty).label, "badges": badges}


def documents_section(actor: Actor, case: CaseFact) -> PanelContent:
    """Return the case's documents, sealed to its team."""
    return PanelContent("cases/documents_section.html", {"documents": documents_of(actor, case)})


SECTIONS = (
    Section("where", "top", 5, where_section),
    Section("stages", "top", 10, stages_section),
    Section("requests", "main", 10, requests_section),
    Section("team", "aside", 10, team_section),
    Section("situation", "aside", 15, situation_section),
    Section("documents", "aside", 30, documents_section),
)
