"""What the plan's labels became in the tables."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from ravny.core.kit.ids import day_id
from ravny.core.staff.types import Actor
from ravny.core.vault.pen import Pen
from ravny.core.vault.types import CircleFact


@dataclass
class World:
    """What the plan's labels became: ids of accounts, teams, circles, sites, items, places."""

    organisation_id: UUID
    prefix: str = ""
    actors: dict[str, Actor] = field(default_factory=dict)
    pens: dict[str, Pen] = field(default_factory=dict)
    teams: dict[str, UUID] = field(default_factory=dict)
    circles: dict[str, CircleFact] = field(default_factory=dict)
    sites: dict[str, UUID] = field(default_factory=dict)
    items: list[UUID] = field(default_factory=list)
    store_id: UUID = field(default_factory=day_id)
    bags: dict[str, UUID] = field(default_factory=dict)
    services: dict[str, UUID] = field(default_factory=dict)
    house_circle: CircleFact | None = None

    @property
    def house(self) -> CircleFact:
        """The circle of the whole organisation."""
        if self.house_circle is None:
            raise ValueError("the house has no circle yet")
        return self.house_circle

    def seal(
        self, login: str, circle: CircleFact, kind: str, object_id: UUID, text: str, day: date
    ) -> bytes:
        """Return somebody's text sealed and signed; `keep_registers` keeps its entry."""
        return self.pens[login].seal(
            circle=circle, kind=kind, object_id=object_id, text=text, day=day
        )

    def keep_registers(self) -> None:
        """Keep what everybody signed since the last time."""
        for pen in self.pens.values():
            pen.keep()

    @property
    def lead(self) -> Actor:
        """The coordinator, who may do what the set-up needs."""
        return self.actors["olga"]

    @property
    def keeper_of_stock(self) -> Actor:
        """Who looks after the store."""
        return self.actors["dana"]
