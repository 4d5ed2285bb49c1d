"""The list of cases: open ones, by stage, who carries them, what is asked for, and silence."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from ravny.core.kit.cells import Badge, Badges, Link, Tag
from ravny.core.kit.clock import today
from ravny.core.kit.filters import FilterForm
from ravny.core.kit.formats import daymonth, days
from ravny.core.kit.lists import Column, ListPage
from ravny.core.kit.registries import Text
from ravny.core.staff.queries import list_staff, list_teams, pseudonyms
from ravny.core.staff.types import Actor

from ..models import Case
from ..operations.listed import note_export
from ..queries.cases import ENDED_ONES, EVERY_ONE, cases_in, kinds_asked, whose
from ..queries.gate import fact_of
from ..types import Circumstance, ExitReason, RequestKind, Stage
from .case import place_words

ANY: tuple[str, Text] = ("", _("any"))


class CaseFilters(FilterForm):
    """What the list can be narrowed to."""

    stage = forms.ChoiceField(label=_("Stage"), choices=[ANY, *Stage.choices])
    manager = forms.ChoiceField(label=_("Who carries it"))
    team = forms.ChoiceField(label=_("Team"))
    kind = forms.ChoiceField(label=_("Asks for help with"), choices=[ANY, *RequestKind.choices])
    circumstance = forms.ChoiceField(label=_("Situation"), choices=[ANY, *Circumstance.choices])
    silence = forms.IntegerField(label=_("Not heard for, days"), min_value=0, max_value=9999)
    state = forms.ChoiceField(
        label=_("State"),
        choices=[("", _("open ones")), (ENDED_ONES, _("ended ones")), (EVERY_ONE, _("all"))],
    )
    remote = forms.BooleanField(label=_("Remote cases"))


def case_filters(actor: Actor) -> type[CaseFilters]:
    """Return the filters with this house's colleagues and teams. Two queries."""
    workers = [(str(one.account_id), one.pseudonym) for one in list_staff(actor, active_only=False)]
    every = actor.may("cases.every_team")
    teams = [(str(one.team_id), one.label) for one in list_teams(actor, own_only=not every)]
    fields: dict[str, Any] = {
        "manager": forms.ChoiceField(label=_("Who carries it"), choices=[ANY, *workers]),
        "team": forms.ChoiceField(label=_("Team"), choices=[ANY, *teams]),
    }
    return type("CaseFilters", (CaseFilters,), fields)


def _stage(row: Case) -> Badges:
    if row.ended_on:
        reason = ExitReason(row.exit_reason).label if row.exit_reason else pgettext("case", "ended")
        return Badges((Badge(reason, "ok"),))
    stay = days((today() - row.stage_on).days)
    return Badges((Badge(Stage(row.stage).label, "info"), Badge(stay)))


def _where(row: Case) -> Badges | str:
    words = place_words(fact_of(row))
    return Badges((Badge(words, "info"),)) if row.is_remote else words


def _silent(row: Case) -> int | None:
    return None if row.ended_on else (today() - row.heard_on).days


class Cases(ListPage[Case]):
    """The list; made for each request by `cases_for`."""

    name = "cases"
    title = _("Cases")
    default_sort = "heard"
    template = "cases/list.html"
    empty_title = _("No case here")
    empty_text = _("A case is opened from a client's card. Colleagues ask you into theirs.")
    exportable: ClassVar[bool] = True
    export_permission = "cases.export"
    columns = (
        Column("code", _("Code"), lambda row: row.tag),
        Column(
            "opened",
            pgettext_lazy("case", "Opened on"),
            lambda row: Link(daymonth(row.opened_on), reverse("cases:case", args=[row.id]), True),
            sort="opened_on",
        ),
        Column("stage", _("Stage"), _stage, sort="stage"),
        Column("days", _("In it, days"), lambda row: (today() - row.stage_on).days, shown=False),
        Column("where", _("Where"), _where),
        Column("asked", _("Asks for help with"), lambda row: row.asked or None),
        Column("situation", _("Situation"), lambda row: row.situation or None),
        Column("heard", _("Not heard, days"), _silent, sort="heard_on", numeric=True),
        Column("manager", _("Who carries it"), lambda row: row.manager_name),
    )

    def queryset(self, actor: Any, filters: Mapping[str, Any]) -> QuerySet[Case]:
        """Return the cases this person may see."""
        return cases_in(actor, filters)

    def prepare(self, actor: Any, rows: list[Case]) -> list[Case]:
        """Add codes, requests and names: three queries for any page."""
        ids = [row.id for row in rows]
        owners, asked, names = whose(actor, ids), kinds_asked(actor, ids), pseudonyms(actor)
        for row in rows:
            one: Any = row  # what the cells of this page need
            owner = owners[row.id]
            url = reverse("desk:card", args=[owner.client_id]) if owner.may_open else ""
            one.tag = Tag(owner.code, url)
            one.asked = ", ".join(str(RequestKind(kind).label) for kind in asked.get(row.id, ()))
            one.situation = ", ".join(str(Circumstance(c).label) for c in row.circumstances)
            one.manager_name = names.get(row.manager_id, "")
        return rows

    def exported(self, actor: Any, name: str, count: int) -> None:
        """Write down that a file left."""
        note_export(actor=actor, count=count)


def cases_for(actor: Actor) -> Cases:
    """Return the list with this person's filters."""
    page = Cases()
    page.filter_form = case_filters(actor)  # type: ignore[misc]  # a form of one request
    return page
