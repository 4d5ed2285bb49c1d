"""People around keys: groups chosen by hand, passkeys, and who wrote what in which order."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ravny.core.kit.clock import today
from ravny.core.kit.fields import CodeField, PublicField
from ravny.core.kit.records import Record
from ravny.core.kit.scoping import ScopedManager


class Group(Record):
    """People chosen by hand who share what is sealed to them (a supervision, a rota, a case)."""

    label = PublicField(_("name"), max_length=40)
    made_by = models.ForeignKey("staff.Account", on_delete=models.PROTECT, related_name="+")
    closed_on = models.DateField(null=True)


class GroupMember(models.Model):
    """Somebody of a group, from a day to a day; a row for every time they came."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="members")
    account = models.ForeignKey("staff.Account", on_delete=models.PROTECT, related_name="+")
    since = models.DateField(default=today)
    until = models.DateField(null=True)

    objects = ScopedManager(organisation="group__organisation")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["group", "account"],
                condition=models.Q(until=None),
                name="member_of_a_group_once",
            )
        ]


class Departure(models.Model):
    """Somebody had keys of a circle and stopped to belong; what they were given stays given.

    `first`, `last`: the oldest and the newest epoch they could open, from `since` to `until`.
    """

    circle = models.ForeignKey("vault.Circle", on_delete=models.CASCADE, related_name="departures")
    account = models.ForeignKey("staff.Account", on_delete=models.PROTECT, related_name="+")
    first = models.PositiveIntegerField()
    last = models.PositiveIntegerField()
    since = models.DateField()
    until = models.DateField(default=today)

    objects = ScopedManager(organisation="circle__organisation")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["circle", "account", "last"], name="departed_with_it_once"
            )
        ]


class Passkey(Record):
    """A passkey that opens again within the day; by itself it opens nothing.

    `salt`: what the browser hands to the PRF.
    """

    account = models.ForeignKey("staff.Account", on_delete=models.CASCADE, related_name="+")
    credential_id = models.BinaryField(unique=True, max_length=1024)
    salt = models.BinaryField(max_length=32)
    made_on = models.DateField(default=today)


class Authored(models.Model):
    """One entry of an author's register: which note, the how-manieth, and its digest.

    `digest`: SHA-256 of the envelope. `previous`: SHA-256 of the statement before, zeros for the
    first. `signature`: Ed25519 by the author over statements.authored. `erased_on`: the text was
    erased lawfully, which the server says and nobody signed.
    """

    account = models.ForeignKey("staff.Account", on_delete=models.PROTECT, related_name="+")
    counter = models.PositiveBigIntegerField()
    circle_id = models.UUIDField()
    kind = CodeField(_("kind"), max_length=64)
    object_id = models.UUIDField()
    digest = models.BinaryField(max_length=32)
    previous = models.BinaryField(max_length=32)
    signature = models.BinaryField(max_length=64)
    written_on = models.DateField(default=today)
    erased_on = models.DateField(null=True)

    objects = ScopedManager(organisation="account__organisation")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "counter"], name="counter_once")]
        indexes = [models.Index(fields=["object_id", "kind"], name="authored_of")]


class AuthorKey(models.Model):
    """The public half an author signed with; it stays when the private one is long forgotten."""

    account = models.ForeignKey("staff.Account", on_delete=models.PROTECT, related_name="+")
    signing_public = models.BinaryField(max_length=32)
    since = models.DateField(default=today)

    objects = ScopedManager(organisation="account__organisation")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "signing_public"], name="author_key_once")
        ]
