"""What this room hangs on the registries of kit."""

from uuid import UUID

from cryptography.exceptions import InvalidSignature
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from ravny.core.kit import registries, sealing
from ravny.core.kit.registries import (
    HealthCheck,
    MenuEntry,
    PeriodicWork,
    Permission,
    TodayRow,
    Verb,
)
from ravny.core.staff.types import EVERYBODY, Actor, PersonLeft, Role

from .. import instance, operations, queries, session_keys
from ..pages import own_today
from ..retention import KINDS

LEADS = frozenset({Role.COORDINATOR.value, Role.KEEPER.value})


def _unwrap(kind: str, object_id: UUID, wrapped: bytes) -> bytes:
    try:
        return instance.unwrap(kind, object_id, wrapped)
    except instance.InstanceKeyError as error:
        raise sealing.Unopened from error


def _verify(signature: bytes, statement: bytes) -> bool:
    try:
        instance.signing_key().public_key().verify(signature, statement)
    except InvalidSignature:
        return False
    return True


def _sign(statement: bytes) -> bytes:
    return instance.signing_key().sign(statement)


def _keys_are_there() -> bool:
    try:
        instance.database_key()
    except (instance.InstanceKeyError, OSError):
        return False
    return True


def _old_keys(actor: Actor) -> list[TodayRow]:
    if not actor.may("vault.keys"):
        return []
    return [
        TodayRow(
            key=f"vault.intake.{line.number}",
            rank=100 + (line.days_left or 0),
            group="now" if line.is_close else "week",
            left_number=str(line.days_left),
            left_unit=ngettext("day left", "days left", line.days_left or 0),
            title=", ".join(line.waits_for),
            why=_("What these phones still hold will not open after that"),
            action_label=_("See the phones"),
            action_url=reverse("vault:intake"),
            harm="keys",
            days=line.days_left,
        )
        for line in queries.phones_behind(actor)
    ]


def _person_left(event: PersonLeft) -> None:
    session_keys.lock_everywhere(event.account_id)
    operations.forget_staff_key(
        organisation_id=event.organisation_id, account_id=event.account_id, by=event.actor_id
    )


def _phones_of_who_left(event: PersonLeft) -> None:
    operations.revoke_phones_of(
        organisation_id=event.organisation_id, account_id=event.account_id, by=event.actor_id
    )


sealing.register(sealing.Sealing(wrap=instance.wrap, unwrap=_unwrap, sign=_sign, verify=_verify))
registries.events.on(PersonLeft, _person_left)
registries.events.on(PersonLeft, _phones_of_who_left)

for _permission in (
    Permission("vault.authors", _("See the registers of all authors"), LEADS),
    Permission("vault.phones", _("Register and end own phones"), EVERYBODY),
    Permission("vault.keys", _("See everybody's phones and the intake keys"), LEADS),
    Permission("vault.intake", _("Change the intake key"), frozenset({Role.KEEPER.value})),
):
    registries.permissions.add(_permission)

for _verb in (
    Verb("vault.keys_made", _("Made own keys")),
    Verb("vault.passkey_added", _("Made a passkey")),
    Verb("vault.passkey_removed", _("Removed a passkey")),
    Verb("vault.keys_forgotten", _("Forgot a colleague's lost keys")),
    Verb("vault.opened", _("Opened sealed text")),
    Verb("vault.phone_invited", _("Made a code for a phone")),
    Verb("vault.phone_registered", _("Registered a phone")),
    Verb("vault.phone_revoked", _("Revoked a phone")),
    Verb("vault.phone_restored", _("Took a phone into use again")),
    Verb("vault.phone_written_off", _("Wrote a phone off")),
    Verb("vault.phone_replaced", _("Ended: the same phone was registered anew")),
    Verb("vault.intake_made", _("Made the intake keys")),
    Verb("vault.intake_rotated", _("Changed the intake key")),
    Verb("vault.intake_destroyed", _("Destroyed an old intake key")),
):
    registries.verbs.add(_verb)

registries.menu.add(MenuEntry("organisation", _("Phones"), "vault:phones", "vault.phones", 72))
registries.today_rows.add(own_today.rows)
registries.today_rows.add(_old_keys)
registries.health.add(HealthCheck("keys", _keys_are_there))
registries.periodic.add(PeriodicWork("vault.intake", 24, operations.tend_intake, needs_keys=True))

for _kind in KINDS:
    registries.record_kinds.add(_kind)
