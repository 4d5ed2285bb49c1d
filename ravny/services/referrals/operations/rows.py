"""From facts to rows: where a referral stands after its moves, written with plain statements."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from ravny.core.kit.clock import today
from ravny.core.kit.statements import insert_rows, joined, writers
from ravny.core.staff.types import Actor

from ..models import Referral, Step
from ..types import NEXT, OPEN, PROVEN, Moved, Proof, ReferralFacts, State
from .rules import default_follow_up


@dataclass(frozen=True)
class Planned:
    """A referral about to be written: who opens it, for which team, and every move so far."""

    actor: Actor
    team_id: UUID
    referral_id: UUID
    facts: ReferralFacts
    moves: Sequence[Moved]

    def columns(self) -> dict[str, Any]:
        """Return column → value, the note aside."""
        facts, last = self.facts, self.moves[-1]
        arrived = next((one for one in self.moves if one.state == State.ARRIVED), None)
        due = facts.follow_up_on or default_follow_up(facts.urgency, last.day, facts.appointment_on)
        return {
            "id": self.referral_id,
            "organisation": self.actor.organisation_id,
            "entered_on": today(),
            "client": facts.client_id,
            "team": self.team_id,
            "made_by": self.actor.account_id,
            "owner": facts.owner_id or self.actor.account_id,
            "service": facts.service_id,
            "encounter_id": facts.encounter_id,
            "test_id": facts.test_id,
            "reason": facts.reason,
            "infection": facts.infection,
            "urgency": facts.urgency,
            "step": facts.step,
            "escort": facts.escort,
            "escort_by": facts.escort_id,
            "interpreter": facts.interpreter,
            "discloses": facts.discloses,
            "consented_on": facts.day if facts.consented and facts.service_id else None,
            "warned_on": facts.day if facts.warned else None,
            "state": last.state,
            "made_on": facts.day,
            "state_on": last.day,
            "appointment_on": facts.appointment_on,
            "arrived_on": arrived.day if arrived else None,
            "arrived_proof": strongest(self.moves) if arrived else "",
            "follow_up_on": due if last.state in OPEN else None,
            "device_id": facts.device_id,
            "travel": facts.travel,
            "expected_on": facts.expected_on,
            "bundle_id": facts.bundle_id,
        }


_STRENGTH = list(Proof.values)


def stronger(one: str, other: str) -> str:
    """Return the stronger of two proofs: a document outweighs the service, it the client."""
    return max(one, other, key=_STRENGTH.index)


def strongest(moves: Sequence[Moved]) -> str:
    """Return the best proof that somebody arrived: that of the arrival, or of the outcome."""
    proofs = [one.proof for one in moves if one.state in (State.ARRIVED, State.CLOSED)]
    return max(proofs, key=_STRENGTH.index)


def allowed_moves(facts: ReferralFacts) -> list[Moved]:
    """Return the first state and as much of the history as the machine allows."""
    moves = [Moved((State.SENT if facts.service_id else State.DRAFT).value, facts.day)]
    for one in facts.history:
        unproven = one.state in PROVEN and not one.proof
        nowhere = one.state == State.SENT and facts.service_id is None
        too_early = not moves[-1].day <= one.day <= today()
        if one.state not in NEXT[moves[-1].state] or unproven or nowhere or too_early:
            break
        moves.append(one)
    return moves


def store(planned: Sequence[Planned]) -> None:
    """Write referrals and their steps; two statements for any number without a note."""
    plain = [one for one in planned if not one.facts.note]
    if plain:
        rows = [one.columns() for one in plain]
        insert_rows(Referral, tuple(rows[0]), [_plain_values(row) for row in rows])
    for one in planned:
        if one.facts.note:
            _store_sealed(one)
    uuid, when = writers()
    entered = when(today())
    steps = [
        (uuid(one.referral_id), step.state, when(step.day), step.proof,
         uuid(one.actor.account_id), entered)
        for one in planned
        for step in one.moves
    ]  # fmt: skip
    insert_rows(Step, ("referral", "state", "day", "proof", "account", "entered_on"), steps)


_UUIDS = frozenset({
    "id", "organisation", "client", "team", "made_by", "owner", "service", "encounter_id",
    "test_id", "escort_by", "device_id", "bundle_id",
})  # fmt: skip
_DAYS = frozenset({
    "entered_on", "consented_on", "warned_on", "made_on", "state_on", "appointment_on",
    "arrived_on", "follow_up_on", "expected_on",
})  # fmt: skip


def _plain_values(row: dict[str, Any]) -> tuple[Any, ...]:
    uuid, when = writers()
    values = []
    for name, value in row.items():
        if name in _UUIDS:
            value = uuid(value) if value else None
        elif name in _DAYS:
            value = when(value) if value else None
        elif name == "discloses":
            value = joined(value)
        values.append(value)
    return tuple(values)


_RELATIONS = frozenset(
    {"organisation", "client", "team", "made_by", "owner", "service", "escort_by"}
)


def _store_sealed(one: Planned) -> None:
    """Write a referral with a note through its field: the last gate before anything is written."""
    columns = one.columns()
    named = {f"{key}_id" if key in _RELATIONS else key: columns[key] for key in columns}
    Referral.objects.create(note=one.facts.note, **named)
