"""The pages about clients: register, edit, consent, key groups, merge, find, print, profile."""

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ravny.core.kit.clock import today
from ravny.core.kit.errors import DomainError
from ravny.core.kit.forms import Form
from ravny.core.kit.toasts import say
from ravny.core.kit.views import render_form
from ravny.core.staff.access import StaffRequest, staff_page

from . import operations, pages, profile_page, queries
from .client_list import list_page_for
from .forms import ConsentForm, FindHintForm, KeyGroupsForm, MergeForm

TOO_MANY = 429


def sent(request: StaffRequest) -> QueryDict | None:
    """Return what a form sent, even when it is empty; None for a page that is only opened."""
    return request.POST if request.method == "POST" else None


def to_card(client_id: UUID) -> HttpResponseRedirect:
    """Lead to a client's card."""
    return HttpResponseRedirect(reverse("desk:card", args=[client_id]))


@staff_page("clients.view")
def client_list(request: StaffRequest) -> HttpResponse:
    """Show the clients the person may see, by segment."""
    return list_page_for(request.actor).respond(request)


@staff_page("clients.edit")
def register(request: StaffRequest) -> HttpResponse:
    """Open a card; then show whom it may repeat, if anybody."""
    form = pages.register_form(request.actor, sent(request))
    if form.is_bound and form.is_valid():
        try:
            client_id = operations.register_client(
                actor=request.actor,
                client_id=form.cleaned_data["record_id"],
                team_id=UUID(form.cleaned_data["team"]),
                facts=form.facts(),
                called=form.cleaned_data["called"],
                answer_hash=form.cleaned_data["answer_hash"],
            )
        except DomainError as error:
            form.add_domain_error(error)
        else:
            say(request, _("The card is open."))
            if queries.possible_duplicates(request.actor, client_id):
                return HttpResponseRedirect(reverse("clients:similar", args=[client_id]))
            return to_card(client_id)
    return render_form(request, "clients/register.html", form, pages.form_context(request.actor))


@staff_page("clients.edit")
def edit(request: StaffRequest, client_id: UUID) -> HttpResponse:
    """Change the facts of a card."""
    row = queries.row_for(request.actor, client_id)
    form = pages.edit_form(request.actor, row, sent(request))
    if form.is_bound and form.is_valid():
        try:
            operations.edit_client(
                actor=request.actor,
                client_id=row.id,
                facts=form.facts(),
                called=form.cleaned_data["called"] or b"",
            )
        except DomainError as error:
            form.add_domain_error(error)
        else:
            say(request, _("Saved."))
            return to_card(row.id)
    context = {"client": row, **pages.form_context(request.actor)}
    return render_form(request, "clients/edit.html", form, context)


@staff_page("clients.edit")
def similar(request: StaffRequest, client_id: UUID) -> HttpResponse:
    """Show whom a new card may repeat; nothing has to be decided here."""
    card = queries.get_client_for(request.actor, client_id)
    context = {
        "client": card,
        "likely": queries.possible_duplicates(request.actor, card.client_id),
        "may_merge": request.actor.may("clients.merge"),
    }
    return render(request, "clients/similar.html", context)


@staff_page("clients.edit")
def consent(request: StaffRequest, client_id: UUID) -> HttpResponse:
    """Show a client's word on every scope, and add one."""
    card = queries.get_client_for(request.actor, client_id)
    form = ConsentForm(sent(request), initial={"language": request.actor.language})
    if form.is_bound and form.is_valid():
        try:
            operations.record_consent(
                actor=request.actor,
                consent_id=form.cleaned_data["record_id"],
                client_id=card.client_id,
                scope_code=form.cleaned_data["scope"],
                state=form.cleaned_data["state"],
                language=form.cleaned_data["language"],
                day=form.cleaned_data["day"],
            )
        except DomainError as error:
            form.add_domain_error(error)
        else:
            say(request, _("Written down."))
            return HttpResponseRedirect(reverse("clients:consent", args=[card.client_id]))
    context = pages.consent_context(request.actor, card)
    return render_form(request, "clients/consent.html", form, context)


@staff_page("clients.edit")
def key_groups(request: StaffRequest, client_id: UUID) -> HttpResponse:
    """Note key groups on the card, where the profile and the client allow it."""
    card = queries.get_client_for(request.actor, client_id)
    profile = queries.profile_of(request.actor.country)
    form = KeyGroupsForm(sent(request), profile=profile)
    if form.is_bound and form.is_valid():
        try:
            operations.record_key_groups(
                actor=request.actor,
                record_id=form.cleaned_data["record_id"],
                client_id=card.client_id,
                groups=tuple(form.cleaned_data["groups"]),
            )
        except DomainError as error:
            form.add_domain_error(error)
        else:
            say(request, _("Written down."))
            return to_card(card.client_id)
    context = pages.key_groups_context(request.actor, card)
    return render_form(request, "clients/key_groups.html", form, context)


@staff_page("clients.merge")
def merge(request: StaffRequest, client_id: UUID) -> HttpResponse:
    """Ask for the other card's code; part aliases again."""
    card = queries.get_client_for(request.actor, client_id)
    form = MergeForm(sent(request))
    other_id = pages.other_card(request.actor, card, form)
    if other_id is not None:
        return HttpResponseRedirect(reverse("clients:compare", args=[card.client_id, other_id]))
    context = {"client": card, "aliases": pages.aliases_of(card)}
    return render_form(request, "clients/merge.html", form, context)


@staff_page("clients.merge")
def compare(request: StaffRequest, client_id: UUID, other_id: UUID) -> HttpResponse:
    """Show two cards side by side, and make the other one an alias of this one."""
    card = queries.get_client_for(request.actor, client_id)
    other = queries.get_client_for(request.actor, other_id)
    form = Form(sent(request))
    if request.method == "POST":
        try:
            operations.merge_clients(
                actor=request.actor, kept_id=card.client_id, alias_id=other.client_id
            )
        except DomainError as error:
            form.add_domain_error(error)
        else:
            say(request, _("The two cards are one now."))
            return to_card(card.client_id)
    context = pages.compare_context(card, other)
    return render_form(request, "clients/compare.html", form, context)


@require_POST
@staff_page("clients.merge")
def unmerge(request: StaffRequest, client_id: UUID) -> HttpResponse:
    """Take a merge back and open the card that is one of its own again."""
    try:
        operations.unmerge_client(actor=request.actor, alias_id=client_id)
    except DomainError as error:
        say(request, error.message)
    else:
        say(request, _("They are two cards again."))
    return to_card(client_id)


@staff_page("clients.edit")
def find_hint(request: StaffRequest) -> HttpResponse:
    """Look for a lost code by a hint; shows codes only."""
    profile = queries.profile_of(request.actor.country)
    form = FindHintForm(sent(request))
    found, status = None, None
    if form.is_bound and form.is_valid():
        try:
            found = operations.find_by_hint(
                actor=request.actor, answer_hash=form.cleaned_data["answer_hash"]
            )
        except DomainError as error:
            form.add_domain_error(error)
            status = TOO_MANY if error.code == "throttled" else None
    context = {"profile": profile, "found": found, **pages.form_context(request.actor)}
    return render_form(request, "clients/find_hint.html", form, context, status)


@staff_page("clients.view")
def paper(request: StaffRequest, client_id: UUID) -> HttpResponse:
    """Show the neutral card for paper: a code, its QR drawing, one sentence."""
    card = queries.get_client_for(request.actor, client_id)
    operations.note_printing(actor=request.actor, client_id=card.client_id)
    return render(request, "clients/paper.html", pages.paper_context(card))


@staff_page("clients.view")
def profile(request: StaffRequest) -> HttpResponse:
    """Show what this organisation keeps, asks, must report, and whom it may call."""
    shown = queries.profile_of(request.actor.country)
    return render(request, "clients/profile.html", profile_page.profile_context(shown, today()))
