"""Several authors, several windows, in any order and at once: no register ever breaks."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ravny.core.vault.pen import Pen
from tests.vault.authors import Writer, is_unbroken, notes, register_of

WINDOWS = 2


class _Undo(Exception):
    """Leaves the database as it was."""


moves = st.lists(
    st.tuples(st.integers(0, 1), st.integers(0, WINDOWS - 1), st.booleans()),
    min_size=1,
    max_size=8,
)


def write_all(writers: list[Writer], steps: list[tuple[int, int, bool]]) -> None:
    """Write as told: who, in which window, and whether that window asks for the head first.

    A window that did not ask goes on from where it believes the register to end.
    """
    pens: dict[tuple[int, int], Pen] = {}
    for who, window, asks in steps:
        writer = writers[who]
        if asks or (who, window) not in pens:
            pens[who, window] = writer.pen()
        pen, before = pens[who, window], len(register_of(writer.person))
        believed = pen.counter
        _note_id, answer = writer.write(pen)
        pen.entries.clear()
        assert answer.status_code == (302 if believed == before else 422)
        assert len(register_of(writer.person)) == before + (believed == before)
        if believed != before:
            del pens[who, window]  # refused: the next time it asks


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=moves)
def test_any_order_of_writing_leaves_whole_registers(
    zarina: Writer, anna: Writer, steps: list[tuple[int, int, bool]]
) -> None:
    writers = [zarina, anna]
    try:
        with transaction.atomic():
            write_all(writers, steps)
            assert all(is_unbroken(writer) for writer in writers)
            written = [row.object_id for one in writers for row in register_of(one.person)]
            assert sorted(written) == sorted(notes())
            raise _Undo
    except _Undo:
        return


@pytest.mark.django_db(transaction=True)
def test_of_windows_that_save_at_the_same_moment_one_wins(zarina: Writer, anna: Writer) -> None:
    pens = [(one, one.pen()) for one in (zarina, zarina, zarina, anna)]

    def save(one: tuple[Writer, Pen]) -> Any:
        try:
            writer, pen = one
            return writer.person, writer.write(pen)[1].status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(pens)) as pool:
        answers = list(pool.map(save, pens))
    codes = sorted(code for person, code in answers if person is zarina.person)
    assert codes == [302, 422, 422]
    assert (anna.person, 302) in answers
    assert is_unbroken(zarina) and is_unbroken(anna) and len(notes()) == 2
