"""After a reactive result: the step that was chosen, its referral, and nobody led on untold."""

from uuid import UUID

import pytest

from ravny.core.kit.errors import DomainError
from ravny.core.kit.ids import day_id
from ravny.people.clients.types import ClientFacts
from ravny.people.directory import operations as directory
from ravny.people.directory.types import ServiceEntry
from ravny.services.referrals.types import LEADS_OUT, NextStep
from ravny.services.testing import operations, queries
from ravny.services.testing.types import NextFacts
from tests.cast import Cast

from .makers import CITIZEN, MIGRANT, ago, facts_of, new_client, onward, referrals, row


def _reactive(cast: Cast, about: ClientFacts | None = MIGRANT, infection: str = "hiv") -> UUID:
    client_id = new_client(cast.peer, about) if about else None
    facts = facts_of(cast.peer, "reactive", client_id=client_id, infection=infection)
    operations.record_test(actor=cast.peer.actor, facts=facts)
    return facts.test_id


def _choose(cast: Cast, test_id: UUID, chosen: NextFacts) -> None:
    operations.choose_step(actor=cast.peer.actor, test_id=test_id, chosen=chosen)


def _place(cast: Cast, kind: str, *reports_to: str) -> UUID:
    service_id = day_id()
    entry = ServiceEntry(kind=kind, label=f"Место {kind}", country="ru", reports_to=reports_to)
    directory.save_service(actor=cast.coordinator.actor, service_id=service_id, entry=entry)
    return service_id


def test_a_reactive_test_has_no_step_until_one_is_chosen(cast: Cast) -> None:
    test_id = _reactive(cast)
    fact = queries.get_test_for(cast.peer.actor, test_id)
    assert (fact.step, fact.referral_id, fact.retest_on) == ("", None, None)
    assert referrals() == []


@pytest.mark.parametrize("step", NextStep.values)
def test_only_steps_that_lead_out_become_a_referral(cast: Cast, step: str) -> None:
    test_id = _reactive(cast)
    chosen = onward(step, due=ago(-3), escort=True, warned=True)
    for _again in range(2):
        _choose(cast, test_id, chosen)
    stored = row(test_id)
    assert (stored.step, stored.step_due, stored.step_escort) == (step, ago(-3), True)
    if step not in LEADS_OUT:
        assert (stored.referral_id, referrals()) == (None, [])
        return
    [opened] = referrals()
    assert stored.referral_id == opened.id == chosen.referral_id
    assert (opened.test_id, opened.client_id) == (test_id, stored.client_id)
    assert (opened.step, opened.infection, opened.state) == (step, "hiv", "draft")
    assert opened.reason == ("lawyer" if step == "lawyer" else "confirmation")
    assert (opened.follow_up_on, opened.escort) == (ago(-3), "wanted")
    assert opened.service_id is None


@pytest.mark.parametrize(
    ("infection", "reason"),
    [("syphilis", "sti_care"), ("hepatitis_c", "confirmation"), ("tuberculosis", "tb")],
)
def test_the_reason_comes_from_the_infection(cast: Cast, infection: str, reason: str) -> None:
    _choose(cast, _reactive(cast, infection=infection), onward("anonymous"))
    assert [one.reason for one in referrals()] == [reason]
    assert referrals()[0].follow_up_on is not None  # somebody looks again, chosen day or not


def test_a_possible_foreigner_is_not_led_untold_to_who_may_report(cast: Cast) -> None:
    for about in (MIGRANT, ClientFacts(), None):
        test_id = _reactive(cast, about)
        for kind, reports_to in (("aids_centre", ("sanitary",)), ("clinic", ())):
            place = _place(cast, kind, *reports_to)
            with pytest.raises(DomainError) as error:
                _choose(cast, test_id, onward("centre", service_id=place))
            assert error.value.field == "warned"
        with pytest.raises(DomainError) as error:
            _choose(cast, test_id, onward("centre"))
        assert error.value.field == "warned"
        assert row(test_id).step == ""
    assert referrals() == []


def test_nor_when_the_step_comes_with_the_test(cast: Cast) -> None:
    client_id = new_client(cast.peer)
    facts = facts_of(cast.peer, "reactive", client_id=client_id, next=onward("centre"))
    with pytest.raises(DomainError) as error:
        operations.record_test(actor=cast.peer.actor, facts=facts)
    assert error.value.field == "warned"


def test_who_was_told_may_choose_it_and_a_citizen_needs_no_warning(cast: Cast) -> None:
    _choose(cast, _reactive(cast), onward("centre", warned=True))
    _choose(cast, _reactive(cast, CITIZEN), onward("centre"))
    assert sorted(one.warned_on is not None for one in referrals()) == [False, True]


def test_it_is_sent_at_once_only_with_consent_to_that_addressee(cast: Cast) -> None:
    place = _place(cast, "anonymous", "nobody")
    _choose(cast, _reactive(cast), onward("anonymous", service_id=place))
    _choose(cast, _reactive(cast), onward("anonymous", service_id=place, consented=True))
    found = sorted((one.state, one.service_id) for one in referrals())
    assert found == [("draft", None), ("sent", place)]


def test_a_step_without_a_code_stays_on_the_test(cast: Cast) -> None:
    test_id = _reactive(cast, None)
    _choose(cast, test_id, onward("anonymous", due=ago(-3)))
    assert (row(test_id).step, row(test_id).referral_id) == ("anonymous", None)
    assert referrals() == []
    _choose(cast, test_id, onward("later", due=ago(-9)))
    assert (row(test_id).step, row(test_id).step_due) == ("later", ago(-9))


def test_a_step_changes_until_a_referral_is_open(cast: Cast) -> None:
    test_id = _reactive(cast)
    _choose(cast, test_id, onward("later"))
    _choose(cast, test_id, onward("lawyer"))
    with pytest.raises(DomainError) as error:
        _choose(cast, test_id, onward("declined"))
    assert error.value.field == "way"
    assert row(test_id).step == "lawyer"


def test_nothing_follows_what_was_not_reactive(cast: Cast) -> None:
    facts = facts_of(cast.peer)
    operations.record_test(actor=cast.peer.actor, facts=facts)
    with pytest.raises(DomainError) as error:
        _choose(cast, facts.test_id, onward("later"))
    assert error.value.field == "way"
