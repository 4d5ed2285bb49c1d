"""Questions about contacts: how a client may be contacted, what was tried, what waits."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date
from itertools import takewhile
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_scopes import scope

from ravny.core.kit.errors import NotYours
from ravny.core.staff.types import Actor
from ravny.core.vault.fields import sealed_value
from ravny.core.vault.for_whom import Beside
from ravny.core.vault.types import SealedValue
from ravny.people.directory.types import OFFICES

from ..ladder import Try
from ..models import Member
from ..models.work import Contact, SafeContact
from ..safe import SafeFact
from ..types import CaseFact, ContactKind, Duty
from .gate import get_case_for, my_case_ids, serving

LATEST_ANSWERS = 10
TO_CLIENT = (ContactKind.TALK.value, ContactKind.ATTEMPT.value, ContactKind.MISSED.value)


def safe_of(actor: Actor, case_id: UUID) -> SafeFact:
    """Return how the client of a case that passed the gate may be contacted. Two queries.

    The number and the words stay as they were until others are written or the way changes.
    """
    with scope(organisation=actor.organisation_id):
        rows = list(
            SafeContact.objects.filter(case_id=case_id).order_by("-asked_on", "-number")[
                :LATEST_ANSWERS
            ]
        )
        agreed = bool(_with_agreed_peer([case_id]))
    if not rows:
        return SafeFact()
    newest = rows[0]
    same = list(takewhile(lambda row: row.channel == newest.channel, rows))
    plain = _plain(newest, peer_agreed=agreed)
    return replace(plain, address=_first(same, "address"), words=_first(same, "words"))


def _plain(row: SafeContact, *, peer_agreed: bool) -> SafeFact:
    return SafeFact(
        channel=row.channel,
        asked_on=row.asked_on,
        days=row.days,
        hour_from=row.hour_from,
        hour_to=row.hour_to,
        language=row.language,
        may_leave_word=row.may_leave_word,
        account_id=row.account_id,
        peer_agreed=peer_agreed,
    )


def _first(rows: Iterable[SafeContact], name: str) -> SealedValue | None:
    return next((value for row in rows if (value := sealed_value(row, name))), None)


def safe_of_cases(case_ids: Collection[UUID]) -> dict[UUID, SafeFact]:
    """Return case id → the newest answer without what is sealed. Two queries, for any number.

    Needs the organisation's scope.
    """
    rows = SafeContact.objects.filter(case_id__in=case_ids).defer("address", "words")
    agreed = _with_agreed_peer(case_ids)
    found: dict[UUID, SafeFact] = {}
    for row in rows.order_by("asked_on", "number"):
        found[row.case_id] = _plain(row, peer_agreed=row.case_id in agreed)
    return {case_id: found.get(case_id, SafeFact()) for case_id in case_ids}


def _with_agreed_peer(case_ids: Collection[UUID]) -> set[UUID]:
    rows = Member.objects.filter(serving(), case_id__in=case_ids, duty=Duty.PEER, agreed=True)
    return set(rows.values_list("case_id", flat=True))


def tries_of(case_ids: Collection[UUID]) -> dict[UUID, list[Try]]:
    """Return case id → its tries since ever, for the ladder. One query.

    An authority is asked about papers, never about where somebody is: it counts for no rung.
    Needs the organisation's scope.
    """
    rows = Contact.objects.filter(
        case_id__in=case_ids, kind__in=(ContactKind.ATTEMPT, ContactKind.OFFICIAL)
    ).exclude(service__kind__in=OFFICES)
    found: dict[UUID, list[Try]] = defaultdict(list)
    for case_id, kind, day, way in rows.values_list("case_id", "kind", "day", "way"):
        found[case_id].append(Try(day, way if kind == ContactKind.ATTEMPT else kind))
    return found


def beside(actor: Actor, case_id: UUID) -> Beside | None:
    """Return the circle of a case as one more a note may be for; None for who is not on its team.

    One query.
    """
    with scope(organisation=actor.organisation_id):
        if not my_case_ids(actor).filter(case_id=case_id).exists():
            return None
    return Beside("case", case_id, _("The team of this case"))


def contacts_of(actor: Actor, case: CaseFact, *, kinds: Collection[str] = ()) -> QuerySet[Contact]:
    """Return the contacts of a case that passed the gate, the newest first, as a query."""
    rows = Contact.objects.filter(case_id=case.case_id, organisation_id=actor.organisation_id)
    rows = rows.filter(kind__in=kinds) if kinds else rows
    return rows.order_by("-day", "-id")


def get_contact_for(actor: Actor, contact_id: UUID) -> tuple[CaseFact, Contact]:
    """Gate: a contact and its case, through the case's gate; raises NotYours."""
    with scope(organisation=actor.organisation_id):
        row = Contact.objects.filter(id=contact_id).first()
    if row is None:
        raise NotYours
    return get_case_for(actor, row.case_id), row


def waiting(actor: Actor, case: CaseFact) -> list[Contact]:
    """Return the contacts of a case that are to be looked at again, the first day first."""
    with scope(organisation=actor.organisation_id):
        rows = contacts_of(actor, case).filter(followed_on=None, follow_up_on__isnull=False)
        return list(rows.order_by("follow_up_on", "id"))


def missed_by_reason(case_id: UUID) -> dict[str, int]:
    """Return why → how many visits were missed for it, the most frequent first. One query.

    Needs the organisation's scope.
    """
    found: dict[str, int] = defaultdict(int)
    for why in Contact.objects.filter(case_id=case_id, kind=ContactKind.MISSED).values_list(
        "missed_why", flat=True
    ):
        found[why] += 1
    return dict(sorted(found.items(), key=lambda pair: (-pair[1], pair[0])))


def last_missed(case_id: UUID) -> date | None:
    """Return the day of the last missed visit. One query; needs the organisation's scope."""
    rows = Contact.objects.filter(case_id=case_id, kind=ContactKind.MISSED)
    return rows.order_by("-day", "-id").values_list("day", flat=True).first()
