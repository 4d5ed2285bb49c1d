"""Journey 6: eight months pregnant, cannot travel.

Several requests at once: a friendly maternity hospital with an escort and a paper that says what to
say, the lawyer and the psychologist beside it, milk formula and nappies, the group of mothers.
"""

from datetime import timedelta
from uuid import UUID

import pytest
from django.urls import reverse
from django_scopes import scope
from playwright.sync_api import Page, expect

from ravny.core.kit.clock import today
from ravny.core.kit.ids import day_id
from ravny.core.vault import reader
from ravny.people.directory.models import Service
from ravny.services.cases.models import Case
from ravny.services.referrals.models import Referral
from ravny.services.stock.models import Item, Movement
from ravny.services.stock.operations import receive_delivery, save_place
from tests.cases.makers import a_client
from tests.cast import HOUSE, NEAR_TEAM, Cast, browser_of
from tests.referrals.makers import REPORTS, make_places

from .canary import tables_holding
from .laptops import SUBMIT, Opens, choose, keys_of, unlock

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(400),
]

STORE = UUID("01939393-0000-7000-8000-00000000a1d1")
WORDS = "канарейкаРоды"
IN_WEEKS = 7


@pytest.fixture
def house(cast: Cast) -> Cast:
    """Two maternity hospitals, one of them friendly; aid in the store; keys of the team."""
    make_places(HOUSE)
    plain = {"kind": "maternity", "country": "RU", "city": "Самара", **REPORTS}
    with scope(organisation=HOUSE):
        for label, welcome in (("Роддом № 1", "cold"), ("Роддом № 2", "warm")):
            Service.objects.create(
                organisation_id=HOUSE, label=label, friendliness=welcome,
                provides=("childbirth",), **plain,
            )  # fmt: skip
    save_place(actor=cast.stock.actor, place_id=STORE, kind="store", label="Склад", active=True)
    assert browser_of(cast.stock).post(reverse("stock:add_aid")).status_code == 302
    with scope(organisation=HOUSE):
        aid = list(Item.objects.filter(kind="aid").values_list("id", flat=True))
    for item_id in aid:
        receive_delivery(
            actor=cast.stock.actor, delivery_id=day_id(), place_id=STORE, item_id=item_id,
            quantity=10, number="A1", expires_on=None, day=today(),
        )  # fmt: skip
    (keyring,) = keys_of(cast.case_manager)
    reader.make_circle(
        actor=cast.case_manager.actor, keyring=keyring, kind="team", subject_id=NEAR_TEAM
    )
    return cast


@pytest.mark.mission("S46")
@pytest.mark.mission("S45")
@pytest.mark.mission("S85")
def test_eight_months_pregnant_cannot_travel(laptop_of: Opens, house: Cast) -> None:
    client_id = a_client(house, languages=("uz",), country="UZ", legal_status="citizen")
    page = laptop_of(house.case_manager)
    unlock(page)
    open_the_case(page, client_id)
    find_the_maternity_hospital(page, client_id)
    hand_the_paper_over(page)
    begin_the_rest_beside_it(page, client_id)
    give_aid(page, client_id)
    lay_the_plan(page)
    assert tables_holding(WORDS) == []


def open_the_case(page: Page, client_id: UUID) -> None:
    """Three requests at once; the month of birth stands on the case."""
    page.goto(f"{reverse('cases:open')}?client={client_id}")
    choose(page, "where", "here")
    for kind in ("medical", "legal", "social"):
        choose(page, "kinds", kind)
    for circumstance in ("pregnant", "cannot_travel"):
        choose(page, "circumstances", circumstance)
    page.locator(SUBMIT).click()
    expect(page.locator("#requests li")).to_have_count(3)


def find_the_maternity_hospital(page: Page, client_id: UUID) -> None:
    """The friendly one stands first; the escort is asked, the way there too."""
    page.goto(f"{reverse('referrals:open')}?client={client_id}&reason=childbirth")
    text = page.locator("main").inner_text()
    assert text.index("Роддом № 2") < text.index("Роддом № 1")
    page.get_by_role("link", name="Выбрать").first.click()
    choose(page, "urgency", "soon")
    choose(page, "travel", "cannot")
    page.locator("[name=expected_on]").fill((today() + timedelta(weeks=IN_WEEKS)).isoformat())
    choose(page, "escort", "wanted")
    page.locator("main label:has([name=consented])").first.click()
    page.locator("main [data-sealed-field] textarea").first.fill(WORDS)
    page.locator(SUBMIT).click()
    expect(page.locator("main")).to_contain_text("Неделя 33")


def hand_the_paper_over(page: Page) -> None:
    """A paper in the client's language that names no illness and nobody of us."""
    page.locator("main a[href$='/script/']").first.click()
    page.locator("main a[href='?lang=uz'], .head a[href='?lang=uz']").first.click()
    page.emulate_media(media="print")
    paper = page.locator("#script")
    expect(paper).to_be_visible()
    expect(page.locator("nav.menu")).not_to_be_visible()
    words = paper.inner_text().lower()
    assert "роддом № 2" in words
    assert not any(word in words for word in ("hiv", "вич", "oits", "равн"))
    page.emulate_media(media="screen")


def begin_the_rest_beside_it(page: Page, client_id: UUID) -> None:
    """Lawyer, psychologist and aid begin together; each is somebody's task."""
    page.goto(f"{reverse('referrals:together')}?client={client_id}")
    for place, reason in enumerate(("lawyer", "psychologist", "social")):
        page.locator(f"select[name=reason_{place}]").select_option(reason)
    page.locator(SUBMIT).click()
    expect(page.locator("main")).to_contain_text("Психолог")
    with scope(organisation=HOUSE):
        assert Referral.objects.filter(client_id=client_id).count() == 4


def give_aid(page: Page, client_id: UUID) -> None:
    """Milk formula and nappies leave the store and stand on the card."""
    page.goto(f"{reverse('encounters:aid')}?client={client_id}")
    page.locator("select[name=place]").select_option(str(STORE))
    with scope(organisation=HOUSE):
        wanted = Item.objects.filter(label_ru__in=("Молочная смесь", "Подгузники"))
        ids = [str(one) for one in wanted.values_list("id", flat=True)]
    assert len(ids) == 2
    for item_id in ids:
        page.locator(f"[name='given_{item_id}']").fill("2")
    page.locator(SUBMIT).click()
    expect(page.locator("main")).to_contain_text("Молочная смесь")
    with scope(organisation=HOUSE):
        assert Movement.objects.filter(lot__item_id__in=ids, change__lt=0).count() == 2


def lay_the_plan(page: Page) -> None:
    """The template for this situation is offered first and becomes the plan."""
    with scope(organisation=HOUSE):
        case = Case.objects.get()
    page.goto(reverse("cases:plan_templates", args=[case.id]))
    page.locator("main a[href$='/templates/pregnant/']").click()
    page.locator(SUBMIT).click()
    expect(page.locator("main")).to_contain_text("Группа мам")
    page.goto(reverse("cases:case", args=[case.id]))
    expect(page.locator("#plan tbody tr").first).to_be_visible()
