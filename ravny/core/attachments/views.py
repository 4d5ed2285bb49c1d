"""What the browser asks while it seals and opens a document; the list of a place."""

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ravny.core.kit.toasts import say
from ravny.core.staff.access import StaffRequest, staff_page
from ravny.core.vault import wire

from . import homes, operations, queries
from .forms import BeginForm

TICKET_HEADER = "X-Ravny-Opening"


@require_POST
@staff_page()
@wire.answers_json
def begin(request: StaffRequest) -> HttpResponse:
    """Keep a sealed header; answer which pieces are there already."""
    new = BeginForm(request.POST).new()
    return JsonResponse({"present": operations.begin(actor=request.actor, new=new)}, status=201)


@require_GET
@staff_page()
def documents(request: StaffRequest, home: str, subject_id: UUID) -> HttpResponse:
    """Show the list of a place, for a page whose list has grown."""
    found = queries.documents_for(request.actor, home, subject_id)
    # Without the request: a piece of a page has no menu, whose counts would be asked for.
    context = {"documents": found, "csrf_token": get_token(request)}
    return HttpResponse(render_to_string("attachments/list.html", context))


@require_GET
@staff_page()
def present(request: StaffRequest, attachment_id: UUID) -> HttpResponse:
    """Return which pieces of one's own document have come."""
    row = queries.own_attachment(request.actor, attachment_id)
    return JsonResponse({"present": queries.present(row)})


@require_http_methods(["GET", "PUT"])
@staff_page()
@wire.answers_json
def chunk(request: StaffRequest, attachment_id: UUID, index: int) -> HttpResponse:
    """Keep a piece of one's own document, or hand one out to whoever was written down."""
    if request.method == "GET":
        ticket = request.headers.get(TICKET_HEADER, "")
        sealed = operations.read_chunk(
            actor=request.actor, attachment_id=attachment_id, index=index, ticket=ticket
        )
        return HttpResponse(sealed, content_type="application/octet-stream")
    operations.keep_chunk(
        actor=request.actor, attachment_id=attachment_id, index=index, sealed=request.body
    )
    return HttpResponse(status=204)


@require_POST
@staff_page()
@wire.answers_json
def finish(request: StaffRequest, attachment_id: UUID) -> HttpResponse:
    """Show a document whose pieces have all come; its header may come anew, signed."""
    posted = request.POST.get("about", "")
    about = wire.octets(posted) if posted else None
    operations.finish(actor=request.actor, attachment_id=attachment_id, about=about)
    return HttpResponse(status=204)


@require_GET
@staff_page()
def document(request: StaffRequest, attachment_id: UUID) -> HttpResponse:
    """Lead to where a document hangs."""
    row = queries.get_attachment_for(request.actor, attachment_id)
    return HttpResponseRedirect(f"{homes.home_of(row.home).url(row.subject_id)}#documents")


@require_POST
@staff_page()
def opened(request: StaffRequest, attachment_id: UUID) -> HttpResponse:
    """Write the opening into the journal and answer the ticket for the pieces."""
    ticket = operations.note_opening(actor=request.actor, attachment_id=attachment_id)
    return JsonResponse({"ticket": ticket}, status=201)


@require_POST
@staff_page()
def saved(request: StaffRequest, attachment_id: UUID) -> HttpResponse:
    """Write into the journal that a copy leaves the seal."""
    operations.note_saving(actor=request.actor, attachment_id=attachment_id)
    return HttpResponse(status=204)


@require_POST
@staff_page()
def delete(request: StaffRequest, attachment_id: UUID) -> HttpResponse:
    """Delete a document and go back to where it hung."""
    home, subject_id = operations.delete(actor=request.actor, attachment_id=attachment_id)
    if "X-Ravny-Fetch" in request.headers:  # the browser that gives up an upload stays on its page
        return HttpResponse(status=204)
    say(request, _("The document is deleted."))
    return HttpResponseRedirect(homes.home_of(home).url(subject_id))
