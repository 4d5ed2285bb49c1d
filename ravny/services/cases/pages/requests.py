"""What the page of one request shows."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from ravny.core.kit.cells import Badge
from ravny.core.kit.registries import Text
from ravny.core.staff.queries import pseudonyms
from ravny.core.staff.types import Actor

from ..queries.gate import get_case_for
from ..queries.requests import get_request_for, is_open
from ..types import RequestKind, RequestResult, RequestState
from .case import head_of, may_work
from .sections import STATE_BADGE


def request_context(actor: Actor, case_id: UUID, request_id: UUID) -> dict[str, Any]:
    """Return what is known of one request; raises NotYours."""
    asked = get_request_for(actor, case_id, request_id)
    case, names = get_case_for(actor, case_id), pseudonyms(actor)
    facts: list[tuple[Text, object]] = [
        (pgettext("request", "Asked on"), asked.asked_on),
        (_("Whose task"), names.get(asked.owner_id, "")),
    ]
    if asked.ended_on:
        facts.append((pgettext("request", "Ended on"), asked.ended_on))
    state = RequestState(asked.state).label
    word = RequestResult(asked.result).label if asked.result else state
    begin_words = {"open": _("I work on it"), "ended": _("Take it up again")}
    return {
        **head_of(actor, case),
        "asked": asked,
        "what": RequestKind(asked.kind).label,
        "badge": Badge(word, STATE_BADGE[asked.state]),
        "facts": facts,
        "may_work": may_work(actor, case),
        "is_open": is_open(asked),
        "begin_word": begin_words.get(asked.state, ""),
        "readers": _("The case's team"),
    }
