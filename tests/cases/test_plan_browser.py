"""The plan's pages as people meet them, and two people who change one plan at once."""

from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from django_scopes import scopes_disabled
from playwright.sync_api import Browser, Page, expect

from ravny.core.kit.clock import today
from ravny.core.staff.models import Account
from ravny.core.vault import fields, reader
from ravny.services.cases import presence
from ravny.services.cases.operations import planning_doing, planning_template
from ravny.services.cases.plans.catalogue import catalogue
from tests.cast import Cast, Person, sign_in
from tests.conftest import Doors

from .makers import a_case, on_the_team
from .plans import SOON, a_goal, a_step, amendment, steps_of, url

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(900),
]
SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
WAYS = [("ru", "light", 360), ("en", "dark", 360), ("en", "light", 1280), ("ru", "dark", 1280)]
PHRASE = "семь простых слов знает только тот человек"
WAIT = 20_000
Opened = Callable[[Person], Page]


@pytest.fixture
def opened(browser: Browser, doors: Doors) -> Iterator[Opened]:
    """Open somebody's browser at the desk."""
    contexts = []

    def page_of(person: Person) -> Page:
        key = sign_in(Client(), person).cookies[settings.SESSION_COOKIE_NAME].value
        context = browser.new_context(base_url=doors.desk, viewport={"width": 1280, "height": 900})
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": key, "url": doors.desk}
        context.add_cookies([cookie])  # type: ignore[list-item]  # a TypedDict
        contexts.append(context)
        return context.new_page()

    yield page_of
    for context in contexts:
        context.close()


def pages_of(cast: Cast) -> dict[str, str]:
    case_id = a_case(cast, circumstances=("pregnant", "cannot_travel"), language="uz")
    on_the_team(cast, case_id, cast.social, "peer")
    template = catalogue().templates["pregnant"]
    planning_template.lay_on(
        actor=cast.case_manager.actor,
        case_id=case_id,
        template="pregnant",
        days={one.step.code: today() + SOON for one in template.steps},
        amendment=amendment(cast, case_id),
    )
    steps = steps_of(cast, case_id)
    for step in steps[:4]:
        planning_doing.do_step(actor=cast.case_manager.actor, step_id=step.id)
    goal_id = a_goal(cast, case_id)
    step_id = a_step(cast, goal_id)
    presence.note(case_id, cast.social.account_id)
    empty = a_case(cast)
    return {
        "case": url("case", case_id),
        "plan": url("plan", case_id),
        "empty": url("plan", empty),
        "history": url("plan_history", case_id),
        "templates": url("plan_templates", case_id),
        "template": url("plan_template", case_id, "newly_diagnosed"),
        "agree": url("plan_agree", case_id),
        "review": url("plan_review", case_id),
        "client": url("client_plan", case_id),
        "add-goal": url("add_goal", case_id),
        "first-goal": url("add_goal", empty),
        "goal": url("goal", goal_id),
        "add-step": url("add_step", goal_id),
        "step": url("step", step_id),
        "drop-step": url("drop_step", step_id),
        "drop-goal": url("drop_goal", goal_id),
    }


def test_every_page_is_readable_by_everybody(
    opened: Opened, cast: Cast, doors: Doors, tmp_path: Path
) -> None:
    pages, page = pages_of(cast), opened(cast.case_manager)
    for language, theme, width in WAYS:
        with scopes_disabled():
            Account.objects.filter(id=cast.case_manager.account_id).update(
                interface_language=language
            )
        page.emulate_media(color_scheme=theme)
        page.set_viewport_size({"width": width, "height": 900})
        for name, address in pages.items():
            answer = page.goto(f"{doors.desk}{address}")
            assert answer is not None and answer.status == 200, name
            where = f"{name} {width} {theme} {language}"
            page.screenshot(path=tmp_path / f"{where.replace(' ', '-')}.png", full_page=True)
            assert not page.evaluate(SIDEWAYS), where
            found = Axe().run(page)
            assert found.violations_count == 0, f"{where}: {found.generate_report()}"


def unlock(page: Page) -> None:
    """Open the notes with the phrase."""
    page.goto("/")
    page.locator("[data-unlock]").first.click()
    page.locator("#unlock-phrase").fill(PHRASE)
    page.locator("#unlock [data-phrase-form] [type=submit]").click()
    expect(page.locator("#unlock")).not_to_be_visible(timeout=WAIT)


def shared_case(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> UUID:
    """A case of two people with keys, and a goal in its plan."""
    monkeypatch.setattr(fields, "_known_circles", {})
    monkeypatch.setattr(fields, "_known_epochs", {})
    case_id = a_case(cast)
    on_the_team(cast, case_id, cast.social, "peer")
    a_goal(cast, case_id)
    keyrings = [
        reader.make_staff_keyring(actor=one.actor, phrase=PHRASE)
        for one in (cast.case_manager, cast.social)
    ]
    reader.make_circle(
        actor=cast.case_manager.actor, keyring=keyrings[0], kind="case", subject_id=case_id
    )
    return case_id


def test_two_browsers_are_both_told_and_sealed_words_are_not_lost(
    opened: Opened, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id = shared_case(cast, monkeypatch)
    second, first = opened(cast.social), opened(cast.case_manager)
    unlock(second)
    second.goto(url("add_goal", case_id))
    second.locator("[name=need]").select_option("housing")
    second.locator("label:has([name=why][value=client_wish])").click()
    words = second.locator("textarea").first
    words.fill("Своя комната к зиме")
    first.goto(url("add_goal", case_id))
    expect(first.locator("#plan-watch")).to_contain_text("Зарина")
    first.locator("select[name=code]").select_option("care_there")
    first.locator("label:has([name=why][value=new_fact])").click()
    first.locator("main form .btn.primary[type=submit]").click()
    first.wait_for_url(f"**{url('plan', case_id)}")
    expect(second.locator("#plan-watch")).to_contain_text("Марк", timeout=WAIT)

    second.locator("main form .btn.primary[type=submit]").click()
    moved = second.locator("form .note.danger")
    expect(moved).to_contain_text("Там принимают на лечение", timeout=WAIT)
    expect(second.locator("textarea").first).to_have_value("Своя комната к зиме")
    expect(second.locator("[name=need]")).to_have_value("housing")
    moved.locator("button").click()
    second.wait_for_url(f"**{url('plan', case_id)}", timeout=WAIT)
    first.reload()
    expect(first.locator("main")).to_contain_text("одновременно с вами")
    note = second.locator("main .sealed").filter(has=second.locator("[data-sealed-toggle]"))
    note.locator("[data-sealed-toggle]").click()
    expect(note.locator("[data-sealed-text]")).to_have_text("Своя комната к зиме")
