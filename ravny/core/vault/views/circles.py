"""Who can open what, since when; making a circle and sharing its keys from an open browser."""

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ravny.core.kit.ids import day_id
from ravny.core.staff.access import StaffRequest, staff_page

from .. import operations, queries, wire


@require_GET
@staff_page("vault.circles")
def circles(request: StaffRequest) -> HttpResponse:
    """Show every circle of the organisation with its people."""
    lines = queries.circle_lines(request.actor)
    context = {
        "lines": lines,
        "due": [line for line in lines if line.is_due and line.is_mine],
        "waiting": sum(len(line.waiting) for line in lines if line.is_mine),
        "has_keys": queries.has_staff_key(request.actor),
    }
    return render(request, "vault/circles.html", context)


@require_POST
@staff_page()
@wire.answers_json
def make_circle(request: StaffRequest) -> HttpResponse:
    """Keep a circle that the asker's browser made."""
    body = wire.body_of(request)
    circle_id = operations.create_circle(
        actor=request.actor,
        kind=str(body.get("kind")),
        subject_id=wire.identifier(body.get("subject")),
        epoch=wire.new_epoch(body),
    )
    return JsonResponse({"circle": str(circle_id)}, status=201)


@require_http_methods(["GET", "POST"])
@staff_page()
@wire.answers_json
def share(request: StaffRequest) -> HttpResponse:
    """Return who waits for keys the asker holds, or keep what their browser wrapped."""
    if request.method == "POST":
        new = operations.share_wraps(
            actor=request.actor, wraps=wire.shared_wraps(wire.body_of(request))
        )
        return JsonResponse({"shared": new}, status=201)
    missing = [
        {
            "circle": str(one.circle_id),
            "epoch": one.epoch,
            "account": str(one.account_id),
            "public_key": wire.text_of(one.public_key),
        }
        for one in queries.missing_wraps(request.actor)
    ]
    return JsonResponse({"missing": missing})


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
