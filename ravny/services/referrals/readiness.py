"""What has to be settled before somebody goes to lie in: pure, from what is written down."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from ravny.core.kit.registries import Text

from .models import BedRequest, Interpreting, Referral
from .types import Escort, State
from .types.helping import LYING_IN, BedState


@dataclass(frozen=True)
class Check:
    """One thing to settle, whether it is, and what to do when it is not."""

    done: bool
    label: Text
    todo: Text


_GOES = frozenset({State.SENT.value, State.ACCEPTED.value, State.ARRIVED.value})
_HAS_PLACE = frozenset({BedState.PLACE.value, BedState.ADMITTED.value})


def checks_of(
    row: Referral, bookings: Sequence[Interpreting], bed: BedRequest | None
) -> list[Check]:
    """Return what has to be ready before the way to a hospital; nothing for other referrals."""
    if row.reason not in LYING_IN:
        return []
    comes = any(one.state in ("agreed", "done") for one in bookings)
    checks = [
        Check(
            row.service_id is not None and row.state in _GOES,
            _("The hospital is chosen, and the client agreed to it"),
            _("Choose where to, the friendliest stand first."),
        ),
        Check(
            bed is not None and bed.state in _HAS_PLACE,
            _("The hospital knows and gives a place"),
            _("Ask for a place. No name and no diagnosis are needed for that."),
        ),
        Check(escort_is_settled(row), _("Who goes along is settled"), _("Ask, and name somebody.")),
    ]
    if row.interpreter or bookings:
        checks.append(
            Check(comes, _("An interpreter comes"), _("Book one: colleagues stand first."))
        )
    return checks


def escort_is_settled(row: Referral) -> bool:
    """Tell whether the client said no to an escort, or somebody of ours goes along."""
    if row.escort == Escort.DECLINED:
        return True
    return row.escort in (Escort.WANTED, Escort.AGREED) and row.escort_by_id is not None
