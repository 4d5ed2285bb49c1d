"""How long phones, passkeys and notices are kept that nobody uses any more.

Keys of circles stay as long as text stands that they open, and so does who could open it.
"""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from ravny.core.kit.aging import Aging, deleting
from ravny.core.kit.registries import RecordKind

from .models import Phone, PhoneInvitation
from .models.people import Passkey
from .models.trust import Certificate, RecoveryNotice, RecoveryUse
from .types import CertificateKind, PhoneState


def _ended() -> QuerySet[Phone]:
    ended = Phone.objects.exclude(state=PhoneState.ACTIVE)
    return ended.annotate(last_known=Coalesce("seen_on", "registered_on"))


def _forget_phones(_organisation_id: UUID, ids: list[Any]) -> int:
    Certificate.objects.filter(kind=CertificateKind.PHONE, subject_id__in=ids).delete()
    _all, by_model = Phone.objects.filter(id__in=ids).delete()
    return by_model.get("vault.Phone", 0)


def _codes() -> QuerySet[PhoneInvitation]:
    return PhoneInvitation.objects.all()


def _of_people_who_left() -> QuerySet[Passkey]:
    return Passkey.objects.filter(account__active=False)


def _seen() -> QuerySet[RecoveryUse]:
    """What somebody has not been told yet waits for them."""
    unseen = RecoveryNotice.objects.filter(seen_on=None).values("use_id")
    return RecoveryUse.objects.exclude(id__in=unseen)


_phones = Aging(_ended, "last_known", _forget_phones)
_invited = Aging(_codes, "entered_on", deleting(PhoneInvitation))
_passkeys = Aging(_of_people_who_left, "made_on", deleting(Passkey))
_recoveries = Aging(_seen, "used_on", deleting(RecoveryUse))

KINDS = (
    RecordKind(
        "vault.phones",
        _("Phones that were revoked or written off"),
        _("Whose phone it was and its key go. What it recorded stays."),
        _("the day it was last seen"),
        order=91,
        months=12,
        due=_phones.due,
        erase=_phones.erase,
        least_months=4,
        tables=("vault.Phone", "vault.Certificate"),
    ),
    RecordKind(
        "vault.phone_invitations",
        _("Codes that registered a phone"),
        _("The used or outdated code goes. The phone stays."),
        _("the day it was made"),
        order=92,
        months=1,
        due=_invited.due,
        erase=_invited.erase,
        most_months=12,
        tables=("vault.PhoneInvitation",),
    ),
    RecordKind(
        "vault.passkeys",
        _("Passkeys of people who left"),
        _("The passkey goes; by itself it opens nothing."),
        _("the day it was made"),
        order=93,
        months=1,
        due=_passkeys.due,
        erase=_passkeys.erase,
        most_months=12,
        tables=("vault.Passkey",),
    ),
    RecordKind(
        "vault.recoveries",
        _("Notices that keys were brought back"),
        _("The notice goes once everybody has seen it. The journal keeps a line."),
        _("the day the sheets were put together"),
        order=94,
        months=24,
        due=_recoveries.due,
        erase=_recoveries.erase,
        least_months=6,
        tables=("vault.RecoveryUse", "vault.RecoveryNotice"),
    ),
)
