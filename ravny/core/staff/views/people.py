"""Colleagues: the list, a person, invitations, the end of access."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ravny.core.journal import operations as journal
from ravny.core.kit.cells import Badge, Link
from ravny.core.kit.errors import DomainError
from ravny.core.kit.lists import Column, ListPage
from ravny.core.kit.registries import Text
from ravny.core.kit.toasts import say
from ravny.core.kit.views import render_form

from .. import operations, queries
from ..access import StaffRequest, staff_page
from ..forms import AccountForm, EditForm, StaffFilter
from ..models import Account
from ..types import Actor, Culture, PersonFact, Role, TeamFact, WorkLanguage


def words(labels: Any, codes: tuple[str, ...]) -> str:
    """Return codes of a closed list as words, in the order of the list."""
    return ", ".join(str(label) for code, label in labels.choices if code in codes)


def state_of(active: bool, joined: bool) -> Badge:
    """Return how an account stands, as a badge."""
    if not active:
        return Badge(_("access ended"))
    return Badge(_("works"), "ok") if joined else Badge(_("invited"), "warn")


class StaffList(ListPage[Account]):
    """Who works here, by working name."""

    name = "staff"
    title = _("Staff")
    template = "staff/list.html"
    default_sort = "pseudonym"
    exportable = True
    export_permission = "staff.manage"
    empty_text = _("People appear here once somebody invites them.")
    columns = (
        Column[Account](
            "pseudonym",
            _("Working name"),
            lambda row: Link(row.pseudonym, reverse("staff:person", args=[row.id])),
            sort="pseudonym",
        ),
        Column[Account]("roles", _("Roles"), lambda row: words(Role, row.roles)),
        Column[Account](
            "languages", _("Languages"), lambda row: words(WorkLanguage, row.languages)
        ),
        Column[Account]("teams", _("Teams"), lambda row: row.team_words),  # type: ignore[attr-defined]  # prepare adds it
        Column[Account](
            "state", _("State"), lambda row: state_of(row.active, row.joined_on is not None)
        ),
    )

    def queryset(self, actor: Actor, filters: Mapping[str, Any]) -> QuerySet[Account]:
        return queries.accounts(actor, filters)

    def prepare(self, actor: Actor, rows: list[Account]) -> list[Account]:
        teams = queries.teams_of(row.id for row in rows)
        for row in rows:
            labels = ", ".join(team.label for team in teams.get(row.id, ()))
            row.team_words = labels  # type: ignore[attr-defined]  # read by the column
        return rows

    def exported(self, actor: Actor, name: str, count: int) -> None:
        journal.write(actor=actor, verb="staff.exported", count=count)

    def context(self, actor: Actor) -> dict[str, Any]:
        return {"may_manage": actor.may("staff.manage")}


@require_safe
@staff_page("staff.view")
def staff_list(request: StaffRequest) -> HttpResponse:
    """Show who works here."""
    teams = tuple(queries.list_teams(request.actor))
    form = type("Filter", (StaffFilter,), {"teams": teams})
    page: type[StaffList] = type("Page", (StaffList,), {"filter_form": form})
    return page().respond(request)


@require_safe
@staff_page("staff.view")
def person(request: StaffRequest, account_id: UUID) -> HttpResponse:
    """Show one colleague."""
    found = queries.get_person_for(request.actor, account_id)
    return render(request, "staff/person.html", _person_context(request, found))


def _person_context(request: StaffRequest, found: PersonFact, message: Text = "") -> dict[str, Any]:
    facts: list[tuple[Text, Any]] = [
        (_("Roles"), words(Role, found.roles)),
        (_("Teams"), ", ".join(team.label for team in found.teams)),
        (_("Languages"), words(WorkLanguage, found.languages)),
        (_("Cultures"), words(Culture, found.cultures)),
        (_("State"), state_of(found.active, found.joined_on is not None)),
    ]
    manages = request.actor.may("staff.manage")
    if manages:
        facts.insert(0, (_("Account"), found.login))
        facts.append((_("Joined"), found.joined_on))
        if found.invited_until:
            facts.append((_("Invitation is valid until"), found.invited_until))
    own = found.account_id == request.actor.account_id
    return {"person": found, "facts": facts, "manages": manages, "own": own, "message": message}


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page("staff.manage")
def invite(request: StaffRequest) -> HttpResponse:
    """Make an account; the answer shows its link once."""
    teams = queries.list_teams(request.actor)
    form = AccountForm(request.POST or None, teams=teams)
    if request.method == "POST" and form.is_valid():
        account_id = form.cleaned_data["record_id"]
        try:
            token = operations.add_account(
                actor=request.actor, account_id=account_id, facts=form.facts()
            )
        except DomainError as error:
            form.add_domain_error(error)
        else:
            return _link_page(request, account_id, token)
    context = {"title": gettext("Invite a colleague"), "back_url": reverse("staff:list")}
    return render_form(request, "staff/account_form.html", form, context)


def _link_page(request: StaffRequest, account_id: UUID, token: str) -> HttpResponse:
    scheme = settings.INSTALLATION.scheme
    link = f"{scheme}://{settings.DESK_HOST}{reverse('staff:join', args=[token])}"
    found = queries.get_person_for(request.actor, account_id)
    return render(request, "staff/invited.html", {"person": found, "link": link})


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page("staff.manage")
def edit(request: StaffRequest, account_id: UUID) -> HttpResponse:
    """Change a colleague's working name, duties, skills, teams."""
    found = queries.get_person_for(request.actor, account_id)
    teams = queries.list_teams(request.actor)
    form = EditForm(request.POST or None, teams=teams, initial=_initial(found))
    back = reverse("staff:person", args=[account_id])
    if request.method == "POST" and form.is_valid():
        try:
            operations.edit_account(
                actor=request.actor, account_id=account_id, facts=form.facts(found.login)
            )
        except DomainError as error:
            form.add_domain_error(error)
        else:
            say(request, _("Saved"))
            return HttpResponseRedirect(back)
    context = {"title": found.pseudonym, "back_url": back}
    return render_form(request, "staff/account_form.html", form, context)


def _initial(found: PersonFact) -> dict[str, Any]:
    def ids(teams: tuple[TeamFact, ...]) -> list[str]:
        return [str(team.team_id) for team in teams]

    return {
        "pseudonym": found.pseudonym,
        "roles": found.roles,
        "languages": found.languages,
        "cultures": found.cultures,
        "teams": ids(found.teams),
    }


@require_POST
@staff_page("staff.manage")
def invite_again(request: StaffRequest, account_id: UUID) -> HttpResponse:
    """Make a new link; what the person had before opens nothing any more."""
    try:
        token = operations.invite_again(actor=request.actor, account_id=account_id)
    except DomainError as error:
        return _refused(request, account_id, error)
    return _link_page(request, account_id, token)


@require_POST
@staff_page("staff.manage")
def close(request: StaffRequest, account_id: UUID) -> HttpResponse:
    """End a colleague's access at once."""
    try:
        operations.close_account(actor=request.actor, account_id=account_id)
    except DomainError as error:
        return _refused(request, account_id, error)
    say(request, _("Access ended"))
    return HttpResponseRedirect(reverse("staff:person", args=[account_id]))


def _refused(request: StaffRequest, account_id: UUID, error: DomainError) -> HttpResponse:
    found = queries.get_person_for(request.actor, account_id)
    context = _person_context(request, found, error.message)
    return render(request, "staff/person.html", context, status=422)
