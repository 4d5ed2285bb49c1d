"""The ceremony in Chromium: a seed on three sheets, typed back, officers signed, nothing left."""

import pytest
from django.urls import reverse
from django_scopes import scopes_disabled
from playwright.sync_api import Page, expect

from ravny.core.vault import shares
from ravny.core.vault.models.trust import Certificate, Root

from .desks import LONG, Desks, desks, papers, type_sheet

__all__ = ["desks"]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(300),
]


def begin(page: Page, *officers: str, way: str = "") -> None:
    page.goto(reverse("vault:ceremony"))
    for name in officers:
        page.locator("[data-candidates] .tick", has_text=name).click()
    if way:
        page.locator(f"label:has([name=ceremony-way][value={way}])").click()
    page.locator("[data-begin]").click()


def type_back(page: Page, sheets: list[list[str]]) -> None:
    page.locator("[data-printed]").click()
    for number, rows in enumerate(sheets, start=1):
        expect(page.locator(f"[data-typed-sheet='{number}']")).to_be_visible()
        type_sheet(page, str(number), rows)
        page.locator("[data-repeat-form] [type=submit]").click()


def test_three_sheets_typed_back_make_the_root_and_leave_nothing_behind(desks: Desks) -> None:
    cast = desks.cast
    desks.join(cast.keeper, cast.coordinator, cast.social)
    page = desks.of(cast.keeper)
    begin(page, cast.keeper.pseudonym, cast.coordinator.pseudonym)
    sheets = papers(page)
    type_back(page, sheets)
    expect(page.locator("[data-step=done]")).to_be_visible(timeout=LONG)
    with scopes_disabled():
        root = Root.objects.get()
        officers = set(Certificate.objects.values_list("subject_id", flat=True))
    assert officers == {cast.keeper.account_id, cast.coordinator.account_id}
    # Any two of the printed sheets give this root, in Python too.
    read = [shares.read(rows, bytes(root.root_public)) for rows in sheets]
    for pair in (read[:2], read[1:], [read[0], read[2]]):
        assert shares.keys_of(shares.combine(pair)).root_public == bytes(root.root_public)
    html = page.content()
    assert not any(row in html for rows in sheets for row in rows)
    assert page.locator("[data-row]").evaluate_all("boxes => boxes.every(box => !box.value)")
    kept = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert not any(row.replace(" ", "") in kept for rows in sheets for row in rows)


def test_a_wrong_sign_is_shown_at_its_row_and_nothing_is_sent(desks: Desks) -> None:
    cast = desks.cast
    desks.join(cast.keeper)
    page = desks.of(cast.keeper, locked=True)
    begin(page, cast.keeper.pseudonym)
    sheets = papers(page)
    page.locator("[data-printed]").click()
    bent = [*sheets[0]]
    bent[2] = ("1" if bent[2][5] != "1" else "2").join([bent[2][:5], bent[2][6:]])
    type_sheet(page, "1", bent)
    page.locator("[data-repeat-form] [type=submit]").click()
    expect(page.locator("#sheet-1-3-failed")).to_be_visible()
    expect(page.locator("#sheet-1-3")).to_be_focused()
    for good in ("1", "2", "4"):
        expect(page.locator(f"#sheet-1-{good}-failed")).not_to_be_visible()
    # Another sheet of the three is no answer to the first.
    type_sheet(page, "1", sheets[1])
    page.locator("[data-repeat-form] [type=submit]").click()
    expect(page.locator("[data-typed-sheet='1'] [data-sheet-failed]")).to_be_visible()
    type_sheet(page, "1", [row.lower().replace(" ", "-") for row in sheets[0]])
    page.locator("[data-repeat-form] [type=submit]").click()
    expect(page.locator("[data-typed-sheet='2']")).to_be_visible()
    with scopes_disabled():
        assert not Root.objects.exists()


def test_whoever_leaves_midway_leaves_nothing(desks: Desks) -> None:
    cast = desks.cast
    desks.join(cast.keeper)
    page = desks.of(cast.keeper, locked=True)
    begin(page, cast.keeper.pseudonym)
    papers(page)
    page.goto(reverse("vault:trust"))
    page.go_back()
    expect(page.locator("[data-step=choose]")).to_be_visible(timeout=LONG)
    expect(page.locator("[data-papers] .keysheet")).to_have_count(0)
    with scopes_disabled():
        assert not Root.objects.exists()


def test_two_old_sheets_add_an_officer_and_sign_the_next_root(desks: Desks) -> None:
    cast = desks.cast
    desks.join(cast.keeper, cast.coordinator)
    page = desks.of(cast.keeper)
    begin(page, cast.keeper.pseudonym)
    old = papers(page)
    type_back(page, old)
    expect(page.locator("[data-step=done]")).to_be_visible(timeout=LONG)
    begin(page, cast.coordinator.pseudonym, way="add")
    for place, rows in enumerate((old[2], old[0]), start=1):
        type_sheet(page, f"old-{place}", rows)
    page.locator("[data-old-form] [type=submit]").click()
    expect(page.locator("[data-for-added]")).to_be_visible(timeout=LONG)
    with scopes_disabled():
        assert Certificate.objects.filter(subject_id=cast.coordinator.account_id).exists()
    begin(page, cast.keeper.pseudonym, way="renew")
    # The same sheet twice is not two.
    for box in ("old-1", "old-2"):
        type_sheet(page, box, old[0])
    page.locator("[data-old-form] [type=submit]").click()
    expect(page.locator("[data-typed-sheet='old-2'] [data-sheet-failed]")).to_be_visible()
    type_sheet(page, "old-2", old[1])
    page.locator("[data-old-form] [type=submit]").click()
    type_back(page, papers(page))
    expect(page.locator("[data-step=done]")).to_be_visible(timeout=LONG)
    # The keeper compared the first root; the second is its successor, so nobody is asked again.
    page.goto(reverse("staff:me"))
    expect(page.locator("[data-lockstate][data-open]")).to_be_visible()
    page.wait_for_load_state("networkidle")
    expect(page.locator("[data-root-banner]")).to_have_count(0)
    with scopes_disabled():
        assert Root.objects.count() == 2
