"""A raid finds nothing: a word was typed into every box, then everything was taken.

What is sealed lies nowhere. What is public (labels, account names) lies in rows of the database,
so in its backup too, and in no log, no file beside them and no browser. What was typed into a
form that the server refused lies nowhere at all.
"""

import pytest

from tests.guards import house
from tests.postgres_production.server import Server

from . import places, table
from .taken import Taken

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db,
    pytest.mark.timeout(900),
]

OPENED = ("opened database", "opened backup")
SHUT = ("database", "home", "backups", "logs", "temporary", "laptop", "client", "phone")
BROWSERS = ("laptop", "client", "phone")


def test_the_journey_typed_into_every_place_that_the_code_declares(taken: Taken) -> None:
    wanted = {*table.FORMS.values(), *table.TEMPLATES.values()}
    filled = taken.journey.log.filled
    house.none_of([f"{place}: nobody typed there" for place in sorted(wanted - filled)])
    met = taken.journey.log.met - filled
    house.none_of([f"{place}: seen, and nobody typed there" for place in sorted(met)])


def test_every_form_took_what_was_typed_at_the_second_try(taken: Taken) -> None:
    told = taken.journey.log.told
    house.none_of([one for one in told if not one.startswith(tuple(table.NEVER_KEPT))])


def test_no_word_stood_in_an_address_and_none_that_is_sealed_was_sent_readably(
    taken: Taken,
) -> None:
    house.none_of(taken.journey.log.wrong)


@pytest.mark.parametrize("place", SHUT)
def test_no_word_of_any_kind_lies_in(taken: Taken, place: str) -> None:
    log, may = taken.journey.log, tuple(table.READABLE.get(place, ()))
    allowed = {one for one in log.kept if may and one.where.startswith(may)}
    house.none_of(taken.found(place, log.typed - allowed))


@pytest.mark.parametrize("place", OPENED)
def test_no_sealed_or_refused_word_lies_in_the(taken: Taken, place: str) -> None:
    log = taken.journey.log
    house.none_of(taken.found(place, log.sealed | log.refused))


@pytest.mark.parametrize("place", OPENED)
def test_the_search_finds_what_is_public_in_the(taken: Taken, place: str) -> None:
    kept = taken.journey.log.kept
    assert len(kept) > 15
    assert len(taken.found(place, kept)) >= len(kept) / 2


@pytest.mark.parametrize("place", [*BROWSERS, "home", "logs", "temporary", "backups"])
def test_no_clients_code_no_phrase_and_no_row_of_a_sheet_lies_in(taken: Taken, place: str) -> None:
    codes = {
        f"the code of client {number}": code for number, code in enumerate(taken.journey.codes)
    }
    secrets = {**taken.journey.log.secrets, **(codes if place != "phone" else {})}
    house.none_of(taken.secrets_in(place, secrets))


def test_no_sealed_word_is_in_the_memory_of_the_web_process(taken: Taken) -> None:
    if taken.in_memory is None:
        pytest.skip("this system lets nobody read another process's memory: run it as root")
    house.none_of([f"{one.where}: {sorted(where)[:3]}" for one, where in taken.in_memory.items()])


def test_no_sealed_or_refused_word_lies_in_postgresql(taken: Taken, on_postgresql: Server) -> None:
    """Its data folder, its log of writes and what a dump gives; labels are the volume's to keep."""
    log, url = taken.journey.log, on_postgresql.by_socket("postgres")
    assert len(places.found(places.postgres_rows(url), log.kept)) >= len(log.kept) / 2
    wanted = log.sealed | log.refused
    for place in (places.files(on_postgresql.data), places.postgres_rows(url)):
        house.none_of(
            [f"{one.where}: {pieces}" for one, pieces in places.found(place, wanted).items()]
        )
    told = [("server.log", on_postgresql.log.read_bytes())]
    assert places.found(told, log.typed) == {}
