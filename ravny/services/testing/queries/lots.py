"""How each lot of kits does, so that a bad one is noticed."""

from datetime import timedelta
from math import sqrt

from django.db.models import Count, Q
from django_scopes import scope, scopes_disabled

from ravny.core.kit.clock import today
from ravny.core.staff.types import Actor
from ravny.services.stock.queries import lot_labels

from ..models import Assay, Test
from ..types import LotUse, Result

DAYS = 180
FEWEST = 3
HIGHEST = 0.05
Z95 = 1.959964
"""The quantile of a two-sided 95 % interval."""


def wilson_lower(some: int, of: int) -> float:
    """Return the lower end of the 95 % Wilson score interval of a share, 0.0 of nothing."""
    if of == 0:
        return 0.0
    share, z2 = some / of, Z95 * Z95
    middle = share + z2 / (2 * of)
    spread = Z95 * sqrt(share * (1 - share) / of + z2 / (4 * of * of))
    return max(0.0, (middle - spread) / (1 + z2 / of))


def is_suspicious(invalid: int, used: int) -> bool:
    """Tell whether a lot gives more invalid results than bad luck does.

    At least three, and the rate's lower 95 % Wilson bound above 5 %.
    """
    return invalid >= FEWEST and wilson_lower(invalid, used) > HIGHEST


def lots_table(actor: Actor, *, days: int = DAYS) -> list[LotUse]:
    """Return the lots that assays of the last so many days used up, the worst first.

    Assays of void tests are left out. Two queries.
    """
    with scope(organisation=actor.organisation_id):
        void = Test.objects.filter(organisation_id=actor.organisation_id).exclude(void_reason="")
        with scopes_disabled():  # by the lots of the house, since its tests would each be read
            rows = list(
                Assay.objects.filter(
                    lot__organisation_id=actor.organisation_id,
                    day__gte=today() - timedelta(days=days),
                )
                .exclude(test_id__in=void.values("id"))
                .order_by()
                .values_list("lot_id")
                .annotate(used=Count("*"), invalid=Count("day", filter=Q(result=Result.INVALID)))
            )
    labels = lot_labels(actor.organisation_id, {lot_id for lot_id, _used, _invalid in rows})
    found = [
        LotUse(
            lot_id=lot_id,
            item_id=labels[lot_id].item_id,
            label=labels[lot_id].item_label,
            number=labels[lot_id].number,
            expires_on=labels[lot_id].expires_on,
            used=used,
            invalid=invalid,
            rate=invalid / used,
            is_suspicious=is_suspicious(invalid, used),
        )
        for lot_id, used, invalid in rows
    ]
    return sorted(
        found, key=lambda lot: (-lot.is_suspicious, -lot.rate, -lot.used, lot.label, lot.number)
    )


def bad_lots(actor: Actor) -> list[LotUse]:
    """Return the suspicious lots, for who looks after kits; the worst first. Two queries."""
    if not actor.may("testing.lots"):
        return []
    return [lot for lot in lots_table(actor) if lot.is_suspicious]
