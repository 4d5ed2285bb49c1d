"""Every component draws itself, in both languages, and knows no variable it is not given."""

import re
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory, override_settings
from django.utils.translation import override

from ravny.core import kit
from ravny.core.kit import formats, icons, views
from ravny.core.kit.showcase import CODES, DAY, showcase

TEMPLATES = Path(kit.__file__).parent / "templates" / "kit"
LANGUAGES = ("ru", "en")
MISSING = "MISSING-VARIABLE"


@pytest.fixture
def _shout_about_missing_variables() -> Iterator[None]:
    changed = [{**settings.TEMPLATES[0]}]
    changed[0]["OPTIONS"] = {**changed[0]["OPTIONS"], "string_if_invalid": MISSING + "(%s)"}
    changed[0]["OPTIONS"]["context_processors"] = [
        "django.template.context_processors.request",
        "django.template.context_processors.i18n",
    ]
    with override_settings(TEMPLATES=changed):
        yield


def page(language: str) -> str:
    request = RequestFactory().get("/kit/")
    actor = SimpleNamespace(pseudonym="Timur")
    menu = [(None, [{"label": "Today", "url": "/", "current": True, "count": 9}])]
    with override(language):
        context = {**showcase(), "shown_language": language, "actor": actor, "menu_groups": menu}
        return render_to_string("kit/showcase.html", context, request=request)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_of_components_draws_every_component(language: str) -> None:
    soup = BeautifulSoup(page(language), "html.parser")
    assert soup.html is not None
    assert soup.html["lang"] == language
    for selector in (".task", ".timeline", ".cascade", ".sealed[data-open]", "dialog", ".toast"):
        assert soup.select_one(selector), selector
    for selector in (".facts", ".cover meter", ".stages", ".chip", ".pager", ".empty", ".words"):
        assert soup.select_one(selector), selector
    assert len(soup.select("main")) == 1
    assert len(soup.select("h1")) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_carries_inline_style_or_script(language: str) -> None:
    soup = BeautifulSoup(page(language), "html.parser")
    assert not soup.select("[style]")
    assert not soup.find_all("style")
    assert all(script.get("src") for script in soup.find_all("script"))
    handlers = [name for tag in soup.find_all(True) for name in tag.attrs if name.startswith("on")]
    assert handlers == []


def test_ids_on_the_page_are_unique_and_every_label_has_its_box() -> None:
    soup = BeautifulSoup(page("ru"), "html.parser")
    ids = [tag["id"] for tag in soup.select("[id]")]
    assert sorted(ids) == sorted(set(ids))
    labels = [tag["for"] for tag in soup.select("label[for]")]
    assert set(labels) <= set(ids)
    described = " ".join(tag["aria-describedby"] for tag in soup.select("[aria-describedby]"))
    assert set(described.split()) <= set(ids)


def test_the_russian_page_is_russian() -> None:
    main = BeautifulSoup(page("ru"), "html.parser").find("main")
    for foreign in main.select("[lang], .swatch, p.row > span.row"):
        foreign.decompose()
    words = re.findall(r"\b[A-Za-z]{4,}\b", main.get_text(" "))
    assert set(words) <= {"XLSX"}


@pytest.mark.usefixtures("_shout_about_missing_variables")
def test_no_component_names_a_variable_it_is_not_given() -> None:
    text = page("ru")
    optional = set(re.findall(rf"{MISSING}\(([^)]*)\)", text))
    # Both have a default beside them.
    assert optional <= {"kind", "step.gap"}


@pytest.mark.parametrize("door", ["desk", "field", "portal"])
@pytest.mark.parametrize("status", [400, 403, 404, 500])
def test_a_refusal_is_drawn_without_a_request(door: str, status: int) -> None:
    request = RequestFactory().get("/")
    request.door = door  # type: ignore[attr-defined]  # set by the host middleware
    answers = {400: views.bad_request, 403: views.csrf_refused, 404: views.not_found}
    answer = answers.get(status, views.broken)(request)
    assert answer.status_code == status
    soup = BeautifulSoup(answer.content, "html.parser")
    assert soup.find("h1")
    if door == "portal":
        words = f"{soup.get_text(' ')} {soup.title}"
        assert not re.search(r"ravny|равный|\bHIV\b|\bВИЧ\b|desk", words, re.IGNORECASE)


def test_quick_exit_is_first_in_the_tab_order_of_the_portal() -> None:
    html = render_to_string("kit/portal.html", {"LANGUAGE_CODE": "ru"})
    first = BeautifulSoup(html, "html.parser").body.find(["a", "button", "input"])
    assert first["href"] == "/x"


def test_a_code_is_drawn_as_a_tag_with_its_check_digit_apart() -> None:
    text = Template("{% load kit %}{{ code|tag }}{% tag code '/c' %}").render(
        Context({"code": CODES[0]})
    )
    assert text == (
        '<span class="tag">123 456 789-<i>7</i></span>'
        '<a class="tag" href="/c">123 456 789-<i>7</i></a>'
    )


def test_a_word_in_a_badge_is_escaped() -> None:
    text = Template("{% load kit %}{% badge word 'ok' %}").render(Context({"word": "<b>"}))
    assert text == '<span class="badge ok">&lt;b&gt;</span>'


def test_every_icon_is_hidden_from_screen_readers() -> None:
    assert all('aria-hidden="true"' in icons.icon(name) for name in icons.NAMES)


def test_days_and_numbers_are_the_readers() -> None:
    with override("ru"):
        assert (
            formats.day(DAY)
            .replace("\N{NARROW NO-BREAK SPACE}", " ")
            .replace("\N{NO-BREAK SPACE}", " ")
            == "20 ноября 2026 г."
        )
        assert formats.weekday(DAY) == "пятница, 20 ноября"
        assert [formats.days(n) for n in (1, 2, 5, 21)] == ["1 день", "2 дня", "5 дней", "21 день"]
        assert formats.days_left(-3) == "опоздание 3 дня"
    with override("en"):
        assert formats.day(DAY) == "20 November 2026"
        assert formats.number(1284) == "1,284"
        assert formats.days_left(1) == "1 day left"


def test_every_template_of_the_kit_compiles_and_is_short() -> None:
    for path in sorted(TEMPLATES.rglob("*.html")):
        text = path.read_text(encoding="utf-8")
        Template(text)
        assert text.count("\n") <= 150, path.name
