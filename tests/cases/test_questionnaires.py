"""A questionnaire is a file that anybody can edit; what is wrong in it is said plainly."""

from contextlib import suppress
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import CommandError, call_command
from hypothesis import given, settings
from hypothesis import strategies as st

from ravny.services.cases.plans.catalogue import catalogue
from ravny.services.cases.questionnaires import Questionnaire
from ravny.services.cases.questionnaires import shelf as on_shelf
from ravny.services.cases.questionnaires.files import QuestionnaireError
from ravny.services.cases.questionnaires.reading import read
from ravny.services.cases.types import Need
from tests.guards import house

from .papers import choice, option, paper, read_of, simple, text_of

FULL = (on_shelf.OURS / "full-1.yaml").read_text("utf-8")
TWO = (option("a"), option("b"))


@pytest.fixture
def own(tmp_path: Path, settings: Any) -> Path:
    """Give the installation a folder of its own, read anew."""
    settings.QUESTIONNAIRES = tmp_path
    on_shelf.shelf.cache_clear()
    yield tmp_path
    on_shelf.shelf.cache_clear()


def test_ours_ask_about_every_need_and_name_plans_that_are_there() -> None:
    known = {one.code: one for one in map(on_shelf.read_file, on_shelf.files_in(on_shelf.OURS))}
    full, short = known["full"], known["short"]
    assert set(full.needs) == set(Need.values)
    assert 30 <= len(full.by_code) <= 45
    assert 8 <= len(short.by_code) <= 10
    suggested = {
        code
        for one in known.values()
        for question in one.questions
        for part in (*question.options, *question.bands)
        for code in part.weight.findings.plans
    }
    assert suggested <= set(catalogue().templates)


def _without(told: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in told.items() if key != name}


WRONG: list[tuple[Any, str]] = [
    (None, "the file is empty"),
    ([], "names with values are expected"),
    ("words", "names with values are expected"),
    (_without(simple(), "title"), '"title" is missing'),
    (paper(choice("q", *TWO), purpose="long"), 'unknown purpose "long"'),
    (paper(choice("q", *TWO), version="two"), '"two" is no whole number'),
    (paper(choice("q", *TWO), version=0), '"0" is no whole number'),
    (paper(choice("q", *TWO), author="me"), '"author" has no meaning here'),
    (paper(choice("q", *TWO), title={"ru": "Слова"}), '"en" is missing'),
    (paper(choice("q", *TWO), title={"ru": "Слова", "en": " "}), "a text is expected here"),
    (paper(choice("q", *TWO), title="Слова"), "both languages"),
    (paper(choice("Вопрос", *TWO)), "is no code"),
    (paper(choice("q", *TWO), choice("q", *TWO)), 'the code "q" stands in line'),
    (paper(choice("q", option("a"), option("a"))), 'question "q": the code "a" stands'),
    (paper(choice("q", option("a"))), "at least two options"),
    (paper(choice("q", option("a"), option("declined"))), "are always there"),
    (paper(choice("q", option("a"), option("b", alone="yes"))), '"alone" has no meaning here'),
    (paper(choice("q", option("a"), option("b", scores={"love": 1}))), 'unknown need "love"'),
    (paper(choice("q", option("a"), option("b", scores={"legal": 11}))), "from 0 to 10"),
    (paper(choice("q", *TWO, show_if={"p": ["a"]})), '"p", which does not exist'),
    (paper(choice("q", *TWO, show_if={"q": ["a"]})), "cannot depend on itself"),
    (paper(choice("q", *TWO, show_if={"p": ["a"]}), choice("p", *TWO)), "comes later"),
    (paper(choice("p", *TWO), choice("q", *TWO, show_if={"p": ["c"]})), 'unknown answer of "p"'),
    (paper(_without(choice("q", *TWO), "kind")), '"kind" is missing'),
    (paper({**choice("q", *TWO), "kind": "poem"}), 'unknown kind "poem"'),
    (paper({"code": "q", "kind": "number", "text": {"ru": "а", "en": "a"}}), '"most" is missing'),
    (paper(choice("q", option("a"), option("b", raises={"requests": ["moon"]}))), '"moon"'),
    (paper(choice("q", option("a"), option("b", raises={"feelings": ["joy"]}))), "no meaning"),
]


@pytest.mark.parametrize(("told", "said"), WRONG)
def test_what_is_wrong_is_said_with_the_file_and_the_place(told: Any, said: str) -> None:
    with pytest.raises(QuestionnaireError) as refused:
        read("" if told is None else text_of(told), "try-1.yaml")
    assert str(refused.value).startswith("try-1.yaml")
    assert said in str(refused.value)


def test_a_refusal_names_the_line_and_the_question() -> None:
    broken = FULL.replace("scores: {stigma: 8}, raises", "scores: {shame: 8}, raises")
    with pytest.raises(QuestionnaireError) as refused:
        read(broken, "full-1.yaml")
    line = next(n for n, one in enumerate(broken.splitlines(), 1) if "shame: 8" in one)
    assert str(refused.value).startswith(
        f'full-1.yaml, line {line}, question "knows": unknown need "shame" (known: medical, '
    )


WRONG_TEXT = [
    "code: [",
    "\t",
    "code: 'x",
    "a: 1\n---\nb: 2",
    "code: a\ncode: b",
    "x: &x [*x]",
    "[" * 5000,
    "{a: " * 5000,
    "code: \x00",
    "? {a: b}\n: c",
    "!!python/object/apply:os.system ['true']",
]


@pytest.mark.parametrize("text", WRONG_TEXT)
def test_what_is_no_questionnaire_at_all_is_refused_in_words(text: str) -> None:
    with pytest.raises(QuestionnaireError):
        read(text, "try-1.yaml")


def test_what_is_written_by_reference_is_refused() -> None:
    text = yaml.safe_dump(paper(choice("q", *TWO)))
    assert "*id001" in text
    with pytest.raises(QuestionnaireError, match="write it out"):
        read(text, "try-1.yaml")


def test_a_file_is_called_after_what_it_holds() -> None:
    with pytest.raises(QuestionnaireError, match=r"call this file full-1\.yaml"):
        read(FULL, "full-2.yaml")


BITS = ["", "{", "]", ": ", "- ", "&a ", "*a", '"', "\t", "9", "я"]


@settings(deadline=None, max_examples=150)
@given(st.data())
def test_any_change_of_a_file_is_read_or_refused_in_words(data: st.DataObject) -> None:
    lines = FULL.splitlines()
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, len(lines) - 1))
        line = lines[place]
        cut = data.draw(st.integers(0, len(line)))
        new = data.draw(
            st.sampled_from(["", "{", "]", ": ", "- ", "&a ", "*a", '"', "\t", "9", "я"])
        )
        end = data.draw(st.integers(cut, len(line)))
        lines[place] = line[:cut] + new + line[end:]
    try:
        found = read("\n".join(lines), "full-1.yaml")
    except QuestionnaireError as refused:
        assert str(refused).startswith("full-1.yaml")
    else:
        assert isinstance(found, Questionnaire)


LEAVES = st.none() | st.booleans() | st.integers() | st.text(max_size=6) | st.floats()


@settings(deadline=None, max_examples=100)
@given(st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
    st.sampled_from(["code", "version", "title", "purpose", "sections", "questions", "ru", "en"]),
    inner,
)))  # fmt: skip
def test_any_tree_is_read_or_refused_in_words(told: Any) -> None:
    with suppress(QuestionnaireError):
        read(yaml.safe_dump(told, allow_unicode=True), "try-1.yaml")


def test_an_own_file_is_offered_and_its_newest_version_is_the_one(own: Path) -> None:
    copied = FULL.replace("version: 1\n", "version: 2\n")
    (own / "full-2.yaml").write_text(copied, "utf-8")
    (own / "try-1.yaml").write_text(text_of(_plain()), "utf-8")
    assert [one.name for one in on_shelf.offered()] == ["short-1", "try-1", "full-2"]
    assert on_shelf.questionnaire_of("full", 1) is not None


def _plain() -> dict[str, Any]:
    return {
        "code": "try", "version": 1, "title": {"ru": "Слово", "en": "Word"}, "purpose": "short",
        "sections": [{"code": "s", "title": {"ru": "Слово", "en": "Word"}, "questions": [
            {"code": "q", "kind": "number", "most": 3, "text": {"ru": "Слово", "en": "Word"}}
        ]}],
    }  # fmt: skip


def test_a_newer_version_can_end_the_offer(own: Path) -> None:
    (own / "try-1.yaml").write_text(text_of(_plain()), "utf-8")
    (own / "try-2.yaml").write_text(text_of({**_plain(), "version": 2, "offered": "no"}), "utf-8")
    assert [one.code for one in on_shelf.offered()] == ["short", "full"]


def test_a_wrong_own_file_is_left_out_and_the_rest_works(own: Path) -> None:
    (own / "bad-1.yaml").write_text("code: bad\n", "utf-8")
    (own / "worse-1.yaml").write_bytes(b"\xff\xfe\x00")
    assert len(on_shelf.shelf().problems) == 2
    assert [one.code for one in on_shelf.offered()] == ["short", "full"]


def test_check_says_what_is_wrong_and_ends_with_an_error(own: Path) -> None:
    out, err = StringIO(), StringIO()
    call_command("questionnaires", "check", stdout=out, stderr=err)
    assert "full-1.yaml: " in out.getvalue()
    (own / "bad-1.yaml").write_text("code: bad\n", "utf-8")
    with pytest.raises(CommandError, match="1 of"):
        call_command("questionnaires", "check", str(own / "bad-1.yaml"), stdout=out, stderr=err)
    assert 'bad-1.yaml, line 1: "version" is missing' in err.getvalue()


def test_list_names_what_is_offered_and_what_is_left_out(own: Path) -> None:
    (own / "bad-1.yaml").write_text("code: bad\n", "utf-8")
    on_shelf.shelf.cache_clear()
    out = StringIO()
    call_command("questionnaires", "list", stdout=out)
    assert "short-1: 10 questions" in out.getvalue()
    assert "left out: bad-1.yaml" in out.getvalue()


def test_check_notes_a_plan_that_nobody_wrote(own: Path) -> None:
    told = _plain()
    told["sections"][0]["questions"][0]["bands"] = [
        {"from": 0, "to": 3, "raises": {"plans": ["to_the_moon"]}}
    ]
    (own / "try-1.yaml").write_text(text_of(told), "utf-8")
    out = StringIO()
    call_command("questionnaires", "check", str(own / "try-1.yaml"), stdout=out)
    assert 'no template of a plan is called "to_the_moon"' in out.getvalue()


def test_reading_gives_what_was_written() -> None:
    found = read_of(simple())
    assert found.by_code["why"].show_if == (("home", frozenset({"none"})),)
    assert found.by_code["signs"].possible == {"medical": 6, "safety": 10}
    assert found.by_code["days"].top == 90
    assert found.by_code["signs"].by_code["nothing"].alone


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_example_of_the_handbook_is_a_questionnaire(language: str) -> None:
    chapter = house.ROOT / "docs" / "handbook" / language / "questionnaires.md"
    example = chapter.read_text("utf-8").partition("```yaml\n")[2].partition("```")[0]
    found = read(example, "full-2.yaml")
    assert found.by_code["days_left"].show_if == (("therapy", frozenset({"taking"})),)
