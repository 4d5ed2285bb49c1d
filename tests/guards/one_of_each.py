"""One object of the near team for every argument an address may have."""

import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.test import Client
from django_scopes import scope, scopes_disabled

from ravny.core.kit.clock import today
from ravny.core.kit.ids import day_id
from ravny.core.staff.models import SignIn
from ravny.core.staff.operations import add_account
from ravny.core.staff.types import AccountFacts, Role
from ravny.core.vault import reader
from ravny.core.vault.models import Phone
from ravny.core.vault.models.trust import RecoveryNotice, RecoveryUse, Root
from ravny.core.vault.operations import add_passkey, invite_phone, make_group
from ravny.doors.desk.today import row_id_of
from ravny.insight.upkeep.models import Run, Wish
from ravny.insight.upkeep.types import RunState
from ravny.services.care import operations as care
from ravny.services.cases.models.ending import ArchivedCase
from ravny.services.cases.operations.archiving import propose_entry
from ravny.services.encounters.operations import record_encounter
from ravny.services.encounters.types import EncounterFacts
from ravny.services.outreach.models import Promotion, Route, Shift, Stand
from ravny.services.outreach.operations import receive
from ravny.services.referrals import operations as helped
from ravny.services.referrals.types.helping import NewInterpreting, ParallelStep
from ravny.services.stock.operations import save_place
from ravny.services.testing.operations import record_test
from tests.attachments.makers import Paper, keep
from tests.care import makers as cares
from tests.cases.exits import an_ended_case, proposed
from tests.cases.makers import a_case
from tests.cases.samples import a_whole_case
from tests.cast import HOUSE, NEAR_TEAM, Cast, sign_in
from tests.directory.makers import a_dealing, a_service
from tests.incidents.makers import an_incident
from tests.outreach.phones import SITE, batch, contact, set_the_scene
from tests.referrals.makers import a_referral, make_places
from tests.supervision.samples import a_whole_supervision
from tests.testing.makers import CITIZEN, facts_of, fill_bag, new_client
from tests.vault.conftest import give_keys

from . import house

ARGUMENT = re.compile(r"<(?:\w+:)?(\w+)>")
NOBODYS = UUID("01939393-0000-7000-8000-000000000000")
CARE = ("registration", "treatment", "lab")
Samples = dict[str, UUID | str]


def write(cast: Cast) -> Samples:
    """Write one of everything down; return it by the name an address has for it."""
    set_the_scene()
    make_places(HOUSE)
    client_id, other_id = (new_client(cast.peer, CITIZEN) for _ in range(2))
    return {
        "client_id": client_id,
        "other_id": other_id,
        "site_id": SITE,
        "team_id": NEAR_TEAM,
        "account_id": cast.peer.account_id,
        "referral_id": a_referral(cast, client_id=client_id, infection="syphilis"),
        **_helped(cast, client_id),
        **a_whole_case(cast.case_manager.actor, client_id, cast.peer.account_id),
        **a_whole_supervision(cast.peer.actor, client_id, None),
        **_met(cast, client_id),
        **_cared(cast, client_id),
        **_outreach(cast),
        **_held(cast),
        **_circled(cast, client_id),
        **_recovered(cast),
        **_house(cast),
        **_wished(cast, client_id),
        **_ended(cast),
        "row_id": row_id_of(cast.coordinator.account_id, "outreach.tray"),
    }


def _helped(cast: Cast, client_id: UUID) -> Samples:
    """An interpreter who was asked, and two steps that were begun together."""
    interpreting_id, bundle_id = day_id(), day_id()
    booked = NewInterpreting(
        "uz", today(), account_id=cast.peer.account_id, may_know="yes", client_says="agreed"
    )
    helped.book_interpreter(
        actor=cast.social.actor,
        referral_id=a_referral(cast, client_id=client_id, infection="syphilis"),
        interpreting_id=interpreting_id,
        facts=booked,
    )
    steps = [
        ParallelStep(day_id(), reason, cast.peer.account_id, "soon")
        for reason in ("lawyer", "social")
    ]
    helped.open_together(
        actor=cast.social.actor, client_id=client_id, bundle_id=bundle_id, steps=steps
    )
    return {"interpreting_id": interpreting_id, "bundle_id": bundle_id}


def _met(cast: Cast, client_id: UUID) -> Samples:
    """A meeting, and a reactive test that waits for its next step."""
    peer, meeting = cast.peer, day_id()
    facts = EncounterFacts(
        encounter_id=meeting, day=today(), channel="home", worker_id=peer.account_id,
        who="code", client_id=client_id, team_id=NEAR_TEAM,
    )  # fmt: skip
    record_encounter(actor=peer.actor, encounter_id=meeting, facts=facts)
    reactive = facts_of(peer, "reactive", client_id=client_id)
    return {"encounter_id": meeting, "test_id": record_test(actor=peer.actor, facts=reactive)}


def _cared(cast: Cast, client_id: UUID) -> Samples:
    doctor = cast.doctor
    registered = cares.registration(doctor, client_id)
    treated, measured = cares.treatment(doctor, client_id), cares.lab(doctor, client_id)
    care.record_registration(actor=doctor.actor, facts=registered)
    care.start_treatment(actor=doctor.actor, facts=treated)
    care.record_lab(actor=doctor.actor, facts=measured)
    ids = registered.record_id, treated.record_id, measured.record_id
    facts = {f"fact_id of {what}": fact_id for what, fact_id in zip(CARE, ids, strict=True)}
    return {"treatment_id": treated.record_id, **facts}


def _outreach(cast: Cast) -> Samples:
    common: dict[str, Any] = {"organisation_id": HOUSE, "team_id": NEAR_TEAM}
    hours = {"start_minute": 1200, "end_minute": 1320}
    tomorrow = today() + timedelta(days=1)
    with scope(organisation=HOUSE):
        made = {
            "route_id": Route.objects.create(label="К-1", **common),
            "shift_id": Shift.objects.create(
                day=tomorrow, worker_id=cast.peer.account_id, site_id=SITE, **hours, **common
            ),
            "stand_id": Stand.objects.create(site_id=SITE, weekday=1, **hours, **common),
            "promotion_id": Promotion.objects.create(
                label="В сети", code="WEB", network="vk", language="uz", **common
            ),
        }
    return {name: one.id for name, one in made.items()}


def _held(cast: Cast) -> Samples:
    """A record in the tray, a lost phone whose records are held back, a code for a new one."""
    peer, waiting, held, phone_id = cast.peer, day_id(), day_id(), day_id()
    with scope(organisation=HOUSE):
        Phone.objects.create(
            id=phone_id, organisation_id=HOUSE, account_id=peer.account_id,
            public_key=b"\x04" * 65, label="А-1",
        )  # fmt: skip
    for record_id, quarantine in ((waiting, False), (held, True)):
        wrong = batch(contact(record_id, channel="moon"))
        receive(actor=peer.actor, phone_id=phone_id, records=wrong, quarantine=quarantine)
    invited = invite_phone(actor=peer.actor)
    return {
        "record_id": waiting,
        "held_id": held,
        "phone_id": phone_id,
        "invitation_id": invited.invitation_id,
    }


def _circled(cast: Cast, client_id: UUID) -> Samples:
    """The near team's circle, a group chosen by hand, and a document on the client's card."""
    peer, members = cast.peer, [cast.social.account_id]
    circle = reader.make_circle(
        actor=peer.actor, keyring=give_keys(peer), kind="team", subject_id=NEAR_TEAM
    )
    group_id = make_group(actor=peer.actor, group_id=day_id(), label="Дежурство", members=members)
    return {
        "circle_id": circle.circle_id,
        "group_id": group_id,
        "passkey_id": add_passkey(actor=peer.actor, credential_id=bytes(32), salt=bytes(32)),
        "attachment_id": keep(peer.actor, Paper(circle, client_id)),
        "home": "client",
        "subject_id": client_id,
        "index": "0",
    }


def _ended(cast: Cast) -> Samples:
    """The end of a case that waits for agreement, an entry of the archive, an incident."""
    propose_entry(actor=cast.case_manager.actor, case_id=an_ended_case(cast), tools=())
    with scope(organisation=HOUSE):
        entry = ArchivedCase.objects.get()
    return {
        "exit_id": proposed(cast, a_case(cast)),
        "entry_id": entry.id,
        "incident_id": an_incident(cast, kind="violence"),
    }


def _recovered(cast: Cast) -> Samples:
    """What two sheets gave the peer, who was told of it."""
    peer = cast.peer.account_id
    with scope(organisation=HOUSE):
        root = Root.objects.create(
            organisation_id=HOUSE, root_public=bytes(32), recovery_public=bytes(1216),
            signature=bytes(64), retired_on=today(),
        )  # fmt: skip
        use = RecoveryUse.objects.create(
            organisation_id=HOUSE, account_id=peer, by_id=cast.keeper.account_id, root=root
        )
        RecoveryNotice.objects.create(use=use, account_id=peer)
    return {"use_id": use.id}


def _wished(cast: Cast, client_id: UUID) -> Samples:
    """A client's wish to be erased."""
    with scope(organisation=HOUSE):
        wish = Wish.objects.create(
            organisation_id=HOUSE, client_id=client_id, team_id=NEAR_TEAM,
            asked_by_id=cast.peer.account_id,
        )  # fmt: skip
    return {"wish_id": wish.id}


def _house(cast: Cast) -> Samples:
    """What belongs to the house and to no client."""
    place_id, lead = day_id(), cast.coordinator.actor
    save_place(actor=cast.stock.actor, place_id=place_id, kind="store", label="Склад", active=True)
    service_id = a_service(cast.lawyer)
    sign_in(Client(), cast.peer)
    with scopes_disabled():
        sign_in_id = SignIn.objects.get(account_id=cast.peer.account_id).id
    new = AccountFacts("farida", "Фарида", (Role.PEER.value,))
    return {
        "item_id": fill_bag(cast).hiv,
        "run_id": str(Run.objects.create(state=RunState.DONE, file="none.age").pk),
        "month": f"{today():%Y-%m}",
        "kind": "clients.card",
        "place_id": place_id,
        "service_id": service_id,
        "dealing_id": a_dealing(cast.lawyer, service_id),
        "sign_in_id": sign_in_id,
        "token": add_account(actor=lead, account_id=day_id(), facts=new),
    }


def nothing(samples: Samples) -> Samples:
    """Return the same names, and for each something that is not there.

    A number is a place inside of something: nothing has it too.
    """
    numbers = {name: one for name, one in samples.items() if str(one).isdigit()}
    strange = {name: "x" if isinstance(one, str) else NOBODYS for name, one in samples.items()}
    return strange | numbers


def asked(samples: Samples) -> Iterator[tuple[str, str, str]]:
    """Yield (route, address, the same address of nothing) of each route that has an argument.

    Fails with the route whose argument has no object yet: add one to `write`.
    """
    for route, _pattern in house.patterns("desk"):
        if ARGUMENT.search(route):
            for what in CARE if "what" in ARGUMENT.findall(route) else ("",):
                yield route, _address(route, samples, what), _address(route, nothing(samples), what)


def _address(route: str, samples: Mapping[str, UUID | str], what: str) -> str:
    known = {"what": what, "fact_id": samples.get(f"fact_id of {what}", ""), **samples}
    missing = [name for name in ARGUMENT.findall(route) if name not in known]
    house.none_of([f"{route}: one_of_each has no {name}" for name in missing])
    return "/" + ARGUMENT.sub(lambda part: str(known[part[1]]), route)
