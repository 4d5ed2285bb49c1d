"""How long lists of the store are kept. Movements stay: an account must add up."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from ravny.core.kit.aging import Aging, deleting
from ravny.core.kit.registries import RecordKind

from .models import Count, Refill


def _counts() -> QuerySet[Count]:
    return Count.objects.all()


def _closed() -> QuerySet[Refill]:
    return Refill.objects.exclude(closed_on=None)


_counted = Aging(_counts, "day", deleting(Count))
_refills = Aging(_closed, "closed_on", deleting(Refill))

KINDS = (
    RecordKind(
        "stock.refills",
        _("Lists of things workers asked the store for"),
        _("Who asked for what goes. What was moved into the bag stays in the ledger."),
        _("the day the list was closed"),
        order=80,
        months=12,
        due=_refills.due,
        erase=_refills.erase,
        tables=("stock.Refill",),
    ),
    RecordKind(
        "stock.counts",
        _("Who counted which place"),
        _("The count's line goes. What differed stays in the ledger."),
        _("the day of the count"),
        order=81,
        months=36,
        due=_counted.due,
        erase=_counted.erase,
        least_months=12,
        tables=("stock.Count",),
    ),
)
