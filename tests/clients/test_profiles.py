"""Country profiles: data that lawyers review, checked whole before anybody leans on it."""

from datetime import date
from typing import Any

import pytest
import yaml
from django.utils.html import escape
from django.utils.translation import override
from django_scopes import scopes_disabled

from ravny.core.kit.registries import record_kinds
from ravny.core.staff.models import Account, Organisation
from ravny.people.clients import countries, queries
from ravny.people.clients.countries import COUNTRIES, ProfileError, load_profile, parse_profile
from tests.cast import Cast, browser_of

FOLDER = "profiles"


def values(country: str = "ru") -> dict[str, Any]:
    path = countries.resources.files("ravny.people.clients") / FOLDER / f"{country}.yaml"
    return dict(yaml.safe_load(path.read_text("utf-8")))


@pytest.mark.parametrize("country", COUNTRIES)
def test_every_file_is_whole_and_admits_that_nobody_reviewed_it(country: str) -> None:
    profile = load_profile(country)
    assert profile.country == country
    assert profile.reviewed_by == ""
    assert profile.reviewed_on is None
    assert not profile.reviewed(date(2026, 11, 22))
    assert profile.review_by > date(2026, 11, 22)
    assert set(profile.keeping) == set(countries.FACTS)
    assert profile.numbers


@pytest.mark.parametrize("country", COUNTRIES)
def test_no_number_is_called_safe_and_the_police_are_called_unsafe(country: str) -> None:
    for line in load_profile(country).numbers:
        assert line.safe == ("unsafe" if line.number == "102" else "life_only")
        assert line.confidence in "BC"
        assert line.learns.ru and line.learns.en


@pytest.mark.parametrize("country", COUNTRIES)
def test_what_is_not_kept_says_why(country: str) -> None:
    for keeping in load_profile(country).keeping.values():
        assert keeping.where == "card" or keeping.why


def test_only_a_text_that_was_read_needs_no_lawyer() -> None:
    settled = [
        duty.statement.source.en
        for country in COUNTRIES
        for duty in load_profile(country).duties
        if duty.statement.settled
    ]
    assert len(settled) == 1
    assert "Constitutional Court" in settled[0]


def test_a_review_counts_until_its_day() -> None:
    read = {"reviewed_by": "a lawyer", "reviewed_on": date(2026, 12, 1)}
    profile = parse_profile(values() | read)
    assert profile.reviewed(profile.review_by)
    assert not profile.reviewed(date(profile.review_by.year + 1, 1, 1))


def broken(**changes: Any) -> dict[str, Any]:
    return values() | changes


def kept() -> dict[str, Any]:
    return dict(values()["retention"]["clients.card"])


@pytest.mark.parametrize(
    "wrong",
    [
        broken(country="xx"),
        broken(facts={**values()["facts"], "passport": {"where": "card", "ask": "first"}}),
        broken(facts={**values()["facts"], "sex": {"where": "everywhere", "ask": "first"}}),
        broken(facts={**values()["facts"], "sex": {"where": "encounter", "ask": "first"}}),
        broken(facts={**values()["facts"], "sex": {"where": "card", "ask": "always"}}),
        broken(facts={}),
        broken(key_group_codes=["gays"]),
        broken(minors={**values()["minors"], "confidence": "D"}),
        broken(minors={**values()["minors"], "words": {"ru": "по-русски"}}),
        broken(minors={**values()["minors"], "found_on": "yesterday"}),
        broken(duties=[{**values()["duties"][0], "about": "them"}]),
        broken(numbers=[{**values()["numbers"][0], "safe": "yes"}]),
        broken(numbers=[{**values()["numbers"][0], "number": "call me"}]),
        broken(retention={"clients.card": {**kept(), "months": "24"}}),
        broken(retention={"clients.card": {**kept(), "months": 0}}),
        broken(retention={"clients.card": {**kept(), "months": 601}}),
        broken(retention={"clients.card": {**kept(), "confidence": "D"}}),
        broken(retention={"clients.card": {**kept(), "words": {"en": "because"}}}),
    ],
)
def test_a_wrong_file_stops_the_start(wrong: dict[str, Any]) -> None:
    with pytest.raises(ProfileError):
        parse_profile(wrong)


def test_a_country_without_a_profile_has_no_default() -> None:
    with pytest.raises(ProfileError):
        queries.profile_of("fr")


@pytest.mark.parametrize("country", COUNTRIES)
@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_page_shows_what_is_kept_asked_reported_and_whom_to_call(
    cast: Cast, country: str, language: str
) -> None:
    with scopes_disabled():
        Organisation.objects.filter(id=cast.organisation_id).update(country=country)
        Account.objects.filter(id=cast.lawyer.account_id).update(interface_language=language)
    page = browser_of(cast.lawyer).get("/clients/rules/").content.decode()
    words = {"ru": "Юрист ещё не проверил", "en": "Not reviewed by a lawyer yet"}
    assert words[language] in page
    with override(language):
        profile = load_profile(country)
        for shown in (profile.name, *(line.number for line in profile.numbers)):
            assert shown in page
        assert escape(str(profile.minors.statement.words)) in page
        for kind, line in profile.retention.items():
            label = next(one.label for one in record_kinds if one.code == kind)
            assert escape(str(label)) in page
            assert escape(str(line.statement.words)) in page


def test_countries_are_named_in_the_readers_language_those_of_the_region_first() -> None:
    with override("ru"):
        assert countries.territories()[1] == ("UZ", "Узбекистан")
    with override("en"):
        names = dict(countries.territories())
    assert names["UZ"] == "Uzbekistan"
    assert len(names) > 240
