"""The pages of trust as people meet them: nothing sideways, nothing for axe to say, on paper."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from django_scopes import scopes_disabled
from playwright.sync_api import Page, expect

from ravny.core.staff.models import Account
from ravny.core.vault import reader

from .desks import LONG, Desks, desks, papers, type_sheet
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


def look(page: Page, name: str, folder: Path, theme: str, width: int) -> None:
    """See a page in one theme and width."""
    page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]  # "light", "dark"
    page.set_viewport_size({"width": width, "height": 900})
    page.screenshot(path=folder / f"{name}-{width}-{theme}.png", full_page=True)
    assert not page.evaluate(SIDEWAYS), f"{name} {width}"
    found = Axe().run(page)
    assert found.violations_count == 0, f"{name} {width} {theme}: {found.generate_report()}"


def speak(desks: Desks, language: str) -> None:
    with scopes_disabled():
        Account.objects.update(interface_language=language)


def walk_the_ceremony(page: Page, folder: Path, theme: str, width: int) -> None:
    page.goto(reverse("vault:ceremony"))
    expect(page.locator("[data-candidates] input")).to_have_count(2, timeout=LONG)
    look(page, "choose", folder, theme, width)
    page.locator("[data-candidates] .tick").first.click()
    page.locator("[data-begin]").click()
    sheets = papers(page)
    look(page, "print", folder, theme, width)
    page.locator("[data-printed]").click()
    type_sheet(page, "1", [*sheets[0][:2], "0O1I", "Привет"])
    page.locator("[data-repeat-form] [type=submit]").click()
    expect(page.locator("#sheet-1-4-failed")).to_be_visible()
    look(page, "repeat", folder, theme, width)
    if (theme, width) == WAYS[-1][1:]:
        for number, rows in enumerate(sheets, start=1):
            type_sheet(page, str(number), rows)
            page.locator("[data-repeat-form] [type=submit]").click()
        expect(page.locator("[data-step=done]")).to_be_visible(timeout=LONG)
        look(page, "done", folder, theme, width)


def test_the_ceremony_is_readable_by_everybody(desks: Desks, tmp_path: Path) -> None:
    cast = desks.cast
    desks.join(cast.keeper, cast.coordinator)
    page = desks.of(cast.keeper, locked=True)
    for language, theme, width in WAYS:
        speak(desks, language)
        walk_the_ceremony(page, tmp_path, theme, width)


def test_the_red_banner_is_readable_by_everybody(desks: Desks, tmp_path: Path) -> None:
    cast = desks.cast
    desks.join(cast.keeper)
    reader.hold_ceremony(actor=cast.keeper.actor, officers=[cast.keeper.account_id], seed=SEED)
    reader.pin(actor=cast.keeper.actor, keyring=desks.keys["keeper"], root_public=bytes(32))
    page = desks.of(cast.keeper)
    for language, theme, width in WAYS:
        speak(desks, language)
        page.reload()
        page.locator("[data-root-banner].danger summary").click(timeout=LONG)
        look(page, "changed", tmp_path, theme, width)
    # The sheet of a new ceremony lies there: its holder compares and goes on.
    page.locator("[data-root-banner] [data-agree]").click()
    expect(page.locator("main .note[role=status]")).to_be_visible(timeout=LONG)


def test_only_the_sheets_and_the_record_are_printed_each_on_a_page(
    desks: Desks, tmp_path: Path
) -> None:
    cast = desks.cast
    desks.join(cast.keeper)
    page = desks.of(cast.keeper, locked=True)
    page.goto(reverse("vault:ceremony"))
    page.locator("[data-candidates] .tick").click()
    page.locator("[data-begin]").click()
    papers(page)
    page.emulate_media(media="print")
    seen = page.locator("main *").evaluate_all(
        "all => all.filter(one => one.checkVisibility() && !one.closest('.keysheet') &&"
        " !one.querySelector('.keysheet')).map(one => one.outerHTML)"
    )
    assert seen == []
    printed = page.pdf(path=tmp_path / "sheets.pdf", format="A4")
    assert printed.count(b"/Type /Page\n") == 4


def test_officers_recovery_and_own_words_are_readable_by_everybody(
    desks: Desks, tmp_path: Path
) -> None:
    cast = desks.cast
    desks.join(cast.keeper, cast.coordinator, cast.social, cast.lawyer)
    reader.hold_ceremony(actor=cast.keeper.actor, officers=[cast.keeper.account_id], seed=SEED)
    page = desks.of(cast.keeper)
    for language, theme, width in WAYS:
        speak(desks, language)
        page.goto(reverse("vault:officers"))
        expect(page.locator("[data-waiting] > li").first).to_be_visible(timeout=LONG)
        expect(page.locator("[data-root-banner]")).to_be_visible(timeout=LONG)
        page.locator("[data-waiting] [data-sign]").first.click()
        look(page, "officers", tmp_path, theme, width)
        page.goto(reverse("vault:own"))
        expect(page.locator("[data-words-open]")).to_be_visible(timeout=LONG)
        look(page, "own", tmp_path, theme, width)
        for name in ("recovery", "trust", "recoveries"):
            page.goto(reverse(f"vault:{name}"))
            look(page, name, tmp_path, theme, width)
