"""Old months of the journal go whole; the chain is checked from a signed end of a month."""

from datetime import date, timedelta
from io import StringIO
from uuid import UUID, uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from ravny.core.journal import operations, queries
from ravny.core.journal.models import Checkpoint, Entry, Head, SubjectKey
from tests.cast import HOUSE
from tests.journal.test_chain import administrator, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def months(monkeypatch: pytest.MonkeyPatch) -> UUID:
    """A link every five days from August on, today in November; the subject of the first."""
    first, day = uuid4(), date(2026, 8, 3)
    monkeypatch.setattr("ravny.core.journal.operations.today", lambda: date(2026, 8, 1))
    write(subject=first, verb="clients.registered")
    while day < date(2026, 11, 2):
        monkeypatch.setattr("ravny.core.journal.operations.today", lambda moment=day: moment)
        write()
        day += timedelta(days=5)
    monkeypatch.setattr("ravny.core.journal.operations.today", lambda: date(2026, 11, 2))
    operations.sign_ended_months()
    return first


def prune(before: str) -> str:
    out = StringIO()
    call_command("journal", "prune", "--before", before, stdout=out, stderr=StringIO())
    return out.getvalue()


def test_months_before_go_whole_and_the_rest_verifies(months: UUID) -> None:
    last = dict(queries.checkpoints(HOUSE))[date(2026, 9, 1)]
    head = Head.objects.get(organisation_id=HOUSE).number
    assert f"{last} links pruned" in prune("2026-10")
    numbers = list(Entry.objects.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(last + 1, head + 2))
    found = queries.verify_chain(HOUSE)
    assert (found.checked, found.broken_at, found.pruned) == (head + 1, None, last)


def test_it_is_written_into_the_chain_itself(months: UUID) -> None:
    last = dict(queries.checkpoints(HOUSE))[date(2026, 9, 1)]
    prune("2026-10")
    told = Entry.objects.get(verb="journal.pruned")
    assert (told.count, told.actor_id) == (last, None)


def test_a_month_that_is_not_signed_stays(months: UUID) -> None:
    before = Entry.objects.count()
    unsigned = Entry.objects.filter(day__gte=date(2026, 11, 1)).count()
    prune("2027-03")
    assert unsigned > 0
    assert Entry.objects.count() == unsigned + 1 < before


def test_twice_prunes_once(months: UUID) -> None:
    prune("2026-10")
    left = Entry.objects.count()
    assert ": 0 links pruned" in prune("2026-10")
    assert Entry.objects.count() == left


def test_pruned_again_later_it_still_verifies(months: UUID) -> None:
    prune("2026-09")
    prune("2026-11")
    assert queries.verify_chain(HOUSE).broken_at is None


def test_the_triggers_stand_again_afterwards(months: UUID) -> None:
    prune("2026-10")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Entry.objects.all().delete()


def test_a_subject_nobody_speaks_of_any_more_is_forgotten(months: UUID) -> None:
    kept = SubjectKey.objects.count()
    prune("2026-10")
    assert not SubjectKey.objects.filter(subject_id=months).exists()
    named = Entry.objects.exclude(subject=None).values("subject").distinct().count()
    assert SubjectKey.objects.exclude(subject_id=HOUSE).count() == named < kept
    assert SubjectKey.objects.filter(subject_id=HOUSE).exists()


def test_a_beginning_cut_off_by_hand_is_found(months: UUID) -> None:
    prune("2026-09")
    found = queries.verify_chain(HOUSE)
    with administrator():
        second = dict(queries.checkpoints(HOUSE))[date(2026, 9, 1)]
        Entry.objects.filter(number__lte=second).delete()
        broken = queries.verify_chain(HOUSE)
    assert broken.broken_at == found.pruned + 1


def test_a_forged_end_of_a_month_prunes_nothing(months: UUID) -> None:
    with administrator():
        Checkpoint.objects.filter(month=date(2026, 9, 1)).update(signature=bytes(64))
        left = Entry.objects.count()
        with pytest.raises(CommandError, match="altered"):
            prune("2026-10")
        assert Entry.objects.count() == left


def test_an_older_export_of_the_head_says_nothing_any_more(months: UUID) -> None:
    old = queries.heads()[0]
    write()
    first = Checkpoint.objects.order_by("month").first()
    assert first is not None
    older = type(old)(HOUSE, first.number - 1, bytes(32))
    prune("2026-10")
    assert queries.verify_chain(HOUSE, exported=older).broken_at is None
    assert queries.verify_chain(HOUSE, exported=old).broken_at is None


def test_a_word_that_is_no_month_is_refused(months: UUID) -> None:
    with pytest.raises(CommandError, match="no month"):
        prune("October")


def test_a_role_that_does_not_own_the_tables_is_told_so(months: UUID) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no roles")
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE web_of_a_test")
        cursor.execute("GRANT ALL ON ALL TABLES IN SCHEMA public TO web_of_a_test")
        cursor.execute("GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO web_of_a_test")
        cursor.execute("SET LOCAL ROLE web_of_a_test")
    with pytest.raises(CommandError, match="migrate_database"):
        prune("2026-10")
