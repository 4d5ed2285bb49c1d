"""The made-up people sign what they write, as everybody does."""

from datetime import date

import pytest

from ravny.config.demo import opening, rest, writing, year
from ravny.config.demo.plan import draw
from ravny.core.vault.queries import authors as author_queries

pytestmark = pytest.mark.django_db


def test_every_text_of_the_demo_has_its_author_and_stands_as_signed() -> None:
    plan = draw(clients=6, seed=3, last=date(2026, 11, 20))
    world = opening.open_house(seed=plan.seed, first=plan.first).world
    writing.furnish(world, plan)
    year.write_by_days(world, plan, lambda done, total: None)
    rest.write_rest(world, plan)
    assert author_queries.unsigned_texts(world.lead) == []
    lines = [line for line in author_queries.author_lines(world.lead) if line.entries]
    assert len(lines) > 3
    for line in lines:
        _author, placed = author_queries.register_piece(world.lead, line.account_id, 0)
        assert [one.kept.entry.counter for one in placed] == list(range(1, line.entries + 1))
        assert {one.place for one in placed} == {"same"}
