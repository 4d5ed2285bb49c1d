"""When a phrase is lost: two sheets bring the keys back, and everybody concerned is told."""

from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ravny.core.staff.access import StaffRequest, staff_page

from .. import operations, wire
from ..queries import recovery as recovery_queries
from ..wire import trust as trust_wire


@require_GET
@staff_page("vault.recover")
def recovery(request: StaffRequest) -> HttpResponse:
    """Show for whom sheets can be put together, and which circles nobody can open."""
    context = {"page": recovery_queries.recovery_page(request.actor)}
    return render(request, "vault/recovery.html", context)


@require_http_methods(["GET", "POST"])
@staff_page("vault.recover")
@wire.answers_json
def epochs(request: StaffRequest, account_id: UUID) -> HttpResponse:
    """Return what two sheets could give somebody, fifty epochs after `skip`, or keep `{wraps}`.

    `{root, problem, error, account, pseudonym, public_key, signing_public, certificates,
    epochs: [{circle, epoch, public_key, recovery_envelope}], left}`.
    """
    person = recovery_queries.person_for(request.actor, account_id)
    if request.method == "GET":
        skip = int(request.GET.get("skip", "")) if request.GET.get("skip", "").isdecimal() else 0
        found = recovery_queries.recoverable(request.actor, person, skip)
        return JsonResponse(trust_wire.recoverable_json(found))
    wraps = trust_wire.recovered(wire.body_of(request).get("wraps"), account_id)
    given = operations.give_recovered(actor=request.actor, account_id=account_id, wraps=wraps)
    return JsonResponse({"stored": given.stored, "left": given.left}, status=201)


@require_GET
@staff_page()
def recoveries(request: StaffRequest) -> HttpResponse:
    """Show every use of two sheets that the asker was told of; leads see all."""
    context = {"lines": recovery_queries.recovery_lines(request.actor)}
    return render(request, "vault/recoveries.html", context)


@require_POST
@staff_page()
def seen(request: StaffRequest, use_id: UUID) -> HttpResponse:
    """Note that the asker has seen a use of two sheets."""
    operations.see_recovery(actor=request.actor, use_id=use_id)
    return redirect("vault:recoveries")
