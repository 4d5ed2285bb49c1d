"""Questions about intake keys: which there are, which phones hold them up, until when."""

from datetime import date, timedelta
from uuid import UUID

from django_scopes import scope

from ravny.core.kit.clock import today
from ravny.core.staff.types import Actor

from ..models import IntakeKey, Phone
from ..types import RETIRED_DAYS, ROTATE_DAYS, WARN_DAYS, IntakeLine, IntakeState, PhoneState
from ..types.phones import Follower, IntakeStatus


def intake_lines(organisation_id: UUID) -> list[IntakeLine]:
    """Return the organisation's intake keys, newest first. Two queries."""
    with scope(organisation=organisation_id):
        phones = list(
            Phone.objects.exclude(state=PhoneState.WRITTEN_OFF)
            .order_by("label", "id")
            .values_list("label", "acknowledged", "empty_queue")
        )
        rows = IntakeKey.objects.order_by("-number")[:24]
        return [
            IntakeLine(
                number=row.number,
                state=row.state,
                state_label=row.get_state_display(),
                made_on=row.made_on,
                destroyed_on=row.destroyed_on,
                days_left=_days_left(row),
                waits_for=tuple(
                    label
                    for label, held, empty in phones
                    if row.state == IntakeState.RETIRED and not (empty and held >= row.number + 2)
                ),
            )
            for row in rows
        ]


def _days_left(key: IntakeKey) -> int | None:
    if key.state != IntakeState.RETIRED or key.retired_on is None:
        return None
    return max(0, RETIRED_DAYS - (today() - key.retired_on).days)


def phones_behind(actor: Actor) -> list[IntakeLine]:
    """Return retired keys that will be destroyed soon although a phone may still need them."""
    return [
        line
        for line in intake_lines(actor.organisation_id)
        if line.waits_for and line.days_left is not None and line.days_left <= WARN_DAYS
    ]


def current_since(organisation_id: UUID) -> date:
    """Return the day on which the present key became current. Two queries."""
    with scope(organisation=organisation_id):
        current = IntakeKey.objects.get(state=IntakeState.CURRENT)
        turns = IntakeKey.objects.exclude(retired_on=None).values_list("retired_on", flat=True)
        return max([current.made_on, *(day for day in turns if day)])


def intake_status(organisation_id: UUID) -> IntakeStatus | None:
    """Return how far the newest keys have come, None before any are made. Five queries."""
    with scope(organisation=organisation_id):
        following = IntakeKey.objects.filter(state=IntakeState.NEXT).first()
    if following is None:
        return None
    since, newest = current_since(organisation_id), following.number
    with scope(organisation=organisation_id):
        phones = Phone.objects.exclude(state=PhoneState.WRITTEN_OFF).select_related("account")
        followers = [
            Follower(
                phone_id=phone.id,
                label=phone.label,
                owner=phone.account.pseudonym,
                state=phone.state,
                seen_on=phone.seen_on,
                newest=phone.acknowledged >= newest,
                empty_queue=phone.empty_queue,
            )
            for phone in phones.order_by("label", "id")
        ]
    behind_first = sorted(followers, key=lambda one: one.newest and one.empty_queue)
    next_on = since + timedelta(days=ROTATE_DAYS)
    return IntakeStatus(newest - 1, since, next_on, tuple(behind_first))
