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

from . import instance, kinds, operations, queries

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


def _today(actor: Actor) -> list[TodayRow]:
    """Somebody waits for keys; a team has none; an old intake key is about to go."""
    if not actor.may("vault.circles"):
        return []
    rows = []
    url = reverse("vault:circles")
    leads = actor.may("vault.keys")
    lines = [line for line in queries.circle_lines(actor) if line.is_mine or leads]
    can_share = any(line.is_mine and line.waiting for line in lines)
    names = sorted({one.pseudonym for line in lines for one in line.waiting})
    if names:
        rows.append(
            TodayRow(
                key="vault.waiting",
                rank=300,
                group="now",
                left_number=str(len(names)),
                left_unit=ngettext("person waits", "people wait", len(names)),
                title=", ".join(names),
                why=_("They cannot open the team's notes yet"),
                action_label=_("Share keys") if can_share else _("Who can open"),
                action_url=url,
            )
        )
    rows += [
        TodayRow(
            key=f"vault.due.{line.subject_id}",
            rank=290,
            group="now",
            left_number="0",
            left_unit=_("keys"),
            title=line.subject_label,
            why=_("Nothing can be sealed for this team yet"),
            action_label=_("Make its keys"),
            action_url=url,
        )
        for line in lines
        if line.is_due and line.kind == "team"
    ]
    return rows + _old_keys(actor)


def _old_keys(actor: Actor) -> list[TodayRow]:
    if not actor.may("vault.keys"):
        return []
    return [
        TodayRow(
            key=f"vault.intake.{line.number}",
            rank=100 + (line.days_left or 0),
            group="week",
            left_number=str(line.days_left),
            left_unit=ngettext("day left", "days left", line.days_left or 0),
            title=", ".join(line.waits_for),
            why=_("What these phones still hold will not open after that"),
            action_label=_("See the phones"),
            action_url=reverse("vault:phones"),
        )
        for line in queries.phones_behind(actor)
    ]


def _person_left(event: PersonLeft) -> None:
    operations.forget_staff_key(
        organisation_id=event.organisation_id, account_id=event.account_id, by=event.actor_id
    )


def _count(actor: Actor) -> int | None:
    return queries.waiting_count(actor)


sealing.register(sealing.Sealing(wrap=instance.wrap, unwrap=_unwrap, sign=_sign, verify=_verify))
registries.events.on(PersonLeft, _person_left)
for _kind in (kinds.TEAM, kinds.AUTHOR, kinds.ORGANISATION):
    kinds.add(_kind)

for _permission in (
    Permission("vault.circles", _("See who can open what"), EVERYBODY),
    Permission("vault.phones", _("Register and end own phones"), EVERYBODY),
    Permission("vault.keys", _("See everybody's phones and the intake keys"), LEADS),
):
    registries.permissions.add(_permission)

for _verb in (
    Verb("vault.keys_made", _("Made own keys")),
    Verb("vault.keyring_changed", _("Changed own phrase")),
    Verb("vault.keys_forgotten", _("Forgot a colleague's lost keys")),
    Verb("vault.circle_made", _("Made a circle's keys")),
    Verb("vault.wrap_shared", _("Shared a circle's keys")),
    Verb("vault.opened", _("Opened sealed text")),
    Verb("vault.phone_invited", _("Made a code for a phone")),
    Verb("vault.phone_registered", _("Registered a phone")),
    Verb("vault.phone_revoked", _("Revoked a phone")),
    Verb("vault.phone_written_off", _("Wrote a phone off")),
    Verb("vault.intake_made", _("Made the intake keys")),
    Verb("vault.intake_rotated", _("Changed the intake key")),
    Verb("vault.intake_destroyed", _("Destroyed an old intake key")),
):
    registries.verbs.add(_verb)

registries.menu.add(
    MenuEntry("organisation", _("Who can open"), "vault:circles", "vault.circles", 70, _count)
)
registries.menu.add(MenuEntry("organisation", _("Phones"), "vault:phones", "vault.phones", 72))
registries.today_rows.add(_today)
registries.health.add(HealthCheck("keys", _keys_are_there))
registries.periodic.add(PeriodicWork("vault.intake", 24, operations.tend_intake))
