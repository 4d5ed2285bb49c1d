"""The drill: a phrase is lost; two sheets and an officer, and the old notes open again."""

import re
from dataclasses import dataclass

import pytest
from django.urls import reverse
from django_scopes import scopes_disabled
from playwright.sync_api import Page, expect

from ravny.core.kit import clock
from ravny.core.kit.ids import day_id
from ravny.core.staff import secrets
from ravny.core.staff.operations import invite_again
from ravny.core.vault import queries, reader
from ravny.core.vault.models import Wrap
from ravny.services.encounters.operations import record_encounter
from ravny.services.encounters.types import EncounterFacts
from tests.cast import HOUSE, NEAR_TEAM, Person
from tests.staff.test_joining import secret_of

from .desks import LONG, Desks, desks, type_sheet
from .trusting import SEED, sheets_of

__all__ = ["desks"]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(400),
]
NOTE = "Говорить только с Мадиной"


@dataclass
class Drill:
    """The house: two officers, a lawyer with a note of their own, a colleague of the team."""

    desks: Desks
    sheets: list[list[str]]
    address: str


@pytest.fixture
def drill(desks: Desks) -> Drill:
    cast = desks.cast
    desks.join(cast.keeper, cast.coordinator, cast.lawyer, cast.social)
    officers = [cast.keeper.account_id, cast.coordinator.account_id]
    reader.hold_ceremony(actor=cast.keeper.actor, officers=officers, seed=SEED)
    reader.certify(actor=cast.keeper.actor, keyring=desks.keys["keeper"])
    desks.circle(cast.lawyer, "author", cast.lawyer.account_id)
    desks.circle(cast.social, "team", NEAR_TEAM)
    desks.circle(cast.keeper, "organisation", HOUSE)
    return Drill(desks, sheets_of(SEED), own_note(cast.lawyer))


def own_note(author: Person) -> str:
    """Record a meeting with a note for its author alone; return the address of its page."""
    circle, encounter_id = queries.circle_of("author", author.account_id), day_id()
    assert circle is not None
    note = reader.seal_text(circle=circle, kind="encounter.note", object_id=encounter_id, text=NOTE)
    facts = EncounterFacts(
        encounter_id, clock.today(), "office", author.account_id, "again", team_id=NEAR_TEAM
    )
    record_encounter(actor=author.actor, encounter_id=encounter_id, facts=facts, note=note)
    return reverse("encounters:encounter", args=[encounter_id])


def join_again(drill: Drill, person: Person) -> Page:
    """Follow the new invitation in a browser that never knew the old keys."""
    token = invite_again(actor=drill.desks.cast.keeper.actor, account_id=person.account_id)
    context = drill.desks.browser.new_context(base_url=drill.desks.doors.desk, locale="ru-RU")
    drill.desks.contexts.append(context)
    page = context.new_page()
    page.goto(f"/staff/join/{token}")
    words = page.locator("[data-list] li")
    expect(words.first).to_be_visible(timeout=LONG)
    phrase = " ".join(words.all_inner_texts())
    page.locator("[data-step=words] [data-next]").click()
    page.locator("[data-phrase]").fill(phrase)
    page.locator("[data-step=repeat] [data-next]").click()
    shown = page.locator("[data-step=code] .code").inner_text()
    page.locator("[name=code]").fill(secrets.totp_code(secret_of(shown), clock.now()))
    page.locator("[data-step=code] [type=submit]").click()
    page.wait_for_url(re.compile("/$"), timeout=LONG)
    return page


def sign(drill: Drill, person: Person) -> None:
    """The keeper compares the words with the colleague and signs."""
    page = drill.desks.of(drill.desks.cast.keeper)
    page.goto(reverse("vault:officers"))
    line = page.locator("[data-waiting] > li", has_text=person.pseudonym)
    line.locator(".tick").click(timeout=LONG)
    line.locator("[data-sign]").click()
    expect(page.locator("[data-officers] [data-status]")).to_have_text(
        re.compile("Все ключи переданы|осталось", re.I), timeout=LONG
    )


def put_together(drill: Drill, person: Person) -> None:
    """Two holders type their sheets at the coordinator's desk, the first one wrong at first."""
    page = drill.desks.of(drill.desks.cast.coordinator)
    page.goto(reverse("vault:recovery"))
    page.locator("label", has=page.locator(f"[value='{person.account_id}']")).click()
    bent = [*drill.sheets[2]]
    bent[1] = bent[1][::-1]
    type_sheet(page, "1", bent)
    type_sheet(page, "2", drill.sheets[0])
    page.locator("[data-recovery-form] [type=submit]").click()
    expect(page.locator("#sheet-1-2-failed")).to_be_visible()
    # Typing marks the row too; the button's own look at it ends in the first wrong box.
    expect(page.locator("#sheet-1-2")).to_be_focused()
    page.locator("#sheet-1-2").fill(drill.sheets[2][1])
    page.locator("[data-recovery-form] [type=submit]").click()
    expect(page.locator("[data-recovery] [data-status]")).to_have_text(
        "Всё возвращено. Листы можно уносить.", timeout=LONG
    )
    assert page.locator("[data-row]").evaluate_all("boxes => boxes.every(box => !box.value)")


def test_a_lost_phrase_two_sheets_and_the_old_note_opens(drill: Drill) -> None:
    cast = drill.desks.cast
    page = join_again(drill, cast.lawyer)
    with scopes_disabled():
        assert not Wrap.objects.filter(account_id=cast.lawyer.account_id).exists()
    sign(drill, cast.lawyer)
    put_together(drill, cast.lawyer)
    page.goto(drill.address)
    page.locator("main [data-sealed-toggle]").first.click()
    expect(page.locator("main [data-sealed-text]").first).to_have_text(NOTE, timeout=LONG)
    # Whoever shares the team's circle with them is told, until they have seen it.
    colleague = drill.desks.of(cast.social, locked=True)
    colleague.goto("/")
    colleague.locator(f"main a[href='{reverse('vault:recoveries')}']").first.click()
    expect(colleague.locator("main")).to_contain_text(cast.lawyer.pseudonym)
    colleague.locator("main form [type=submit]").first.click()
    colleague.goto("/")
    expect(colleague.locator(f"main a[href='{reverse('vault:recoveries')}']")).to_have_count(0)


def test_a_recovery_that_was_stopped_goes_on_where_it_stood(
    drill: Drill, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast = drill.desks.cast
    monkeypatch.setattr("ravny.core.vault.queries.recovery.RECOVERED_AT_ONCE", 1)
    invite_again(actor=cast.keeper.actor, account_id=cast.lawyer.account_id)
    drill.desks.join(cast.lawyer)
    reader.certify(actor=cast.keeper.actor, keyring=drill.desks.keys["keeper"])
    page = drill.desks.of(cast.coordinator, locked=True)
    page.goto(reverse("vault:recovery"))
    page.locator("label", has=page.locator(f"[value='{cast.lawyer.account_id}']")).click()
    for place in (1, 2):
        type_sheet(page, str(place), drill.sheets[place])
    # The connection is lost after the first piece.
    sent: list[str] = []

    def once(route: object) -> None:
        sent.append("")
        getattr(route, "abort" if len(sent) == 2 else "continue_")()

    page.route(re.compile("/epochs$"), once)
    page.locator("[data-recovery-form] [type=submit]").click()
    expect(page.locator("[data-recovery] [data-message]")).to_be_visible(timeout=LONG)
    with scopes_disabled():
        assert Wrap.objects.filter(account_id=cast.lawyer.account_id).count() == 1
    page.locator("[data-recovery-form] [type=submit]").click()
    expect(page.locator("[data-recovery] [data-status]")).to_have_text(
        "Всё возвращено. Листы можно уносить.", timeout=LONG
    )
    with scopes_disabled():
        assert Wrap.objects.filter(account_id=cast.lawyer.account_id).count() == 3
