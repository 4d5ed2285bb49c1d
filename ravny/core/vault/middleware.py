"""Takes the entries of authors' registers that come with a form to where texts are stored."""

from collections.abc import Callable

from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse

from . import authoring, wire

FIELD = "authored"
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


class TakesAuthored:
    """Offers a form's signed entries to every sealed text that its view stores.

    The texts and the register change together or not at all: an entry that nobody took below one
    that was taken would be a hole, so all is taken back and the browser signs again without it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        actor = getattr(request, "actor", None)
        if actor is None or request.method != "POST" or request.content_type not in FORMS:
            return self.get_response(request)
        text = request.POST.get(FIELD)
        if not text:
            return self.get_response(request)
        with transaction.atomic(), authoring.posting(authoring.Posted(actor, text)) as posted:
            response = self.get_response(request)
            unused = posted.unused()
            if unused or response.status_code >= 500:
                transaction.set_rollback(True)
        if unused:
            digests = [wire.text_of(entry.digest) for entry in unused]
            return JsonResponse({"code": "authored_unused", "unused": digests}, status=409)
        return response
