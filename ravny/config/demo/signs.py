"""What a page of the demo says of itself: that it is one, and the one-time code of this minute."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from ravny.core.kit.clock import now
from ravny.core.staff.secrets import totp_code

# Printed on the demo's sign-in page: the second step is there to be looked at.
TOTP_SECRET = b"ravny demo one-time!"


def signs(request: HttpRequest) -> dict[str, Any]:
    """Return the code of this half minute for the demo's sign-in page, and nothing elsewhere."""
    if not settings.INSTALLATION.demo or getattr(request, "door", "") != "desk":
        return {}
    if request.path != reverse("staff:sign_in"):
        return {}
    return {"demo_code": totp_code(TOTP_SECRET, now())}
