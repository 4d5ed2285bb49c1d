"""Missed steps: found once in a while for the whole house, looked at again when they are shown."""

from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q
from django_scopes import scope

from ravny.core.kit.clock import today
from ravny.core.staff.types import Actor
from ravny.people.clients.queries import client_tags
from ravny.services.referrals.queries import open_owner_of

from ..linkage import LATE_AFTER, Person, Step
from ..models import MissedStep
from ..types import Missed
from .linkage import again, people_of

LOOK_BACK = timedelta(days=365)
ESCALATED = timedelta(days=14)
"""After so many more days the coordinator sees it too."""
SHOWN = 15
INFECTION = "hiv"
"""Other infections end with their referral, and a referral has its own follow-up."""


def overdue_people(organisation_id: UUID) -> list[tuple[Person, Step, date, UUID]]:
    """Return (person, missing step, day it was due, whose task) of a year's reactive people.

    Who has not arrived yet is not among them: testing and referrals ask for those.
    """
    now = today()
    found = []
    for person in people_of(organisation_id, now - LOOK_BACK, now, INFECTION):
        missed = missed_of(person, now)
        if missed:
            found.append((person, *missed))
    owners = open_owner_of(organisation_id, [one[0].client_id for one in found], INFECTION)
    return [
        (person, step, due, owners.get(person.client_id, person.worker_id))
        for person, step, due in found
    ]


def missed_of(person: Person, now: date) -> tuple[Step, date] | None:
    """Return the step somebody waits for and the day it was due; None while there is time."""
    step = person.missing(INFECTION)
    if step is None or step == Step.ARRIVED:
        return None
    if person.conclusion == "inconclusive" and step == Step.CONFIRMED:
        return None  # the day of the next test stands on testing's own row
    due = person.since + timedelta(days=LATE_AFTER[step])
    return (step, due) if due < now else None


def missed_rows(actor: Actor) -> tuple[list[Missed], int]:
    """Return what the actor is to act on, the longest overdue first, and how many there are.

    A fixed number of queries: rows are looked at again, since a step may be written down after
    they were found. A coordinator sees what is nobody's, and what is overdue for two weeks more.
    """
    now = today()
    with scope(organisation=actor.organisation_id):
        mine = Q(owner_id=actor.account_id)
        if actor.may("clients.every_team"):
            mine |= Q(owner__isnull=True) | Q(owner__active=False) | Q(due_on__lt=now - ESCALATED)
        rows = MissedStep.objects.filter(mine).order_by("due_on", "id")
        count = rows[: 10 * SHOWN].count()
        found = list(rows.values_list("client_id", "reactive_on")[: 2 * SHOWN]) if count else []
    if not found:
        return [], 0
    people = [Person(client_id, day, actor.account_id) for client_id, day in found]
    tags = client_tags(actor, [person.client_id for person in people])
    missed = []
    for person in again(actor.organisation_id, people, INFECTION):
        told = missed_of(person, now)
        if told and person.client_id in tags:
            missed.append(Missed(person.client_id, tags[person.client_id], *told))
    gone = len(found) - len(missed)
    return sorted(missed, key=lambda one: (one.due_on, one.client_id))[:SHOWN], count - gone
