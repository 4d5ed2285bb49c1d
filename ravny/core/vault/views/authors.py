"""Registers of authors: where one's own ends, what they say of opened texts, how each stands."""

from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from ravny.core.staff.access import StaffRequest, staff_page

from .. import wire
from ..queries import authors as author_queries
from ..wire import authors as author_wire


@require_GET
@staff_page("vault.circles")
def authors(request: StaffRequest) -> HttpResponse:
    """Show whose entries the asker may see; the browser checks them."""
    context = {
        "lines": author_queries.author_lines(request.actor),
        "sees_all": request.actor.may(author_queries.ALL),
    }
    return render(request, "vault/authors.html", context)


@require_GET
@staff_page()
@wire.answers_json
def head(request: StaffRequest) -> HttpResponse:
    """Return where the asker's own register ends."""
    known = wire.counter(request.GET.get("known", "0"))
    found = author_queries.head_of(request.actor, known)
    return JsonResponse(author_wire.head_json(found))


@require_POST
@staff_page()
@wire.answers_json
def of(request: StaffRequest) -> HttpResponse:
    """Return what the registers say of texts that were opened, with names, keys and words."""
    things = author_wire.asked_things(wire.body_of(request))
    found = author_queries.entries_of(request.actor, things)
    named = author_wire.authors_in(things, found)
    people = author_queries.authors(request.actor, named)
    return JsonResponse(author_wire.things_json(found, people))


@require_GET
@staff_page("vault.circles")
@wire.answers_json
def entries(request: StaffRequest, account_id: UUID) -> HttpResponse:
    """Return a piece of somebody's register, each entry beside its place."""
    after = wire.counter(request.GET.get("after", "0"))
    author, placed = author_queries.register_piece(request.actor, account_id, after)
    return JsonResponse(author_wire.piece_json(author, placed))


@require_GET
@staff_page("vault.authors")
@wire.answers_json
def unsigned(request: StaffRequest) -> HttpResponse:
    """Return how many texts no register knows."""
    found = author_queries.unsigned_texts(request.actor)
    kinds = [{"label": one.label, "count": one.count, "phones": one.on_phones} for one in found]
    return JsonResponse({"kinds": kinds})
