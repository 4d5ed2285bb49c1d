"""Confirmations: by three assays here, or by what another service says; never by a rapid test."""

from typing import Any

import pytest

from ravny.core.kit.errors import DomainError
from ravny.services.testing import operations, queries
from ravny.services.testing.rules import months_later
from ravny.services.testing.types import TestFacts
from tests.cast import HOUSE, Cast

from .makers import Bag, ago, assay, assays, facts_of, new_client, row


def _confirmation(cast: Cast, **other: Any) -> TestFacts:
    told = {"returned_on": None, "post_counselled_on": None, "client_id": new_client(cast.peer)}
    facts = facts_of(cast.doctor, "", purpose="confirmation", **(told | other))
    operations.record_test(actor=cast.doctor.actor, facts=facts)
    return facts


WAYS = [
    (["1-"], "negative"),
    (["1+", "2-", "1r-"], "negative"),
    (["1+", "2-", "1r+"], "inconclusive"),
    (["1+", "2+", "3-"], "inconclusive"),
    (["1+", "2!", "2+", "3!", "3+"], "positive"),
]


@pytest.mark.parametrize(("steps", "conclusion"), WAYS)
def test_assays_one_by_one_conclude(
    cast: Cast, bag: Bag, steps: list[str], conclusion: str
) -> None:
    facts = _confirmation(cast, day=ago(3))
    signs = {"+": "reactive", "-": "nonreactive", "!": "invalid"}
    for position, step in enumerate(steps):
        assert row(facts.test_id).conclusion == ""
        told = assay(signs[step[-1]], slot=step[:-1], day=ago(2), item_id=bag.hiv)
        verdict = operations.add_assay(
            actor=cast.doctor.actor, test_id=facts.test_id, assay=told, place_id=None
        )
        assert bool(verdict.conclusion) == (position == len(steps) - 1)
    stored = row(facts.test_id)
    assert (stored.conclusion, stored.concluded_on, stored.proof) == (conclusion, ago(2), "assays")
    assert stored.result == ""  # a confirmation is no rapid test that was reactive
    due = {"negative": months_later(ago(2), 12), "inconclusive": ago(-12), "positive": None}
    assert stored.retest_on == due[conclusion]
    assert len(assays(facts.test_id)) == len(steps)


def test_all_assays_recorded_at_once_conclude_too(cast: Cast) -> None:
    told = tuple(assay("reactive", slot=slot) for slot in ("1", "2", "3"))
    assert row(_confirmation(cast, assays=told).test_id).conclusion == "positive"


def test_an_assay_out_of_order_is_refused(cast: Cast) -> None:
    facts = _confirmation(cast)
    for slot in ("2", "1r", "3", "0"):
        for result in ("reactive", "invalid"):
            with pytest.raises(DomainError) as error:
                operations.add_assay(
                    actor=cast.doctor.actor, test_id=facts.test_id, assay=assay(result, slot)
                )
            assert error.value.field == "slot"
    with pytest.raises(DomainError) as error:
        _confirmation(cast, assays=(assay("reactive", "1"), assay("reactive", "3")))
    assert error.value.field == "slot"


def test_nothing_is_run_after_the_conclusion(cast: Cast) -> None:
    facts = _confirmation(cast, assays=(assay("nonreactive", "1"),))
    with pytest.raises(DomainError):
        operations.add_assay(
            actor=cast.doctor.actor, test_id=facts.test_id, assay=assay("reactive", "2")
        )
    with pytest.raises(DomainError) as error:
        operations.conclude_elsewhere(
            actor=cast.doctor.actor,
            test_id=facts.test_id,
            conclusion="positive",
            day=ago(0),
            proof="document",
        )
    assert error.value.field == "conclusion"


def test_only_hiv_is_concluded_by_assays_here(cast: Cast) -> None:
    facts = _confirmation(cast, infection="syphilis", assays=(assay("nonreactive", "1"),))
    assert row(facts.test_id).conclusion == ""


def test_another_service_concludes_and_a_stronger_proof_is_written_over(cast: Cast) -> None:
    facts = _confirmation(cast, day=ago(9))
    for proof, day in (("client", ago(5)), ("document", ago(6))):
        operations.conclude_elsewhere(
            actor=cast.case_manager.actor,
            test_id=facts.test_id,
            conclusion="positive",
            day=day,
            proof=proof,
        )
    stored = row(facts.test_id)
    assert (stored.conclusion, stored.concluded_on, stored.proof) == (
        "positive",
        ago(6),
        "document",
    )
    operations.give_result(actor=cast.social.actor, test_id=facts.test_id, day=ago(1))
    assert row(facts.test_id).returned_on == ago(1)


def test_a_conclusion_recorded_with_its_test_needs_no_consent_of_ours(cast: Cast) -> None:
    facts = _confirmation(
        cast,
        day=ago(9),
        consented_on=None,
        counselled_on=None,
        conclusion="inconclusive",
        concluded_on=ago(4),
        proof="provider",
    )
    stored = row(facts.test_id)
    assert (stored.conclusion, stored.retest_on) == ("inconclusive", ago(-10))
    found = queries.conclusions(HOUSE, [stored.client_id], "hiv")
    assert found[stored.client_id].proof == "provider"


@pytest.mark.parametrize("purpose", ["screening", "second", "self_test"])
def test_a_rapid_test_concludes_nothing(cast: Cast, purpose: str) -> None:
    assistance = "assisted" if purpose == "self_test" else ""
    facts = facts_of(cast.peer, "reactive", purpose=purpose, assistance=assistance)
    operations.record_test(actor=cast.peer.actor, facts=facts)
    with pytest.raises(DomainError) as error:
        operations.conclude_elsewhere(
            actor=cast.peer.actor,
            test_id=facts.test_id,
            conclusion="positive",
            day=ago(0),
            proof="document",
        )
    assert error.value.field == "conclusion"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"conclusion": ""}, "conclusion"),
        ({"conclusion": "reactive"}, "conclusion"),
        ({"proof": "assays"}, "proof"),
        ({"proof": ""}, "proof"),
        ({"day": ago(-1)}, "concluded_on"),
        ({"day": ago(30)}, "concluded_on"),
    ],
)
def test_how_and_when_it_was_concluded_is_said(
    cast: Cast, wrong: dict[str, Any], field: str
) -> None:
    facts = _confirmation(cast, day=ago(9))
    told: dict[str, Any] = {"conclusion": "positive", "day": ago(0), "proof": "client"} | wrong
    with pytest.raises(DomainError) as error:
        operations.conclude_elsewhere(actor=cast.doctor.actor, test_id=facts.test_id, **told)
    assert error.value.field == field


def test_a_laboratory_concludes_what_was_sent_away(cast: Cast) -> None:
    facts = facts_of(
        cast.doctor,
        "",
        infection="hepatitis_c",
        purpose="sent_away",
        client_id=new_client(cast.peer),
    )
    operations.record_test(actor=cast.doctor.actor, facts=facts)
    operations.conclude_elsewhere(
        actor=cast.doctor.actor,
        test_id=facts.test_id,
        conclusion="positive",
        day=ago(0),
        proof="document",
    )
    stored = row(facts.test_id)
    assert (stored.conclusion, stored.result) == ("positive", "reactive")


def test_no_laboratory_concludes_before_consent(cast: Cast) -> None:
    sent: dict[str, Any] = {
        "infection": "hepatitis_c", "purpose": "sent_away", "day": ago(5), "consented_on": ago(2),
    }  # fmt: skip
    told = sent | {"conclusion": "positive", "proof": "document", "concluded_on": ago(3)}
    with pytest.raises(DomainError) as early:
        operations.record_test(actor=cast.doctor.actor, facts=facts_of(cast.doctor, "", **told))
    assert early.value.field == "consented_on"
    facts = facts_of(cast.doctor, "", **sent)
    operations.record_test(actor=cast.doctor.actor, facts=facts)
    later: dict[str, Any] = {"conclusion": "positive", "proof": "document"}
    with pytest.raises(DomainError) as error:
        operations.conclude_elsewhere(
            actor=cast.doctor.actor, test_id=facts.test_id, day=ago(3), **later
        )
    assert error.value.field == "concluded_on"
    operations.conclude_elsewhere(
        actor=cast.doctor.actor, test_id=facts.test_id, day=ago(2), **later
    )
    assert row(facts.test_id).result_on == ago(2)
