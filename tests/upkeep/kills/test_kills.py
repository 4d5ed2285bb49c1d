"""Kill −9 of the server, the worker and a browser loses nothing and doubles nothing.

Twelve here; `python -m tools.kill_drill --times 200` for more.
"""

from pathlib import Path
from typing import Any

import pytest

from tests.upkeep.kills.staging import staged


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_twelve_kills_lose_nothing_and_double_nothing(tmp_path: Path, playwright: Any) -> None:
    with staged(tmp_path, times=12, seed=20261122, playwright=playwright) as drill:
        drill.to_rest = False  # tests/upkeep/test_background_work.py has the lease
        table = drill.run().table()
    assert drill.wrong == [], table
    assert sum(drill.killed.values()) == 12
    assert sum(drill.cut.values()) > 0, "no line was cut at all"
