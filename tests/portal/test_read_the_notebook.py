"""The notebook says its few words in eight languages and gives nothing away."""

import gzip
import re
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.staticfiles import finders
from django.test import Client
from django.utils.translation import override

from ravny.core.kit.formats import day
from ravny.core.staff.models import Organisation
from ravny.doors.portal.types import READ_BY_A_NATIVE, SERVICES
from ravny.people.clients.countries import COUNTRIES, load_profile
from tests.cast import Cast
from tests.portal.words import DRAFTS, LANGUAGES, given_away
from tools import messages

pytestmark = pytest.mark.django_db
ROOM = messages.ROOT / "ravny/doors/portal"
LIMIT = 60 * 1024
ADDRESSES = (
    "/", "/x", "/nothing/", "/ru/zz/", "/%D1%80%D1%83/",
    *(f"/{language}/" for language in LANGUAGES),
    *(f"/{language}/{country}/" for language in LANGUAGES for country in COUNTRIES),
)  # fmt: skip
# What the profiles said when the portal's own sentences were written from them.
WRITTEN_FROM = {
    "103": "The dispatcher and the ambulance crew see the number and the address, the call is "
    "recorded. They may call the police. There is no need to mention HIV.",
    "112": "One dispatcher sees the number and often the place; the call is recorded and passed "
    "to the service needed, police included.",
}


def soup(response: Any) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def stylesheet() -> str:
    found = finders.find("page/portal.css")
    assert isinstance(found, str)
    return Path(found).read_text("utf-8")


@pytest.fixture
def one_country() -> None:
    Organisation.objects.create(label="Here", country="kz")


@pytest.mark.parametrize("address", ADDRESSES)
def test_nothing_in_an_answer_says_what_the_place_is_for(
    address: str, portal_client: Client
) -> None:
    response = portal_client.get(address)
    headers = "\n".join(f"{name}: {value}" for name, value in response.headers.items())
    assert given_away(f"{address}\n{headers}\n{response.content.decode()}") == []


def test_the_style_sheet_says_nothing_either() -> None:
    assert given_away(stylesheet()) == []
    assert "/*" not in stylesheet()


def test_the_list_of_forbidden_words_finds_them_and_leaves_others_alone() -> None:
    for telling in ("ВИЧ-центр", "test: HIV", "Ravny", "равный", "фонда", "МСМ", "AIDS."):
        assert given_away(telling), telling
    assert given_away('content="noindex, nofollow, noarchive" Нервничать') == []


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_cookie_is_set_no_script_comes_and_nothing_is_kept(
    address: str, portal_client: Client
) -> None:
    response = portal_client.get(address)
    page = soup(response)
    assert not response.cookies
    assert not portal_client.cookies
    assert page.find_all("script") == []
    assert page.find_all("form") == []
    assert response.headers["Cache-Control"] == "no-store"
    if response.status_code == 200:
        policy = page.find("meta", {"http-equiv": "Content-Security-Policy"})
        assert policy is not None
        assert policy["content"] == "script-src 'none'"
        assert page.find_all("meta", {"name": "referrer"})[-1]["content"] == "no-referrer"


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_link_stays_at_home_or_rings_a_number(address: str, portal_client: Client) -> None:
    for link in soup(portal_client.get(address)).find_all("a"):
        target = str(link["href"])
        if target.startswith("tel:"):
            assert target.removeprefix("tel:") in SERVICES
        else:
            assert portal_client.get(target).status_code == 200, target


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_says_every_word_itself(language: str, portal_client: Client) -> None:
    response = portal_client.get(f"/{language}/")
    page = soup(response)
    said = " ".join(page.get_text(" ").split())
    assert page.html is not None
    assert page.html["lang"] == response.headers["Content-Language"] == language
    catalog = messages.kept(messages.po_file(ROOM, language), language)
    for message in messages.extracted(ROOM):
        if language == "en" or not message.id:
            continue
        english = str(message.id)
        own = catalog.get(english, message.context)
        assert own is not None
        assert own.string, english
        if len(english) > 12:
            assert english not in said
        if english.startswith(("It ", "When", "Call", "They", "We", "The ", "How")):
            assert str(own.string) in said, english


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_draft_says_so_in_its_own_language_and_is_marked_where_translators_work(
    language: str, portal_client: Client
) -> None:
    english = "This translation was not yet read by a native speaker."
    catalog = messages.kept(messages.po_file(ROOM, language), language)
    entry = catalog.get(english)
    notice = str(entry.string) if entry else english
    said = " ".join(soup(portal_client.get(f"/{language}/")).get_text(" ").split())
    assert (notice in said) == (language in DRAFTS) == (not READ_BY_A_NATIVE[language])
    if language in DRAFTS:
        assert all(message.user_comments == ["draft"] for message in catalog if message.id)
        assert list(messages.problems(ROOM, language)) == []


def test_uzbek_is_written_with_its_own_letters(portal_client: Client) -> None:
    said = soup(portal_client.get("/uz/")).get_text()
    assert "ʻ" in said
    assert not re.search("[oOgG]['’‘`´]", said)


@pytest.mark.parametrize(("asked", "given"), [("uz,ru;q=0.8", "uz"), ("ro-MD", "ro"), ("fr", "ru")])
def test_the_first_page_picks_what_the_browser_asks_for(
    asked: str, given: str, portal_client: Client
) -> None:
    response = portal_client.get("/", headers={"accept-language": asked})
    assert response.headers["Content-Language"] == given
    assert "Accept-Language" in response.headers["Vary"]


def test_another_language_keeps_the_country(portal_client: Client) -> None:
    page = soup(portal_client.get("/ru/kz/"))
    assert page.select_one('.langs a[hreflang="uz"]')["href"] == "/uz/kz/"  # type: ignore[index]  # it is there
    assert [link.text for link in page.select('.langs a[aria-current="true"]')] == [
        "Русский",
        "Казахстан",
    ]


def test_a_house_of_one_country_shows_its_numbers_and_offers_the_others(
    one_country: None, portal_client: Client, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(1):
        page = soup(portal_client.get("/en/"))
    assert [heading.text for heading in page.find_all("h3")] == ["Kazakhstan"]
    assert [link["href"] for link in page.select('a[href^="tel:"]')] == ["tel:103", "tel:112"]
    others = [str(link["href"]) for link in page.select('nav[aria-label="Country"] a')]
    assert others == [f"/en/{country}/" for country in COUNTRIES]


def test_a_house_of_several_countries_folds_them_all(cast: Cast, portal_client: Client) -> None:
    Organisation.objects.create(label="A", country="kz")
    Organisation.objects.create(label="B", country="uz")
    page = soup(portal_client.get("/en/"))
    folded = [summary.get_text(strip=True) for summary in page.find_all("summary")]
    assert len(folded) == len(COUNTRIES)
    assert "Uzbekistan" in folded
    assert page.find_all("h3") == []


@pytest.mark.parametrize("country", COUNTRIES)
def test_only_numbers_that_are_safe_are_given_with_what_is_known_of_them(
    country: str, portal_client: Client
) -> None:
    page = soup(portal_client.get(f"/en/{country}/"))
    profile = load_profile(country)
    safe = [entry for entry in profile.numbers if entry.safe == "life_only"]
    given = [str(link["href"]).removeprefix("tel:") for link in page.select('a[href^="tel:"]')]
    assert given == [entry.number for entry in safe]
    said = " ".join(page.get_text(" ").split())
    with override("en"):
        written = f"Written down on {day(min(entry.found_on for entry in safe))}."
        for entry in safe:
            assert str(SERVICES[entry.number].learns) in said
    unchecked = sum(entry.confidence == "C" for entry in safe)
    assert said.count("Nobody has checked this number yet.") == unchecked
    assert written in said
    assert ("A lawyer has not read this yet." in said) == (profile.reviewed_by == "")


@pytest.mark.parametrize("country", COUNTRIES)
def test_the_words_here_follow_the_profiles(country: str) -> None:
    """A lawyer changed a profile: say the same in `types.SERVICES`, in neutral words, then here."""
    for entry in load_profile(country).numbers:
        if entry.safe == "life_only":
            assert entry.number in SERVICES
            assert " ".join(entry.learns.en.split()) == WRITTEN_FROM[entry.number]


@pytest.mark.parametrize("address", ["/", "/ru/", "/ru/kz/", "/tg/", "/x"])
def test_a_page_with_all_it_needs_stays_small(address: str, portal_client: Client) -> None:
    response = portal_client.get(address)
    linked = [str(link["href"]) for link in soup(response).find_all("link", rel="stylesheet")]
    assert len(linked) == 1
    headers = sum(len(name) + len(value) + 4 for name, value in response.headers.items())
    sheet = gzip.compress(stylesheet().encode())
    assert len(response.content) + headers + len(sheet) <= LIMIT


@pytest.mark.parametrize("address", ["/nothing/", "/xx/", "/ru/zz/", "/x/", "/desk/clients/"])
def test_what_is_not_there_answers_without_a_trace_of_anything(
    address: str, portal_client: Client
) -> None:
    response = portal_client.get(address)
    assert response.status_code == 404
    assert soup(response).title.text == "Daftar"  # type: ignore[union-attr]  # it is there
    assert given_away(response.content.decode()) == []


def test_nothing_can_be_sent_here(portal_client: Client) -> None:
    for address in ("/", "/ru/", "/x"):
        assert portal_client.post(address, {"a": "b"}).status_code == 405
