"""Two cards of one person: an alias by a person's decision, whole again when taken back."""

from uuid import UUID

import pytest
from django.urls import reverse
from django_scopes import scope
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ravny.core.kit.errors import DomainError, NotYours
from ravny.people.clients import operations, queries
from ravny.people.clients.models import Client
from tests.cast import Cast, browser_of
from tests.clients.makers import code, open_card, row, verbs


def merge(cast: Cast, kept: UUID, alias: UUID) -> None:
    operations.merge_clients(actor=cast.case_manager.actor, kept_id=kept, alias_id=alias)


def unmerge(cast: Cast, alias: UUID) -> None:
    operations.unmerge_client(actor=cast.case_manager.actor, alias_id=alias)


def test_an_alias_leads_to_the_kept_card_with_a_notice(cast: Cast) -> None:
    first, second = open_card(cast.peer), open_card(cast.peer)
    merge(cast, first, second)
    card = queries.get_client_for(cast.peer.actor, code(cast.peer, second))
    assert (card.client_id, card.came_by) == (first, code(cast.peer, second))
    assert card.client_ids == (first, second)
    page = browser_of(cast.peer).get(reverse("desk:card", args=[second])).content.decode()
    assert "оказался кодом того же человека" in page


def test_codes_tags_and_searches_follow_a_merge(cast: Cast) -> None:
    first, second = open_card(cast.peer), open_card(cast.peer)
    codes = [code(cast.peer, first), code(cast.peer, second)]
    merge(cast, first, second)
    assert queries.resolve_codes(cast.organisation_id, codes) == dict.fromkeys(codes, first)
    tags = queries.client_tags(cast.peer.actor, [first, second])
    assert tags == dict.fromkeys((first, second), codes[0])
    assert queries.cards(cast.peer.actor).count() == 1
    assert queries.aliases(cast.organisation_id) == {second: first}
    assert queries.aliases(cast.other_organisation_id) == {}


def test_rows_never_move(cast: Cast) -> None:
    first, second = open_card(cast.peer, country="UZ"), open_card(cast.peer, country="TJ")
    before = [row(cast.peer, one).country for one in (first, second)]
    merge(cast, first, second)
    assert [row(cast.peer, one).country for one in (first, second)] == before


def test_two_cards_are_merged_and_parted_on_the_pages(cast: Cast) -> None:
    first, second = open_card(cast.peer, country="UZ"), open_card(cast.peer, country="TJ")
    browser = browser_of(cast.case_manager)
    typed = {"code": code(cast.peer, second)}
    answer = browser.post(reverse("clients:merge", args=[first]), typed)
    compare = reverse("clients:compare", args=[first, second])
    assert answer.headers["Location"] == compare
    page = browser.get(compare).content.decode()
    assert "различается" in page and "Таджикистан" in page
    assert browser.post(compare).headers["Location"] == reverse("desk:card", args=[first])
    assert row(cast.peer, second).kept_id == first
    assert "Разделить" in browser.get(reverse("clients:merge", args=[first])).content.decode()
    answer = browser.post(reverse("clients:unmerge", args=[second]))
    assert answer.headers["Location"] == reverse("desk:card", args=[second])
    assert row(cast.peer, second).kept_id is None
    assert verbs(cast.peer).count("clients.merged") == 2
    assert verbs(cast.peer).count("clients.unmerged") == 2


def test_a_merge_sent_twice_is_refused_the_second_time_and_changes_nothing(cast: Cast) -> None:
    first, second = open_card(cast.peer), open_card(cast.peer)
    merge(cast, first, second)
    with pytest.raises(DomainError):
        merge(cast, first, second)
    with pytest.raises(DomainError):
        merge(cast, first, first)


def test_cards_of_two_teams_stay_apart(cast: Cast) -> None:
    near, far = open_card(cast.peer), open_card(cast.outsider)
    with pytest.raises(DomainError):
        operations.merge_clients(actor=cast.coordinator.actor, kept_id=near, alias_id=far)
    with pytest.raises(NotYours):
        merge(cast, near, far)  # the case manager of one team does not see the other
    compare = reverse("clients:compare", args=[near, far])
    page = browser_of(cast.coordinator).get(compare).content.decode()
    assert "двум командам" in page
    assert browser_of(cast.coordinator).post(compare).status_code == 422
    assert browser_of(cast.case_manager).get(compare).status_code == 404


def test_only_an_alias_can_be_parted(cast: Cast) -> None:
    client_id = open_card(cast.peer)
    with pytest.raises(DomainError):
        unmerge(cast, client_id)
    answer = browser_of(cast.case_manager).post(reverse("clients:unmerge", args=[client_id]))
    assert answer.status_code == 302
    with pytest.raises(NotYours):
        operations.unmerge_client(actor=cast.outsider.actor, alias_id=client_id)


def shape(cast: Cast) -> list[tuple[UUID, UUID | None, UUID | None]]:
    with scope(organisation=cast.organisation_id):
        return list(Client.objects.order_by("id").values_list("id", "merged_into_id", "kept_id"))


@given(pairs=st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=7))
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_chain_of_merges_taken_back_leaves_what_was_there(
    cast: Cast, pairs: list[tuple[int, int]]
) -> None:
    clients = [open_card(cast.peer) for _ in range(6)]
    before, done = shape(cast), []
    for kept, alias in pairs:
        root = queries.row_for(cast.peer.actor, clients[alias]).id
        try:
            merge(cast, clients[kept], clients[alias])
        except DomainError:
            continue
        done.append(root)
        assert_every_alias_points_at_its_root(cast)
    for alias in reversed(done):
        unmerge(cast, alias)
        assert_every_alias_points_at_its_root(cast)
    assert shape(cast) == before


def assert_every_alias_points_at_its_root(cast: Cast) -> None:
    parents = {one: parent for one, parent, _ in shape(cast)}
    for one, _, kept in shape(cast):
        root = one
        while parents[root] is not None:
            root = parents[root]
        assert (kept or one) == root


@given(order=st.permutations([0, 1, 2, 3]))
@settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_merges_may_be_taken_back_in_any_order(cast: Cast, order: list[int]) -> None:
    clients = [open_card(cast.peer) for _ in range(5)]
    before = shape(cast)
    for number in range(4):  # 1 into 0, 2 into 1 (which leads to 0), and so on
        merge(cast, clients[number], clients[number + 1])
    for number in order:
        unmerge(cast, clients[number + 1])
        assert_every_alias_points_at_its_root(cast)
    assert shape(cast) == before
