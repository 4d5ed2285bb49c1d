"""Who can open what, since when; what is due, done by an open browser."""

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
    require_safe,
)

from ravny.core.kit.errors import DomainError, NotYours
from ravny.core.kit.ids import day_id
from ravny.core.kit.toasts import say
from ravny.core.staff.access import StaffRequest, staff_page

from .. import operations, queries, wire
from ..forms.circles import FloorForm
from ..pages import circles as circle_pages
from ..wire import circles as circle_wire
from .locks import while_open


@require_safe
@staff_page("vault.circles")
def circles(request: StaffRequest) -> HttpResponse:
    """Show the circles with their people, and what is due."""
    return circle_pages.CircleList(request.actor).respond(request)


@require_safe
@staff_page("vault.circles")
def circle(request: StaffRequest, circle_id: UUID) -> HttpResponse:
    """Show one circle: its people, its epochs, who left."""
    context = circle_pages.circle_context(request.actor, circle_id)
    return render(request, "vault/circle.html", context)


@require_POST
@staff_page("vault.circles")
def floor(request: StaffRequest, circle_id: UUID) -> HttpResponse:
    """Keep earlier text from a newcomer who waits, or let them have it."""
    form = FloorForm(request.POST)
    queries.circle_for(request.actor, circle_id)
    if form.is_valid():
        data = form.cleaned_data
        try:
            operations.set_floor(
                actor=request.actor,
                circle_id=circle_id,
                account_id=data["account"],
                from_now_on=data["how"] == "newest",
            )
        except DomainError as error:
            say(request, str(error.message))
        else:
            say(request, _("Saved"))
    return HttpResponseRedirect(request.path.removesuffix("floor"))


@require_GET
@staff_page()
def due(request: StaffRequest) -> HttpResponse:
    """Return what the asker's browser can do now, a piece at a time."""
    return JsonResponse(circle_wire.dues_json(queries.dues_of(request.actor)))


@require_POST
@staff_page()
@wire.answers_json
@while_open
def make_circle(request: StaffRequest) -> HttpResponse:
    """Keep a circle that the asker's browser made."""
    body = wire.body_of(request)
    epoch, recovery = circle_wire.epoch_and_recovery(body)
    circle_id = operations.create_circle(
        actor=request.actor,
        kind=str(body.get("kind")),
        subject_id=wire.identifier(body.get("subject")),
        epoch=epoch,
        recovery=recovery,
    )
    return JsonResponse({"circle": str(circle_id)}, status=201)


@require_POST
@staff_page()
@wire.answers_json
@while_open
def start_epoch(request: StaffRequest) -> HttpResponse:
    """Keep the next epoch of a circle as the asker's browser made it."""
    epoch, recovery = circle_wire.epoch_and_recovery(wire.body_of(request))
    try:
        operations.start_epoch(actor=request.actor, epoch=epoch, recovery=recovery)
    except operations.AlreadyRenewed as error:
        return circle_wire.renewed(str(error.message))
    return JsonResponse({"epoch": epoch.number}, status=201)


@require_http_methods(["GET", "POST"])
@staff_page()
@wire.answers_json
def share(request: StaffRequest) -> HttpResponse:
    """Return who waits for keys the asker holds, or keep what their browser wrapped."""
    if request.method == "POST":
        return keep_shared(request)
    dues = queries.dues_of(request.actor)
    recovery = [{"circle": str(one.circle_id), "epoch": one.epoch} for one in dues.recovery]
    missing = [circle_wire.missing_json(one) for one in dues.missing]
    return JsonResponse({"missing": missing[: wire.MANY], "recovery": recovery[: wire.MANY]})


@while_open
def keep_shared(request: StaffRequest) -> HttpResponse:
    """Keep wraps for colleagues and for recovery."""
    body = wire.body_of(request)
    wraps, recovery = wire.shared_wraps(body), circle_wire.recovery_wraps(body)
    shared, sealed = operations.share(actor=request.actor, wraps=wraps, recovery=recovery)
    return JsonResponse({"shared": shared, "recovery": sealed}, status=201)


@require_GET
@staff_page()
@wire.answers_json
def target(request: StaffRequest) -> HttpResponse:
    """Return how to seal to a circle of the asker's that was made a moment ago."""
    kind = request.GET.get("kind", "")
    subject_id = wire.identifier(request.GET.get("subject", ""))
    queries.subject_for(request.actor, kind, subject_id)
    fact = queries.circle_of(kind, subject_id)
    if fact is None:
        raise NotYours
    key = wire.text_of(fact.public_key)
    return JsonResponse({"circle": str(fact.circle_id), "epoch": fact.epoch, "key": key})


@require_GET
@staff_page()
@wire.answers_json
def receivers(request: StaffRequest) -> HttpResponse:
    """Return the public keys of those a circle due here is to be wrapped to."""
    kind = request.GET.get("kind", "")
    subject_id = wire.identifier(request.GET.get("subject", ""))
    keys = queries.receivers(request.actor, kind, subject_id)
    people = [
        {"account": str(account_id), "public_key": wire.text_of(key)}
        for account_id, key in keys.items()
    ]
    return JsonResponse({"receivers": people, "circle": str(day_id())})
