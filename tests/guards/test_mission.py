"""The mission's rows: each mark names a real one, and the page says which test shows which."""

from tools import mission


def test_every_marked_row_exists() -> None:
    assert set(mission.shown_by()) <= set(mission.page_rows())


def test_the_page_lists_all_121_rows_once() -> None:
    rows = mission.page_rows()
    assert sorted(rows, key=lambda row: int(row[1:])) == [f"S{number}" for number in range(1, 122)]


def test_the_page_says_which_test_shows_which_row() -> None:
    assert mission.main(["check"]) == 0
