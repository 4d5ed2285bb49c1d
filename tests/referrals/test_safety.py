"""Who learns what, and the order of ways on: over every combination of facts."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ravny.people.clients.types import ClientFacts, LegalStatus
from ravny.people.directory.types import (
    Friendliness,
    Offer,
    Reports,
    ServiceFact,
    ServiceKind,
    Speciality,
    YesNo,
)
from ravny.services.referrals.queries import (
    fits,
    may_be_foreigner,
    safest_first,
    step_options,
    tells_nothing,
    who_learns,
)
from ravny.services.referrals.types import (
    NextStep,
    Reason,
    StepOption,
)

from .makers import a_service

SILENT = ["not_asked", "declined", "unknown", ""]
CLIENTS = st.one_of(
    st.none(),
    st.builds(
        ClientFacts,
        country=st.sampled_from(["RU", "ru", "UZ", "TJ", *SILENT]),
        legal_status=st.sampled_from([*LegalStatus.values, ""]),
    ),
)
SERVICES = st.builds(
    a_service,
    kind=st.sampled_from(ServiceKind.values),
    country=st.sampled_from(["ru", "kz"]),
    anonymous=st.sampled_from(YesNo.values),
    asks_passport=st.sampled_from(YesNo.values),
    same_community=st.sampled_from(YesNo.values),
    reports_to=st.lists(st.sampled_from(Reports.values), max_size=3, unique=True).map(tuple),
    provides=st.lists(st.sampled_from(Offer.values), max_size=3, unique=True).map(tuple),
    specialities=st.lists(st.sampled_from(Speciality.values), max_size=2, unique=True).map(tuple),
    friendliness=st.sampled_from(Friendliness.values),
)
INFECTIONS = st.sampled_from(["hiv", "syphilis", "tuberculosis", "hepatitis_c", ""])


@pytest.mark.parametrize(
    ("facts", "foreigner"),
    [
        ({}, True),
        ({"country": "RU"}, False),
        ({"country": "UZ"}, True),
        ({"country": "unknown"}, True),
        ({"country": "declined"}, True),
        ({"country": "UZ", "legal_status": "citizen"}, False),
        ({"legal_status": "citizen"}, False),
        ({"country": "RU", "legal_status": "declined"}, False),
        ({"country": "RU", "legal_status": "stateless"}, True),
        ({"country": "RU", "legal_status": "work"}, True),
        ({"country": "RU", "legal_status": "undocumented"}, True),
    ],
)
def test_who_may_be_a_foreigner(facts: dict[str, str], foreigner: bool) -> None:
    assert may_be_foreigner(ClientFacts(**facts), "ru") is foreigner
    assert may_be_foreigner(None, "ru")


@given(service=st.one_of(st.none(), SERVICES), facts=CLIENTS, infection=INFECTIONS)
def test_what_is_not_known_counts_as_learned(
    service: ServiceFact | None, facts: ClientFacts | None, infection: str
) -> None:
    answer = who_learns(service=service, infection=infection, facts=facts, country="ru")
    assert answer.may_be_foreigner == may_be_foreigner(facts, "ru")
    assert answer.is_safe == (not answer.learners)
    sure = service is not None and service.is_anonymous and service.same_community == YesNo.NO
    assert answer.is_safe == sure
    if service is None:
        assert [one.certainty for one in answer.learners] == ["unknown"]
        return
    unknown = (
        YesNo.UNKNOWN in (service.asks_passport, service.anonymous, service.same_community)
        or not service.reports_to
        or Reports.UNKNOWN in service.reports_to
    )
    certain_name = service.asks_passport == YesNo.YES or service.anonymous == YesNo.NO
    told = {one.certainty for one in answer.learners}
    if unknown and not certain_name:
        assert "unknown" in told
    if set(service.reports_to) - {Reports.NOBODY, Reports.UNKNOWN}:
        assert "yes" in told
    if service.is_anonymous:
        assert not answer.duties


def test_the_rules_of_the_country_are_read_out_for_a_foreigner_and_no_citizen() -> None:
    centre = a_service(kind="aids_centre", reports_to=("register",))
    for facts, told in (
        (ClientFacts(country="UZ"), True),
        (None, True),
        (ClientFacts(legal_status="citizen"), False),
    ):
        answer = who_learns(service=centre, infection="hiv", facts=facts, country="ru")
        assert bool(answer.duties) is told
    nothing = who_learns(service=centre, infection="mpox", facts=None, country="ru")
    assert nothing.duties == ()


def _flat(options: Sequence[StepOption]) -> list[ServiceFact]:
    return [service for option in options for service in option.services]


@given(facts=CLIENTS, infection=INFECTIONS, services=st.lists(SERVICES, max_size=6))
def test_nothing_that_reports_stands_first_or_before_an_anonymous_way(
    facts: ClientFacts | None, infection: str, services: list[ServiceFact]
) -> None:
    options = step_options(facts=facts, country="ru", infection=infection, services=services)
    steps = [option.step for option in options]
    assert sorted(steps) == sorted(NextStep.values)
    assert sorted(str(one.service_id) for one in _flat(options)) == sorted(
        str(one.service_id) for one in services
    )
    assert not options[0].services and options[0].step == NextStep.SECOND_TEST
    by_step = {option.step: option for option in options}
    assert all(one.is_anonymous for one in by_step[NextStep.ANONYMOUS].services)
    for place, option in enumerate(options):
        reporting = option.step == NextStep.CENTRE or any(one.may_report for one in option.services)
        if reporting:
            assert place > steps.index(NextStep.ANONYMOUS)
        for before, after in pairwise(option.services):
            assert not (before.may_report and after.is_anonymous)
        if may_be_foreigner(facts, "ru") and reporting:
            assert option.must_warn
    if may_be_foreigner(facts, "ru"):
        assert steps.index(NextStep.LAWYER) < steps.index(NextStep.CENTRE)


@given(services=st.lists(SERVICES, max_size=6))
def test_the_order_of_places_does_not_hang_on_how_they_came(services: list[ServiceFact]) -> None:
    assert safest_first(services, "ru") == safest_first(services[::-1], "ru")


@given(services=st.lists(SERVICES, max_size=6))
def test_of_equal_silence_the_own_country_comes_first(services: list[ServiceFact]) -> None:
    for here, there in pairwise(safest_first(services, "kz")):
        if (here.is_anonymous, here.may_report) == (there.is_anonymous, there.may_report):
            assert (here.country == "kz") >= (there.country == "kz")


@pytest.mark.parametrize(
    ("reason", "infection", "fact", "fitting"),
    [
        ("confirmation", "hiv", {"kind": "aids_centre", "infections": ("hiv",)}, True),
        ("confirmation", "syphilis", {"kind": "aids_centre", "infections": ("hiv",)}, False),
        ("sti_care", "syphilis", {"kind": "dispensary"}, True),
        ("tb", "tuberculosis", {"specialities": ("phthisiatrician",)}, True),
        ("doctor", "", {"specialities": ("dermatovenereologist",)}, True),
        ("doctor", "", {"kind": "other", "specialities": ("lawyer",)}, False),
        ("psychologist", "", {"specialities": ("psychologist",)}, True),
        ("lawyer", "", {"provides": ("legal",)}, True),
        ("hospital", "", {"kind": "hospital"}, True),
        ("hospital", "", {"kind": "hospital", "not_provided": ("surgery",)}, False),
        ("childbirth", "", {"kind": "maternity"}, True),
        ("shelter", "", {"kind": "shelter"}, True),
        ("other", "", {"kind": "clinic"}, True),
        *((reason, "", {"kind": "police"}, False) for reason in Reason.values),
        *((reason, "", {"kind": "migration"}, False) for reason in Reason.values),
    ],
)
def test_a_place_fits_a_reason_and_no_office_ever_does(
    reason: str, infection: str, fact: dict[str, Any], fitting: bool
) -> None:
    assert fits(a_service(**fact), reason, infection) is fitting


@pytest.mark.parametrize(
    "text",
    [
        "Центр СПИД",
        "центр  по профилактике и борьбе со С.П.И.Д.",
        "Кабинет ВИЧ-инфекции",
        "КВД № 5",
        "Кожно-венерологический диспансер",
        "Тубдиспансер",
        "Анонимный кабинет",
        "AIDS centre",
        "HIV clinic",
        "Hepatitis C ward",
        "TB clinic",
        "кабинет 7, тесты на сифилис",
        "Миграционный центр",
        "Равный",
    ],
)
def test_a_label_that_gives_itself_away_is_known(text: str) -> None:
    assert not tells_nothing(text)


@pytest.mark.parametrize(
    "text", ["", "Поликлиника № 3", "Улица Мира, 5, вход со двора", "8–18", "Part of the clinic"]
)
def test_a_plain_label_may_be_printed(text: str) -> None:
    assert tells_nothing(text)
