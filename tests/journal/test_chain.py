"""The chain: it only grows, and whatever is altered in it is found."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ravny.core.journal import operations, queries
from ravny.core.journal.models import Checkpoint, Entry, Head, SubjectKey
from tests.cast import HOUSE, OTHER_HOUSE, Cast

pytestmark = pytest.mark.django_db
LENGTH = 9
TABLES = ("journal_entry", "journal_checkpoint")
WITH_DATABASE = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def write(house: UUID = HOUSE, times: int = 1, **changes: Any) -> None:
    for number in range(times):
        entry = {"actor_id": uuid4(), "verb": "clients.opened", "subject": uuid4(), **changes}
        operations.write_for(organisation_id=house, count=number + 1, **entry)


@pytest.fixture
def chain() -> None:
    """Nine links with and without a person and a subject."""
    write(times=LENGTH - 2)
    write(actor_id=None, verb="system.swept", subject=None)
    write(verb="staff.signed_in", subject=None)


@contextmanager
def administrator() -> Iterator[None]:
    """Somebody who may do anything to the database; undone at the end."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            for table in TABLES:
                if connection.vendor == "postgresql":
                    cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
                    continue
                for name in ("no_update", "no_delete", "no_replace"):
                    cursor.execute(f"DROP TRIGGER {table}_{name}")
        yield
        transaction.set_rollback(True)


def verdict() -> tuple[int | None, str]:
    found = queries.verify_chain(HOUSE)
    return found.broken_at, found.fault


def test_an_untouched_chain_holds(chain: None) -> None:
    found = queries.verify_chain(HOUSE)
    assert (found.checked, found.broken_at) == (LENGTH, None)


def test_an_empty_chain_holds() -> None:
    assert queries.verify_chain(HOUSE).broken_at is None


def test_two_houses_have_two_chains(chain: None) -> None:
    write(OTHER_HOUSE, times=3)
    assert queries.verify_chain(OTHER_HOUSE).checked == 3
    assert {head.organisation_id for head in queries.heads()} == {HOUSE, OTHER_HOUSE}


@pytest.mark.parametrize("model", [Entry, Checkpoint])
@pytest.mark.parametrize("act", ["update", "delete"])
def test_the_database_itself_refuses(chain: None, model: Any, act: str) -> None:
    Checkpoint.objects.create(
        organisation_id=HOUSE, month=date(2026, 1, 1), number=1, digest=b"1", signature=b"1"
    )
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        if act == "update":
            model.objects.update(digest=bytes(32))
        else:
            model.objects.all().delete()


def test_a_link_cannot_be_replaced(chain: None) -> None:
    if connection.vendor == "postgresql":
        pytest.skip("PostgreSQL has no INSERT OR REPLACE")
    columns = "organisation_id, number, day, actor_id, verb, subject, count, previous, digest"
    again = (
        f"INSERT OR REPLACE INTO journal_entry ({columns}) "
        f"SELECT {columns} FROM journal_entry WHERE number = 3"
    )
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(again)


OTHER_VALUES: dict[str, st.SearchStrategy[Any]] = {
    "number": st.integers(-5, 50),
    "day": st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    "actor_id": st.none() | st.uuids(),
    "verb": st.text("abcdefghijklmnopqrstuvwxyz._", min_size=1, max_size=30),
    "subject": st.none() | st.binary(max_size=33),
    "count": st.integers(0, 2**31 - 1),
    "previous": st.binary(min_size=32, max_size=32),
    "digest": st.binary(min_size=32, max_size=32),
    "organisation_id": st.uuids(),
}


@st.composite
def tampering(draw: st.DrawFn) -> tuple[int, str, Any]:
    column = draw(st.sampled_from(sorted(OTHER_VALUES)))
    return draw(st.integers(1, LENGTH)), column, draw(OTHER_VALUES[column])


def bytes_or(value: Any) -> Any:
    """PostgreSQL gives memory views for bytes."""
    return bytes(value) if isinstance(value, memoryview) else value


@given(altered=tampering())
@WITH_DATABASE
def test_any_altered_value_of_any_link_is_found(chain: None, altered: tuple[int, str, Any]) -> None:
    number, column, value = altered
    if column == "number" and 1 <= value <= LENGTH:
        return  # the database refuses two links with one number
    before = Entry.objects.values_list(column, flat=True).get(number=number)
    if bytes_or(before) == value:
        return
    with administrator():
        Entry.objects.filter(organisation_id=HOUSE, number=number).update(**{column: value})
        broken_at, _fault = verdict()
        assert broken_at is not None
        assert broken_at <= max(number + 1, 1)


@given(number=st.integers(1, LENGTH))
@WITH_DATABASE
def test_any_missing_link_is_found(chain: None, number: int) -> None:
    with administrator():
        Entry.objects.filter(organisation_id=HOUSE, number=number).delete()
        assert verdict()[0] == number


@given(pair=st.lists(st.integers(1, LENGTH), min_size=2, max_size=2, unique=True))
@WITH_DATABASE
def test_links_that_changed_places_are_found(chain: None, pair: list[int]) -> None:
    first, second = pair
    with administrator():
        for old, new in ((first, 1000), (second, first), (1000, second)):
            Entry.objects.filter(organisation_id=HOUSE, number=old).update(number=new)
        assert verdict()[0] == min(pair)


def test_a_link_added_by_hand_is_found(chain: None) -> None:
    with administrator():
        last = Entry.objects.get(number=LENGTH)
        last.pk, last.number, last.previous = None, LENGTH + 1, bytes(last.digest)
        last.save()
        assert verdict() == (LENGTH + 1, "digest")


def test_a_cut_tail_is_found_by_the_head(chain: None) -> None:
    with administrator():
        Entry.objects.filter(number__gt=4).delete()
        assert verdict() == (5, "head")


def test_a_head_put_back_is_found(chain: None) -> None:
    with administrator():
        Head.objects.update(number=4, digest=Entry.objects.get(number=4).digest)
        assert verdict()[0] is not None


def test_a_chain_written_anew_shows_only_against_an_exported_head(
    chain: None, tmp_path: Path
) -> None:
    kept = tmp_path / "heads.json"
    out = StringIO()
    call_command("journal", "heads", stdout=out)
    kept.write_text(out.getvalue(), "utf-8")
    with administrator():
        Entry.objects.all().delete()
        Head.objects.all().delete()
        write(times=LENGTH)
        assert verdict()[0] is None
        with pytest.raises(CommandError):
            call_command("journal", "verify", against=kept, stdout=out, stderr=StringIO())
    assert "exported" in out.getvalue()


def test_a_chain_that_grew_still_fits_an_older_export(chain: None, tmp_path: Path) -> None:
    kept, out = tmp_path / "heads.json", StringIO()
    call_command("journal", "heads", stdout=out)
    kept.write_text(out.getvalue(), "utf-8")
    assert json.loads(out.getvalue())[0]["number"] == LENGTH
    write(times=2)
    call_command("journal", "verify", against=kept, stdout=out)
    assert f"{LENGTH + 2} links, all well" in out.getvalue()


def test_a_file_of_something_else_is_refused_in_words(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.json"
    wrong.write_text('[{"organisation": 1}]', "utf-8")
    with pytest.raises(CommandError, match="not a file"):
        call_command("journal", "verify", against=wrong)


@pytest.fixture
def three_months(monkeypatch: pytest.MonkeyPatch) -> date:
    """Links in September and October, and today in November."""
    day = date(2026, 9, 29)
    for step in range(6):
        moment = day + timedelta(days=step * 4)
        monkeypatch.setattr("ravny.core.journal.operations.today", lambda moment=moment: moment)
        write()
    now = date(2026, 11, 2)
    monkeypatch.setattr("ravny.core.journal.operations.today", lambda: now)
    return now


def test_every_ended_month_is_signed_once(three_months: date) -> None:
    for _ in range(2):
        call_command("journal", "checkpoint")
    assert queries.checkpoints(HOUSE) == [(date(2026, 9, 1), 1), (date(2026, 10, 1), 6)]
    assert verdict()[0] is None


def test_a_forged_checkpoint_is_found(three_months: date) -> None:
    operations.sign_ended_months()
    with administrator():
        Checkpoint.objects.filter(number=1).update(signature=bytes(64))
        assert verdict() == (1, "signature")


def test_a_history_written_anew_behind_a_checkpoint_is_found(three_months: date) -> None:
    operations.sign_ended_months()
    with administrator():
        Entry.objects.all().delete()
        Head.objects.all().delete()
        write(times=6)
        assert verdict() == (1, "checkpoint")


def test_a_forgotten_subject_leaves_a_chain_that_holds(chain: None) -> None:
    client = uuid4()
    write(subject=client, verb="clients.opened")
    assert [entry.verb for entry in queries.entries_about(HOUSE, client)] == ["clients.opened"]
    operations.forget_subject(organisation_id=HOUSE, subject_id=client)
    assert queries.entries_about(HOUSE, client) == []
    assert not SubjectKey.objects.filter(subject_id=client).exists()
    assert verdict()[0] is None


def test_a_subject_does_not_stand_in_the_chain_by_its_id(chain: None) -> None:
    client = uuid4()
    write(subject=client)
    kept = Entry.objects.order_by("-number").first()
    assert kept is not None
    assert client.bytes not in bytes(kept.subject or b"")
    assert len(bytes(kept.subject or b"")) == 32


def test_entries_about_somebody_cost_two_queries(
    cast: Cast, django_assert_num_queries: Any
) -> None:
    client = uuid4()
    write(times=30, subject=client)
    with django_assert_num_queries(2):
        found = queries.entries_about(HOUSE, client, limit=5)
    assert [entry.number for entry in found] == [30, 29, 28, 27, 26]
    assert queries.entries_about(OTHER_HOUSE, client) == []
