"""Journey 3, the desk's side: only a question. It turns out to be five requests; a case opens.

The client wrote in Uzbek; the peer of the rota answered. From there a case manager goes on: what
else there is, a plan, a team of lawyer, doctor and peer, until the client needs nobody of us.
"""

import re
from uuid import UUID

import pytest
from django.urls import reverse
from django_scopes import scope
from playwright.sync_api import Page, expect

from ravny.core.vault import reader
from ravny.services.cases.models import Case, Member, Request, StageMove
from ravny.services.cases.models.plan import Step
from tests.cases.makers import a_client
from tests.cast import HOUSE, NEAR_TEAM, Cast
from tests.referrals.makers import make_places

from .canary import tables_holding
from .keyboard import Keyboard
from .laptops import SUBMIT, Opens, choose, keys_of, open_sealed, unlock

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(400),
]

WORDS, SAID = "канарейкаПросьба", "канарейкаПередать"
MOST_PAGES = 25


@pytest.fixture
def house(cast: Cast) -> Cast:
    """The near team has keys, and places to send people to are known."""
    make_places(HOUSE)
    keyring, *_others = keys_of(cast.case_manager, cast.lawyer, cast.doctor, cast.peer)
    reader.make_circle(
        actor=cast.case_manager.actor, keyring=keyring, kind="team", subject_id=NEAR_TEAM
    )
    return cast


def the_case() -> Case:
    """Return the one case there is."""
    with scope(organisation=HOUSE):
        return Case.objects.get()


def stages() -> list[str]:
    """Return the stages the case went through."""
    with scope(organisation=HOUSE):
        return list(StageMove.objects.order_by("id").values_list("stage", flat=True))


@pytest.mark.mission("S79")
@pytest.mark.mission("S80")
@pytest.mark.mission("S66")
def test_from_the_first_question_to_independence_by_keyboard_in_25_pages(
    laptop_of: Opens, house: Cast
) -> None:
    cast = house
    client_id = a_client(cast, languages=("uz",), country="UZ")
    page = laptop_of(cast.case_manager)
    keys = Keyboard(page)
    page.goto(reverse("desk:card", args=[client_id]))
    keys.follow(f"a[href^='{reverse('cases:open')}']")
    keys.choose("where", "here")
    keys.tick("kinds", "information")
    keys.pick("source", "thread")
    keys.press(SUBMIT)
    find_the_rest(keys)
    ask_for_the_safe_way(keys)
    plan_with_a_template(keys)
    propose_the_end(keys)

    other = laptop_of(cast.coordinator)
    hers = Keyboard(other)
    other.goto("/")
    hers.follow("a[href*='/cases/exits/']")
    hers.press("form[action$='/agree/'] .btn.primary")

    case = the_case()
    assert case.ended_on is not None and case.exit_reason == "independent"
    assert case.stage == "exit"
    assert stages()[0] == "intake" and stages()[-1] == "exit"
    assert keys.loads + hers.loads <= MOST_PAGES


def find_the_rest(keys: Keyboard) -> None:
    """Ten short questions; what they find becomes requests of the case with one press."""
    keys.follow("[name=questionnaire][value=short]")
    for question, answer in (
        ("safe", "safe"), ("pills", "running_out"), ("papers", "soon"), ("health", "test"),
    ):  # fmt: skip
        keys.choose(f"q_{question}", answer)
    keys.press("[name=go][value=finish]")
    keys.follow("form[action$='/take/'] .btn.primary")
    with scope(organisation=HOUSE):
        kinds = set(Request.objects.values_list("kind", flat=True))
    assert kinds == {"information", "medical", "legal", "prevention"}
    expect(keys.page.locator("#requests li")).to_have_count(4)


def ask_for_the_safe_way(keys: Keyboard) -> None:
    """Never asked is forbidden, and the page says so until somebody asks."""
    expect(keys.page.locator("main .note.danger").first).to_be_visible()
    keys.follow("a[href$='/safe/']")
    keys.choose("channel", "telegram")
    keys.press(SUBMIT)
    expect(keys.page.locator("main")).to_contain_text("Telegram")


def plan_with_a_template(keys: Keyboard) -> None:
    """A template for who is out of pills; the client agrees."""
    keys.follow("#plan a[href$='/plan/']")
    keys.follow("a[href$='/plan/templates/']")
    keys.follow("a[href$='/templates/out_of_pills/']")
    keys.press(SUBMIT)
    keys.follow("a[href$='/plan/agree/']")
    keys.press(SUBMIT)
    assert the_case().stage == "carry_out"


def propose_the_end(keys: Keyboard) -> None:
    """Whatever is still open is settled on one page, then the evidence."""
    keys.follow("a.back")
    keys.follow("a[href$='/exit/']")
    for box in keys.page.locator("main fieldset").first.locator("select").all():
        keys.reach(f"select[name='{box.get_attribute('name')}']")
        keys.page.keyboard.press("ArrowDown")
    keys.choose("reason", "independent")
    for proof in ("permit", "art", "question"):
        keys.pick(f"proof_{proof}", "document")
    keys.press(SUBMIT)


@pytest.mark.mission("S7")
@pytest.mark.mission("S18")
@pytest.mark.mission("S68")
def test_only_a_question_becomes_five_requests_a_plan_and_a_team(
    laptop_of: Opens, house: Cast
) -> None:
    cast = house
    client_id = a_client(cast, languages=("uz",), country="UZ")
    page = laptop_of(cast.case_manager)
    unlock(page)
    open_from_the_thread(page, client_id)
    case_id = the_case().id
    answer_all_that_it_finds(page, case_id)
    ask_the_team_in(page, cast, case_id)
    write_how_to_reach_them(page, case_id)
    lay_the_road(page, case_id)

    lawyer = laptop_of(cast.lawyer)
    lawyer.goto(reverse("cases:case", args=[case_id]))
    expect(lawyer.locator("#plan")).to_contain_text("юрист")
    psychologist = laptop_of(cast.psychologist)
    refused = psychologist.goto(reverse("cases:case", args=[case_id]))
    assert refused is not None and refused.status == 404
    assert tables_holding(WORDS) == [] and tables_holding(SAID) == []


def open_from_the_thread(page: Page, client_id: UUID) -> None:
    """With consent a case opens; whereabouts come first."""
    page.goto(reverse("desk:card", args=[client_id]))
    page.locator(f"a[href^='{reverse('cases:open')}']").first.click()
    page.locator(SUBMIT).click()
    expect(page.locator("main .error").first).to_be_visible()
    choose(page, "where", "here")
    choose(page, "kinds", "information")
    page.locator("select[name=source]").select_option("thread")
    page.locator(SUBMIT).click()
    expect(page.locator(".stages [aria-current=step]")).to_contain_text("Оценка")


def answer_all_that_it_finds(page: Page, case_id: UUID) -> None:
    """The short questionnaire finds what nobody asked for."""
    page.goto(reverse("cases:assess", args=[case_id]))
    choose(page, "questionnaire", "short")
    page.locator(SUBMIT).click()
    for question, answer in (
        ("safe", "worried"), ("pills", "none_left"), ("papers", "lost"), ("health", "test"),
    ):  # fmt: skip
        choose(page, f"q_{question}", answer)
    page.locator("[name=go][value=finish]").click()
    page.locator("form[action$='/take/'] .btn.primary").click()
    expect(page.locator("#requests li")).to_have_count(5)


def ask_the_team_in(page: Page, cast: Cast, case_id: UUID) -> None:
    """Lawyer, doctor and peer are asked in; each sees this case from now on."""
    for person, duty in (
        (cast.lawyer, "lawyer"), (cast.doctor, "doctor"), (cast.peer, "peer"),
    ):  # fmt: skip
        page.goto(reverse("cases:join", args=[case_id]))
        page.locator("select[name=account]").select_option(str(person.account_id))
        choose(page, "duty", duty)
        page.locator(SUBMIT).click()
        page.wait_for_url(re.compile(f"/cases/{case_id}/"))
    with scope(organisation=HOUSE):
        assert Member.objects.filter(case_id=case_id).count() == 4


def write_how_to_reach_them(page: Page, case_id: UUID) -> None:
    """The keys of the case are made on the spot; the words are sealed to its team."""
    page.goto(reverse("cases:safe", args=[case_id]))
    page.locator("[data-make-circle]").click()
    expect(page.locator("[data-for-whom-status]")).to_be_visible()
    choose(page, "channel", "telegram")
    boxes = page.locator("main [data-sealed-field] textarea")
    boxes.first.fill(SAID)
    page.locator(SUBMIT).click()
    page.wait_for_url(re.compile(f"/cases/{case_id}/$"))
    open_sealed(page, SAID)
    page.goto(reverse("cases:add_request", args=[case_id]))
    choose(page, "kind", "psychological")
    page.locator("main [data-sealed-field] textarea").fill(WORDS)
    page.locator(SUBMIT).click()
    page.wait_for_url(re.compile(f"/cases/{case_id}/"))
    expect(page.locator("#requests .sealed")).to_have_count(1)


def lay_the_road(page: Page, case_id: UUID) -> None:
    """Two templates at once; the client agrees to the whole."""
    for template in ("out_of_pills", "lost_documents"):
        page.goto(reverse("cases:plan_template", args=[case_id, template]))
        page.locator(SUBMIT).click()
        page.wait_for_url(re.compile("/plan/$"))
    page.locator("a[href$='/plan/agree/']").first.click()
    page.locator(SUBMIT).click()
    page.wait_for_url(re.compile("/plan/$"))
    with scope(organisation=HOUSE):
        owners = set(Step.objects.values_list("owner_kind", flat=True))
    assert "member" in owners and the_case().stage == "carry_out"
