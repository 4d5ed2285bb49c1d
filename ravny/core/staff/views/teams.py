"""Teams: the people who share clients."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from ravny.core.kit.cells import Link
from ravny.core.kit.errors import DomainError
from ravny.core.kit.lists import Column, ListPage
from ravny.core.kit.registries import Text
from ravny.core.kit.toasts import say
from ravny.core.kit.views import render_form

from .. import operations, queries
from ..access import StaffRequest, staff_page
from ..forms import TeamForm
from ..models import Team
from ..types import Actor


def _people_of(row: Team) -> Link:
    return Link(row.label, f"{reverse('staff:list')}?team={row.id}")


class TeamList(ListPage[Team]):
    """The teams and how many people are on each."""

    name = "teams"
    title = _("Teams")
    template = "staff/teams.html"
    default_sort = "label"
    empty_text = _("Clients belong to a team, so make one first.")
    columns: ClassVar[Sequence[Column[Team]]] = (
        Column[Team]("label", _("Team"), _people_of, sort="label"),
        Column[Team]("size", _("People"), lambda row: row.size, sort="size", numeric=True),  # type: ignore[attr-defined]  # an annotation
    )

    def queryset(self, actor: Actor, filters: Mapping[str, Any]) -> QuerySet[Team]:
        return queries.teams_with_sizes()

    def context(self, actor: Actor) -> dict[str, Any]:
        return {"may_manage": actor.may("staff.manage")}

    def empty_action(self, actor: Actor) -> tuple[Text, str] | None:
        if not actor.may("staff.manage"):
            return None
        return _("Make a team"), reverse("staff:add_team")


class ManagedTeams(TeamList):
    """The same for those who may change a team."""

    columns = (
        *TeamList.columns,
        Column[Team](
            "edit",
            _("Change"),
            lambda row: Link(_("Change"), reverse("staff:edit_team", args=[row.id])),
            exported=False,
        ),
    )


@require_safe
@staff_page("staff.view")
def team_list(request: StaffRequest) -> HttpResponse:
    """Show the teams."""
    page = ManagedTeams() if request.actor.may("staff.manage") else TeamList()
    return page.respond(request)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page("staff.manage")
def add_team(request: StaffRequest) -> HttpResponse:
    """Make a team."""
    form = TeamForm(request.POST or None, people=_people(request.actor))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            operations.add_team(
                actor=request.actor,
                team_id=data["record_id"],
                label=data["label"],
                members=data["members"],
            )
        except DomainError as error:
            form.add_domain_error(error)
        else:
            return _saved(request)
    context = {"title": gettext("Make a team"), "back_url": reverse("staff:teams")}
    return render_form(request, "staff/team_form.html", form, context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page("staff.manage")
def edit_team(request: StaffRequest, team_id: UUID) -> HttpResponse:
    """Rename a team, set who is on it."""
    team = queries.get_team_for(request.actor, team_id)
    members = queries.team_members(request.actor.organisation_id, team_id)
    initial = {"label": team.label, "members": [str(one) for one in members], "record_id": team_id}
    form = TeamForm(request.POST or None, people=_people(request.actor), initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            operations.edit_team(
                actor=request.actor, team_id=team_id, label=data["label"], members=data["members"]
            )
        except DomainError as error:
            form.add_domain_error(error)
        else:
            return _saved(request)
    context = {"title": team.label, "back_url": reverse("staff:teams")}
    return render_form(request, "staff/team_form.html", form, context)


def _people(actor: Actor) -> list[tuple[UUID, str]]:
    return [(one.account_id, one.pseudonym) for one in queries.list_staff(actor)]


def _saved(request: StaffRequest) -> HttpResponse:
    say(request, _("Saved"))
    return HttpResponseRedirect(reverse("staff:teams"))
