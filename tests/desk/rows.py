"""Rows as rooms hang them up on *Today*."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

import pytest

from ravny.core.kit import registries
from ravny.core.kit.registries import TodayRow


def row(
    key: str,
    harm: str = "other",
    group: str = "week",
    *,
    days: int | None = None,
    rank: int = 0,
    about: UUID | None = None,
) -> TodayRow:
    """Return a row of which every text is told by its key."""
    return TodayRow(
        key=key, rank=rank, group=group, left_number="", left_unit="",
        title=f"Thing {key}", why=f"because {key}", action_label="Do it",
        action_url=f"/do/{key}/", harm=harm, days=days, about=about,
    )  # fmt: skip


def hang_up(monkeypatch: pytest.MonkeyPatch, *rooms: Sequence[TodayRow]) -> None:
    """Let these be all the rooms there are."""

    def source(rows: Iterable[TodayRow]) -> Any:
        return lambda actor: list(rows)

    monkeypatch.setattr(registries, "today_rows", [source(rows) for rows in rooms])
