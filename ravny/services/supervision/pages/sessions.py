"""The pages of sessions: all of it for those who were there, the day and a number for others."""

from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ravny.core.kit.cells import Badge, Link
from ravny.core.kit.clock import today
from ravny.core.kit.formats import daymonth
from ravny.core.kit.lists import Column, ListPage
from ravny.core.staff.queries import pseudonyms
from ravny.core.staff.types import Actor
from ravny.core.vault.fields import sealed_value
from ravny.core.vault.queries import circle_of

from ..forms.sessions import FollowUpForm, SessionFilters
from ..models import FollowUp, Session
from ..queries.sessions import attended, follow_ups_of, seated, self_checks, sessions
from ..types import SessionKind, Topic
from .nav import nav


def _topics(row: Any) -> str:
    return ", ".join(str(Topic(one).label) for one in row.topics) if row.was_there else ""


class Sessions(ListPage[Session]):
    """Sessions one was in; a coordinator also learns that others took place."""

    name = "sessions"
    title = _("Sessions")
    template = "supervision/sessions.html"
    default_sort = "-day"
    filter_form = SessionFilters
    empty_title = _("No session is written down yet")
    empty_text = _("A session is there for you: alone, in a group, with somebody from outside.")
    exportable: ClassVar[bool] = False
    columns = (
        Column(
            "day",
            _("Day"),
            lambda row: Link(daymonth(row.day), row.url, True) if row.url else daymonth(row.day),
            sort="day",
        ),
        Column("kind", _("Kind"), lambda row: SessionKind(row.kind).label if row.was_there else ""),
        Column("people", _("People"), lambda row: row.people, numeric=True),
        Column(
            "minutes",
            _("Minutes"),
            lambda row: row.minutes if row.was_there else None,
            numeric=True,
        ),
        Column("topics", _("About"), _topics),
    )

    def queryset(self, actor: Any, filters: Mapping[str, Any]) -> QuerySet[Session]:
        """Return the sessions this person may know of."""
        return sessions(actor, filters)

    def prepare(self, actor: Any, rows: list[Session]) -> list[Session]:
        """Say which the person was in: one query."""
        mine = attended(actor, {row.id for row in rows})
        for row in rows:
            one: Any = row  # what the cells of this page need
            one.was_there = row.id in mine
            one.url = reverse("supervision:session", args=[row.id]) if one.was_there else ""
        return rows

    def context(self, actor: Any) -> dict[str, Any]:
        """Return the way to the other pages."""
        return {"nav": nav(actor, "sessions")}


def session_context(actor: Actor, row: Session, form: FollowUpForm | None = None) -> dict[str, Any]:
    """Return what the page of one session shows."""
    people = seated(actor, row.id)
    was_there = actor.account_id in people
    context: dict[str, Any] = {
        "title": _("Session"),
        "session": row,
        "was_there": was_there,
        "back_url": reverse("supervision:sessions"),
    }
    if not was_there:
        return context
    names = pseudonyms(actor)
    circle = circle_of("session", row.id)
    return context | {
        "kind": SessionKind(row.kind).label,
        "topics": ", ".join(str(Topic(one).label) for one in row.topics),
        "names": ", ".join(sorted(names.get(one, "") for one in people)),
        "guests": row.people - len(people),
        "follow_ups": [_follow_up(one, names) for one in follow_ups_of(actor, row.id)],
        "form": form or follow_up_form(actor, row.id),
        "has_keys": circle is not None,
        "keyless": None if circle else row.id,
    }


def follow_up_form(actor: Actor, session_id: UUID, data: Any = None) -> FollowUpForm:
    """Return the form of a follow-up with the people who were there. Three queries."""
    names = pseudonyms(actor)
    people = sorted((names.get(one, ""), str(one)) for one in seated(actor, session_id))
    owners = [(key, name) for name, key in people]
    return FollowUpForm(owners, circle_of("session", session_id), data)


def _follow_up(row: FollowUp, names: Mapping[UUID, str]) -> dict[str, Any]:
    late = row.done_on is None and row.due_on < today()
    told = (
        pgettext_lazy("follow-up", "done"),
        pgettext_lazy("follow-up", "late"),
        pgettext_lazy("follow-up", "to do"),
    )
    word = told[0] if row.done_on else told[1] if late else told[2]
    return {
        "row": row,
        "owner": names.get(row.owner_id, ""),
        "badge": Badge(word, "ok" if row.done_on else "warn" if late else "info"),
        "words": sealed_value(row, "words"),
    }


def self_check_context(actor: Actor) -> dict[str, Any]:
    """Return somebody's own self-checks. One query."""
    return {
        "title": _("How am I?"),
        "checks": [{"row": one, "words": sealed_value(one, "words")} for one in self_checks(actor)],
        "back_url": reverse("supervision:sessions"),
    }
