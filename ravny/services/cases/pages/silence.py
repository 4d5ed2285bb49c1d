"""Cases by silence: how long nobody heard of the client, what was tried, what is next."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ravny.core.kit.cells import Badge, Badges, Link, Tag
from ravny.core.kit.clock import today
from ravny.core.kit.filters import FilterForm
from ravny.core.kit.formats import daymonth
from ravny.core.kit.lists import Column, ListPage
from ravny.core.kit.registries import Text
from ravny.core.staff.queries import list_staff, list_teams, pseudonyms
from ravny.core.staff.types import Actor

from ..ladder import ESCALATION_DAYS
from ..models import Case
from ..queries.cases import whose
from ..queries.contacts import safe_of_cases
from ..queries.gate import visible_to
from ..queries.monitoring import channel_label, last_tries
from ..queries.silence import is_due, stand
from ..types import Way

ANY: tuple[str, Text] = ("", _("any"))
DUE, LONG_DUE = "due", "long"


class SilenceFilters(FilterForm):
    """What the list can be narrowed to."""

    manager = forms.ChoiceField(label=_("Who carries it"))
    team = forms.ChoiceField(label=_("Team"))
    rung = forms.ChoiceField(
        label=_("Next try"),
        choices=[ANY, (DUE, _("due")), (LONG_DUE, _("due for a week or longer"))],
    )
    silence = forms.IntegerField(label=_("Not heard for, days"), min_value=0, max_value=9999)


def silence_filters(actor: Actor) -> type[SilenceFilters]:
    """Return the filters with this house's colleagues and teams. Two queries."""
    workers = [(str(one.account_id), one.pseudonym) for one in list_staff(actor)]
    every = actor.may("cases.every_team")
    teams = [(str(one.team_id), one.label) for one in list_teams(actor, own_only=not every)]
    fields: dict[str, Any] = {
        "manager": forms.ChoiceField(label=_("Who carries it"), choices=[ANY, *workers]),
        "team": forms.ChoiceField(label=_("Team"), choices=[ANY, *teams]),
    }
    return type("SilenceFilters", (SilenceFilters,), fields)


def _next(row: Case) -> str:
    stands = row.standing  # type: ignore[attr-defined]  # given by prepare
    label = str(stands.rung.label)
    is_late = stands.late(today()) is not None
    return label if is_late else f"{daymonth(stands.due_on)}: {label}"


def _late(row: Case) -> Badges | None:
    stands = row.standing  # type: ignore[attr-defined]  # given by prepare
    late = stands.late(today())
    if late is None:
        return None
    state = "danger" if stands.is_escalated(today()) else "warn"
    return Badges((Badge(str(late), state),))


class Silence(ListPage[Case]):
    """The list; made for each request by `silence_for`."""

    name = "silence"
    title = _("Silence")
    default_sort = "heard"
    empty_title = _("No case here")
    empty_text = _("Here stand the open cases you may see, the longest silent first.")
    columns = (
        Column("code", _("Code"), lambda row: row.tag),
        Column(
            "heard",
            _("Last heard"),
            lambda row: Link(
                daymonth(row.heard_on), reverse("cases:monitoring", args=[row.id]), True
            ),
            sort="heard_on",
        ),
        Column(
            "silent", _("Silent, days"), lambda row: (today() - row.heard_on).days, numeric=True
        ),
        Column("tried", _("Last try"), lambda row: row.tried or None),
        Column("next", _("What to do next"), _next),
        Column("late", _("Late, days"), _late, numeric=True),
        Column("safe", _("Safe way"), lambda row: row.safe),
        Column("manager", _("Who carries it"), lambda row: row.manager_name),
    )

    def queryset(self, actor: Any, filters: Mapping[str, Any]) -> QuerySet[Case]:
        """Return the open cases this person may see."""
        rows = visible_to(actor).filter(ended_on=None)
        if "manager" in filters:
            rows = rows.filter(manager_id=filters["manager"])
        if "team" in filters:
            rows = rows.filter(team_id=filters["team"])
        if "rung" in filters:
            late = ESCALATION_DAYS if filters["rung"] == LONG_DUE else 0
            rows = rows.filter(is_due(today(), late=late))
        if "silence" in filters:
            rows = rows.filter(heard_on__lt=today() - timedelta(days=filters["silence"]))
        return rows

    def prepare(self, actor: Any, rows: list[Case]) -> list[Case]:
        """Add codes, tries, the ladder and names: six queries for any page."""
        ids = [row.id for row in rows]
        owners, names, safe = whose(actor, ids), pseudonyms(actor), safe_of_cases(ids)
        stands, tries = stand({row.id: row.heard_on for row in rows}, safe), last_tries(ids)
        for row in rows:
            one: Any = row  # what the cells of this page need
            owner, way = owners[row.id], safe[row.id]
            url = reverse("desk:card", args=[owner.client_id]) if owner.may_open else ""
            one.tag = Tag(owner.code, url)
            one.standing = stands[row.id]
            one.safe = _safe(channel_label(way.channel), is_open=way.is_open)
            tried = tries.get(row.id)
            one.tried = f"{daymonth(tried[0])}, {Way(tried[1]).label}" if tried else ""
            one.manager_name = names.get(row.manager_id, "")
        return rows


def _safe(label: str, *, is_open: bool) -> Badges | str:
    if is_open:
        return label
    return Badges((Badge(label or _("not asked"), "danger"),))


def silence_for(actor: Actor) -> Silence:
    """Return the list with this person's filters."""
    page = Silence()
    page.filter_form = silence_filters(actor)  # type: ignore[misc]  # a form of one request
    return page
