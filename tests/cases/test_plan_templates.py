"""Templates of plans: data that is checked, laid on with a look, never twice."""

from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils.translation import override

from ravny.core.kit.clock import today
from ravny.services.cases.plans.catalogue import PAPER_LANGUAGES, catalogue, own_folder
from ravny.services.cases.plans.files import PlanFileError, file_of, phrases_of
from tests.cast import Cast, browser_of

from .makers import a_case, on_the_team, row_of
from .plans import changes_in, steps_of, text_of, typed_template, url

pytestmark = pytest.mark.django_db
CODES = (
    "newly_diagnosed", "pregnant", "student", "lost_documents", "moving_on", "out_of_pills",
    "child", "come_back",
)  # fmt: skip


def lay(browser: Client, case_id: UUID, code: str, **changes: object) -> int:
    """Lay a template on as its page was drawn; return the answer's status."""
    page = url("plan_template", case_id, code)
    return browser.post(page, typed_template(browser, page, **changes)).status_code


@pytest.mark.parametrize("code", CODES)
def test_every_template_is_shown_and_laid_on_in_both_languages(cast: Cast, code: str) -> None:
    known = catalogue().templates[code]
    for person, client_language in ((cast.case_manager, "ru"), (cast.coordinator, "en")):
        case_id, browser = a_case(cast, person), browser_of(person)
        with override(client_language):
            assert str(known.title) and str(known.lead)
        assert str(known.title) in text_of(browser.get(url("plan_templates", case_id)))
        assert lay(browser, case_id, code) == 302
        assert {one.code for one in steps_of(cast, case_id)} == {s.step.code for s in known.steps}


@pytest.mark.mission("S46")
def test_in_the_eighth_month_the_plan_has_the_maternity_hospital_first(cast: Cast) -> None:
    case_id = a_case(cast, circumstances=("pregnant", "cannot_travel"))
    on_the_team(cast, case_id, cast.doctor, "doctor")
    browser = browser_of(cast.case_manager)
    offered = text_of(browser.get(url("plan_templates", case_id)))
    assert offered.index("Беременность") < offered.index("Недавно узнали диагноз")
    assert lay(browser, case_id, "pregnant") == 302
    page = text_of(browser.get(url("plan", case_id)))
    for words in (
        "Найти дружественный роддом рядом",
        "что сказать, куда идти, что дадут и чего не дадут",
        "сопровождении и переводчике",
        "Разговор с юристом",
        "Молочная смесь",
        "Подгузники",
        "Группа мам",
        "ждёт шага: Найти дружественный роддом",
    ):
        assert words in page, words
    owners = {one.code: one.owner_id for one in steps_of(cast, case_id)}
    assert owners["pregnancy_treatment"] == cast.doctor.account_id
    assert owners["maternity_hospital"] == cast.case_manager.account_id
    assert owners["birth_bag"] is None, "the client's own"


@pytest.mark.mission("S83")
def test_a_client_abroad_gets_a_plan_to_come_back(cast: Cast) -> None:
    case_id = a_case(cast, where="abroad", country="uz")
    browser = browser_of(cast.case_manager)
    assert lay(browser, case_id, "come_back") == 302
    page = text_of(browser.get(url("plan", case_id)))
    for words in ("Запрет на въезд снят", "План воссоединения", "Найти там клинику"):
        assert words in page, words


def test_steps_may_be_left_out_and_their_days_changed(cast: Cast) -> None:
    case_id, browser = a_case(cast), browser_of(cast.case_manager)
    later = (today() + timedelta(days=40)).isoformat()
    left_out = {"on_first_labs": None, "due_first_doctor": later}
    assert lay(browser, case_id, "newly_diagnosed", **left_out) == 302
    steps = {one.code: one for one in steps_of(cast, case_id)}
    assert "first_labs" not in steps
    assert steps["first_doctor"].due_on.isoformat() == later  # type: ignore[union-attr]  # it has one
    assert steps["first_doctor"].after_id == steps["choose_clinic"].id, "the nearest one before"


def test_laid_on_twice_it_does_not_double(cast: Cast) -> None:
    case_id, browser = a_case(cast), browser_of(cast.case_manager)
    page = url("plan_template", case_id, "student")
    typed = typed_template(browser, page)
    for _again in range(2):
        assert browser.post(page, typed).status_code == 302
    count = len(steps_of(cast, case_id))
    assert lay(browser, case_id, "newly_diagnosed") == 302
    codes = [one.code for one in steps_of(cast, case_id)]
    assert len(codes) == len(set(codes)) > count, "what both have stands there once"
    assert "уже в плане" in text_of(browser.get(page))
    assert lay(browser, case_id, "student") == 422, "nothing is left to choose"
    assert [one.template for one in changes_in(cast, case_id)] == ["student", "newly_diagnosed"]
    assert row_of(cast, case_id).plan_version == 2


WRONG_FILES = [
    ("", "must have"),
    ("- a list", "must have"),
    ("title: {ru: а, en: a", "no YAML"),
    ("title: {ru: а}\nlead: {ru: а, en: a}\nfor: []\ngoals: []", "must have en, ru"),
    ("title: {ru: а, en: a}\nlead: {ru: а, en: a}\nfor: [rich]\ngoals: []", "for"),
    ("title: {ru: а, en: a}\nlead: {ru: а, en: a}\nfor: []\ngoals: []", "none"),
    ("title: {ru: а, en: a}\nlead: {ru: а, en: a}\nfor: []\ngoals: []\nmore: 1", "must have"),
]
GOAL = (
    "title: {{ru: а, en: a}}\nlead: {{ru: а, en: a}}\nfor: []\n"
    "goals: [{{code: own_goal, need: {need}, ru: а, en: a, steps: [{step}]}}]"
)
STEP = "{{code: {code}, owner: {owner}, days: {days}, client: {client}, ru: а, en: a{more}}}"
WRONG_STEPS = [
    ({"need": "love"}, "need"),
    ({"code": "Own Step"}, "no code"),
    ({"owner": "boss"}, "owner"),
    ({"days": "-1"}, "days"),
    ({"days": "soon"}, "days"),
    ({"days": "true"}, "days"),
    ({"client": "no_such_phrase"}, "no phrase"),
    ({"client": "{ru: Взять таблетки, en: Take it}"}, "would learn"),
    ({"client": "{ru: Взять, en: HIV clinic}"}, "would learn"),
    ({"client": "{ru: Взять, en: Take, xx: Take}"}, "must have"),
    ({"client": "{ru: Взять}"}, "must have"),
    ({"more": ", after: nowhere"}, "no earlier step"),
    ({"more": ", colour: red"}, "must have"),
]


def own_file(**changes: str) -> str:
    """Return a template of one's own with one thing changed."""
    facts = {
        "need": "legal", "code": "own_step", "owner": "lawyer", "days": "3", "client": "talk",
        "more": "", **changes,
    }  # fmt: skip
    return GOAL.format(need=facts.pop("need"), step=STEP.format(**facts))


def read(text: str) -> None:
    """Read a file as the program does."""
    source = Path(__file__).parents[2] / "ravny/services/cases/plans/_neutral.yaml"
    file_of("own", text, phrases_of(source.read_text("utf-8")))


def test_a_right_file_is_read() -> None:
    read(own_file())
    read(own_file(client="{ru: Зайти в контору, en: Drop in at the office}"))


@pytest.mark.parametrize(
    ("text", "why"),
    [*WRONG_FILES, *((own_file(**changes), why) for changes, why in WRONG_STEPS)],
)
def test_a_wrong_file_is_refused_with_its_place(text: str, why: str) -> None:
    with pytest.raises(PlanFileError, match=why):
        read(text)


@pytest.fixture
def own_plans() -> Path:
    """A folder of the installation's own templates, read anew and taken away again."""
    folder = own_folder()
    folder.mkdir()
    catalogue.cache_clear()
    yield folder
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()
    catalogue.cache_clear()


def test_an_installation_has_templates_of_its_own(cast: Cast, own_plans: Path) -> None:
    (own_plans / "own.yaml").write_text(own_file(), "utf-8")
    (own_plans / "wrong.yaml").write_text("no", "utf-8")
    case_id, browser = a_case(cast), browser_of(cast.case_manager)
    assert lay(browser, case_id, "own") == 302
    assert [one.code for one in steps_of(cast, case_id)] == ["own_step"]
    assert list(catalogue().templates)[-1] == "own"
    with pytest.raises(CommandError, match=r"wrong\.yaml"):
        call_command("plans", "check")
    (own_plans / "own.yaml").unlink()
    catalogue.cache_clear()
    assert "own_step" in text_of(browser.get(url("plan", case_id))), "the plan still opens"


def test_the_command_says_that_all_is_well(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("plans", "check")
    assert "pregnant" in capsys.readouterr().out


def test_each_phrase_is_there_in_every_language_of_the_paper() -> None:
    for step in catalogue().steps.values():
        assert set(step.client.words) == set(PAPER_LANGUAGES)
        assert not step.client.is_draft("ru") and not step.client.is_draft("en")
