"""Recording meetings, one from the desk or many from a phone, and taking one back."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django_scopes import scope, scopes_disabled

from ravny.core.journal import operations as journal
from ravny.core.kit.clock import today
from ravny.core.kit.errors import DomainError, NotYours
from ravny.core.kit.statements import insert_rows, joined, writers
from ravny.core.staff.queries import list_staff
from ravny.core.staff.types import Actor
from ravny.core.vault.for_whom import circle_to_write
from ravny.core.vault.queries import circles_of
from ravny.core.vault.types import CircleFact
from ravny.people.clients.queries import get_client_for
from ravny.services.stock import operations as stock
from ravny.services.stock.queries import get_place_for, item_labels
from ravny.services.stock.types import IssueLine

from ..models import Encounter, Handout, Site
from ..queries import get_encounter_for, get_site_for, may_change
from ..types import (
    AGE_GROUPS,
    KEY_GROUPS,
    LONGEST_TRAINING,
    MOST_OF_ONE,
    Channel,
    ClockFlag,
    EncounterFacts,
    Language,
    Material,
    Service,
    Topic,
    VoidReason,
    Who,
)
from .met import tell

EARLIEST = date(2000, 1, 1)
_ALLOWED = {
    "channel": frozenset(Channel.values),
    "who": frozenset(Who.values),
    "age_group": frozenset({code for code, _label in AGE_GROUPS} | {""}),
    "language": frozenset({*Language.values, ""}),
}
_ALLOWED_SETS = {
    "key_groups": frozenset(code for code, _label in KEY_GROUPS),
    "topics": frozenset(Topic.values),
    "materials": frozenset(Material.values),
    "services": frozenset(Service.values),
}


def _check(facts: EncounterFacts, items: set[UUID]) -> None:
    if not EARLIEST <= facts.day <= today():
        raise DomainError(_("The day lies ahead. Choose a day up to today."), field="day")
    for name, allowed in _ALLOWED.items():
        if getattr(facts, name) not in allowed:
            raise DomainError(_("Choose one of the list."), field=name)
    for name, allowed in _ALLOWED_SETS.items():
        if not allowed.issuperset(getattr(facts, name)):
            raise DomainError(_("Choose from the list."), field=name)
    coded = (Who.CODE.value, Who.NEW.value)
    if (facts.who == Who.CODE) > (facts.client_id is not None) or (
        facts.client_id and facts.who not in coded
    ):
        raise DomainError(_("Enter the code, or choose another answer."), field="code")
    if not 0 <= facts.training_minutes <= LONGEST_TRAINING:
        raise DomainError(_("Enter minutes from 0 to 480."), field="training_minutes")
    for item_id, quantity in facts.given:
        if item_id not in items or not 1 <= quantity <= MOST_OF_ONE:
            raise DomainError(_("Enter a number from 0 to 1000."), field=f"given_{item_id}")


def _check_gates(actor: Actor, facts: EncounterFacts) -> None:
    if facts.worker_id != actor.account_id:
        colleagues = {one.account_id for one in list_staff(actor)}
        if not actor.may("encounters.every_team") or facts.worker_id not in colleagues:
            raise NotYours
    every_team = actor.may("encounters.every_team")
    if facts.team_id and facts.team_id not in actor.teams and not every_team:
        raise NotYours
    if facts.site_id:
        get_site_for(actor, facts.site_id)
    if facts.client_id:
        get_client_for(actor, facts.client_id)
    if facts.place_id:
        get_place_for(actor, facts.place_id)


@transaction.atomic
def record_encounter(
    *, actor: Actor, encounter_id: UUID, facts: EncounterFacts, note: bytes | None = None
) -> None:
    """Record one meeting from the desk; the same id again changes nothing.

    Raises DomainError beside the field, NotYours for a site, client or colleague of others.
    """
    _check(facts, set(item_labels(actor.organisation_id)))
    _check_gates(actor, facts)
    with scopes_disabled():  # an id known anywhere is never used again
        if Encounter.objects.filter(id=encounter_id).exists():
            return
    _store(actor, [facts], {facts.encounter_id: note or facts.note})
    journal.write(actor=actor, verb="encounters.recorded", subject=encounter_id)


@transaction.atomic
def record_many(*, actor: Actor, facts: Sequence[EncounterFacts]) -> None:
    """Record meetings that were checked already, in a handful of queries for a hundred.

    Meetings whose id is known change nothing. The caller writes the journal: a batch is one story.
    """
    with scopes_disabled():  # an id known anywhere is never used again
        known = set(
            Encounter.objects.filter(id__in=[one.encounter_id for one in facts]).values_list(
                "id", flat=True
            )
        )
    new = {one.encounter_id: one for one in facts if one.encounter_id not in known}
    if new:
        _store(actor, list(new.values()), {key: one.note for key, one in new.items()})


def _store(actor: Actor, facts: Sequence[EncounterFacts], notes: dict[UUID, bytes | None]) -> None:
    with scope(organisation=actor.organisation_id):
        teams = _teams_of_sites(facts)
        own = min(actor.teams, key=str, default=None)
        placed = [(one, one.team_id or teams.get(one.site_id) or own) for one in facts]
        if any(team_id is None for _one, team_id in placed):
            raise DomainError(_("Choose a team."), field="team", code="team")
        _write(actor, [(one, team) for one, team in placed if team and not notes[one.encounter_id]])
        noted = [(one, team) for one, team in placed if team and notes[one.encounter_id]]
        circles = circles_of("team", {team for _one, team in noted}) if noted else {}
        # A sealed note goes through its field: the last gate before anything is written.
        Encounter.objects.bulk_create(
            _row(actor, one, team_id, notes[one.encounter_id] or b"", circles.get(team_id))
            for one, team_id in noted
        )
        _hand_out(actor, facts)
    tell(actor.organisation_id, facts)


def _hand_out(actor: Actor, facts: Sequence[EncounterFacts]) -> None:
    uuid, _when = writers()
    handouts = [
        (uuid(one.encounter_id), uuid(item_id), quantity)
        for one in facts
        for item_id, quantity in one.given
    ]
    if handouts:
        insert_rows(Handout, ("encounter", "item", "quantity"), handouts)
        _issue(actor, facts)


def _teams_of_sites(facts: Sequence[EncounterFacts]) -> dict[UUID | None, UUID]:
    wanted = {one.site_id for one in facts if one.site_id and not one.team_id}
    if not wanted:
        return {}
    return dict(Site.objects.filter(id__in=wanted).values_list("id", "team_id"))


_PLAIN = (
    "id", "organisation", "entered_on", "day", "channel", "site", "shift_id", "team", "worker",
    "client", "who", "age_group", "key_groups", "topics", "materials", "services",
    "training_minutes", "language", "campaign", "device_id", "clock_flag", "void_reason",
)  # fmt: skip


def _write(actor: Actor, placed: Sequence[tuple[EncounterFacts, UUID]]) -> None:
    """Insert meetings without a note as plain rows: a night's batch is a hundred of them."""
    if not placed:
        return
    uuid, when = writers()
    organisation, entered = uuid(actor.organisation_id), when(today())
    days = {one.day: when(one.day) for one, _team in placed}
    insert_rows(
        Encounter,
        _PLAIN,
        [
            (
                uuid(one.encounter_id), organisation, entered, days[one.day], one.channel,
                one.site_id and uuid(one.site_id), one.shift_id and uuid(one.shift_id),
                uuid(team_id), uuid(one.worker_id), one.client_id and uuid(one.client_id),
                one.who, one.age_group, joined(one.key_groups), joined(one.topics),
                joined(one.materials), joined(one.services), one.training_minutes, one.language,
                one.campaign, one.device_id and uuid(one.device_id), one.clock_flag, "",
            )
            for one, team_id in placed
        ],
    )  # fmt: skip


def _row(
    actor: Actor, one: EncounterFacts, team_id: UUID, note: bytes, team: CircleFact | None
) -> Encounter:
    return Encounter(
        id=one.encounter_id,
        organisation_id=actor.organisation_id,
        team_id=team_id,
        note_circle_id=circle_to_write(actor, note, team=team),
        note=note,
        **{name: getattr(one, name) for name in _SAME},
    )


_SAME = (
    "day", "channel", "site_id", "shift_id", "worker_id", "client_id", "who", "age_group",
    "key_groups", "topics", "materials", "services", "training_minutes", "language", "campaign",
    "device_id", "clock_flag",
)  # fmt: skip


def _issue(actor: Actor, facts: Sequence[EncounterFacts]) -> None:
    lines: dict[UUID, list[IssueLine]] = defaultdict(list)
    bags: dict[UUID, UUID] = {}
    for one in facts:
        if not one.given:
            continue
        place_id = one.place_id or bags.get(one.worker_id)
        if place_id is None:
            place_id = stock.ensure_bag(actor=actor, account_id=one.worker_id)
            bags[one.worker_id] = place_id
        lines[place_id] += [
            IssueLine(one.encounter_id, item_id, quantity, one.day)
            for item_id, quantity in one.given
        ]
    for place_id, given in lines.items():
        stock.issue(actor=actor, place_id=place_id, lines=given)


@transaction.atomic
def void_encounter(*, actor: Actor, encounter_id: UUID, reason: str) -> None:
    """Take a meeting out of every count, with a reason; what was given comes back to its place.

    Said twice it changes nothing. Raises DomainError without a reason, NotYours for others'.
    """
    encounter = get_encounter_for(actor, encounter_id)
    if not may_change(actor, encounter):
        raise NotYours
    if reason not in VoidReason.values or not reason:
        raise DomainError(_("Say why it does not count."), field="reason", code="required")
    with scope(organisation=actor.organisation_id):
        changed = Encounter.objects.filter(id=encounter_id, void_reason="").update(
            void_reason=reason
        )
        if not changed:
            return
        stock.reverse(actor=actor, cause_id=encounter_id)
        journal.write(actor=actor, verb="encounters.voided", subject=encounter_id)


@transaction.atomic
def settle_clock(*, actor: Actor, encounter_id: UUID, day: date) -> None:
    """Say on which day a meeting really was, when the phone's clock was doubted."""
    encounter = get_encounter_for(actor, encounter_id)
    if not may_change(actor, encounter):
        raise NotYours
    if not EARLIEST <= day <= today():
        raise DomainError(_("The day lies ahead. Choose a day up to today."), field="day")
    with scope(organisation=actor.organisation_id):
        Encounter.objects.filter(id=encounter_id).exclude(clock_flag="").update(
            day=day, clock_flag=ClockFlag.SETTLED
        )
        journal.write(actor=actor, verb="encounters.day_settled", subject=encounter_id)


@transaction.atomic
def note_export(*, actor: Actor, count: int) -> None:
    """Write down that a list of meetings left as a file."""
    journal.write(actor=actor, verb="encounters.exported", count=count)
