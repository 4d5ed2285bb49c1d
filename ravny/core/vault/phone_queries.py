"""Questions about phones and intake keys."""

from uuid import UUID

from django_scopes import scope, scopes_disabled

from ravny.core.kit.clock import today
from ravny.core.staff.queries import pseudonyms
from ravny.core.staff.types import Actor

from .models import IntakeKey, Phone
from .types import (
    RETIRED_DAYS,
    WARN_DAYS,
    IntakeLine,
    IntakeState,
    PhoneFact,
    PhoneLine,
    PhoneState,
)


def fact_of(phone: Phone) -> PhoneFact:
    """Turn a row into what other rooms see."""
    return PhoneFact(
        phone_id=phone.id,
        account_id=phone.account_id,
        organisation_id=phone.organisation_id,
        public_key=bytes(phone.public_key),
        label=phone.label,
        state=phone.state,
        registered_on=phone.registered_on,
        seen_on=phone.seen_on,
        acknowledged=phone.acknowledged,
        empty_queue=phone.empty_queue,
    )


def phone_of(phone_id: UUID) -> PhoneFact | None:
    """Return a registered phone of any organisation: nobody is signed in at sync. One query."""
    with scopes_disabled():
        phone = Phone.objects.filter(id=phone_id).first()
    return fact_of(phone) if phone else None


def list_phones(actor: Actor) -> list[PhoneFact]:
    """Return the actor's own phones, for keepers and coordinators everybody's. One query."""
    with scope(organisation=actor.organisation_id):
        rows = Phone.objects.order_by("state", "-registered_on", "id")
        if not actor.may("vault.keys"):
            rows = rows.filter(account_id=actor.account_id)
        return [fact_of(row) for row in rows]


def phone_lines(actor: Actor) -> list[PhoneLine]:
    """Return the phones the actor may see, each with its owner's working name. Two queries."""
    names = pseudonyms(actor)
    return [
        PhoneLine(phone=phone, owner=names.get(phone.account_id, "?"))
        for phone in list_phones(actor)
    ]


def intake_lines(actor: Actor) -> list[IntakeLine]:
    """Return the organisation's intake keys, newest first. Two queries."""
    with scope(organisation=actor.organisation_id):
        phones = list(
            Phone.objects.exclude(state=PhoneState.WRITTEN_OFF).values_list(
                "label", "acknowledged", "empty_queue"
            )
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
        for line in intake_lines(actor)
        if line.waits_for and line.days_left is not None and line.days_left <= WARN_DAYS
    ]
