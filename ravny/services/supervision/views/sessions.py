"""Sessions of supervision, their notes and follow-ups, and the self-check."""

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ravny.core.kit.errors import DomainError
from ravny.core.kit.toasts import say
from ravny.core.kit.views import UNPROCESSABLE, render_form
from ravny.core.staff.access import StaffRequest, staff_page
from ravny.core.vault.queries import circle_of

from ..forms.sessions import NoteForm, SelfCheckForm, SessionForm
from ..operations import meeting
from ..pages.sessions import Sessions, follow_up_form, self_check_context, session_context
from ..queries.sessions import get_session_for


def _to(session_id: UUID) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("supervision:session", args=[session_id]))


@staff_page("supervision.own")
def sessions(request: StaffRequest) -> HttpResponse:
    """Show the sessions one was in."""
    return Sessions().respond(request)


@staff_page("supervision.own")
def new_session(request: StaffRequest) -> HttpResponse:
    """Write down that a session took place."""
    form = SessionForm(request.actor, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            session_id = meeting.record_session(actor=request.actor, facts=form.facts())
        except DomainError as error:
            form.add_domain_error(error)
        else:
            say(request, _("Written down."))
            return _to(session_id)
    context = {"title": _("Write a session down"), "back_url": reverse("supervision:sessions")}
    return render_form(request, "kit/form.html", form, context)


@staff_page("supervision.own")
def session(request: StaffRequest, session_id: UUID) -> HttpResponse:
    """Show one session: everything to those who were there, the day and a number to others."""
    row = get_session_for(request.actor, session_id)
    return render(request, "supervision/session.html", session_context(request.actor, row))


@staff_page("supervision.own")
def note(request: StaffRequest, session_id: UUID) -> HttpResponse:
    """Write or change what was said."""
    row = get_session_for(request.actor, session_id, as_member=True)
    data = request.POST if request.method == "POST" else None
    circle = circle_of("session", session_id)
    form = NoteForm(session_id, circle, data, initial={"words": row.note})
    if form.is_bound and form.is_valid():
        try:
            meeting.write_note(
                actor=request.actor, session_id=session_id, words=form.cleaned_data["words"]
            )
        except DomainError as error:
            form.add_domain_error(error)
        else:
            say(request, _("Saved."))
            return _to(session_id)
    back = reverse("supervision:session", args=[session_id])
    context = {"title": _("Note"), "back_url": back, "keyless": None if circle else session_id}
    return render_form(request, "supervision/sealed_form.html", form, context)


@staff_page("supervision.own")
@require_POST
def follow_up(request: StaffRequest, session_id: UUID) -> HttpResponse:
    """Write down who does what until when."""
    row = get_session_for(request.actor, session_id, as_member=True)
    form = follow_up_form(request.actor, session_id, request.POST)
    if form.is_valid():
        told = form.cleaned_data
        try:
            meeting.add_follow_up(
                actor=request.actor,
                session_id=session_id,
                follow_up_id=told["record_id"],
                owner_id=UUID(told["owner"]),
                due_on=told["due_on"],
                words=told["words"],
            )
        except DomainError as error:
            form.add_domain_error(error)
        else:
            return _to(session_id)
    context = session_context(request.actor, row, form)
    return render(request, "supervision/session.html", context, status=UNPROCESSABLE)


@staff_page("supervision.own")
@require_POST
def followed(request: StaffRequest, follow_up_id: UUID) -> HttpResponse:
    """Note that something agreed upon was done."""
    session_id = meeting.finish_follow_up(actor=request.actor, follow_up_id=follow_up_id)
    say(request, _("Done."))
    return _to(session_id)


@staff_page("supervision.own")
def self_check(request: StaffRequest) -> HttpResponse:
    """Write down, for oneself alone, how one is; read what one wrote before."""
    circle = circle_of("author", request.actor.account_id)
    form = SelfCheckForm(circle, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        told = form.cleaned_data
        try:
            meeting.keep_self_check(
                actor=request.actor, check_id=told["record_id"], words=told["words"]
            )
        except DomainError as error:
            form.add_domain_error(error)
        else:
            say(request, _("Kept for you alone."))
            return HttpResponseRedirect(reverse("supervision:self_check"))
    context = self_check_context(request.actor)
    return render_form(request, "supervision/self_check.html", form, context)


@staff_page("supervision.own")
@require_POST
def drop_self_check(request: StaffRequest, check_id: UUID) -> HttpResponse:
    """Let go of one of one's own."""
    meeting.drop_self_check(actor=request.actor, check_id=check_id)
    say(request, _("Gone."))
    return HttpResponseRedirect(reverse("supervision:self_check"))
