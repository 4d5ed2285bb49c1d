"""What happens by itself: places end by their day, volunteers go, what leavers left is noted."""

from uuid import UUID

from django.db import transaction
from django_scopes import scope

from ravny.core.kit.clock import today
from ravny.core.staff.operations import close_by_day
from ravny.core.staff.queries import actor_of, list_organisations
from ravny.core.staff.rosters import active_people
from ravny.core.staff.types import PersonLeft, Role
from ravny.services.cases.queries.carried import managers_of, orphans, served_once

from ..models import Leaver
from ..queries.leavers import leavers, left_behind
from ..queries.promised import carried_by, key_of
from .answering import hand

ONLY_VOLUNTEER = (Role.VOLUNTEER.value,)


def end_volunteers() -> None:
    """Close the accounts of volunteers whose last named case is over. May be repeated."""
    for organisation_id, _country in list_organisations():
        for one in active_people(organisation_id):
            if tuple(one.roles) == ONLY_VOLUNTEER:
                _end_volunteer(organisation_id, one.account_id)


@transaction.atomic
def _end_volunteer(organisation_id: UUID, account_id: UUID) -> None:
    """Their promises go to who carries the case; somebody who never served is left in peace."""
    carried = carried_by(organisation_id, account_id)
    if carried.places or not served_once(organisation_id, account_id):
        return
    volunteer = actor_of(account_id)
    clients = {carried.person(one.client_id) for one in carried.promises}
    managers = managers_of(organisation_id, clients)
    for promise in carried.promises:
        manager_id = managers.get(carried.person(promise.client_id))
        if manager_id is not None:
            hand(volunteer, key_of(promise), manager_id)
    close_by_day(organisation_id=organisation_id, account_id=account_id)


def person_left(event: PersonLeft) -> None:
    """Note that somebody left something behind; who only joins anew is no leaver."""
    with scope(organisation=event.organisation_id):
        _note(event.organisation_id, event.account_id)


def tend_leavers() -> None:
    """Note leavers whose event was lost, and settle those of whom nothing is left."""
    for organisation_id, _country in list_organisations():
        with scope(organisation=organisation_id):
            for case in orphans(organisation_id):
                _note(organisation_id, case.manager_id)
            for one in leavers(organisation_id):
                settle_leaver(organisation_id, one.account_id)


@transaction.atomic
def _note(organisation_id: UUID, account_id: UUID) -> None:
    active = any(one.account_id == account_id for one in active_people(organisation_id))
    if active or left_behind(organisation_id, account_id).is_nothing:
        return
    Leaver.objects.get_or_create(
        organisation_id=organisation_id, account_id=account_id, settled_on=None
    )


@transaction.atomic
def settle_leaver(organisation_id: UUID, account_id: UUID) -> None:
    """Settle a leaver of whom nothing is left, or who works here again."""
    active = any(one.account_id == account_id for one in active_people(organisation_id))
    if active or left_behind(organisation_id, account_id).is_nothing:
        with scope(organisation=organisation_id):
            rows = Leaver.objects.filter(account_id=account_id, settled_on__isnull=True)
            rows.update(settled_on=today())
