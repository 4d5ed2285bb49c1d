"""The board: open referrals, the longest waiting first, by what for, where to, state and owner."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ravny.core.kit.cells import Badge, Badges, Link, Tag
from ravny.core.kit.clock import today
from ravny.core.kit.filters import FilterForm
from ravny.core.kit.formats import daymonth, number
from ravny.core.kit.lists import Column, ListPage
from ravny.core.kit.registries import Text
from ravny.core.staff.queries import list_staff, list_teams, pseudonyms
from ravny.core.staff.types import Actor
from ravny.people.clients.queries import client_tags
from ravny.people.directory.queries import infection_choices, infection_label, service_labels

from ..models import Referral
from ..operations import note_export
from ..queries import board
from ..queries.board import EVERY_ONE
from ..types import OPEN, Escort, Reason, State

ANY: tuple[str, Text] = ("", _("any"))
BADGE = {
    "draft": "",
    "sent": "info",
    "accepted": "info",
    "arrived": "ok",
    "closed": "ok",
    "refused": "danger",
    "lost": "danger",
    "expired": "warn",
}


class BoardFilters(FilterForm):
    """What the board can be narrowed to."""

    infection = forms.ChoiceField(label=_("Infection"), choices=lambda: [ANY, *infection_choices()])
    service = forms.ChoiceField(label=_("Where to"))
    reason = forms.ChoiceField(label=_("Referred for"), choices=[ANY, *Reason.choices])
    state = forms.ChoiceField(
        label=_("State"),
        choices=[("", _("all open ones")), *State.choices, (EVERY_ONE, _("over ones too"))],
    )
    worker = forms.ChoiceField(label=_("Whose task"))
    team = forms.ChoiceField(label=_("Team"))
    waits = forms.IntegerField(label=_("Waits longer than, days"), min_value=0, max_value=9999)
    overdue = forms.BooleanField(label=_("Nobody looked again in time"))


def board_filters(actor: Actor) -> type[BoardFilters]:
    """Return the filters with this house's places, colleagues and teams. Three queries."""
    every = actor.may("referrals.every_team")
    places = [(str(key), label) for key, label in service_labels(actor.organisation_id).items()]
    workers = [(str(one.account_id), one.pseudonym) for one in list_staff(actor)]
    teams = [(str(one.team_id), one.label) for one in list_teams(actor, own_only=not every)]
    fields: dict[str, Any] = {
        "service": forms.ChoiceField(label=_("Where to"), choices=[ANY, *places]),
        "worker": forms.ChoiceField(label=_("Whose task"), choices=[ANY, *workers]),
        "team": forms.ChoiceField(label=_("Team"), choices=[ANY, *teams]),
    }
    return type("BoardFilters", (BoardFilters,), fields)


def escort_words(row: Referral, names: Mapping[Any, str]) -> Text | None:
    """Return who goes along, or what was said of it; None for what was not asked."""
    if row.escort in (Escort.NOT_ASKED, ""):
        return None
    return names.get(row.escort_by_id, "") or Escort(row.escort).label


def state_badges(row: Referral) -> Badges:
    """Return the state, and by how many days nobody looked."""
    badges = [Badge(State(row.state).label, BADGE[row.state])]
    if row.state in OPEN and row.follow_up_on and row.follow_up_on < today():
        late = number((today() - row.follow_up_on).days)
        badges.append(Badge(_("late: %(days)s") % {"days": late}, "warn"))
    return Badges(tuple(badges))


def _waits(row: Referral) -> int | None:
    return (today() - row.made_on).days if row.state in OPEN else None


class Board(ListPage[Referral]):
    """The board; made for each request by `board_for`."""

    name = "referrals"
    title = _("Referrals")
    default_sort = "made"
    empty_title = _("Nobody waits for an answer")
    empty_text = _("A referral is opened from a client's card, or after a reactive test.")
    exportable: ClassVar[bool] = True
    export_permission = "referrals.export"
    columns = (
        Column("code", _("Code"), lambda row: row.tag),
        Column(
            "made",
            _("Opened on"),
            lambda row: Link(
                daymonth(row.made_on), reverse("referrals:referral", args=[row.id]), True
            ),
            sort="made_on",
        ),
        Column("infection", _("Infection"), lambda row: infection_label(row.infection) or None),
        Column("reason", _("Referred for"), lambda row: Reason(row.reason).label),
        Column("service", _("Where to"), lambda row: row.place or _("not chosen yet")),
        Column("escort", _("With whom"), lambda row: row.escort_text),
        Column("state", _("State"), state_badges),
        Column("waits", _("Waits, days"), _waits, numeric=True),
        Column("worker", _("Whose task"), lambda row: row.owner_name),
    )

    def queryset(self, actor: Any, filters: Mapping[str, Any]) -> QuerySet[Referral]:
        """Return the referrals this person may see."""
        return board(actor, filters)

    def prepare(self, actor: Any, rows: list[Referral]) -> list[Referral]:
        """Add codes, places and names: three queries for any page."""
        tags = client_tags(actor, {row.client_id for row in rows})
        places, names = service_labels(actor.organisation_id), pseudonyms(actor)
        for row in rows:
            one: Any = row  # what the cells of this page need
            code = tags.get(row.client_id, "")
            one.tag = Tag(code, reverse("desk:card", args=[row.client_id])) if code else None
            one.place = places.get(row.service_id, "") if row.service_id else ""
            one.owner_name = names.get(row.owner_id, "")
            one.escort_text = escort_words(row, names)
        return rows

    def exported(self, actor: Any, name: str, count: int) -> None:
        """Write down that a file left."""
        note_export(actor=actor, count=count)


def board_for(actor: Actor) -> Board:
    """Return the board with this person's filters."""
    page = Board()
    page.filter_form = board_filters(actor)  # type: ignore[misc]  # a form of one request
    return page
