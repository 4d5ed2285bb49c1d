"""How long handovers are kept once nothing of them waits."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from ravny.core.kit.aging import Aging, deleting
from ravny.core.kit.registries import RecordKind
from ravny.core.vault.operations import erase_texts

from .models import (
    FollowUp,
    Handover,
    HandoverItem,
    HoursSeen,
    Leaver,
    Overload,
    Seat,
    SelfCheck,
    Session,
    Training,
)


def _handovers() -> QuerySet[Handover]:
    return Handover.objects.filter(closed_on__isnull=False)


def _let_go(organisation_id: UUID, ids: list[Any]) -> int:
    items = HandoverItem.objects.filter(handover_id__in=ids)
    texts = list(items.values_list("id", flat=True))
    items.delete()
    Seat.objects.filter(subject_id__in=ids).delete()
    erase_texts(
        organisation_id=organisation_id, places=[("supervision.returned", one) for one in texts]
    )
    gone, _by_model = Handover.objects.filter(id__in=ids).delete()
    return gone


def _sessions() -> QuerySet[Session]:
    return Session.objects.all()


def _let_sessions_go(organisation_id: UUID, ids: list[Any]) -> int:
    follow_ups = FollowUp.objects.filter(session_id__in=ids)
    texts = [("supervision.follow_up", one) for one in follow_ups.values_list("id", flat=True)]
    texts += [("supervision.session", one) for one in ids]
    follow_ups.delete()
    Seat.objects.filter(subject_id__in=ids).delete()
    gone, _by_model = Session.objects.filter(id__in=ids).delete()
    erase_texts(organisation_id=organisation_id, places=texts)
    return gone


def _let_checks_go(organisation_id: UUID, ids: list[Any]) -> int:
    gone, _by_model = SelfCheck.objects.filter(id__in=ids).delete()
    erase_texts(
        organisation_id=organisation_id, places=[("supervision.self_check", one) for one in ids]
    )
    return gone


def _leavers() -> QuerySet[Leaver]:
    return Leaver.objects.filter(settled_on__isnull=False)


def _forget(_organisation_id: UUID, ids: list[Any]) -> int:
    gone, _by_model = Leaver.objects.filter(id__in=ids).delete()
    return gone


_old = Aging(_handovers, "closed_on", _let_go)
_settled = Aging(_leavers, "settled_on", _forget)
_met = Aging(_sessions, "day", _let_sessions_go)
_checked = Aging(SelfCheck.objects.all, "day", _let_checks_go)
_trained = Aging(Training.objects.all, "day", deleting(Training))
_seen = Aging(HoursSeen.objects.all, "month", deleting(HoursSeen))
_heavy = Aging(lambda: Overload.objects.filter(until__isnull=False), "until", deleting(Overload))

KINDS = (
    RecordKind(
        "supervision.handovers",
        _("Handovers"),
        _("Who handed what to whom. Who carries a case now stays."),
        _("the day nothing of it waited any more"),
        order=66,
        months=24,
        due=_old.due,
        erase=_old.erase,
        tables=("supervision.Handover", "supervision.HandoverItem"),
    ),
    RecordKind(
        "supervision.leavers",
        _("What somebody left behind"),
        _("The note that cases had nobody for a time."),
        _("the day everything had a new owner"),
        order=67,
        months=12,
        due=_settled.due,
        erase=_settled.erase,
        tables=("supervision.Leaver",),
    ),
    RecordKind(
        "supervision.sessions",
        _("Sessions of supervision"),
        _("The session with its note and what was agreed."),
        _("the day of the session"),
        order=68,
        months=24,
        due=_met.due,
        erase=_met.erase,
        tables=("supervision.Session", "supervision.FollowUp"),
    ),
    RecordKind(
        "supervision.self_checks",
        _("Own self-checks"),
        _("What somebody wrote for themselves alone."),
        _("the day it was written"),
        order=69,
        months=12,
        due=_checked.due,
        erase=_checked.erase,
        tables=("supervision.SelfCheck",),
    ),
    RecordKind(
        "supervision.trainings",
        _("Trainings"),
        _("The training with who took part."),
        _("the day of the training"),
        order=77,
        months=60,
        due=_trained.due,
        erase=_trained.erase,
        tables=("supervision.Training", "supervision.Attendance"),
    ),
    RecordKind(
        "supervision.hours_seen",
        _("Who looked at own hours"),
        _("The note that somebody looked."),
        _("the month they looked at"),
        order=78,
        months=3,
        due=_seen.due,
        erase=_seen.erase,
        tables=("supervision.HoursSeen",),
    ),
    RecordKind(
        "supervision.overloads",
        _("Times of too much work"),
        _("From when to when somebody carried more than their limit."),
        _("the day it was over"),
        order=79,
        months=12,
        due=_heavy.due,
        erase=_heavy.erase,
        tables=("supervision.Overload",),
    ),
)
