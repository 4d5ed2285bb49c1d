"""Writing down contacts: with the client, tries to reach them, missed visits, and with offices."""

from collections.abc import Mapping
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django_scopes import scope, scopes_disabled

from ravny.core.journal import operations as journal
from ravny.core.kit.clock import today
from ravny.core.kit.errors import DomainError, NotYours
from ravny.core.kit.ids import day_id
from ravny.core.staff.types import Actor
from ravny.core.vault.for_whom import circle_to_write
from ravny.core.vault.queries import circle_of
from ravny.people.directory import operations as directory
from ravny.people.directory.queries import get_service_for
from ravny.people.directory.types import Answer, DealingEntry
from ravny.people.directory.types import Outcome as DealingOutcome

from ..models import Case
from ..models.work import Contact
from ..queries.contacts import TO_CLIENT, beside, get_contact_for, safe_of
from ..safe import problem
from ..types import Beyond, ContactKind, ContactResult, Hours, MissedWhy, Way
from ..types.contact import ContactEntry
from . import rules
from .hearing import hear, plan_next_try
from .settling import locked_case, settle

VERB = "cases.contact"
LONGEST_MINUTES = 600
FARTHEST_DAYS = 400
HEARD = frozenset({ContactResult.REACHED.value, ContactResult.ASKED_LATER.value})
RESULTS: Mapping[str, tuple[ContactResult, ...]] = {
    ContactKind.TALK: (ContactResult.REACHED, ContactResult.ASKED_LATER),
    ContactKind.ATTEMPT: (ContactResult.NO_ANSWER, ContactResult.WRONG, ContactResult.UNSAFE),
    ContactKind.MISSED: (ContactResult.MISSED,),
    ContactKind.OFFICIAL: (
        ContactResult.AGREED, ContactResult.PROMISED, ContactResult.REFUSED,
        ContactResult.UNCLEAR, ContactResult.NO_ANSWER,
    ),
}  # fmt: skip
"""Kind of contact → what may come of it."""
WAYS: Mapping[str, tuple[Way, ...]] = {
    ContactKind.TALK: tuple(Way),
    ContactKind.ATTEMPT: tuple(way for way in Way if way is not Way.MEETING),
    ContactKind.MISSED: (Way.MEETING,),
    ContactKind.OFFICIAL: (Way.MEETING, Way.CALL, Way.LETTER, Way.TELEGRAM, Way.WHATSAPP),
}
"""Kind of contact → by what ways."""
_ANSWERS = {
    ContactResult.AGREED: Answer.AGREED,
    ContactResult.PROMISED: Answer.PROMISED,
    ContactResult.REFUSED: Answer.REFUSED,
    ContactResult.UNCLEAR: Answer.PARTLY,
    ContactResult.NO_ANSWER: Answer.SILENT,
}


@transaction.atomic
def record_contact(*, actor: Actor, case_id: UUID, entry: ContactEntry) -> None:
    """Write down a contact; the same id again changes nothing.

    Raises NotYours, DomainError beside the field: "beyond" where the client did not call this way
    safe and nobody says why it was taken all the same.
    """
    with scope(organisation=actor.organisation_id):
        case = locked_case(actor, case_id)
        _check(entry)
        _check_safe(actor, case, entry)
        with scopes_disabled():  # an id known anywhere is never used again
            if Contact.objects.filter(id=entry.contact_id).exists():
                return
        if entry.service_id:
            get_service_for(actor, entry.service_id)
        _store(actor, case, entry)
        _look_was_taken(case, entry)
        if entry.kind == ContactKind.TALK and entry.result in HEARD:
            hear(case, entry.day)
        plan_next_try(case)
        _tell_directory(actor, entry)
        journal.write(actor=actor, verb=VERB, subject=case.id)
        settle(actor=actor, case=case, by=VERB)


def _check(entry: ContactEntry) -> None:
    rules.check_code(entry.kind, ContactKind.values, "kind")
    rules.check_code(entry.way, [str(one) for one in WAYS[entry.kind]], "way")
    rules.check_code(entry.result, [str(one) for one in RESULTS[entry.kind]], "result")
    rules.check_code(entry.beyond, Beyond.values, "beyond")
    rules.check_code(entry.hours, Hours.values, "hours")
    rules.check_code(entry.missed_why, MissedWhy.values, "missed_why")
    rules.check_past(entry.day)
    if (entry.kind == ContactKind.MISSED) != bool(entry.missed_why):
        raise DomainError(_("Say why, as the client says it."), field="missed_why", code="required")
    if (entry.kind == ContactKind.OFFICIAL) != (entry.service_id is not None):
        raise DomainError(_("Choose the office or service."), field="service", code="required")
    if not 0 <= entry.minutes <= LONGEST_MINUTES:
        raise DomainError(_("Enter minutes from 0 to 600."), field="minutes", code="range")
    latest = today() + timedelta(days=FARTHEST_DAYS)
    if entry.follow_up_on and not entry.day <= entry.follow_up_on <= latest:
        raise DomainError(_("Choose a day that can be kept."), field="follow_up_on", code="plan")


def unsafe_words(code: str) -> str:
    """Return what is said beside a contact that left the safe way; see safe.problem."""
    return {
        "never": _("Nobody asked the client how they may be contacted. Do not contact them."),
        "nobody": _("The client must not be contacted."),
        "way": _("This is not the way the client called safe."),
        "day": _("The client named other days."),
        "hours": _("The client named other hours."),
    }[code]


def _check_safe(actor: Actor, case: Case, entry: ContactEntry) -> None:
    """The gate in front of every contact: outside the safe way only with a reason said aloud."""
    if entry.beyond:
        return
    code = problem(
        safe_of(actor, case.id), kind=entry.kind, way=entry.way, day=entry.day, hours=entry.hours
    )
    if code:
        raise DomainError(unsafe_words(code), field="beyond", code=code)


def _store(actor: Actor, case: Case, entry: ContactEntry) -> None:
    circle_id = None
    if entry.note:
        circle_id = circle_to_write(
            actor, entry.note, team=circle_of("team", case.team_id), beside=beside(actor, case.id)
        )
    Contact.objects.create(
        id=entry.contact_id,
        organisation_id=actor.organisation_id,
        case=case,
        account_id=actor.account_id,
        look_by_id=actor.account_id if entry.follow_up_on else None,
        note_circle_id=circle_id,
        **{name: getattr(entry, name) for name in _SAME},
    )


_SAME = (
    "kind", "day", "way", "result", "missed_why", "beyond", "hours", "minutes", "service_id",
    "follow_up_on", "note",
)  # fmt: skip


def _look_was_taken(case: Case, entry: ContactEntry) -> None:
    """A new contact with the client, or with the same office, is the look that was planned."""
    rows = Contact.objects.filter(case=case, followed_on=None, follow_up_on__lte=entry.day)
    rows = rows.exclude(id=entry.contact_id)
    if entry.service_id is not None:
        rows = rows.filter(service_id=entry.service_id)
    else:
        rows = rows.filter(kind__in=TO_CLIENT)
    rows.update(followed_on=entry.day)


def _tell_directory(actor: Actor, entry: ContactEntry) -> None:
    """What an office says is of use to all; nothing of the client goes there, not even the note."""
    if not entry.asked or entry.service_id is None:
        return
    if not actor.may("directory.edit"):
        raise NotYours
    result = ContactResult(entry.result)
    is_open = result in (ContactResult.PROMISED, ContactResult.UNCLEAR, ContactResult.NO_ANSWER)
    directory.record_dealing(
        actor=actor,
        dealing_id=day_id(entry.day),
        entry=DealingEntry(
            service_id=entry.service_id,
            day=entry.day,
            asked=entry.asked,
            answer=_ANSWERS[result],
            outcome=DealingOutcome.OPEN if is_open else DealingOutcome.NOTHING,
            next_on=entry.follow_up_on if is_open else None,
        ),
    )


@transaction.atomic
def follow_contact(*, actor: Actor, contact_id: UUID, day: date | None = None) -> None:
    """Say that a planned look was taken, or plan another day. Raises NotYours, DomainError."""
    case, _row = get_contact_for(actor, contact_id)
    with scope(organisation=actor.organisation_id):
        locked_case(actor, case.case_id)
        if day is not None and not today() <= day <= today() + timedelta(days=FARTHEST_DAYS):
            raise DomainError(_("Choose a day that can be kept."), field="day", code="plan")
        rows = Contact.objects.filter(id=contact_id, followed_on=None)
        rows.update(**({"followed_on": today()} if day is None else {"follow_up_on": day}))
        journal.write(actor=actor, verb=VERB, subject=case.case_id)
