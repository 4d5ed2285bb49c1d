"""The pages of handing over: what is offered, what was answered, whose keys are shared."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from ravny.core.kit.cells import Badge, Tag
from ravny.core.kit.formats import day
from ravny.core.kit.registries import Promise, Text
from ravny.core.staff.queries import pseudonyms
from ravny.core.staff.types import Actor
from ravny.core.vault.fields import sealed_value
from ravny.core.vault.pages.circles import due_context
from ravny.core.vault.queries.dues import roll_and_dues
from ravny.core.vault.types import SealedValue
from ravny.people.clients.queries import client_tags
from ravny.services.cases.queries.carried import cases_by_id
from ravny.services.cases.types import CaseFact, Stage

from ..forms.handover import HandOverForm
from ..models import Handover, HandoverItem
from ..queries.handovers import counted, items_of
from ..queries.promised import promises_of
from ..queries.sessions import open_follow_ups
from ..queries.sharing import unshared
from ..types import PASSES, HandoverKind, ItemState, PromiseKey, ReturnReason

STATE = {
    ItemState.OFFERED: "info",
    ItemState.ACCEPTED: "ok",
    ItemState.RETURNED: "warn",
    ItemState.WITHDRAWN: "",
    ItemState.GONE: "",
}


@dataclass
class Line:
    """One case or promise of a handover, as the page draws it."""

    item: HandoverItem
    badge: Badge
    label: Text = ""
    due: str = ""
    tag: Tag | None = None
    stage: Text = ""
    case_url: str = ""
    reason: Text = ""
    words: SealedValue | None = None
    lacks_keys: bool = False
    parts: list["Line"] = field(default_factory=list)

    @property
    def waits(self) -> bool:
        """Whether the receiver has not answered yet."""
        return self.item.state == ItemState.OFFERED

    @property
    def is_back(self) -> bool:
        """Whether it was given back and nobody looked at it."""
        return self.item.state == ItemState.RETURNED and self.item.settled_on is None


class _Known:
    """What the lines of one handover are told with, asked once."""

    def __init__(self, actor: Actor, row: Handover, items: Sequence[HandoverItem]) -> None:
        self.actor = actor
        self.tags = client_tags(actor, {one.client_id for one in items})
        ids = {one.case_id for one in items if one.case_id}
        self.cases: Mapping[UUID, CaseFact] = cases_by_id(actor.organisation_id, ids)
        self.promises: dict[PromiseKey, Promise] = {
            (one.kind, one.object_id): one
            for who in (row.giver_id, row.receiver_id)
            for one in promises_of(actor.organisation_id, who)
        }
        self.mine = actor.account_id == row.receiver_id

    def line(self, item: HandoverItem) -> Line:
        """Return one item as the page draws it."""
        state = ItemState(item.state)
        code = self.tags.get(item.client_id, "")
        line = Line(
            item,
            Badge(state.label, STATE[state]),
            tag=Tag(code, reverse("desk:card", args=[item.client_id])) if code else None,
            reason=ReturnReason(item.reason).label if item.reason else "",
            words=sealed_value(item, "words"),
        )
        if item.is_case and item.case_id:
            line.stage = Stage(self.cases[item.case_id].stage).label
        else:
            promise = self.promises.get((item.promise_kind, item.promise_id or item.id))
            line.label = promise.label if promise else _("a promise that was settled")
            line.due = day(promise.due_on) if promise and promise.due_on else ""
        return line


def lines_of(actor: Actor, row: Handover, items: Sequence[HandoverItem]) -> list[Line]:
    """Return the cases with their promises, then the single promises. Five queries."""
    known = _Known(actor, row, items)
    lines: list[Line] = []
    parts: dict[UUID | None, list[Line]] = defaultdict(list)
    for item in items:
        line = known.line(item)
        if item.is_case or item.case_id is None:
            lines.append(line)
        else:
            parts[item.case_id].append(line)
    for line in lines:
        if line.item.is_case:
            line.parts = parts.pop(line.item.case_id, [])
    return [*lines, *(part for rest in parts.values() for part in rest)]


def handover_context(actor: Actor, row: Handover) -> dict[str, Any]:
    """Return what the page of one handover shows."""
    items = items_of(actor, [row.id])
    names = pseudonyms(actor)
    lines = lines_of(actor, row, items)
    states = counted([one for one in items if one.is_case or one.case_id is None])
    is_giver, is_receiver = (actor.account_id == who for who in (row.giver_id, row.receiver_id))
    may_change = is_giver or actor.account_id == row.made_by_id or actor.may("supervision.lead")
    return {
        "title": _("Handover"),
        "handover": row,
        "giver": names.get(row.giver_id, ""),
        "receiver": names.get(row.receiver_id, ""),
        "kind": HandoverKind(row.kind).label,
        "lines": lines,
        "states": [
            (Badge(state.label, STATE[state]), states[state])
            for state in ItemState
            if states[state]
        ],
        "waiting": states[ItemState.OFFERED],
        "is_receiver": is_receiver,
        "may_withdraw": may_change and states[ItemState.OFFERED] > 0,
        "may_settle": is_giver or actor.may("supervision.lead"),
        **_keys(actor, row, items, lines),
        "back_url": reverse("supervision:handovers"),
    }


def _keys(
    actor: Actor, row: Handover, items: Sequence[HandoverItem], lines: Sequence[Line]
) -> dict[str, Any]:
    """Return whose keys are missing, and for who can share them the part with the one button."""
    taken = [
        one
        for one in items
        if one.is_case and one.state == ItemState.ACCEPTED and one.left_on is None and one.case_id
    ]
    pairs = {(one.case_id, row.receiver_id) for one in taken if one.case_id}
    missing = unshared(actor, row.giver_id, pairs)
    for line in lines:
        line.lacks_keys = (line.item.case_id, row.receiver_id) in missing and line.item.is_case
    is_giver, lead = actor.account_id == row.giver_id, actor.may("supervision.lead")
    context: dict[str, Any] = {
        "missing": len(missing),
        "may_finish": bool(taken) and row.kind in PASSES and (is_giver or lead),
        "may_force": lead and bool(missing),
    }
    if is_giver and taken:
        _roll, circles, dues = roll_and_dues(actor)
        wanted = {case_id for case_id, _who in pairs}
        mine = [one for one in circles if one.subject_id in wanted]
        context |= {"dues": due_context(actor, mine, dues), "shares": bool(missing)}
    return context


def hand_over_context(actor: Actor, giver_id: UUID, form: HandOverForm) -> dict[str, Any]:
    """Return what the page of handing over shows beside its form."""
    lines = [*form.cases, *form.singles]
    clients = {one.place.case.client_id for one in form.cases if one.place}
    clients |= {promise.client_id for one in form.singles for promise in one.promises}
    tags = client_tags(actor, clients)
    cases = [_shown(one, tags) for one in form.cases]
    singles = [_shown(one, tags) for one in form.singles]
    name = pseudonyms(actor).get(giver_id, "")
    own = giver_id == actor.account_id
    return {
        "title": _("Hand over") if own else _("Hand over from %(name)s") % {"name": name},
        "lead": _("Nothing changes before your colleague has taken it over."),
        "cases": cases,
        "singles": singles,
        "nothing": not lines,
        "said": open_follow_ups(actor) if own else [],
        "back_url": reverse("supervision:handovers"),
    }


def _shown(line: Any, tags: Mapping[UUID, str]) -> Any:
    client_id = line.place.case.client_id if line.place else line.promises[0].client_id
    line.code = tags.get(client_id, "")
    line.stage = Stage(line.place.case.stage).label if line.place else ""
    return line
