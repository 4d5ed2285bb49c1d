"""People at every point of the way, made through the rooms' own operations."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from ravny.core.kit.clock import today
from ravny.core.kit.ids import day_id
from ravny.people.clients.operations import register_client
from ravny.people.clients.types import ClientFacts
from ravny.services.care.operations import write_many
from ravny.services.care.types import LabFacts, RegistrationFacts, TreatmentFacts
from ravny.services.referrals.operations import move, open_referral
from ravny.services.referrals.types import ReferralFacts
from ravny.services.testing.operations import conclude_elsewhere, record_many
from ravny.services.testing.types import TestFacts
from tests.cast import Cast, Person
from tests.referrals.makers import ANONYMOUS

WAY = ("nonreactive", "reactive", "arrived", "confirmed", "registered", "treated", "undetectable")


def ago(days: int) -> date:
    """Return the day so many days ago."""
    return today() - timedelta(days=days)


def a_rapid_test(person: Person, client_id: UUID, result: str, day: date, infection: str) -> None:
    """Record a rapid test whose result was given back."""
    assert person.team_id
    facts = TestFacts(
        test_id=day_id(),
        infection=infection,
        purpose="screening",
        day=day,
        worker_id=person.account_id,
        team_id=person.team_id,
        client_id=client_id,
        counselled_on=day,
        consented_on=day,
        result=result,
        result_on=day,
        returned_on=day,
    )
    record_many(actor=person.actor, tests=[facts], late=[])


def arrived(person: Person, client_id: UUID, day: date, infection: str) -> UUID:
    """Refer somebody to the anonymous place and let them arrive; the referral's id."""
    facts = ReferralFacts(
        client_id=client_id,
        reason="confirmation",
        day=day,
        service_id=ANONYMOUS,
        infection=infection,
        consented=True,
        discloses=("code",),
    )
    referral_id = open_referral(actor=person.actor, referral_id=day_id(), facts=facts)
    move(actor=person.actor, referral_id=referral_id, to="arrived", day=day, proof="provider")
    return referral_id


def concluded(person: Person, client_id: UUID, conclusion: str, day: date, infection: str) -> None:
    """Record a confirmation elsewhere."""
    assert person.team_id
    test_id = day_id()
    facts = TestFacts(
        test_id=test_id,
        infection=infection,
        purpose="confirmation",
        day=day,
        worker_id=person.account_id,
        team_id=person.team_id,
        client_id=client_id,
        counselled_on=day,
        consented_on=day,
    )
    record_many(actor=person.actor, tests=[facts], late=[])
    conclude_elsewhere(
        actor=person.actor, test_id=test_id, conclusion=conclusion, day=day, proof="document"
    )


def person_at(
    cast: Cast,
    furthest: str,
    *,
    since: int = 5,
    person: Person | None = None,
    conclusion: str = "positive",
    infection: str = "hiv",
    source: str = "here",
) -> UUID:
    """Return a client who reached a point of WAY, each step on the same day `since` days ago."""
    who, day, reached = person or cast.peer, ago(since), WAY.index(furthest)
    assert who.team_id
    client_id = register_client(
        actor=who.actor,
        client_id=day_id(),
        team_id=who.team_id,
        facts=ClientFacts(legal_status="citizen"),
    )
    a_rapid_test(who, client_id, "reactive" if reached else "nonreactive", day, infection)
    if reached >= WAY.index("arrived"):
        arrived(who, client_id, day, infection)
    if reached >= WAY.index("confirmed") or conclusion != "positive":
        concluded(who, client_id, conclusion, day, infection)
    cared_for(who, client_id, day, reached, infection=infection, source=source)
    return client_id


def cared_for(
    who: Person, client_id: UUID, day: date, reached: int, *, infection: str, source: str
) -> None:
    """Write down what somebody reached of registration, treatment and an undetectable load."""
    shared: dict[str, Any] = {
        "client_id": client_id, "worker_id": who.account_id, "day": day, "proof": "document",
    }  # fmt: skip
    at_least = {step: reached >= WAY.index(step) for step in WAY[4:]}
    registered = RegistrationFacts(record_id=day_id(), mode="in_person", country="RU", **shared)
    treated = TreatmentFacts(record_id=day_id(), source=source, infection=infection, **shared)
    measured = LabFacts(record_id=day_id(), lab="viral_load", value=10, **shared)
    write_many(
        actor=who.actor,
        registrations=[registered] if at_least["registered"] and infection == "hiv" else [],
        treatments=[treated] if at_least["treated"] else [],
        labs=[measured] if at_least["undetectable"] else [],
    )
