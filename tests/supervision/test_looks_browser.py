"""The pages of supervision as people meet them: no overflow, nothing for axe to say."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from django_scopes import scopes_disabled
from playwright.sync_api import Browser

from ravny.core.kit.clock import today
from ravny.core.kit.ids import day_id
from ravny.core.staff.models import Account
from ravny.services.supervision.operations import answering, meeting
from ravny.services.supervision.operations.training import record_training
from ravny.services.supervision.types import SessionFacts, TrainingFacts
from tests.cast import Cast, sign_in
from tests.conftest import Doors

from .makers import Promises, client_of, item_of, offered, some_cases
from .test_load import contact

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(900),
]
SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
WAYS = [("ru", "light", 360), ("en", "dark", 360), ("en", "light", 1280), ("ru", "dark", 1280)]


def pages_of(cast: Cast, promised: Promises) -> dict[str, str]:
    """Somebody hands cases to the coordinator, who takes one, gives one back, leaves one."""
    cases = some_cases(cast, 4)
    for number, case_id in enumerate(cases):
        promised.make(cast.case_manager, client_of(cast, case_id), today() + timedelta(number))
        contact(cast, case_id, cast.coordinator, hours="evening" if number % 2 else "weekend")
    lead = cast.coordinator
    handover_id = offered(cast, cases[:3], receiver=lead)
    taken, back = (item_of(cast, handover_id, one) for one in cases[:2])
    answering.accept(actor=lead.actor, handover_id=handover_id, item_ids={taken.id})
    answering.give_back(actor=lead.actor, item_id=back.id, reason="too_much")
    waits = item_of(cast, handover_id, cases[2])
    people = frozenset({cast.social.account_id, cast.peer.account_id})
    session = SessionFacts(day_id(), "group", today(), 90, ("burnout", "cases"), people, guests=1)
    session_id = meeting.record_session(actor=lead.actor, facts=session)
    meeting.add_follow_up(
        actor=lead.actor, session_id=session_id, follow_up_id=day_id(),
        owner_id=lead.account_id, due_on=today() + timedelta(days=3), words=None,
    )  # fmt: skip
    for kind in ("culture", "legal", "first_aid"):
        day = today() - timedelta(days=350 if kind == "legal" else 10)
        record_training(
            actor=lead.actor,
            facts=TrainingFacts(day_id(), kind, day, 120, people | {lead.account_id}),
        )
    giver = cast.case_manager.account_id
    paths = {
        "own": "", "counted": "counted/", "workload": "workload/", "limit": "limit/",
        "handovers": "handovers/", "handover": f"handovers/{handover_id}/",
        "hand-over": f"people/{giver}/hand-over/", "give-back": f"offers/{waits.id}/give-back/",
        "leaving": f"people/{giver}/leaving/", "orphans": "orphans/",
        "sessions": "sessions/", "session": f"sessions/{session_id}/",
        "new-session": "sessions/new/", "note": f"sessions/{session_id}/note/",
        "self-check": "self-check/", "trainings": "trainings/", "new-training": "trainings/new/",
        "valid": "trainings/valid/",
    }  # fmt: skip
    return {name: f"/supervision/{path}" for name, path in paths.items()}


def signed_in(browser: Browser, cast: Cast, doors: Doors) -> Any:
    client = sign_in(Client(), cast.coordinator)
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    context = browser.new_context()
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": doors.desk}])
    return context.new_page()


def test_every_page_is_readable_by_everybody(
    browser: Browser, cast: Cast, doors: Doors, tmp_path: Path, promised: Promises
) -> None:
    pages = pages_of(cast, promised)
    page = signed_in(browser, cast, doors)
    wrong: list[str] = []
    for language, theme, width in WAYS:
        with scopes_disabled():
            mine = Account.objects.filter(id=cast.coordinator.account_id)
            mine.update(interface_language=language)
        page.emulate_media(color_scheme=theme)
        page.set_viewport_size({"width": width, "height": 900})
        for name, address in pages.items():
            answer = page.goto(f"{doors.desk}{address}")
            assert answer.status == 200, name
            where = f"{name} {width} {theme} {language}"
            page.screenshot(path=tmp_path / f"{where.replace(' ', '-')}.png", full_page=True)
            if page.evaluate(SIDEWAYS):
                wrong.append(f"{where}: sideways")
            found = Axe().run(page)
            if found.violations_count:
                wrong.append(f"{where}: {found.generate_report()}")
    assert not wrong, "\n".join(wrong)
