"""What browsers of tests do with referrals: addresses, what is typed, what is read."""

from typing import Any

from django.test import Client
from django.urls import reverse
from django_scopes import scope

from ravny.core.kit.clock import today
from ravny.core.kit.ids import day_id
from ravny.services.referrals.models import Referral
from tests.cast import Cast


def url(name: str, *args: Any) -> str:
    return reverse(f"referrals:{name}", args=args)


def text_of(response: Any) -> str:
    assert response.status_code == 200, response.status_code
    return str(response.content.decode())


def sent(scene: Cast, **changes: Any) -> dict[str, Any]:
    return {
        "record_id": str(day_id()),
        "day": today().isoformat(),
        "urgency": "soon",
        "escort": "agreed",
        "escort_by": str(scene.social.account_id),
        "interpreter": "uz",
        "owner": str(scene.peer.account_id),
        "discloses": ["code", "language"],
        "consented": "on",
        **changes,
    }


def way(browser: Client, **query: Any) -> Any:
    return browser.get(url("open"), {key: str(value) for key, value in query.items()})


def address(**query: Any) -> str:
    return f"{url('open')}?" + "&".join(f"{key}={value}" for key, value in query.items())


def only(scene: Cast) -> Referral:
    with scope(organisation=scene.organisation_id):
        return Referral.objects.get()
