"""The standing cast: who works where, who is of another team, who is of another house.

`cast` is the fixture; `browser_of(person)` is a signed-in browser without script. Secrets are
frozen: nobody runs Argon2 in a test that is not about it.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date
from importlib import import_module
from uuid import UUID

import pytest
from django.conf import settings
from django.test import Client
from django_scopes import scopes_disabled

from ravny.core.kit.clock import now
from ravny.core.kit.ids import day_id
from ravny.core.staff import secrets
from ravny.core.staff.middleware import session_hash
from ravny.core.staff.models import Account, Membership, Organisation, SignIn, Team
from ravny.core.staff.queries import actor_of
from ravny.core.staff.types import Actor, Role


def frozen_id(name: str) -> UUID:
    """Return the same id for a name in every run, in the layout of kit.ids."""
    bits = int.from_bytes(hashlib.sha256(name.encode()).digest()[:16], "big")
    day = day_id(date(2026, 9, 1)).int >> 80
    return UUID(int=(day << 80) | 7 << 76 | (bits & ((1 << 12) - 1)) << 64
                | 2 << 62 | (bits >> 64 & ((1 << 62) - 1)))  # fmt: skip


@dataclass(frozen=True)
class Person:
    """Somebody who works somewhere; `team_id` None: on no team."""

    login: str
    pseudonym: str
    roles: tuple[str, ...]
    organisation_id: UUID
    team_id: UUID | None
    languages: tuple[str, ...] = ("ru",)

    @property
    def account_id(self) -> UUID:
        return frozen_id(f"account {self.login}")

    @property
    def actor(self) -> Actor:
        """The person as operations see them; asks the database."""
        return actor_of(self.account_id)

    @property
    def login_secret(self) -> bytes:
        """What the person's browser would derive from their phrase."""
        return hashlib.sha256(b"frozen login secret " + self.login.encode()).digest()

    @property
    def totp_secret(self) -> bytes:
        """What the person's authenticator app holds."""
        return hashlib.sha256(b"frozen totp secret " + self.login.encode()).digest()[:20]

    @property
    def totp_now(self) -> str:
        """The six digits the app shows at this moment."""
        return secrets.totp_code(self.totp_secret, now())


HOUSE = frozen_id("organisation here")
OTHER_HOUSE = frozen_id("organisation elsewhere")
NEAR_TEAM = frozen_id("team near")
FAR_TEAM = frozen_id("team far")
OTHER_TEAM = frozen_id("team elsewhere")


@dataclass(frozen=True)
class Cast:
    """One person of each role on the near team; two who must see nothing of it."""

    peer: Person = Person("peer", "Тимур", (Role.PEER,), HOUSE, NEAR_TEAM, ("ru", "uz"))
    social: Person = Person("social", "Зарина", (Role.SOCIAL,), HOUSE, NEAR_TEAM, ("ru", "tg"))
    case_manager: Person = Person("manager", "Марк", (Role.CASE_MANAGER,), HOUSE, NEAR_TEAM)
    doctor: Person = Person("doctor", "Лев", (Role.DOCTOR,), HOUSE, NEAR_TEAM)
    psychologist: Person = Person("psychologist", "Вера", (Role.PSYCHOLOGIST,), HOUSE, NEAR_TEAM)
    lawyer: Person = Person("lawyer", "Нина", (Role.LAWYER,), HOUSE, NEAR_TEAM)
    hotline: Person = Person("hotline", "Гуля", (Role.HOTLINE,), HOUSE, NEAR_TEAM, ("ru", "ky"))
    stock: Person = Person("stock", "Олег", (Role.STOCK,), HOUSE, NEAR_TEAM)
    coordinator: Person = Person(
        "coordinator", "Анна", (Role.COORDINATOR,), HOUSE, NEAR_TEAM, ("ru", "en")
    )
    keeper: Person = Person("keeper", "Илья", (Role.KEEPER,), HOUSE, None)
    volunteer: Person = Person("volunteer", "Сауле", (Role.VOLUNTEER,), HOUSE, None)
    outsider: Person = Person("outsider", "Дана", (Role.CASE_MANAGER,), HOUSE, FAR_TEAM)
    stranger: Person = Person(
        "stranger", "Айгуль", (Role.COORDINATOR, Role.KEEPER), OTHER_HOUSE, OTHER_TEAM
    )

    organisation_id = HOUSE
    other_organisation_id = OTHER_HOUSE
    near_team_id = NEAR_TEAM
    far_team_id = FAR_TEAM
    other_team_id = OTHER_TEAM

    def everybody(self) -> list[Person]:
        """All of them, the stranger last."""
        return [getattr(self, field.name) for field in fields(self)]

    def by_role(self) -> dict[str, Person]:
        """Role → the person who has that role and no other, on the near team or on none."""
        return {
            role: person
            for person in self.everybody()
            if person.organisation_id == HOUSE and person is not self.outsider
            for role in person.roles
        }


def enter(cast: Cast) -> None:
    """Put the whole cast into the database: six statements, no journal entry, no event."""
    with scopes_disabled():
        Organisation.objects.bulk_create(
            [
                Organisation(id=HOUSE, label="Равные", country="ru"),
                Organisation(id=OTHER_HOUSE, label="Соседи", country="kz"),
            ]
        )
        Team.objects.bulk_create(
            [
                Team(id=NEAR_TEAM, organisation_id=HOUSE, label="Север"),
                Team(id=FAR_TEAM, organisation_id=HOUSE, label="Юг"),
                Team(id=OTHER_TEAM, organisation_id=OTHER_HOUSE, label="Центр"),
            ]
        )
        Account.objects.bulk_create(_account(person) for person in cast.everybody())
        Membership.objects.bulk_create(
            Membership(team_id=person.team_id, account_id=person.account_id)
            for person in cast.everybody()
            if person.team_id is not None
        )


def _account(person: Person) -> Account:
    return Account(
        id=person.account_id,
        organisation_id=person.organisation_id,
        login=person.login,
        pseudonym=person.pseudonym,
        roles=person.roles,
        languages=person.languages,
        joined_on=date(2026, 9, 1),
        secret_hash=secrets.secret_hash(person.login_secret),
        totp_wrapped=secrets.wrap_totp(person.account_id, person.totp_secret),
    )


def sign_in(client: Client, person: Person) -> Client:
    """Make a test client somebody's signed-in browser, without the sign-in page."""
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session.create()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    with scopes_disabled():
        SignIn.objects.create(
            account_id=person.account_id, session_hash=session_hash(session.session_key)
        )
    return client


def browser_of(person: Person, **options: object) -> Client:
    """Return a new signed-in browser at the desk."""
    return sign_in(Client(HTTP_HOST=settings.DESK_HOST, **options), person)


@pytest.fixture
def cast(db: None) -> Iterator[Cast]:
    """The standing cast, in the database."""
    people = Cast()
    enter(people)
    yield people
