"""Which services fit a need, and when a visit is safe."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ravny.core.kit.ids import day_id
from ravny.people.directory import queries
from ravny.people.directory.types import Reports, ServiceFact, YesNo
from tests.cast import Cast

from .makers import a_service


def fact(anonymous: str, asks_passport: str, reports_to: tuple[str, ...]) -> ServiceFact:
    return ServiceFact(
        service_id=day_id(),
        kind="clinic",
        label="",
        country="ru",
        region="",
        city="",
        anonymous=anonymous,
        asks_passport=asks_passport,
        reports_to=reports_to,
    )


# What is slow is a busy machine, not the drawing of three codes.
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from(YesNo.values),
    st.sampled_from(YesNo.values),
    st.lists(st.sampled_from(Reports.values), unique=True).map(tuple),
)
def test_a_service_is_anonymous_only_if_all_three_facts_say_so(
    anonymous: str, passport: str, reports_to: tuple[str, ...]
) -> None:
    one = fact(anonymous, passport, reports_to)
    assert one.may_report is (reports_to != ("nobody",))
    assert one.is_anonymous is ((anonymous, passport, reports_to) == ("yes", "no", ("nobody",)))


def test_what_is_not_known_is_unsafe() -> None:
    nothing = ServiceFact(day_id(), "clinic", "", "ru", "", "")
    assert nothing.may_report and not nothing.is_anonymous
    assert fact("yes", "no", ("unknown",)).may_report
    assert not fact("unknown", "no", ("nobody",)).is_anonymous
    assert not fact("yes", "unknown", ("nobody",)).is_anonymous


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("need", "fits"),
    [
        ({}, "abc"),
        ({"kinds": ("aids_centre",)}, "b"),
        ({"kinds": ("aids_centre", "specialist")}, "bc"),
        ({"infection": "syphilis"}, "a"),
        ({"infection": "hiv"}, "ab"),
        ({"offers": ("art",)}, "b"),
        ({"offers": ("art", "teleconsult")}, "bc"),
        ({"region": "RU-SAM"}, "ac"),
        ({"region": "RU-SAM", "infection": "hiv"}, "a"),
    ],
)
def test_a_need_is_met_by_what_the_entry_says(
    cast: Cast, django_assert_num_queries: Any, need: dict[str, Any], fits: str
) -> None:
    a_service(cast.coordinator, label="a")
    a_service(
        cast.coordinator,
        label="b",
        kind="aids_centre",
        region="RU-MOS",
        infections=("hiv",),
        provides=("art", "registration"),
        not_provided=(),
    )
    a_service(
        cast.coordinator,
        label="c",
        kind="specialist",
        region="",
        infections=(),
        provides=("teleconsult",),
    )
    with django_assert_num_queries(1):
        found = queries.services_of(cast.organisation_id, **need)
    assert "".join(one.label for one in found) == fits
    chosen = queries.service_choices(cast.peer.actor, **need)
    assert len(chosen) == len(fits)


@pytest.mark.django_db
def test_the_infections_are_known_to_the_rooms_above() -> None:
    assert set(queries.infections()) == {code for code, _label in queries.infection_choices()}
    assert queries.infection_label("hiv") == "ВИЧ"
