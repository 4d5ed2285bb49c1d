"""What templates, scripts and styles may hold: no third party, nothing inline, no bare words."""

import re
from pathlib import Path

from tests.guards import house

# Names of XML vocabularies, not places: nothing is fetched from them.
NAMESPACE = re.compile(r"https?://www\.w3\.org/(?:2000/svg|1999/xhtml|1999/xlink|1998/Math/MathML)")
# The demonstration's and the tests' own machine.
LOOPBACK = re.compile(r"https?://(?:[\w-]+\.)?localhost\b")
ADDRESS = re.compile(r"(?:https?:)?//[a-z0-9][\w.-]*\.[a-z]{2,}[^\s\"']*", re.IGNORECASE)
INLINE = re.compile(
    r"<style\b|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|=\s*[\"']?javascript:|hx-on|"
    r"<script(?![^>]*\ssrc=)(?![^>]*type=[\"']application/json[\"'])",
    re.IGNORECASE,
)
COMMENT = re.compile(r"{#.*?#}|{%\s*comment.*?endcomment\s*%}|<!--.*?-->", re.DOTALL)
TRANSLATED = re.compile(r"{%\s*blocktrans(?:late)?\b.*?{%\s*endblocktrans(?:late)?\s*%}", re.DOTALL)
LOGIC = re.compile(r"{%.*?%}|{{.*?}}", re.DOTALL)
SPOKEN = re.compile(
    r"\s(?:title|alt|placeholder|aria-label|aria-description)\s*=\s*([\"'])(.*?)\1", re.DOTALL
)
MARKUP = re.compile(r"<(script|style|svg|code|kbd)\b.*?</\1>|<[^>]*>", re.DOTALL)
ENTITY = re.compile(r"&#?\w+;")
WORD = re.compile(r"[^\W\d_]{2,}")
# The same in every language: names of the house and of its notebook, of file formats.
SAME_EVERYWHERE = re.compile(r"\b(?:Ravny|Daftar|CSV|XLSX|JSON|PDF)\b")
# A piece that says its own language is meant to be read in that language (the language menu).
OWN_LANGUAGE = re.compile(r"<(?!html)(\w+)\b[^>]*\slang=\"[a-z]{2}\"[^>]*>.*?</\1>", re.DOTALL)
# A block that fills in an attribute of the shell, or its value: classes and data, not words.
FILLED = re.compile(
    r"{%\s*block (?:door|root|body_class)\s*%}.*?{%\s*endblock\b.*?%}"
    r"|{%\s*block \w+\s*%}\s*[\w-]+=\"[^\"]*\"\s*{%\s*endblock\b.*?%}",
    re.DOTALL,
)
# Shown when nothing is known of the reader, not even the language: they speak several at once.
# Tried where it is served: tests/portal/test_refusals.py.
PORTAL_ERROR = "kit/portal_error.html"
SPEAK_ALL = {"kit/error.html", PORTAL_ERROR}


def served() -> list[Path]:
    return [
        *(path for _, path in house.templates()),
        *(path for path in house.sources("frontend/src", ending=".ts")),
        *(path for path in house.sources("frontend/css", ending=".css")),
    ]


def test_no_page_script_or_style_names_another_site() -> None:
    wrong = []
    for path in served():
        text = LOOPBACK.sub("", NAMESPACE.sub("", path.read_text("utf-8")))
        wrong += [f"{house.where(path)}: {found}" for found in ADDRESS.findall(text)]
    house.none_of(wrong)


def test_no_template_holds_inline_script_or_style() -> None:
    wrong = []
    for _, path in house.templates():
        text = COMMENT.sub("", path.read_text("utf-8"))
        wrong += [f"{house.where(path)}: {found.group(0)}" for found in INLINE.finditer(text)]
    house.none_of(wrong)


def bare_words(text: str) -> list[str]:
    """Return the words of a template that no translator would see."""
    text = FILLED.sub(" ", OWN_LANGUAGE.sub(" ", text))
    text = LOGIC.sub(" ", TRANSLATED.sub(" ", COMMENT.sub(" ", text)))
    spoken = " ".join(found.group(2) for found in SPOKEN.finditer(text))
    visible = ENTITY.sub(" ", f"{MARKUP.sub(' ', text)} {spoken}")
    return WORD.findall(SAME_EVERYWHERE.sub("", visible))


TITLE = re.compile(r"{% block title %}(.*?){% endblock %}", re.DOTALL)
NAMED = re.compile(r"{{[^}]*\b(?:label|pseudonym|code|login)\b[^}]*}}")


def test_no_title_holds_a_code_or_a_label() -> None:
    """A browser's history keeps titles on the disk (docs/decisions/0007)."""
    wrong = [
        f"{house.where(path)}: {found}"
        for _, path in house.templates()
        for title in TITLE.findall(path.read_text("utf-8"))
        for found in NAMED.findall(title)
    ]
    house.none_of(wrong)


def test_every_word_of_a_template_can_be_translated() -> None:
    wrong = []
    for name, path in house.templates():
        words = bare_words(path.read_text("utf-8")) if name.endswith(".html") else []
        if words and name not in SPEAK_ALL:
            wrong.append(f"{house.where(path)}: {' '.join(words[:8])}")
    house.none_of(wrong)


def test_a_page_that_knows_nothing_of_its_reader_speaks_several_languages() -> None:
    for name, path in house.templates():
        if name in SPEAK_ALL - {PORTAL_ERROR}:
            assert '<p lang="en"' in path.read_text("utf-8"), name


def test_scripts_speak_to_people_only_through_their_page() -> None:
    """A Russian word in TypeScript would be a text that no translator sees."""
    wrong = []
    for path in house.sources("frontend/src", ending=".ts"):
        if path.name.endswith((".test.ts", "vectors.ts")):
            continue
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            if re.search(r"[а-яё]{2,}", line.partition("//")[0], re.IGNORECASE):
                wrong.append(house.where(path, number))
    house.none_of(wrong)
