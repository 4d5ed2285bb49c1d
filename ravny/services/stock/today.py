"""Rows of *Today* about stock: what runs short, has expired, was not counted, cannot be explained.

Who works in the store sees every place; anybody else only what they can do something about: their
own bag.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from ravny.core.kit.clock import today
from ravny.core.kit.formats import day, days_unit, number, today_or
from ravny.core.kit.registries import TodayRow
from ravny.core.staff.types import Actor

from . import queries
from .queries import LotInPlace, Shortage
from .types import ItemKind, PlaceFact, PlaceKind

EXPIRES_THIS_MONTH = timedelta(days=30)
COUNT_EVERY = timedelta(days=35)
MOST_NAMED = 4
# Things wait better than people do: stock stands below rows about clients. Between two kinds
# there is room for the number on a row's left, which orders the rows of one kind.
ROOM = 10_000
NONE_LEFT, EXPIRED, WISH, UNEXPLAINED, LOW, EXPIRES, UNCOUNTED = range(ROOM, 8 * ROOM, ROOM)


def stock_rows(actor: Actor) -> list[TodayRow]:
    """Return the rows of this person. Seven queries at most, however many places there are."""
    if not actor.may("stock.view"):
        return []
    places = {place.place_id: place for place in queries.targets_for(actor)}
    if not places:
        return []
    short = [one for one in queries.shortages(actor) if one.place_id in places]
    lots = [lot for lot in _expiring_lots(actor) if lot.place_id in places]
    emergency: list[TodayRow] = []
    if actor.may("stock.move"):
        emergency, short, lots = _emergency(short, lots)
    return [
        *emergency,
        *_shortages(short, places),
        *_expiring(actor, lots),
        *_wishes(actor),
        *_unexplained(actor, places),
        *_uncounted(actor, places),
    ]


def _fewest_first(kind: int, left: int) -> int:
    return kind + min(left, ROOM - 1)


def _most_first(kind: int, count: int) -> int:
    return kind + ROOM - 1 - min(count, ROOM - 1)


def _named(parts: list[str]) -> str:
    """Return the first few of a list in words, and how many more there are."""
    text = "; ".join(parts[:MOST_NAMED])
    more = len(parts) - MOST_NAMED
    if more <= 0:
        return text
    rest = ngettext("and %(count)s more", "and %(count)s more", more) % {"count": number(more)}
    return f"{text}; {rest}"


def _shortages(short: list[Shortage], places: dict[UUID, PlaceFact]) -> Iterator[TodayRow]:
    by_place: dict[UUID, list[Shortage]] = defaultdict(list)
    for one in short:
        by_place[one.place_id].append(one)
    for place_id, found in by_place.items():
        worst = found[0]
        fill = f"{reverse('stock:move')}?target={place_id}"
        yield TodayRow(
            key=f"stock.short.{place_id}",
            rank=_fewest_first(LOW, worst.quantity) if worst.quantity else NONE_LEFT,
            group="week" if worst.quantity else "now",
            left_number=number(worst.quantity),
            left_unit=_("left"),
            title=gettext("%(item)s: too few in “%(place)s”")
            % {"item": worst.item, "place": worst.place},
            why=_named(
                [
                    gettext("%(item)s: %(there)s of %(minimum)s")
                    % {
                        "item": one.item,
                        "there": number(one.quantity),
                        "minimum": number(one.minimum),
                    }
                    for one in found
                ]
            ),
            action_label=_("Take in a delivery") if _is_store(places[place_id]) else _("Refill"),
            action_url=(
                f"{reverse('stock:receive')}?place={place_id}"
                if _is_store(places[place_id])
                else fill
            ),
            harm="supply",
        )


def _is_store(place: PlaceFact) -> bool:
    return place.kind == PlaceKind.STORE


def _expiring_lots(actor: Actor) -> list[LotInPlace]:
    """Return what expires this month, and for the store the emergency stock that soon must go."""
    ahead = queries.EMERGENCY_AHEAD if actor.may("stock.move") else EXPIRES_THIS_MONTH
    month = today() + EXPIRES_THIS_MONTH
    return [
        lot
        for lot in queries.expiring(actor, ahead)
        if lot.kind == ItemKind.ART or (lot.expires_on is not None and lot.expires_on <= month)
    ]


def _expiring(actor: Actor, lots: list[LotInPlace]) -> Iterator[TodayRow]:
    by_place: dict[tuple[UUID, bool], list[LotInPlace]] = defaultdict(list)
    for lot in lots:
        by_place[lot.place_id, lot.expired].append(lot)
    for (place_id, expired), lots in by_place.items():
        yield _expired_row(actor, place_id, lots) if expired else _expires_row(place_id, lots)


def _emergency(
    short: list[Shortage], lots: list[LotInPlace]
) -> tuple[list[TodayRow], list[Shortage], list[LotInPlace]]:
    """Take the emergency stock out of what runs short or expires: one row for all of it.

    Packs that have expired stay with everything else that must be taken out.
    """
    few = [one for one in short if one.kind == ItemKind.ART]
    old = [lot for lot in lots if lot.kind == ItemKind.ART and not lot.expired]
    others = [one for one in short if one not in few], [lot for lot in lots if lot not in old]
    if not few and not old:
        return [], *others
    return [_emergency_row(few, old)], *others


def _emergency_row(few: list[Shortage], old: list[LotInPlace]) -> TodayRow:
    left = few[0].quantity if few else ((old[0].expires_on or today()) - today()).days
    parts = [
        gettext("%(item)s, “%(place)s”: %(there)s of %(minimum)s")
        % {
            "item": one.item,
            "place": one.place,
            "there": number(one.quantity),
            "minimum": number(one.minimum),
        }
        for one in few
    ]
    return TodayRow(
        key="stock.emergency",
        # Before other stock of its kind: without it somebody's treatment breaks off.
        rank=(NONE_LEFT if few and not left else _fewest_first(LOW if few else EXPIRES, left)) - 1,
        group="now" if few and not left else "week",
        left_number=number(left),
        left_unit=_("left") if few else days_unit(left),
        title=(
            gettext("Emergency antiretrovirals: too few")
            if few
            else gettext("Emergency antiretrovirals expire soon")
        ),
        why="; ".join(filter(None, [_named(parts), _lots_in_words(old)])),
        action_label=_("Look"),
        action_url=reverse("stock:emergency"),
        # Packs that go off in a quarter are supplies to be used in time; nobody's pills end by it.
        harm="pills" if few else "supply",
        days=None if few else left,
    )


def _lots_in_words(lots: list[LotInPlace]) -> str:
    return _named(
        [
            gettext("%(item)s: %(count)s, %(day)s")
            % {"item": lot.item, "count": number(lot.quantity), "day": day(lot.expires_on)}
            for lot in lots
        ]
    )


def _expired_row(actor: Actor, place_id: UUID, lots: list[LotInPlace]) -> TodayRow:
    store = actor.may("stock.move")
    page = "stock:write_off" if store else "stock:count"
    quantity = sum(lot.quantity for lot in lots)
    return TodayRow(
        key=f"stock.expired.{place_id}",
        rank=_most_first(EXPIRED, quantity),
        group="now",
        left_number=number(quantity),
        left_unit=_("expired"),
        title=gettext("Expired stock still lies in “%(place)s”") % {"place": lots[0].place},
        why=_lots_in_words(lots),
        action_label=_("Write off") if store else _("Take out and count"),
        action_url=reverse(page, args=[place_id]),
        harm="supply",
        days=((lots[0].expires_on or today()) - today()).days,
    )


def _expires_row(place_id: UUID, lots: list[LotInPlace]) -> TodayRow:
    left = ((lots[0].expires_on or today()) - today()).days
    shown = today_or(left, days_unit(left))
    return TodayRow(
        key=f"stock.expires.{place_id}",
        rank=_fewest_first(EXPIRES, left),
        group="week",
        left_number=shown[0],
        left_unit=shown[1],
        title=gettext("Give out first from “%(place)s”") % {"place": lots[0].place},
        why=_lots_in_words(lots),
        action_label=_("Look"),
        action_url=reverse("stock:place", args=[place_id]),
        harm="supply",
        days=left,
    )


def _wishes(actor: Actor) -> Iterator[TodayRow]:
    if not actor.may("stock.move"):
        return
    for wish in queries.waiting_refills(actor):
        waited = (today() - wish.asked_on).days
        shown = today_or(waited, days_unit(waited))
        yield TodayRow(
            key=f"stock.asked.{wish.place_id}",
            rank=_most_first(WISH, waited),
            group="week",
            left_number=shown[0],
            left_unit=shown[1],
            title=gettext("%(name)s asks for things to carry") % {"name": wish.place},
            why=gettext("Asked on %(day)s.") % {"day": day(wish.asked_on)},
            action_label=_("Refill"),
            action_url=f"{reverse('stock:move')}?target={wish.place_id}",
            harm="supply",
            days=-waited,
        )


def _unexplained(actor: Actor, places: dict[UUID, PlaceFact]) -> Iterator[TodayRow]:
    for place_id, quantity in queries.unexplained(actor.organisation_id, list(places)).items():
        yield TodayRow(
            key=f"stock.unexplained.{place_id}",
            rank=_most_first(UNEXPLAINED, quantity),
            group="week",
            left_number=number(quantity),
            left_unit=_("unexplained"),
            title=gettext("More was given than lay in “%(place)s”")
            % {"place": places[place_id].label},
            why=gettext("Count it, so that the figures are right again."),
            action_label=_("Count"),
            action_url=reverse("stock:count", args=[place_id]),
            harm="supply",
        )


def _uncounted(actor: Actor, places: dict[UUID, PlaceFact]) -> Iterator[TodayRow]:
    stores = [place_id for place_id, place in places.items() if _is_store(place)]
    if not stores:
        return
    for place_id, fact in queries.last_counts(actor.organisation_id, stores).items():
        last: date | None = fact.counted_on or fact.since
        if last is None or today() - last <= COUNT_EVERY:
            continue
        since = (today() - last).days
        counted = (
            gettext("Counted last on %(day)s.")
            if fact.counted_on
            else gettext("Never counted, though things have lain here since %(day)s.")
        )
        yield TodayRow(
            key=f"stock.uncounted.{place_id}",
            rank=_most_first(UNCOUNTED, since),
            group="week",
            left_number=number(since),
            left_unit=days_unit(since),
            title=gettext("“%(place)s” waits to be counted") % {"place": places[place_id].label},
            why=counted % {"day": day(last)},
            action_label=_("Count"),
            action_url=reverse("stock:count", args=[place_id]),
            harm="supply",
        )
