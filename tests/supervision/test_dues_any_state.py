"""What the menu counts by the database is what reading every circle finds, in any state."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from django_scopes import scopes_disabled
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ravny.core.kit.clock import today
from ravny.core.kit.ids import day_id
from ravny.core.staff.models import Account
from ravny.core.staff.types import Actor
from ravny.core.vault import queries
from ravny.core.vault.models import Circle, Epoch, EpochFloor, StaffKey, Wrap
from ravny.core.vault.models.trust import Certificate, RecoveryWrap, Root
from ravny.core.vault.pages import today as spoken
from ravny.core.vault.queries import dues, unsettled
from ravny.core.vault.statements import key_hash
from ravny.services.cases.models import Member
from ravny.services.supervision.models import Seat
from tests.cast import Cast, Person
from tests.referrals.makers import Undone

from .makers import some_cases

pytestmark = pytest.mark.django_db
NAMES = ("case_manager", "social", "lawyer")
ANY = st.sets(st.sampled_from(NAMES))
# Mostly everybody: one thing out of order shows only where nothing else is.
MANY = st.one_of(*[st.just(set(NAMES))] * 4, ANY)
MOSTLY = st.sampled_from([True, True, True, False])
SELDOM = st.sampled_from([False, False, False, True])
EPOCH = st.fixed_dictionaries(
    {"by": st.sampled_from(NAMES), "holders": MANY, "recoverable": MOSTLY}
)
PLACE = st.fixed_dictionaries(
    {
        "members": MANY,
        "former": ANY,
        "closed": SELDOM,
        "stale": SELDOM,
        "floors": st.dictionaries(st.sampled_from(NAMES), st.integers(1, 3), max_size=1),
        "epochs": st.lists(EPOCH, min_size=1, max_size=2) | st.just([]),
    }
)
STATE = st.fixed_dictionaries(
    {
        # Whose access ended; they ask nothing any more.
        "gone": st.sampled_from([None, None, *NAMES]),
        "keys": MANY,
        "signed": MANY,
        "vouched": MANY,
        "root": st.booleans(),
        "cases": st.lists(PLACE, min_size=2, max_size=2),
        "sessions": st.lists(PLACE, max_size=1),
    }
)


class House:
    """Three colleagues with two cases and a session of supervision."""

    def __init__(self, cast: Cast, cases: list[UUID], state: dict[str, Any]) -> None:
        self.cast, self.state = cast, state
        self.root = self._root() if state["root"] else None
        for name in state["keys"]:
            self._key(name)
        if state["gone"]:
            Account.objects.filter(id=self.who(state["gone"])).update(active=False)
        for case_id, place in zip(cases, state["cases"], strict=True):
            self._serve(case_id, place)
            self._circle("case", case_id, place)
        for place in state["sessions"]:
            subject_id = day_id()
            self._sit(subject_id, place)
            self._circle("session", subject_id, place)

    def person(self, name: str) -> Person:
        one: Person = getattr(self.cast, name)
        return one

    def who(self, name: str) -> UUID:
        return self.person(name).account_id

    def _root(self) -> Root:
        return Root.objects.create(
            id=day_id(), organisation_id=self.cast.organisation_id, root_public=b"r",
            recovery_public=b"r", signature=b"r",
        )  # fmt: skip

    def _key(self, name: str) -> None:
        StaffKey.objects.create(
            account_id=self.who(name), public_key=name.encode(), signing_public=b"s", keyring=b"k"
        )
        if self.root and name in self.state["signed"] | self.state["vouched"]:
            Certificate.objects.create(
                id=day_id(), organisation_id=self.cast.organisation_id, kind="member",
                root=self.root, subject_id=self.who(name), key_hash=key_hash(name.encode()),
                signing_public=b"s", signature=b"s",
                withdrawn_on=None if name in self.state["signed"] else today(),
            )  # fmt: skip

    def _serve(self, case_id: UUID, place: dict[str, Any]) -> None:
        Member.objects.filter(case_id=case_id).delete()
        yesterday = today() - timedelta(days=1)
        for name in place["members"] | place["former"]:
            stays = name in place["members"]
            Member.objects.create(
                case_id=case_id, organisation_id=self.cast.organisation_id, duty="lawyer",
                account_id=self.who(name), ends_on=today() if stays else yesterday,
            )  # fmt: skip

    def _sit(self, subject_id: UUID, place: dict[str, Any]) -> None:
        for name in place["members"]:
            Seat.objects.create(
                organisation_id=self.cast.organisation_id, subject_id=subject_id,
                account_id=self.who(name), closed_on=today() if place["closed"] else None,
            )  # fmt: skip

    def _circle(self, kind: str, subject_id: UUID, place: dict[str, Any]) -> None:
        if not place["epochs"]:
            return
        circle = Circle.objects.create(
            id=day_id(), organisation_id=self.cast.organisation_id, kind=kind,
            subject_id=subject_id, stale_since=today() if place["stale"] else None,
        )  # fmt: skip
        for name, number in place["floors"].items():
            EpochFloor.objects.create(circle=circle, account_id=self.who(name), number=number)
        for number, one in enumerate(place["epochs"], 1):
            epoch = Epoch.objects.create(
                circle=circle, number=number, public_key=b"p", signed_by_id=self.who(one["by"]),
                signature=b"s",
            )  # fmt: skip
            for name in one["holders"]:
                Wrap.objects.create(epoch=epoch, account_id=self.who(name), envelope=b"e")
            if self.root and one["recoverable"]:
                RecoveryWrap.objects.create(epoch=epoch, root=self.root, envelope=b"e")


def said(found: dues.Dues) -> list[list[str]]:
    """Return what is due, in one order: receivers come by name or by id."""
    giving = [
        replace(one, receivers=tuple(sorted(one.receivers)))
        for one in (*found.renewals, *found.makings)
    ]
    return [sorted(map(repr, part)) for part in (giving, found.missing, found.recovery)]


def check(actor: Actor) -> None:
    """The cheap ways say what reading everything says."""
    for few in (-1, 200):
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(unsettled, "FEW", few)
            compare(actor)


def compare(actor: Actor) -> None:
    """The menu's count, what a browser is given to do and *Today* agree with all the circles."""
    _roll, lines, found = dues.roll_and_dues(actor)
    assert queries.due_count(actor) == (found.circles or None)
    assert said(queries.dues_of(actor)) == said(found)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(spoken, "todays_lines", lambda _actor: lines)
        whole = spoken.rows(actor)
    assert sorted(map(repr, spoken.rows(actor))) == sorted(map(repr, whole))


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(state=STATE)
def test_the_count_of_the_menu_is_what_reading_every_circle_finds(
    cast: Cast, state: dict[str, Any]
) -> None:
    with pytest.raises(Undone), transaction.atomic():
        cases = some_cases(cast)
        actors = [getattr(cast, name).actor for name in NAMES if name != state["gone"]]
        with scopes_disabled():
            House(cast, cases, state)
        for actor in actors:
            check(actor)
        raise Undone
