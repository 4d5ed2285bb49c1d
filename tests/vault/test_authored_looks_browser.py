"""Who wrote it, and the page of registers, as people meet them: axe, narrow screens, languages."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from django_scopes import scopes_disabled
from playwright.sync_api import Browser, Page, expect

from ravny.core.kit.ids import day_id
from ravny.core.staff.models import Account
from ravny.core.vault import reader
from ravny.core.vault.models.people import Authored
from ravny.core.vault.pen import Pen
from ravny.core.vault.types import CircleFact
from ravny.services.outreach.models import SiteSafetyNote
from tests.cast import HOUSE, NEAR_TEAM, Cast
from tests.conftest import Doors
from tests.outreach.phones import SITE, set_the_scene
from tests.vault.authors import KIND, forget_circles
from tests.vault.desk_browser import PHRASE, desk_of, unlock

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(300),
]
SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
WAYS = [("ru", "light", 360), ("en", "dark", 360), ("en", "light", 1280), ("ru", "dark", 1280)]
TEXTS = ("Тихо, но темно", "Охрана сменилась", "У входа стоит машина", "Закрыто до весны", "Ночью")


def keep(note_id: UUID, envelope: bytes, author: Pen) -> None:
    SiteSafetyNote.objects.create(
        id=note_id, organisation_id=HOUSE, site_id=SITE, team_id=NEAR_TEAM,
        author_id=author.actor.account_id, text=envelope,
    )  # fmt: skip


def write_and_attack(pen: Pen, near: CircleFact) -> None:
    """Five notes: one stays, one is replaced, one rewritten and put back, one gone, one cut off."""
    sealed = []
    for text in TEXTS:
        note_id = day_id()
        envelope = pen.seal(circle=near, kind=KIND, object_id=note_id, text=text)
        keep(note_id, envelope, pen)
        sealed.append(note_id)
    pen.seal(circle=near, kind=KIND, object_id=sealed[2], text="Машина уехала")
    pen.keep()
    forged = reader.seal_text(circle=near, kind=KIND, object_id=sealed[1], text="Всё спокойно")
    SiteSafetyNote.objects.filter(id=sealed[1]).update(text=forged)
    SiteSafetyNote.objects.filter(id=sealed[3]).delete()
    Authored.objects.filter(counter=5).delete()
    unsigned = day_id()
    plain = reader.seal_text(circle=near, kind=KIND, object_id=unsigned, text="Без подписи")
    keep(unsigned, plain, pen)


@pytest.fixture
def attacked(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cast]:
    """A site whose notes somebody with the database has been at."""
    forget_circles(monkeypatch)
    set_the_scene()
    keyring = reader.make_staff_keyring(actor=cast.social.actor, phrase=PHRASE)
    reader.make_staff_keyring(actor=cast.coordinator.actor, phrase=PHRASE)
    near = reader.make_circle(
        actor=cast.social.actor, keyring=keyring, kind="team", subject_id=NEAR_TEAM
    )
    with scopes_disabled():
        write_and_attack(Pen(actor=cast.social.actor, keyring=keyring), near)
        yield cast


def look(page: Page, name: str, shots: Path) -> None:
    page.screenshot(path=shots / f"{name}.png", full_page=True)
    assert not page.evaluate(SIDEWAYS), f"{name} scrolls sideways"
    found = Axe().run(page)
    assert found.violations_count == 0, f"{name}: {found.generate_report()}"


@pytest.mark.parametrize(("language", "scheme", "width"), WAYS)
def test_it_reads_well(
    attacked: Cast, doors: Doors, browser: Browser, tmp_path: Path,
    language: str, scheme: Any, width: int,
) -> None:  # fmt: skip
    who = attacked.coordinator
    with scopes_disabled():
        Account.objects.filter(id=who.account_id).update(interface_language=language)
    with desk_of(who, doors, browser, unlocked=False, width=width) as page:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.goto(reverse("outreach:site", args=[SITE]))
        page.locator("main [data-sealed-field] textarea").fill("Ещё одна")
        page.locator("main form .btn.primary[type=submit]").click()
        expect(page.locator("#unlock [data-save-unsigned]")).to_be_visible()
        look(page, "unlock", tmp_path)
        unlock(page)
        expect(page.locator("main [data-sealed]")).to_have_count(6)
        page.locator("[data-open-all]").click()
        expect(page.locator("main .byline:visible")).to_have_count(6)
        assert page.locator("main .byline.danger").count() == 3
        look(page, "site", tmp_path)
        page.goto(reverse("vault:authors"))
        look(page, "authors", tmp_path)
        page.locator("[data-check]").click()
        expect(page.locator("[data-unsigned-list] li")).to_have_count(1)
        assert page.locator("[data-fault-list] li").count() == 4
        expect(page.locator("[data-check]")).to_be_enabled()
        look(page, "checked", tmp_path)
        key = f"ravny.register.{who.account_id}"
        page.evaluate('key => localStorage.setItem(key, \'{"counter":9,"hash":"x"}\')', key)
        page.locator("[data-check]").click()
        expect(page.locator("[data-register-missing]")).to_be_visible()
        expect(page.locator("[data-stop]")).to_be_hidden()
        look(page, "missing", tmp_path)
        page.locator("[data-register-missing] button").click()
        expect(page.locator("[data-register-missing]")).to_have_count(0)
