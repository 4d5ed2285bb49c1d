"""Organisations, teams and the people who work in them, under working pseudonyms.

Nothing here records a worker's health, orientation or belonging, and nothing an address.
"""

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from ravny.core.kit.clock import now, today
from ravny.core.kit.fields import CodeField, CodesField, PublicField
from ravny.core.kit.ids import day_id
from ravny.core.kit.records import Record
from ravny.core.kit.scoping import ScopedManager


def this_hour() -> datetime:
    """Return the hour's beginning: nearer than that nobody needs to know."""
    return now().replace(minute=0, second=0, microsecond=0)


class Organisation(models.Model):
    """Everything belongs to one; its country names the profile of what is kept and asked."""

    id = models.UUIDField(primary_key=True, default=day_id, editable=False)
    label = PublicField(_("name"), max_length=60)
    country = CodeField(_("country profile"), max_length=2)
    language = CodeField(_("language of work"), max_length=8, default="ru")

    def __str__(self) -> str:
        return str(self.label)


class Team(Record):
    """The people who share clients; one circle seals what is written about them."""

    label = PublicField(_("team"), max_length=40)
    members: "models.ManyToManyField[Account, Membership]" = models.ManyToManyField(
        "staff.Account", through="staff.Membership", related_name="teams"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "label"], name="team_label_once")
        ]
        ordering = ["label"]

    def __str__(self) -> str:
        return str(self.label)


class Account(Record):
    """Somebody who works here: a login, a pseudonym, roles. No name, no mail, no telephone."""

    login = CodeField(_("account"), max_length=32, unique=True)
    pseudonym = PublicField(_("working name"), max_length=40)
    roles = CodesField(_("roles"))
    languages = CodesField(_("languages they work in"))
    cultures = CodesField(_("cultures they work in"))
    interface_language = CodeField(_("language of the pages"), max_length=8, default="ru")
    active = models.BooleanField(default=True)
    joined_on = models.DateField(null=True, editable=False)
    secret_hash = models.BinaryField(null=True, editable=False)
    totp_wrapped = models.BinaryField(null=True, editable=False)
    totp_step = models.BigIntegerField(default=0, editable=False)

    class Meta:
        ordering = ["pseudonym", "id"]
        indexes = [models.Index(fields=["organisation", "active"], name="account_by_org")]

    def __str__(self) -> str:
        return str(self.pseudonym)


class Membership(models.Model):
    """Who is on a team, since when."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="memberships")
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="memberships")
    since = models.DateField(default=today)

    objects: "models.Manager[Membership]" = ScopedManager(organisation="team__organisation")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team", "account"], name="member_of_a_team_once")
        ]


class Invitation(models.Model):
    """A one-time link for a new colleague; only a hash of it is kept."""

    account = models.OneToOneField(Account, on_delete=models.CASCADE, related_name="invitation")
    token_hash = models.BinaryField(unique=True)
    expires_on = models.DateField()

    objects: "models.Manager[Invitation]" = ScopedManager(organisation="account__organisation")


class SignIn(models.Model):
    """A living sign-in: its day and hour, never an address or a browser's name.

    It ends with its session's age; the session table is not asked (queries.living_sign_in).
    """

    id = models.UUIDField(primary_key=True, default=day_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="sign_ins")
    session_hash = models.BinaryField(unique=True)
    started_at = models.DateTimeField(default=this_hour)
    seen_at = models.DateTimeField(default=this_hour)

    objects: "models.Manager[SignIn]" = ScopedManager(organisation="account__organisation")


class Throttle(models.Model):
    """Failed tries per account name (an HMAC of it, so that unknown names look the same)."""

    key = models.BinaryField(primary_key=True, max_length=32)
    failures = models.PositiveSmallIntegerField(default=0)
    until = models.DateTimeField(default=now)
