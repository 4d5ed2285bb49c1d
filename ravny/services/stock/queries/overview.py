"""What lies where, as one table: items down, places across."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, Sum
from django.db.models.functions import Coalesce
from django_scopes import scope

from ravny.core.kit.clock import today
from ravny.core.staff.types import Actor
from ravny.people.directory.queries import infection_label, infections

from ..models import Balance, Item, Threshold
from ..types import ItemKind, PlaceFact, PlaceKind
from .places import seen_places, visible


@dataclass(frozen=True)
class Level:
    """How many of an item lie in a place, how many of them expired, and the threshold."""

    item_id: UUID
    item: str
    quantity: int
    expired: int
    minimum: int

    @property
    def usable(self) -> int:
        """How many can still be handed out."""
        return self.quantity - self.expired

    @property
    def state(self) -> str:
        """Whether it is none, low or enough."""
        if self.usable >= self.minimum:
            return "enough"
        return "low" if self.usable else "none"

    @property
    def scale(self) -> int:
        """How long a bar may be that shows both what is there and what should be."""
        return max(self.usable, self.minimum, 1)


@dataclass(frozen=True)
class OverviewRow:
    """An item in every shared place (None where it never lay and need not lie), and in bags."""

    item_id: UUID
    item: str
    cells: list[tuple[PlaceFact, Level | None]]
    in_bags: int
    total: int


@dataclass(frozen=True)
class KitRow:
    """How many usable test kits for an infection lie in every shared place, in bags, in all."""

    infection: str
    cells: list[tuple[PlaceFact, int]]
    in_bags: int
    total: int


@dataclass(frozen=True)
class PlaceState:
    """What a place has and lacks: kinds of things usable and too few, and pieces expired."""

    items: int = 0
    lacking: int = 0
    expired: int = 0


@dataclass(frozen=True)
class BagRow:
    """A bag and its state."""

    place: PlaceFact
    state: PlaceState


@dataclass(frozen=True)
class Overview:
    """The whole table, the shared places across its top, and the bags below."""

    places: list[PlaceFact]
    rows: list[OverviewRow]
    bags: list[BagRow]
    kits: list[KitRow]


def _grid(actor: Actor, place_id: UUID | None) -> dict[tuple[UUID, UUID], list[int]]:
    """Return (place id, item id) → [quantity, expired, minimum]. Two queries."""
    rows = Balance.objects.filter(visible(actor, "place__"), place__active=True)
    wanted = Threshold.objects.filter(visible(actor, "place__"), place__active=True)
    if place_id:
        rows, wanted = rows.filter(place_id=place_id), wanted.filter(place_id=place_id)
    past = Q(lot__expires_on__lt=today())
    grid: dict[tuple[UUID, UUID], list[int]] = defaultdict(lambda: [0, 0, 0])
    sums = rows.values_list("place_id", "lot__item_id").annotate(
        total=Sum("quantity"), gone=Coalesce(Sum("quantity", filter=past), 0)
    )
    for place, item, total, gone in sums.order_by():
        grid[place, item][:2] = [total, gone]
    for place, item, minimum in wanted.values_list("place_id", "item_id", "minimum"):
        grid[place, item][2] = minimum
    return grid


def overview(actor: Actor) -> Overview:
    """Return the table of what lies where. Four queries."""
    with scope(organisation=actor.organisation_id):
        grid = _grid(actor, None)
        seen = seen_places(actor)
        bags = [place for place in seen if place.kind == PlaceKind.BAG]
        shared = [place for place in seen if place.kind != PlaceKind.BAG]
        items = [
            (item, item.label(actor.language))
            for item in Item.objects.filter(organisation_id=actor.organisation_id)
        ]

    def level(place: PlaceFact, item_id: UUID, label: str) -> Level | None:
        found = grid.get((place.place_id, item_id))
        return Level(item_id, label, *found) if found else None

    rows = []
    for item, label in items:
        cells = [(place, level(place, item.id, label)) for place in shared]
        carried = [level(place, item.id, label) for place in bags]
        in_bags = sum(one.quantity for one in carried if one)
        total = in_bags + sum(one.quantity for _place, one in cells if one)
        if item.active or total:
            rows.append(OverviewRow(item.id, label, cells, in_bags, total))
    kinds = [(item.id, label) for item, label in items]
    kits = _kits([item for item, _label in items], shared, bags, grid)
    return Overview(shared, rows, [_bag(place, kinds, level) for place in bags], kits)


def _kits(
    items: Sequence[Item],
    shared: list[PlaceFact],
    bags: list[PlaceFact],
    grid: Mapping[tuple[UUID, UUID], list[int]],
) -> list[KitRow]:
    """Return a row for each infection that a kit is for; a combined kit counts in each."""
    by_infection: dict[str, list[UUID]] = defaultdict(list)
    for item in items:
        if item.active and item.kind == ItemKind.TEST_KIT:
            for code in item.infections:
                by_infection[code].append(item.id)

    def usable(place: PlaceFact, item_ids: list[UUID]) -> int:
        found = [grid.get((place.place_id, item_id), [0, 0, 0]) for item_id in item_ids]
        return sum(quantity - expired for quantity, expired, _minimum in found)

    rows = []
    for code in infections():
        if item_ids := by_infection.get(code):
            cells = [(place, usable(place, item_ids)) for place in shared]
            in_bags = sum(usable(place, item_ids) for place in bags)
            total = in_bags + sum(count for _place, count in cells)
            rows.append(KitRow(infection_label(code), cells, in_bags, total))
    return rows


def _bag(
    place: PlaceFact,
    kinds: list[tuple[UUID, str]],
    level: Callable[[PlaceFact, UUID, str], Level | None],
) -> BagRow:
    found = [one for item_id, label in kinds if (one := level(place, item_id, label))]
    return BagRow(place, _state(found))


def place_states(actor: Actor) -> dict[UUID, PlaceState]:
    """Return place id → its state, for places in use that have anything. Two queries."""
    with scope(organisation=actor.organisation_id):
        grid = _grid(actor, None)
    by_place: dict[UUID, list[Level]] = defaultdict(list)
    for (place_id, item_id), figures in grid.items():
        by_place[place_id].append(Level(item_id, "", *figures))
    return {place_id: _state(found) for place_id, found in by_place.items()}


def _state(found: Sequence[Level]) -> PlaceState:
    return PlaceState(
        items=sum(one.usable > 0 for one in found),
        lacking=sum(one.state != "enough" for one in found),
        expired=sum(one.expired for one in found),
    )


def levels(actor: Actor, place_id: UUID) -> list[Level]:
    """Return the items that lie, or ought to lie, in one place. Three queries."""
    with scope(organisation=actor.organisation_id):
        grid = _grid(actor, place_id)
        found = [
            Level(item.id, item.label(actor.language), *grid[place_id, item.id])
            for item in Item.objects.all()
            if (place_id, item.id) in grid
        ]
        return [level for level in found if level.quantity or level.minimum]
