"""A small made-up organisation, and the address of each of its pages with a real object in it."""

import re
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django_scopes import scope, scopes_disabled

from ravny.config.demo import opening, rest, writing, year
from ravny.config.demo.plan import draw
from ravny.core.kit.clock import today
from ravny.core.kit.ids import day_id
from ravny.core.staff.models import Account, SignIn
from ravny.core.staff.operations import add_account
from ravny.core.staff.types import AccountFacts, Actor, Role
from ravny.core.vault.models import Circle, Phone
from ravny.core.vault.models.trust import RecoveryNotice, RecoveryUse, Root
from ravny.core.vault.operations import add_passkey, invite_phone, make_group, tend_backup_keys
from ravny.core.vault.queries import circle_of
from ravny.doors.desk.today import row_id_of
from ravny.insight.upkeep.models import Run
from ravny.insight.upkeep.operations.backing_up import folder_of_backups
from ravny.insight.upkeep.operations.wishes import ask_erasure
from ravny.insight.upkeep.types import RunState
from ravny.people.clients.models import Client
from ravny.people.directory.models import Dealing, Service
from ravny.services.care.models import Treatment
from ravny.services.cases.models import Case
from ravny.services.cases.models.ending import ArchivedCase, Exit
from ravny.services.cases.operations import open_case
from ravny.services.cases.types import NewCase
from ravny.services.encounters.models import Encounter, Site
from ravny.services.incidents.operations import record_incident
from ravny.services.incidents.types import NewIncident
from ravny.services.outreach.models import Promotion, Route, Shift, Stand
from ravny.services.outreach.operations import receive
from ravny.services.referrals import operations as referrals
from ravny.services.referrals.models import Referral
from ravny.services.referrals.types import OPEN, State
from ravny.services.referrals.types.helping import NewInterpreting, ParallelStep
from ravny.services.stock.models import Item, Place
from ravny.services.testing.models import Test
from tests.attachments.makers import Paper, keep
from tests.cases.samples import a_whole_case
from tests.guards import house
from tests.outreach.phones import batch, contact
from tests.supervision.samples import a_whole_supervision

CLIENTS = 25
SEED = 7
BY_HAND = (
    "cases/<uuid:ended_id>/archive/",
    "cases/new/?client=<uuid:referred_id>",
    "cases/<uuid:ended_id>/reopen/",
    "care/register/?client=<uuid:referred_id>",
    "care/treat/?client=<uuid:referred_id>",
    "care/lab/?client=<uuid:referred_id>",
    "card/<uuid:referred_id>/",
    "referrals/new/?client=<uuid:referred_id>",
    "referrals/new/?client=<uuid:referred_id>&test=<uuid:test_id>",
    "referrals/new/?client=<uuid:referred_id>&service=<uuid:service_id>",
    "referrals/together/?client=<uuid:referred_id>",
    "encounters/aid/?client=<uuid:referred_id>",
    "referrals/<uuid:lost_id>/send/",
    "referrals/<uuid:lost_id>/send/?service=<uuid:service_id>",
    "testing/record/?client=<uuid:referred_id>&infection=hiv",
)
"""Addresses of the desk that say whom they are about, or need an object of another kind."""
INSTEAD = frozenset(
    {
        "cases/<uuid:case_id>/archive/",
        "cases/new/",
        "cases/<uuid:case_id>/reopen/",
        "care/register/",
        "care/treat/",
        "care/lab/",
        "referrals/new/",
        "referrals/together/",
        "encounters/aid/",
        "referrals/<uuid:referral_id>/send/",
    }
)
"""Patterns that are seen under one of BY_HAND only."""
ARGUMENT = re.compile(r"<(?:\w+:)?(\w+)>")
Samples = dict[str, UUID | str]


def write_organisation() -> tuple[Actor, Samples]:
    """Write the demo's year in small; return its coordinator and an object for each argument."""
    plan = draw(clients=CLIENTS, seed=SEED, last=today(), activity=1.5)
    world = opening.open_house(seed=SEED, first=plan.first).world
    writing.furnish(world, plan)
    year.write_in_bulk(world, plan, lambda done, total: None)
    rest.write_rest(world, plan)
    return world.lead, furnish(world.lead, world.actors["aida"])


def furnish(lead: Actor, worker: Actor) -> Samples:
    """Add what no year of the demo has; return an object for each argument of an address."""
    waiting, held, held_back = day_id(), day_id(), day_id()
    with scope(organisation=lead.organisation_id):
        phone = Phone.objects.create(
            id=held,
            organisation_id=lead.organisation_id,
            account_id=worker.account_id,
            public_key=b"\x04" * 65,
            label="А-1",
        )
    for phone_id, record_id, quarantine in (
        (day_id(), waiting, False),
        (phone.id, held_back, True),
    ):
        wrong = batch(contact(record_id, channel="moon", note=None))
        receive(actor=worker, phone_id=phone_id, records=wrong, quarantine=quarantine)
    new = AccountFacts("farida", "Фарида", (Role.PEER.value,))
    token = add_account(actor=lead, account_id=day_id(), facts=new)
    return {
        **_objects(lead),
        "record_id": waiting,
        "held_id": held_back,
        "phone_id": held,
        "invitation_id": invite_phone(actor=lead).invitation_id,
        "use_id": _recovered(lead),
        "run_id": _backed_up(),
        "month": f"{today():%Y-%m}",
        "kind": "clients.card",
        "row_id": row_id_of(lead.account_id, "outreach.tray"),
        "passkey_id": add_passkey(actor=lead, credential_id=bytes(32), salt=bytes(32)),
        "token": token,
    }


def _backed_up() -> str:
    """This month has its key, and a file lies where backups do."""
    tend_backup_keys()
    folder_of_backups().mkdir(mode=0o700, exist_ok=True)
    (folder_of_backups() / "made-up.age").write_bytes(b"age-encryption.org/v1\n")
    return str(Run.objects.create(state=RunState.DONE, file="made-up.age").pk)


def _recovered(lead: Actor) -> UUID:
    """Two sheets were put together, and the coordinator has not said so yet."""
    own = {"organisation_id": lead.organisation_id, "account_id": lead.account_id}
    with scope(organisation=lead.organisation_id):
        root = Root.objects.get(retired_on=None)
        use = RecoveryUse.objects.create(by_id=lead.account_id, root=root, epochs=3, **own)
        RecoveryNotice.objects.create(use=use, account_id=lead.account_id)
    return use.id


def _rows(lead: Actor, treatment: Treatment) -> Samples:
    """One row of every table that a page shows by its id."""
    with scope(organisation=lead.organisation_id):
        rows: dict[str, Any] = {
            "site_id": Site.objects,
            "route_id": Route.objects,
            "stand_id": Stand.objects,
            "promotion_id": Promotion.objects,
            "item_id": Item.objects,
            "shift_id": Shift.objects.filter(day__gt=today()),
            "place_id": Place.objects.filter(kind="store"),
            "service_id": Service.objects.filter(active=True),
            "dealing_id": Dealing.objects.filter(outcome="open"),
            "referral_id": Referral.objects.filter(state__in=OPEN).order_by("state"),
            "lost_id": Referral.objects.filter(state=State.LOST),
            "test_id": Test.objects.filter(
                client_id=treatment.client_id, result="reactive", infection="hiv"
            ),
            "circle_id": Circle.objects.filter(kind="team", subject_id__in=lead.teams),
            "encounter_id": Encounter.objects.filter(client_id__isnull=False).order_by("-day"),
        }
        return {name: of.values_list("id", flat=True)[0] for name, of in rows.items()}


def _objects(lead: Actor) -> Samples:
    with scope(organisation=lead.organisation_id):
        client, other = Client.objects.order_by("id")[:2]
        treatment = Treatment.objects.filter(ended_on__isnull=True)[0]
    return {
        **_rows(lead, treatment),
        "client_id": client.id,
        "other_id": other.id,
        "referred_id": treatment.client_id,
        "treatment_id": treatment.id,
        "what": "treatment",
        "fact_id": treatment.id,
        "account_id": lead.account_id,
        "team_id": min(lead.teams, key=str),
        "language": "ru",
        "country": "uz",
        "code": "ru",
        **_document(lead, client),
        **_helped(lead, client),
        **_ended(lead),
        **a_whole_case(lead, _third(lead), _colleague(lead)),
        **a_whole_supervision(lead, _third(lead), None),
        "wish_id": ask_erasure(actor=lead, client_id=other.id, code=other.code),
        "group_id": make_group(actor=lead, group_id=day_id(), label="Дежурство", members=[]),
    }


def _helped(lead: Actor, client: Client) -> Samples:
    """An interpreter who was asked, and steps that were begun together."""
    interpreting_id, bundle_id = day_id(), day_id()
    steps = [
        ParallelStep(day_id(), reason, lead.account_id, "soon")
        for reason in ("hospital", "lawyer", "social")
    ]
    referrals.open_together(actor=lead, client_id=client.id, bundle_id=bundle_id, steps=steps)
    booked = NewInterpreting("en", today(), account_id=lead.account_id, may_know="no")
    referrals.book_interpreter(
        actor=lead,
        referral_id=steps[0].referral_id,
        interpreting_id=interpreting_id,
        facts=booked,
    )
    return {"interpreting_id": interpreting_id, "bundle_id": bundle_id}


def _ended(lead: Actor) -> Samples:
    """A case whose end waits for agreement, one that has ended, an entry to sign, an incident."""
    of_house, incident_id = {"organisation_id": lead.organisation_id}, day_id()
    with scope(organisation=lead.organisation_id):
        first, second = Client.objects.filter(kept=None).order_by("-id")[:2]
        other = Account.objects.exclude(id=lead.account_id).filter(active=True)[0]
    waiting, ended = (
        open_case(
            actor=lead,
            facts=NewCase(day_id(), one.id, today(), "self", "here", (("legal", None),)),
        )
        for one in (first, second)
    )
    with scope(organisation=lead.organisation_id):
        found = Exit.objects.create(
            case_id=waiting, reason="wish", proposed_by_id=other.id, **of_house
        )
        Case.objects.filter(id=ended).update(ended_on=today(), exit_reason="wish")
        entry = ArchivedCase.objects.create(
            quarter=today().replace(month=1, day=1), exit_reason="wish", months=3,
            proposed_by_id=other.id, **of_house,
        )  # fmt: skip
    told = NewIncident(
        incident_id, min(lead.teams, key=str), "violence", "police", "street",
        today().replace(day=1), "counts",
    )  # fmt: skip
    record_incident(actor=lead, facts=told)
    return {
        "exit_id": found.id,
        "ended_id": ended,
        "entry_id": entry.id,
        "incident_id": incident_id,
    }


def _third(lead: Actor) -> UUID:
    """A client who has no case yet."""
    with scope(organisation=lead.organisation_id):
        cases = Case.objects.values("client_id")
        free = Client.objects.filter(kept=None).exclude(id__in=cases).order_by("-id")
        return free.values_list("id", flat=True)[0]


def _colleague(lead: Actor) -> UUID:
    with scope(organisation=lead.organisation_id):
        peers = Account.objects.filter(active=True, roles__contains="peer")
        return peers.exclude(id=lead.account_id).values_list("id", flat=True)[0]


def _document(lead: Actor, client: Client) -> Samples:
    """A document on a client's card, sealed for the client's team."""
    circle = circle_of("team", client.team_id)
    assert circle is not None, "the demo makes its teams' circles"
    return {
        "attachment_id": keep(lead, Paper(circle, client.id)),
        "home": "client",
        "subject_id": client.id,
        "index": "0",
    }


def paths(door: str, samples: Samples) -> Iterator[str]:
    """Yield each address of the door; KeyError names an argument that has no sample yet."""
    routes = [route for route, _pattern in house.patterns(door)]
    if door == "desk":
        routes = [*(route for route in routes if route not in INSTEAD), *BY_HAND]
    for route in routes:
        yield "/" + ARGUMENT.sub(lambda part: str(samples[part[1]]), route)


def sign_in_id(actor: Actor) -> UUID:
    """Return the sign-in the tour goes on with."""
    with scopes_disabled():
        return SignIn.objects.get(account_id=actor.account_id).id
