"""What tests of referrals start from: clients, places to send them to, referrals."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django_scopes import scope

from ravny.core.kit.clock import today
from ravny.core.kit.ids import day_id
from ravny.people.clients.operations import register_client
from ravny.people.clients.types import ClientFacts
from ravny.people.directory.models import Service
from ravny.people.directory.types import ServiceFact
from ravny.services.referrals.models import Referral
from ravny.services.referrals.operations import open_referral
from ravny.services.referrals.types import ReferralFacts
from tests.cast import Cast, Person, frozen_id

ANONYMOUS = frozen_id("service anonymous")
CENTRE = frozen_id("service centre")
LAWYER = frozen_id("service lawyer")
UROLOGIST = frozen_id("service urologist")
HOSPITAL = frozen_id("service hospital")
SAFE: dict[str, Any] = {"anonymous": "yes", "asks_papers": "no", "reports_to": ("nobody",)}
REPORTS: dict[str, Any] = {
    "anonymous": "no",
    "asks_papers": "yes",
    "reports_to": ("sanitary", "register"),
}
PLACES: list[dict[str, Any]] = [
    {
        "id": ANONYMOUS,
        "kind": "anonymous",
        "label": "Анонимный кабинет",
        "infections": ("hiv", "syphilis"),
        "provides": ("confirmation", "rapid_test"),
        "hours": "10–19",
        "way_in": "Вход со двора, второй этаж",
        "same_community": "no",
        **SAFE,
    },
    {
        "id": CENTRE,
        "kind": "aids_centre",
        "label": "Самарский областной центр СПИД",
        "infections": ("hiv",),
        "provides": ("confirmation", "registration", "art"),
        "hours": "8–18",
        "way_in": "Улица Льва Толстого, 142",
        **REPORTS,
    },
    {
        "id": LAWYER,
        "kind": "ngo",
        "label": "Наш юрист",
        "provides": ("legal",),
        "specialities": ("lawyer",),
        "same_community": "no",
        **SAFE,
    },
    {
        "id": UROLOGIST,
        "kind": "specialist",
        "label": "Уролог, свой",
        "specialities": ("urologist",),
        "provides": ("consultation",),
        **SAFE,
    },
    {
        "id": HOSPITAL,
        "kind": "hospital",
        "label": "Больница № 4",
        "provides": ("surgery",),
        "anonymous": "unknown",
    },
]
ADDRESS = {"country": "RU", "region": "RU-SAM", "city": "Самара", "verified_on": date(2026, 11, 1)}


def make_places(organisation_id: UUID) -> None:
    """Put the places to send people to into the directory of a house."""
    with scope(organisation=organisation_id):
        Service.objects.bulk_create(
            Service(organisation_id=organisation_id, **{**ADDRESS, **place}) for place in PLACES
        )


def a_client(cast: Cast, person: Person | None = None, **facts: Any) -> UUID:
    """Register a client of the near team; by default nothing was asked."""
    return register_client(
        actor=(person or cast.peer).actor,
        client_id=day_id(),
        team_id=cast.near_team_id,
        facts=ClientFacts(**facts),
    )


def a_referral(cast: Cast, person: Person | None = None, **changes: Any) -> UUID:
    """Open a referral: a citizen sent to the centre three days ago, unless said otherwise."""
    client_id = changes.pop("client_id", None) or a_client(cast, legal_status="citizen")
    facts: dict[str, Any] = {
        "client_id": client_id,
        "reason": "confirmation",
        "day": today() - timedelta(days=3),
        "service_id": CENTRE,
        "infection": "hiv",
        "consented": True,
        **changes,
    }
    return open_referral(
        actor=(person or cast.peer).actor, referral_id=day_id(), facts=ReferralFacts(**facts)
    )


def a_service(**facts: Any) -> ServiceFact:
    """Return a service as a plain value."""
    plain: dict[str, Any] = {
        "service_id": day_id(),
        "kind": "clinic",
        "label": "Поликлиника",
        "country": "RU",
        "region": "",
        "city": "",
        **facts,
    }
    return ServiceFact(**plain)


def row_of(scene: Cast, referral_id: Any) -> Referral:
    """Return a referral as it stands."""
    with scope(organisation=scene.organisation_id):
        return Referral.objects.get(id=referral_id)


class Undone(Exception):
    """Takes one example's rows back."""
