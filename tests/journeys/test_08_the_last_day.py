"""Journey 8: the last day of a case manager.

Forty cases are handed over, each with its open promises; one is given back and finds somebody
else; supervision is noted; the keys go along, and access ends at once.
"""

from uuid import UUID

import pytest
from django.urls import reverse
from django_scopes import scope
from playwright.sync_api import Page, expect

from ravny.core.kit.registries import promises
from ravny.core.vault import reader
from ravny.services.cases.models import Case, Request
from ravny.services.supervision.models import HandoverItem
from tests.cases.makers import a_case
from tests.cast import HOUSE, Cast, Person

from .canary import tables_holding
from .laptops import SUBMIT, Opens, choose, keys_of, open_sealed, unlock

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(500),
]

CASES = 40
WORDS, TOLD = "канарейкаОбещание", "канарейкаСупервизия"


def sealed_request(cast: Cast, keyring: reader.Keyring, case_id: UUID) -> None:
    """Give a case keys, and its request words only its team can read."""
    circle = reader.make_circle(
        actor=cast.case_manager.actor, keyring=keyring, kind="case", subject_id=case_id
    )
    with scope(organisation=HOUSE):
        row = Request.objects.get(case_id=case_id)
        row.words = reader.seal_text(
            circle=circle, kind="case.request", object_id=row.id, text=WORDS
        )
        row.save()


def promised(person: Person) -> set[tuple[str, UUID]]:
    """Return every open promise of a person, of all rooms."""
    return {
        (one.kind, one.object_id)
        for kind in promises
        for one in kind.held(HOUSE, person.account_id)
    }


def carried(person: Person) -> int:
    """Return how many open cases somebody carries."""
    with scope(organisation=HOUSE):
        return Case.objects.filter(manager_id=person.account_id, ended_on=None).count()


@pytest.mark.mission("S86")
@pytest.mark.mission("S89")
def test_the_last_day_of_a_case_manager(laptop_of: Opens, cast: Cast) -> None:
    keyring, *_others = keys_of(cast.case_manager, cast.social, cast.coordinator)
    cases = [a_case(cast) for _number in range(CASES)]
    for case_id in cases[:5]:
        sealed_request(cast, keyring, case_id)
    before = promised(cast.case_manager)
    assert len(before) >= CASES

    manager, social = laptop_of(cast.case_manager), laptop_of(cast.social)
    unlock(manager)
    offer_everything(manager, cast)
    take_over_but_one(social)
    give_the_rest_to(manager, cast.coordinator)
    lead = laptop_of(cast.coordinator)
    take_over_all(lead)
    share_the_keys(manager)
    note_supervision(manager, cast)

    assert promised(cast.social) | promised(cast.coordinator) == before
    assert promised(cast.social) & promised(cast.coordinator) == set()
    assert promised(cast.case_manager) == set()
    assert (carried(cast.social), carried(cast.coordinator)) == (CASES - 1, 1)

    end_the_way(manager, lead, cast)
    read_on(social)
    assert tables_holding(WORDS) == [] and tables_holding(TOLD) == []


def offer_everything(page: Page, cast: Cast) -> None:
    """Forty cases on one page, each with its promises; one press offers them all."""
    page.goto(reverse("supervision:handovers"))
    page.locator("main .head .btn.primary").click()
    expect(page.locator("main [name^=take_]")).to_have_count(CASES)
    page.locator("select[name=receiver]").select_option(str(cast.social.account_id))
    page.locator(SUBMIT).click()
    expect(page.locator("main h1")).to_contain_text("→")


def newest_offer(page: Page) -> None:
    """Go to the handover that waits, from *Today*."""
    page.goto("/")
    page.locator(f"main a[href^='{reverse('supervision:handovers')}']").first.click()
    if page.url.endswith(reverse("supervision:handovers")):
        page.locator("main tbody a").first.click()
    expect(page.locator("main h1")).to_contain_text("→")


def take_over_but_one(page: Page) -> None:
    """One case is given back with a reason, thirty-nine are taken over."""
    newest_offer(page)
    page.locator("main a.btn[href*='/give-back/']").first.click()
    page.locator("main [name=reason]").first.check(force=True)
    page.locator(SUBMIT).click()
    page.locator("form[action$='/accept/'] .btn.primary").click()
    with scope(organisation=HOUSE):
        items = HandoverItem.objects.filter(promise_kind="")
        assert items.filter(state="accepted").count() == CASES - 1
        assert items.filter(state="returned").count() == 1


def give_the_rest_to(page: Page, person: Person) -> None:
    """What came back is seen by who gave it, and finds somebody else."""
    page.goto(reverse("supervision:handovers"))
    page.locator("main tbody a").first.click()
    page.locator("form[action$='/settle/'] .btn").first.click()
    page.goto(reverse("supervision:handovers"))
    page.locator("main .head .btn.primary").click()
    expect(page.locator("main [name^=take_]")).to_have_count(1)
    page.locator("select[name=receiver]").select_option(str(person.account_id))
    page.locator(SUBMIT).click()
    expect(page.locator("main h1")).to_contain_text("→")


def take_over_all(page: Page) -> None:
    """The coordinator takes over the last one."""
    newest_offer(page)
    page.locator("form[action$='/accept/'] .btn.primary").click()
    expect(page.locator("form[action$='/accept/']")).to_have_count(0)


def share_the_keys(page: Page) -> None:
    """Who gives shares the keys of the cases from the handover's page."""
    page.goto(reverse("vault:circles"))
    page.locator("[data-do-due]").click()
    expect(page.locator("[data-circles-status]")).to_contain_text("Всё сделано", timeout=60_000)


def note_supervision(page: Page, cast: Cast) -> None:
    """The last talk with the coordinator is noted for the two of them."""
    page.goto(reverse("supervision:new_session"))
    choose(page, "kind", "individual")
    page.locator(f"[name=people][value='{cast.coordinator.account_id}']").check(force=True)
    page.locator(SUBMIT).click()
    page.locator("main a[href$='/note/']").click()
    page.locator("[data-make-circle]").click()
    expect(page.locator("[data-for-whom-status]")).to_be_visible()
    page.locator("main [data-sealed-field] textarea").fill(TOLD)
    page.locator(SUBMIT).click()
    open_sealed(page, TOLD)


def end_the_way(manager: Page, lead: Page, cast: Cast) -> None:
    """Everything has a new owner: the coordinator ends access, and the next request is refused."""
    lead.goto(reverse("supervision:leaving", args=[cast.case_manager.account_id]))
    lead.locator("form[action$='/close/'] [type=submit]").click()
    manager.goto(reverse("cases:list"))
    expect(
        manager.locator("main form[action*='sign-in'], #login, [name=login]").first
    ).to_be_visible()


def read_on(page: Page) -> None:
    """Who took over opens what was written before."""
    unlock(page)
    with scope(organisation=HOUSE):
        case = (
            Case.objects.filter(
                id__in=Request.objects.exclude(words=None).values("case_id"), ended_on=None
            )
            .order_by("id")
            .last()
        )
    assert case is not None
    page.goto(reverse("cases:case", args=[case.id]))
    open_sealed(page, WORDS)
