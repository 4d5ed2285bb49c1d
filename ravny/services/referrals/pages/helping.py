"""What the pages beside a referral show: ready to go, interpreters, hospitals, side by side."""

from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from ravny.core.kit.cells import Badge
from ravny.core.kit.clock import today
from ravny.core.kit.languages import own_name
from ravny.core.kit.registries import Text
from ravny.core.staff.queries import pseudonyms
from ravny.core.staff.types import Actor
from ravny.people.clients.queries import get_client_for
from ravny.people.directory.types import ServiceFact

from ..forms.helping import BedAnswerForm, BedForm, GiveUpForm
from ..models import BedReply, BedRequest, Interpreting, Referral
from ..queries import (
    bed_of,
    bundle_of,
    get_referral_for,
    hospitals,
    interpretings_of,
    may_change,
    not_asked_yet,
    replies_of,
)
from ..readiness import Check, checks_of
from ..refusals import after_refusal
from ..types import OPEN, Reason, State, Urgency
from ..types.helping import (
    LOOKING,
    LYING_IN,
    READY_BY_WEEK,
    RIGHTS_AT_STAKE,
    AskedFor,
    BedAnswer,
    BedState,
    ClientSays,
    GetsThere,
    InterpretingState,
    Paper,
    Ward,
    WhyRefused,
    week_of,
)
from .answers import badges_of, facts_words
from .board import BADGE

STATE_BADGE = {"asked": "warn", "agreed": "ok", "declined": "danger", "done": "ok"}
BED_BADGE = {"open": "warn", "place": "info", "admitted": "ok", "given_up": "danger"}
REPLY_BADGE = {"asked": "", "place": "info", "refused": "danger", "admitted": "ok"}
MOST_OFFERED = 6


def booking_of(row: Interpreting, names: dict[UUID, str]) -> dict[str, Any]:
    """Return a booking as the pages show it."""
    says = ClientSays(row.client_says).label if row.may_know != "no" or row.client_says else ""
    name = names.get(row.account_id, "") if row.account_id else ""
    return {
        "id": row.id,
        "day": row.day,
        "who": name or (row.service.label if row.service else ""),
        "language": own_name(row.language),
        "badge": Badge(InterpretingState(row.state).label, STATE_BADGE[row.state]),
        "says": says,
        "url": reverse("referrals:interpreting", args=[row.id]),
    }


def help_context(actor: Actor, row: Referral, names: dict[UUID, str]) -> dict[str, Any]:
    """Return what the page of a referral shows of the help around it. Three queries at most."""
    bookings = interpretings_of(actor, row)
    lying_in = row.reason in LYING_IN
    bed = bed_of(actor, row) if lying_in else None
    checks = checks_of(row, bookings, bed) if row.state in OPEN else []
    return {
        "bookings": [booking_of(one, names) for one in bookings],
        "bed": _bed_line(bed) if bed else None,
        "bed_url": reverse("referrals:hospital", args=[row.id]) if lying_in else "",
        "checks": checks,
        "week": _week(row),
        "week_text": _week_text(row, checks),
        "beside": _beside(actor, row) if row.bundle_id else [],
        "helps": may_change(actor) and row.state in OPEN,
    }


def _week(row: Referral) -> int | None:
    return week_of(row.expected_on, today()) if row.expected_on and row.state in OPEN else None


def _week_text(row: Referral, checks: list[Check]) -> str:
    week = _week(row)
    if week is None or all(check.done for check in checks):
        return ""
    words = {"week": week, "ready": READY_BY_WEEK}
    if week >= READY_BY_WEEK:
        return _("Week %(week)s: everything below had to be ready by week %(ready)s.") % words
    return _("Week %(week)s: everything below has to be ready by week %(ready)s.") % words


def _bed_line(bed: BedRequest) -> dict[str, Any]:
    return {
        "badge": Badge(BedState(bed.state).label, BED_BADGE[bed.state]),
        "ward": Ward(bed.ward).label,
    }


def _beside(actor: Actor, row: Referral) -> list[dict[str, Any]]:
    assert row.bundle_id is not None  # the caller asked
    return [step_of(one) for one in bundle_of(actor, row.bundle_id) if one.id != row.id]


def step_of(row: Referral, names: dict[UUID, str] | None = None) -> dict[str, Any]:
    """Return one of several referrals that stand side by side."""
    return {
        "title": Reason(row.reason).label,
        "url": reverse("referrals:referral", args=[row.id]),
        "badge": Badge(State(row.state).label, BADGE[row.state]),
        "service": row.service.label if row.service else "",
        "owner": (names or {}).get(row.owner_id, ""),
        "due": row.follow_up_on,
        "late": bool(row.follow_up_on and row.follow_up_on < today()),
        "done": row.state not in OPEN,
    }


def bundle_context(actor: Actor, bundle_id: UUID) -> dict[str, Any]:
    """Return the page of steps that were begun together."""
    rows, names = bundle_of(actor, bundle_id), pseudonyms(actor)
    return {
        "client": get_client_for(actor, rows[0].client_id),
        "steps": [step_of(one, names) for one in rows],
    }


def hospital_context(
    actor: Actor, referral_id: UUID, sent: BedForm | BedAnswerForm | GiveUpForm | None = None
) -> dict[str, Any]:
    """Return the page of the search for a place: the answers so far, and who is asked next."""
    row = get_referral_for(actor, referral_id)
    bed, found = bed_of(actor, row), hospitals(actor, row)
    context: dict[str, Any] = {
        "referral": row,
        "client": get_client_for(actor, row.client_id),
        "what_for": Reason(row.reason).label,
        "bed": bed,
        "may_change": may_change(actor),
    }
    if bed is None:
        form = sent if isinstance(sent, BedForm) else BedForm(initial=_first_bed(row))
        return {**context, "form": form if may_change(actor) else None}
    replies, names = replies_of(actor, bed), pseudonyms(actor)
    # Who was asked and has not answered may be asked again; who answered is not offered first.
    answered = {one.service_id for one in replies if one.answer != BedAnswer.ASKED}
    following = not_asked_yet(found, answered)
    looking = bed.state in LOOKING and may_change(actor)
    kinds = {BedAnswerForm: "answer_form", GiveUpForm: "give_up_form"}
    forms: dict[str, Any] = {"answer_form": BedAnswerForm(found), "give_up_form": GiveUpForm()}
    if sent is not None and type(sent) in kinds:
        forms[kinds[type(sent)]] = sent
    return {
        **context,
        **(forms if looking else {}),
        "badge": Badge(BedState(bed.state).label, BED_BADGE[bed.state]),
        "facts": _bed_facts(bed),
        "replies": [_reply(one, names) for one in replies],
        "following": [
            {"label": one.label, "city": one.city_beside, "badges": badges_of(one)}
            for one in following[:MOST_OFFERED]
        ]
        if bed.state in LOOKING
        else [],
        "refusal": _refusal(actor, row, replies),
        "send_url": _send_url(row, bed, replies),
    }


def offered(actor: Actor, referral_id: UUID) -> list[ServiceFact]:
    """Return the hospitals an answer may be of, behind the gate of the referral. Two queries."""
    return hospitals(actor, get_referral_for(actor, referral_id))


def _first_bed(row: Referral) -> dict[str, str]:
    ward = Ward.MATERNITY.value if row.reason == Reason.CHILDBIRTH else ""
    return {"ward": ward, "urgency": row.urgency}


def _bed_facts(bed: BedRequest) -> list[tuple[Text, object]]:
    papers = dict(Paper.choices)
    return facts_words(
        [
            (_("Ward"), Ward(bed.ward).label),
            (_("How soon"), Urgency(bed.urgency).label),
            (_("How they get there"), GetsThere(bed.gets_there).label),
            (
                _("Papers they have"),
                ", ".join(str(papers[one]) for one in bed.papers) or _("none"),
            ),
            (_("Opened on"), bed.opened_on),
            (_("Ended on"), bed.ended_on),
        ]
    )


def _reply(row: BedReply, names: dict[UUID, str]) -> dict[str, Any]:
    asked = dict(AskedFor.choices)
    return {
        "day": row.day,
        "place": row.service.label,
        "badge": Badge(BedAnswer(row.answer).label, REPLY_BADGE[row.answer]),
        "why": WhyRefused(row.why).label if row.why else "",
        "asks_for": ", ".join(str(asked[one]) for one in row.asks_for),
        "who": names.get(row.account_id, ""),
    }


def _refusal(actor: Actor, row: Referral, replies: list[BedReply]) -> dict[str, str] | None:
    """Return where a refusal for no lawful reason is written down, if this house keeps such."""
    against = [one for one in replies if one.why in RIGHTS_AT_STAKE]
    for way in after_refusal if against else ():
        if actor.may(way.permission):
            return {"label": str(way.label), "url": way.url(row.client_id, against[0].service_id)}
    return None


def _send_url(row: Referral, bed: BedRequest, replies: list[BedReply]) -> str:
    """Return where the referral is sent to the hospital that gives a place, if it is not yet."""
    given = next((one for one in replies if one.answer == BedAnswer.PLACE), None)
    if bed.state != BedState.PLACE or given is None or row.service_id == given.service_id:
        return ""
    if State.SENT not in _may_follow(row):
        return ""
    return f"{reverse('referrals:send', args=[row.id])}?service={given.service_id}"


def _may_follow(row: Referral) -> frozenset[str]:
    from_here = {"draft", "refused", "lost", "expired"}
    return frozenset({State.SENT.value}) if row.state in from_here else frozenset()
