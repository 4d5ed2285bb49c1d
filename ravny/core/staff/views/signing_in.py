"""The sign-in page, signing out, the language of somebody not signed in."""

from datetime import datetime
from math import ceil
from uuid import UUID

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token, rotate_token
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from ravny.core.kit.clock import now

from .. import operations
from ..access import StaffRequest, staff_page
from ..forms import SignInForm
from ..middleware import session_hash

UNPROCESSABLE = 422
FETCH_HEADER = "X-Ravny-Fetch"


def next_address(request: HttpRequest) -> str:
    """Return where to go after signing in: an address of this very host, or the first page."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    own = url_has_allowed_host_and_scheme(
        asked, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return asked if own else "/"


def open_session(request: HttpRequest, account_id: UUID) -> None:
    """Give the browser a session nobody knew before (session fixation), and write it down."""
    session: SessionBase = request.session
    session.flush()
    session.cycle_key()
    operations.open_sign_in(
        account_id=account_id, session_hash=session_hash(session.session_key or "")
    )
    rotate_token(request)


def come_in(request: HttpRequest, address: str) -> JsonResponse:
    """Tell the page's script where to go, and the form token that goes with the new session."""
    return JsonResponse({"next": address, "token": get_token(request)})


def refusal(wait_until: datetime | None) -> str:
    """Return the one sentence for every refusal; it does not say which of the three was wrong."""
    if wait_until is None:
        return gettext("The account, the phrase or the code is not right.")
    minutes = max(1, ceil((wait_until - now()).total_seconds() / 60))
    return ngettext(
        "Too many tries with this account. Try again in %(minutes)d minute.",
        "Too many tries with this account. Try again in %(minutes)d minutes.",
        minutes,
    ) % {"minutes": minutes}


@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Show the page; take what its script derived. Refusals are alike for every name."""
    if request.method != "POST":
        if getattr(request, "actor", None) is not None:
            return HttpResponseRedirect(next_address(request))
        return _page(request, SignInForm(), status=200)
    form = SignInForm(request.POST)
    if not form.is_valid():
        return _refuse(request, form, gettext("Fill in the account, the phrase and the code."))
    outcome = operations.try_sign_in(
        login=form.cleaned_data["login"],
        login_secret=form.cleaned_data["login_secret"],
        code=form.cleaned_data["code"],
    )
    if outcome.account_id is None:
        return _refuse(request, form, refusal(outcome.wait_until))
    open_session(request, outcome.account_id)
    return come_in(request, next_address(request))


def _refuse(request: HttpRequest, form: SignInForm, message: str) -> HttpResponse:
    if request.headers.get(FETCH_HEADER):
        return JsonResponse({"message": message}, status=UNPROCESSABLE)
    return _page(request, form, status=UNPROCESSABLE, message=message)


def _page(
    request: HttpRequest, form: SignInForm, *, status: int, message: str = ""
) -> HttpResponse:
    context = {
        "form": form,
        "message": message,
        "next": next_address(request),
        "instance_id": settings.INSTANCE_ID,
    }
    return render(request, "staff/sign_in.html", context, status=status)


def clear_site_data(response: HttpResponse) -> HttpResponse:
    """Let the browser forget what it kept of the desk; the field keeps its queue."""
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@require_POST
@staff_page()
def sign_out(request: StaffRequest) -> HttpResponse:
    """End this sign-in."""
    operations.end_sign_in(actor=request.actor, sign_in_id=request.sign_in_id)
    request.session.flush()
    return clear_site_data(HttpResponseRedirect(reverse("staff:sign_in")))


@require_POST
@staff_page()
def sign_out_everywhere(request: StaffRequest) -> HttpResponse:
    """End every sign-in of this person, this one too."""
    operations.end_every_sign_in(actor=request.actor)
    request.session.flush()
    return clear_site_data(HttpResponseRedirect(reverse("staff:sign_in")))


@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Keep the language of somebody who has not signed in, in a cookie."""
    response = HttpResponseRedirect(next_address(request))
    language = request.POST.get("language", "")
    if language in settings.STAFF_LANGUAGES:
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
        )
    return response
