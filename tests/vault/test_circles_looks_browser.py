"""The pages of circles and groups as people meet them; a note for its author alone is written."""

import re
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from django_scopes import scopes_disabled
from playwright.sync_api import Page, expect

from ravny.core.kit.clock import today
from ravny.core.kit.ids import day_id
from ravny.core.staff import operations as staff
from ravny.core.staff.models import Account
from ravny.core.staff.types import AccountFacts
from ravny.core.vault import kinds, operations, queries, reader, renewer
from ravny.core.vault.models import Circle, Epoch, Wrap
from ravny.core.vault.models.people import Departure
from tests.cast import HOUSE, NEAR_TEAM, Person

from .desks import LONG, Desks, desks
from .trusting import SEED

__all__ = ["desks"]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(500),
]
SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
WAYS = [("ru", "light", 360), ("en", "dark", 360), ("en", "light", 1280), ("ru", "dark", 1280)]


def leave(desks: Desks, left: Person) -> None:
    facts = AccountFacts(left.login, left.pseudonym, left.roles, teams=())
    staff.edit_account(actor=desks.cast.keeper.actor, account_id=left.account_id, facts=facts)


def days_ago(desks: Desks, days: int) -> None:
    """Let everything that was made so far be so old."""
    day = today() - timedelta(days=days)
    with scopes_disabled():
        Epoch.objects.update(made_on=day)
        Wrap.objects.update(made_on=day)
        Departure.objects.update(until=day)
        Circle.objects.exclude(stale_since=None).update(stale_since=day)


def a_year(desks: Desks) -> tuple[UUID, UUID]:
    """A ceremony; a peer left long ago, a social worker three days ago; a doctor waits."""
    cast = desks.cast
    desks.join(cast.keeper, cast.coordinator, cast.social, cast.peer, cast.psychologist)
    reader.hold_ceremony(actor=cast.keeper.actor, officers=[cast.keeper.account_id], seed=SEED)
    reader.certify(actor=cast.keeper.actor, keyring=desks.keys["keeper"])
    desks.circle(cast.coordinator, "team", NEAR_TEAM)
    desks.circle(cast.coordinator, "organisation", HOUSE)
    social = kinds.profession_id(HOUSE, "social")
    desks.circle(cast.social, "profession", social)
    group_id = operations.make_group(
        actor=cast.psychologist.actor, group_id=day_id(), label="Супервизия по вторникам",
        members=[cast.coordinator.account_id, cast.social.account_id],
    )  # fmt: skip
    desks.circle(cast.psychologist, "group", group_id)
    leave(desks, cast.peer)
    days_ago(desks, 60)
    near = queries.circle_of("team", NEAR_TEAM)
    assert near
    renewer.renew_circle(
        actor=cast.coordinator.actor, keyring=desks.keys["coordinator"], circle_id=near.circle_id
    )
    leave(desks, cast.social)
    desks.join(cast.doctor, cast.lawyer)
    reader.certify(actor=cast.keeper.actor, keyring=desks.keys["keeper"])
    operations.set_floor(
        actor=cast.coordinator.actor, circle_id=near.circle_id,
        account_id=cast.doctor.account_id, from_now_on=True,
    )  # fmt: skip
    desks.join(cast.hotline)
    return near.circle_id, group_id


def look(page: Page, name: str, folder: Path, theme: str, width: int, language: str) -> None:
    page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]  # "light", "dark"
    page.set_viewport_size({"width": width, "height": 900})
    page.screenshot(path=folder / f"{name}-{width}-{theme}-{language}.png", full_page=True)
    assert not page.evaluate(SIDEWAYS), f"{name} {width}"
    found = Axe().run(page)
    assert found.violations_count == 0, f"{name} {width} {theme}: {found.generate_report()}"


def test_circles_groups_and_the_note_are_readable_by_everybody(
    desks: Desks, tmp_path: Path
) -> None:
    cast = desks.cast
    circle_id, group_id = a_year(desks)
    page = desks.of(cast.coordinator, locked=True)
    pages = {
        "circles": "/vault/circles/",
        "who": f"/vault/circles/?who={cast.social.account_id}",
        "circle": f"/vault/circles/{circle_id}/",
        "groups": "/vault/groups/",
        "group": f"/vault/groups/{group_id}/",
        "paper": "/vault/circles/?format=print",
        "record": reverse("encounters:record"),
        "today": "/",
    }
    for language, theme, width in WAYS:
        with scopes_disabled():
            Account.objects.update(interface_language=language)
        for name, address in pages.items():
            answer = page.goto(address)
            assert answer and answer.status == 200, name
            look(page, name, tmp_path, theme, width, language)


def test_the_work_in_its_middle_is_readable_by_everybody(desks: Desks, tmp_path: Path) -> None:
    cast = desks.cast
    a_year(desks)
    page = desks.of(cast.coordinator)
    for language, theme, width in WAYS:
        with scopes_disabled():
            Account.objects.update(interface_language=language)
        page.goto("/vault/circles/")
        expect(page.locator("[data-lock-now]")).to_be_visible(timeout=LONG)  # the keys are back
        page.context.set_offline(True)
        page.locator("[data-do-due]").click()
        words = "Нет связи" if language == "ru" else "No connection"
        expect(page.locator("[data-circles-status]")).to_contain_text(words, timeout=LONG)
        look(page, "cut-off", tmp_path, theme, width, language)
        page.locator("[data-stop]").dispatch_event("click")
        expect(page.locator("[data-do-due]")).to_be_enabled(timeout=LONG)
        page.context.set_offline(False)
    page.goto("/vault/circles/")
    page.locator("[data-do-due]").click()
    expect(page.locator("[data-circles-status]")).to_contain_text("сделано", timeout=LONG)
    look(page, "done", tmp_path, "light", 1280, "ru")


def test_a_lawyer_makes_their_own_circle_where_they_write_and_reads_the_note(
    desks: Desks, tmp_path: Path
) -> None:
    cast = desks.cast
    desks.join(cast.lawyer, cast.social)
    desks.circle(cast.social, "team", NEAR_TEAM)
    page = desks.of(cast.lawyer)
    page.goto(reverse("encounters:record"))
    own = page.locator(f"[data-keyless='{cast.lawyer.account_id}'] button")
    area = page.locator("[data-sealed-field] textarea")
    area.fill("Обещание")
    own.click()
    expect(own).to_have_count(0, timeout=LONG)
    expect(area).to_have_value("Обещание")
    look(page, "note-made", tmp_path, "light", 1280, "ru")
    page.locator("main label:has([name=channel][value=office])").click()
    page.locator("main label:has([name=who][value=none])").click()
    page.locator("main form .btn.primary[type=submit]").click()
    page.wait_for_url(re.compile("/encounters/[0-9a-f-]{36}/$"), timeout=LONG)
    note = page.locator("main .sealed")
    expect(note).to_contain_text("Только для меня")
    note.locator("[data-sealed-toggle]").click()
    expect(note.locator("[data-sealed-text]")).to_have_text("Обещание", timeout=LONG)
    colleague = desks.of(cast.social)
    colleague.goto(page.url)
    theirs = colleague.locator("main .sealed")
    expect(theirs).to_contain_text("Только автор: Нина")
    theirs.locator("[data-sealed-toggle]").click()
    expect(theirs).to_contain_text("ещё нет ключа", timeout=LONG)
    expect(theirs).not_to_contain_text("Обещание")
