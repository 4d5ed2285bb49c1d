"""How long invitations are kept that nobody followed."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from ravny.core.kit.aging import Aging, deleting
from ravny.core.kit.registries import RecordKind

from .models import Invitation


def _all() -> QuerySet[Invitation]:
    return Invitation.objects.all()


_invitations = Aging(_all, "expires_on", deleting(Invitation))

KINDS = (
    RecordKind(
        "staff.invitations",
        _("Invitations nobody followed"),
        _("The invitation goes; nobody could follow it any more. The account stays."),
        _("the day it ran out"),
        order=90,
        months=1,
        due=_invitations.due,
        erase=_invitations.erase,
        most_months=12,
        tables=("staff.Invitation",),
    ),
)
