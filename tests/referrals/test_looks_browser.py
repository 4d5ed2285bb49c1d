"""The pages of referrals as people meet them: no overflow, nothing for axe to say."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django_scopes import scopes_disabled
from playwright.sync_api import Browser

from ravny.core.kit.clock import today
from ravny.core.kit.ids import day_id
from ravny.core.staff.models import Account
from ravny.services.referrals.operations import move, open_many, record_attempt
from ravny.services.referrals.types import ReferralFacts
from tests.cast import Cast, sign_in
from tests.conftest import Doors

from .makers import ANONYMOUS, CENTRE, LAWYER, a_client, a_referral, make_places

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(300),
]
SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
WAYS = [("ru", "light", 360), ("en", "dark", 360), ("en", "light", 1280), ("ru", "dark", 1280)]


def crowd(cast: Cast, client_id: UUID) -> None:
    """Two hundred referrals of every kind and state."""
    rows = []
    for number in range(200):
        facts = ReferralFacts(
            client_id=client_id,
            reason=("confirmation", "care", "lawyer", "doctor")[number % 4],
            day=today() - timedelta(days=number % 45),
            service_id=(CENTRE, ANONYMOUS, LAWYER, None)[number % 4],
            infection=("hiv", "hepatitis_c", "", "syphilis")[number % 4],
            escort=("agreed", "wanted", "declined", "not_asked")[number % 4],
            escort_id=cast.social.account_id if number % 4 == 0 else None,
            consented=True,
            warned=True,
        )
        rows.append((day_id(), facts))
    open_many(actor=cast.peer.actor, rows=rows)


def one_on_its_way(cast: Cast, client_id: UUID) -> UUID:
    actor = cast.peer.actor
    referral_id = a_referral(
        cast, client_id=client_id, day=today() - timedelta(days=12), warned=True
    )
    move(actor=actor, referral_id=referral_id, to="accepted", proof="provider",
         day=today() - timedelta(days=9), follow_up_on=today() - timedelta(days=2))  # fmt: skip
    return referral_id


def pages_of(cast: Cast) -> dict[str, str]:
    client_id = a_client(cast, country="UZ", languages=("uz", "ru"))
    crowd(cast, client_id)
    referral_id = one_on_its_way(cast, client_id)
    tried = one_on_its_way(cast, client_id)
    record_attempt(actor=cast.peer.actor, referral_id=tried, attempt_id=day_id(), day=today(),
                   way="message", result="no_answer")  # fmt: skip
    draft = a_referral(cast, client_id=client_id, service_id=None)
    new = f"{reverse('referrals:open')}?client={client_id}"
    test = f"{new}&test={day_id()}&infection=hiv"
    return {
        "board": reverse("referrals:board"),
        "what-for": new,
        "ways": test,
        "places": f"{new}&reason=confirmation&infection=hiv",
        "nowhere": f"{new}&reason=childbirth",
        "refer-centre": f"{test}&step=centre&service={CENTRE}",
        "refer-draft": f"{new}&reason=doctor&service=none",
        "send": f"{reverse('referrals:send', args=[draft])}?service={ANONYMOUS}",
        "referral": reverse("referrals:referral", args=[referral_id]),
        "referral-tried": reverse("referrals:referral", args=[tried]),
        "slip": reverse("referrals:slip", args=[referral_id]),
        "card": reverse("desk:card", args=[client_id]),
        "today": reverse("desk:today"),
    }


def speak(cast: Cast, language: str) -> None:
    with scopes_disabled():
        Account.objects.filter(id=cast.peer.account_id).update(interface_language=language)


def signed_in(browser: Browser, cast: Cast, doors: Doors) -> Any:
    client = sign_in(Client(), cast.peer)
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    context = browser.new_context()
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": doors.desk}])
    return context.new_page()


def test_every_page_is_readable_by_everybody(
    browser: Browser, cast: Cast, doors: Doors, tmp_path: Path
) -> None:
    make_places(cast.organisation_id)
    pages = pages_of(cast)
    page = signed_in(browser, cast, doors)
    for language, theme, width in WAYS:
        speak(cast, language)
        page.emulate_media(color_scheme=theme)
        page.set_viewport_size({"width": width, "height": 900})
        for name, address in pages.items():
            answer = page.goto(f"{doors.desk}{address}")
            assert answer.status == 200, name
            where = f"{name} {width} {theme} {language}"
            page.screenshot(path=tmp_path / f"{where.replace(' ', '-')}.png", full_page=True)
            assert not page.evaluate(SIDEWAYS), where
            found = Axe().run(page)
            assert found.violations_count == 0, f"{where}: {found.generate_report()}"
