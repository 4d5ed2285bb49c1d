"""Whose keys are whose: what browsers check, the ceremony, the officers and whom they sign.

All bytes are base64. A refusal is 422 {"code", "error"}; what is not the asker's is 404.
"""

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ravny.core.staff.access import StaffRequest, staff_page

from .. import operations, wire
from ..queries import recovery as recovery_queries
from ..queries import trust as trust_queries
from ..wire import trust as trust_wire


@require_GET
@staff_page()
@wire.answers_json
def proofs(request: StaffRequest) -> HttpResponse:
    """Return `{root, epochs, certificates}` of the circles and accounts asked for."""
    found = trust_queries.proofs(
        request.actor,
        wire.identifiers(request.GET.getlist("circle")),
        wire.identifiers(request.GET.getlist("account")),
    )
    return JsonResponse(trust_wire.proofs_json(found))


@require_http_methods(["GET", "POST"])
@staff_page()
@wire.answers_json
def pin_root(request: StaffRequest) -> HttpResponse:
    """Return `{pinned}`, the asker's sealed copy of the root they compared, or keep `{envelope}`.

    Suite 2, kind key.root, circle and object the account, 32 bytes of the root's public key.
    """
    if request.method == "POST":
        envelope = wire.octets(wire.body_of(request).get("envelope"))
        operations.pin_root(actor=request.actor, envelope=envelope)
        return JsonResponse({"stored": True}, status=201)
    pinned = trust_queries.pinned_root(request.actor)
    return JsonResponse({"pinned": wire.text_of(pinned) if pinned else None})


@require_POST
@staff_page("vault.ceremony")
@wire.answers_json
def make_root(request: StaffRequest) -> HttpResponse:
    """Keep `{root_public, recovery_public, signature, officers, succession, lost}`."""
    body = wire.body_of(request)
    officers = trust_wire.key_signatures(body.get("officers"))
    root_id = operations.keep_root(
        actor=request.actor,
        root_public=wire.octets(body.get("root_public")),
        recovery_public=wire.octets(body.get("recovery_public")),
        signature=wire.octets(body.get("signature")),
        officers=officers,
        succession=trust_wire.optional(body.get("succession")),
        lost=body.get("lost") is True,
    )
    return JsonResponse({"root": str(root_id), "officers": len(officers)}, status=201)


@require_POST
@staff_page("vault.ceremony")
@wire.answers_json
def add_officers(request: StaffRequest) -> HttpResponse:
    """Keep `{officers: [{account, key_hash, signing_public, signature}]}` signed by the root."""
    officers = trust_wire.key_signatures(wire.body_of(request).get("officers"))
    added = operations.add_officers(actor=request.actor, officers=officers)
    return JsonResponse({"added": added}, status=201)


@require_POST
@staff_page("vault.sign")
@wire.answers_json
def sign(request: StaffRequest) -> HttpResponse:
    """Keep `{members: [as officers], phones: [{phone, key_hash, signature}]}` by the asker."""
    body = wire.body_of(request)
    signed = operations.sign(
        actor=request.actor,
        members=trust_wire.key_signatures(body.get("members", [])),
        phones=trust_wire.phone_signatures(body.get("phones", [])),
    )
    return JsonResponse({"signed": signed}, status=201)


@require_GET
@staff_page("vault.trust")
@wire.answers_json
def people(request: StaffRequest) -> HttpResponse:
    """Return `{organisation, root, is_officer, people, phones}` with everybody's public keys.

    `state`: officer, member or phone, orphan (signed by somebody who left), waiting, swapped.
    """
    board = trust_queries.trust_board(request.actor)
    return JsonResponse(trust_wire.board_json(board, request.actor.organisation_id))


@require_GET
@staff_page("vault.trust")
def trust(request: StaffRequest) -> HttpResponse:
    """Show where the keys of the house stand, and the ways to its four pages."""
    board = trust_queries.trust_board(request.actor)
    context = {"board": board, "told": recovery_queries.untold(request.actor)}
    return render(request, "vault/trust.html", context)


@require_GET
@staff_page("vault.ceremony")
def ceremony(request: StaffRequest) -> HttpResponse:
    """Show the ceremony of keys: who must be there, what is printed, and the making of it."""
    context = {"board": trust_queries.trust_board(request.actor)}
    return render(request, "vault/ceremony.html", context)


@require_GET
@staff_page("vault.trust")
def officers(request: StaffRequest) -> HttpResponse:
    """Show who is signed by whom, and who and which phone waits."""
    context = {"board": trust_queries.trust_board(request.actor)}
    return render(request, "vault/officers.html", context)
