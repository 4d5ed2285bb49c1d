"""Rows of *Today* about the directory: answers to ask for again, entries nobody checked."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from ravny.core.kit.clock import today
from ravny.core.kit.formats import number, today_or
from ravny.core.kit.registries import TodayRow
from ravny.core.staff.types import Actor, Role

from . import queries
from .types import Asked, DueDealing

# Below clients and what an office promised about them stand the entries of a book.
DUE, STALE = 5_000, 90_000


def directory_rows(actor: Actor) -> list[TodayRow]:
    """Return the rows of this person. Two queries at most."""
    if not actor.may("directory.edit"):
        return []
    everybodys = Role.COORDINATOR in actor.roles
    due = queries.due_dealings(actor, everybodys=everybodys)
    return [*(_due(actor, one) for one in due), *_stale(actor)]


def _due(actor: Actor, one: DueDealing) -> TodayRow:
    late = (today() - one.next_on).days
    asked = dict(Asked.choices).get(one.asked, one.asked)
    why = gettext("It is time to ask again: %(asked)s.") % {"asked": asked}
    if one.worker_id != actor.account_id:
        why = gettext("%(who)s was to ask again: %(asked)s.") % {
            "who": one.worker,
            "asked": asked,
        }
    left = today_or(late, ngettext("day ago", "days ago", late))
    return TodayRow(
        key=f"directory.dealing.{one.dealing_id}",
        rank=DUE - min(late, 1_000),
        group="now",
        left_number=left[0],
        left_unit=left[1],
        title=one.label,
        why=why,
        action_label=_("Write down what came of it"),
        action_url=reverse("directory:dealing", args=[one.dealing_id]),
        harm="promise",
        days=-late,
    )


def _stale(actor: Actor) -> Iterator[TodayRow]:
    count = queries.stale_count(actor)
    if count:
        yield TodayRow(
            key="directory.stale",
            rank=STALE,
            group="week",
            left_number=number(count),
            left_unit=ngettext("entry", "entries", count),
            title=_("Entries of the directory to check"),
            why=_("For half a year nobody made sure of them. Call, and tap “verified today”."),
            action_label=_("Look at them"),
            action_url=f"{reverse('directory:list')}?verified=stale&sort=verified",
            harm="other",
        )
