"""One client with one of everything, signed notes among it, and a second card of theirs."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from django.db.models import Model
from django_scopes import scope, scopes_disabled

from ravny.core.kit.clock import today
from ravny.core.kit.ids import day_id
from ravny.core.vault.pen import Pen
from ravny.core.vault.queries import circle_of
from ravny.core.vault.types import CircleFact
from ravny.insight.indicators.models import MissedStep
from ravny.insight.upkeep.operations.wishes import ask_erasure
from ravny.people.clients import operations as clients
from ravny.people.clients.models import Client, KeyGroupFact
from ravny.people.clients.types import ConsentState, Scope
from ravny.services.encounters.operations import record_encounter
from ravny.services.encounters.types import EncounterFacts
from ravny.services.outreach.operations import receive
from ravny.services.referrals.models import Referral
from ravny.services.referrals.operations import record_attempt
from ravny.services.testing.operations import record_test
from tests.attachments.makers import Paper, keep
from tests.cast import HOUSE, NEAR_TEAM, Cast
from tests.guards import one_of_each
from tests.outreach.phones import PHONE, batch, contact, late, rapid, step
from tests.referrals.makers import a_referral
from tests.testing.makers import CITIZEN, facts_of, new_client
from tests.vault.conftest import give_keys

HINT = "5eed" * 16


@dataclass(frozen=True)
class Everything:
    """Whom to erase, and by which ids and codes they must not be found afterwards."""

    client_id: UUID
    second_id: UUID
    gone: Mapping[str, UUID | str]
    nameless: Mapping[str, UUID]


def everything(cast: Cast) -> Everything:
    """Write one of everything down about one person, part of it on a second card of theirs."""
    samples = one_of_each.write(cast)
    first = UUID(str(samples["client_id"]))
    second = new_client(cast.peer, CITIZEN)
    near = circle_of("team", NEAR_TEAM)
    assert near is not None
    pen = Pen(actor=cast.coordinator.actor, keyring=give_keys(cast.coordinator))
    meeting, test_id = _noted_meeting(cast, pen, near, second), _noted_test(cast, pen, near, second)
    referral_id = a_referral(cast, client_id=second, infection="syphilis")
    _sealed(pen, near, Referral, "referral.note", referral_id)
    _sealed(pen, near, Client, "client.called", first)
    pen.keep()
    attempt_id, consent_id = _followed(cast, referral_id, first)
    papers = [
        keep(cast.peer.actor, Paper(near, subject, home))
        for home, subject in (("client", second), ("test", test_id), ("referral", referral_id))
    ]
    clients.merge_clients(actor=cast.case_manager.actor, kept_id=first, alias_id=second)
    codes = {one: _row(one).code for one in (first, second)}
    _sent_by_phones(cast, codes[second], test_id)
    ask_erasure(actor=cast.peer.actor, client_id=first, code=codes[first])
    gone: dict[str, UUID | str] = {
        "card": first,
        "second card": second,
        "code": codes[first],
        "second code": codes[second],
        "hint": HINT,
        "referral": referral_id,
        "attempt": attempt_id,
        "consent": consent_id,
        **{name: samples[name] for name in samples if name.startswith("fact_id")},
        **{name: samples[name] for name in ("attachment_id", "referral_id")},
        **{f"paper {number}": paper for number, paper in enumerate(papers)},
    }
    nameless = {"meeting": meeting, "test": test_id}
    nameless |= {name: UUID(str(samples[name])) for name in ("encounter_id", "test_id")}
    return Everything(first, second, gone, nameless)


def _row(client_id: UUID) -> Client:
    with scope(organisation=HOUSE):
        return Client.objects.get(id=client_id)


def _noted_meeting(cast: Cast, pen: Pen, near: CircleFact, client_id: UUID) -> UUID:
    """A meeting from a phone's shift, with a signed note."""
    meeting, peer = day_id(), cast.peer
    note = pen.seal(circle=near, kind="encounter.note", object_id=meeting, text="ждёт у входа")
    facts = EncounterFacts(
        encounter_id=meeting, day=today(), channel="street", worker_id=peer.account_id, who="code",
        client_id=client_id, team_id=NEAR_TEAM, device_id=PHONE, shift_id=day_id(), note=note,
    )  # fmt: skip
    record_encounter(actor=cast.coordinator.actor, encounter_id=meeting, facts=facts)
    return meeting


def _noted_test(cast: Cast, pen: Pen, near: CircleFact, client_id: UUID) -> UUID:
    """A reactive test that nobody decided about, with a note and a day to test again."""
    test_id = day_id()
    note = pen.seal(circle=near, kind="test.note", object_id=test_id, text="боится звонков")
    told = facts_of(cast.peer, "reactive", test_id=test_id, client_id=client_id, note=note)
    return record_test(actor=cast.peer.actor, facts=replace(told, exposed_on=today()))


def _sealed(pen: Pen, near: CircleFact, model: type[Model], kind: str, object_id: UUID) -> None:
    envelope = pen.seal(circle=near, kind=kind, object_id=object_id, text="слово")
    name = kind.rpartition(".")[2]
    with scopes_disabled():
        model._default_manager.filter(id=object_id).update(**{name: envelope})


def _followed(cast: Cast, referral_id: UUID, client_id: UUID) -> tuple[UUID, UUID]:
    """An attempt to reach them, a consent, key groups, a hint, a look, a missed step."""
    attempt_id, consent_id, own = day_id(), day_id(), {"organisation_id": HOUSE}
    record_attempt(
        actor=cast.peer.actor, referral_id=referral_id, attempt_id=attempt_id, day=today(),
        way="call", result="no_answer",
    )  # fmt: skip
    clients.record_consent(
        actor=cast.peer.actor, consent_id=consent_id, client_id=client_id,
        scope_code=Scope.CONTACT_BACK, state=ConsentState.GIVEN,
    )  # fmt: skip
    clients.note_opening(actor=cast.social.actor, client_id=client_id)
    with scope(organisation=HOUSE):
        KeyGroupFact.objects.create(client_id=client_id, groups=("msm",), **own)
        Client.objects.filter(id=client_id).update(hint=HINT)
        MissedStep.objects.create(
            client_id=client_id, infection="hiv", step="registered", reactive_on=today(),
            due_on=today(), **own,
        )  # fmt: skip
    return attempt_id, consent_id


def _sent_by_phones(cast: Cast, code: str, test_id: UUID) -> None:
    """What waits in the tray and what is held back, naming the client or their test."""
    named = {"code": code, "who": "code", "channel": "moon", "note": "AAAA", "note_circle": code}
    told = step()
    wrong = [
        contact(**named),
        contact(**{**named, "tests": [rapid(result="reactive", next=told)]}),
        late(str(test_id), result="reactive", next=told, kit="nonsense"),
    ]
    for one, held in ((wrong[:2], False), (wrong[2:], False), ([contact(**named)], True)):
        receive(actor=cast.peer.actor, phone_id=PHONE, records=batch(*one), quarantine=held)
