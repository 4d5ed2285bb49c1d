"""The page behind an invitation: a phrase, an authenticator, keys."""

from base64 import urlsafe_b64encode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils import translation
from django.utils.safestring import mark_safe
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from ravny.core.kit import sealing
from ravny.core.kit.errors import DomainError, NotYours

from .. import operations, queries, secrets
from ..forms import JoinForm
from ..types import Joining
from .signing_in import UNPROCESSABLE, come_in, open_session


@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, token: str) -> HttpResponse:
    """Show the page to whoever holds the link; looking does not use it up (previews look)."""
    invited = queries.invited_by(token)
    if request.method == "POST":
        return _accept(request, token, invited)
    if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        translation.activate(invited.language)
    totp = secrets.new_totp_secret()
    wrapped = urlsafe_b64encode(secrets.wrap_totp(invited.account_id, totp)).decode()
    context = {
        "invited": invited,
        "form": JoinForm(initial={"totp": wrapped}),
        "instance_id": settings.INSTANCE_ID,
        # Made here from bytes of ours: nothing of a person's is in the markup but the login.
        "totp_picture": mark_safe(secrets.totp_picture(totp, invited.login)),
        "totp_text": secrets.totp_text(totp),
        "words_url": static(f"page/words-{translation.get_language()}.txt"),
    }
    return render(request, "staff/join.html", context)


def _accept(request: HttpRequest, token: str, invited: Joining) -> HttpResponse:
    form = JoinForm(request.POST)
    if not form.is_valid():
        faults = [str(fault) for box in form for fault in box.errors]
        return JsonResponse({"message": faults[0]}, status=UNPROCESSABLE)
    try:
        totp = secrets.unwrap_totp(invited.account_id, form.cleaned_data["totp"])
        account_id = operations.accept_invitation(
            token=token,
            login_secret=form.cleaned_data["login_secret"],
            totp_secret=totp,
            code=form.cleaned_data["code"],
        )
    except sealing.Unopened:
        raise NotYours from None
    except DomainError as error:
        return JsonResponse({"message": gettext(str(error.message))}, status=UNPROCESSABLE)
    open_session(request, account_id)
    return come_in(request, "/")
