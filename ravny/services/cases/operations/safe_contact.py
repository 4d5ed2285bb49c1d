"""Writing down how the client may be contacted; the newest answer counts, the old ones stay."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django_scopes import scope, scopes_disabled

from ravny.core.journal import operations as journal
from ravny.core.kit.errors import DomainError
from ravny.core.staff.types import Actor

from ..models.work import SafeContact
from ..safe import WEEK
from ..types import SafeChannel
from ..types.contact import SafeEntry
from . import rules
from .hearing import hear, plan_next_try
from .settling import locked_case, settle

LAST_HOUR = 24
VERB = "cases.safe_contact"
_SAME = tuple(name for name in SafeEntry.__dataclass_fields__ if name != "safe_id")


@transaction.atomic
def write_safe_contact(*, actor: Actor, case_id: UUID, entry: SafeEntry) -> None:
    """Write down how the client may be contacted; the same id again changes nothing.

    They were asked, so they were heard. Raises NotYours, DomainError beside the field.
    """
    with scope(organisation=actor.organisation_id):
        case = locked_case(actor, case_id)
        _check(entry)
        with scopes_disabled():  # an id known anywhere is never used again
            if SafeContact.objects.filter(id=entry.safe_id).exists():
                return
        SafeContact.objects.create(
            id=entry.safe_id,
            organisation_id=actor.organisation_id,
            case=case,
            number=SafeContact.objects.filter(case=case).count() + 1,
            account_id=actor.account_id,
            **{name: getattr(entry, name) for name in _SAME},
        )
        hear(case, entry.asked_on)
        plan_next_try(case)
        journal.write(actor=actor, verb=VERB, subject=case.id)
        settle(actor=actor, case=case, by=VERB)


def _check(entry: SafeEntry) -> None:
    rules.check_code(entry.channel, SafeChannel.values, "channel")
    rules.check_past(entry.asked_on, field="asked_on")
    rules.check_language(entry.language, "language")
    for code in entry.days:
        rules.check_code(code, WEEK, "days")
    first, last = entry.hour_from, entry.hour_to
    if (first is None) != (last is None):
        field = "hour_from" if first is None else "hour_to"
        raise DomainError(_("Write both hours, or none."), field=field, code="required")
    if first is not None and last is not None:
        if not (0 <= first < LAST_HOUR and 0 < last <= LAST_HOUR):
            raise DomainError(_("Hours go from 0 to 24."), field="hour_from", code="range")
        if first == last:
            text = _("Nothing lies between these hours.")
            raise DomainError(text, field="hour_to", code="range")
