"""The pages beside a referral as people meet them: no overflow, nothing for axe to say."""

from datetime import timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import Browser

from ravny.core.kit.clock import today
from ravny.core.kit.ids import day_id
from ravny.services.referrals import operations
from ravny.services.referrals.types.helping import (
    NewBedAnswer,
    NewBedRequest,
    NewInterpreting,
    ParallelStep,
)
from ravny.services.stock.operations import add_usual_aid
from tests.cast import Cast
from tests.conftest import Doors

from .makers import HOSPITAL, a_client, a_referral, make_places
from .test_looks_browser import SIDEWAYS, WAYS, signed_in, speak

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(900),
]


def pages_of(cast: Cast) -> dict[str, str]:
    """Somebody who waits for a birth, with everything around it under way."""
    actor, bundle_id, booking = cast.peer.actor, day_id(), day_id()
    client_id = a_client(cast, country="UZ", languages=("uz", "ru"))
    steps = [
        ParallelStep(day_id(), reason, who.account_id, "soon")
        for reason, who in (("childbirth", cast.peer), ("lawyer", cast.lawyer))
    ]
    operations.open_together(actor=actor, client_id=client_id, bundle_id=bundle_id, steps=steps)
    birth = steps[0].referral_id
    operations.arrange(
        actor=actor, referral_id=birth, appointment_on=today() + timedelta(days=2),
        escort="wanted", interpreter="uz", travel="cannot",
        expected_on=today() + timedelta(weeks=5),
    )  # fmt: skip
    booked = NewInterpreting("tg", today(), cast.social.account_id, None, "yes", "agreed")
    operations.book_interpreter(
        actor=actor, referral_id=birth, interpreting_id=booking, facts=booked
    )
    ill = a_referral(cast, client_id=client_id, reason="hospital", service_id=None, infection="")
    looked = NewBedRequest("therapy", "today", "driven", ("passport",))
    operations.open_bed_request(actor=actor, referral_id=ill, request_id=day_id(), facts=looked)
    refused = NewBedAnswer(HOSPITAL, today(), "refused", "diagnosis", ("policy", "payment"))
    operations.record_bed_answer(actor=actor, referral_id=ill, reply_id=day_id(), facts=refused)
    add_usual_aid(actor=cast.stock.actor)
    by_client = f"?client={client_id}"
    return {
        "birth": reverse("referrals:referral", args=[birth]),
        "script": reverse("referrals:script", args=[birth]),
        "interpreter": reverse("referrals:interpreter", args=[birth]),
        "no-interpreter": f"{reverse('referrals:interpreter', args=[birth])}?language=vi",
        "interpreting": reverse("referrals:interpreting", args=[booking]),
        "bed-new": reverse("referrals:hospital", args=[birth]),
        "bed": reverse("referrals:hospital", args=[ill]),
        "together": f"{reverse('referrals:together')}{by_client}&first=childbirth",
        "bundle": reverse("referrals:bundle", args=[bundle_id]),
        "aid": f"{reverse('encounters:aid')}{by_client}",
        "refer-birth": f"{reverse('referrals:open')}{by_client}&reason=childbirth&service=none",
        "today": reverse("desk:today"),
    }


def test_every_page_beside_a_referral_is_readable_by_everybody(
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
