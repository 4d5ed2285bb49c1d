"""A newcomer gets the earlier epochs too, unless somebody said otherwise before sharing."""

import pytest
from django_scopes import scopes_disabled

from ravny.core.kit.errors import DomainError
from ravny.core.vault import operations, queries, reader, renewer
from ravny.core.vault.envelope import new_seed
from ravny.core.vault.models import EpochFloor
from ravny.core.vault.types import WrapFact
from tests.cast import Person, browser_of
from tests.vault.conftest import Keyed, give_keys


@pytest.fixture
def two_epochs(keyed: Keyed) -> Keyed:
    """The near team's circle with a second epoch; the doctor waits for keys."""
    renewer.renew_circle(
        actor=keyed.cast.social.actor, keyring=keyed.social, circle_id=keyed.near.circle_id
    )
    return keyed


def epochs_of(person: Person, keyed: Keyed) -> set[int]:
    return {one.epoch for one in queries.wraps_for(person.actor, [keyed.near.circle_id])}


def limit(person: Person, keyed: Keyed, newcomer: Person, how: str = "newest") -> int:
    path = f"/vault/circles/{keyed.near.circle_id}/floor"
    answer = browser_of(person).post(path, {"account": newcomer.account_id, "how": how})
    return answer.status_code


def test_joining_gives_the_earlier_epochs_too(two_epochs: Keyed) -> None:
    cast = two_epochs.cast
    give_keys(cast.doctor)
    reader.share_keys(actor=cast.social.actor, keyring=two_epochs.social)
    assert epochs_of(cast.doctor, two_epochs) == {1, 2}


def test_from_now_on_only_gives_the_newest_epoch_and_the_next(two_epochs: Keyed) -> None:
    cast = two_epochs.cast
    give_keys(cast.doctor)
    assert limit(cast.social, two_epochs, cast.doctor) == 302
    assert {one.epoch for one in queries.missing_wraps(cast.social.actor)} == {2}
    reader.share_keys(actor=cast.social.actor, keyring=two_epochs.social)
    renewer.renew_circle(
        actor=cast.social.actor, keyring=two_epochs.social, circle_id=two_epochs.near.circle_id
    )
    assert epochs_of(cast.doctor, two_epochs) == {2, 3}
    assert queries.dues_of(cast.social.actor).missing == ()
    page = browser_of(cast.social).get(f"/vault/circles/{two_epochs.near.circle_id}/")
    assert "кроме написанного до" in page.content.decode()


def test_it_can_be_taken_back(two_epochs: Keyed) -> None:
    cast = two_epochs.cast
    give_keys(cast.doctor)
    limit(cast.social, two_epochs, cast.doctor)
    reader.share_keys(actor=cast.social.actor, keyring=two_epochs.social)
    operations.set_floor(
        actor=cast.social.actor, circle_id=two_epochs.near.circle_id,
        account_id=cast.doctor.account_id, from_now_on=False,
    )  # fmt: skip
    reader.share_keys(actor=cast.social.actor, keyring=two_epochs.social)
    assert epochs_of(cast.doctor, two_epochs) == {1, 2}


def test_a_wrap_below_the_floor_is_refused(two_epochs: Keyed) -> None:
    cast, near = two_epochs.cast, two_epochs.near.circle_id
    doctor = give_keys(cast.doctor)
    limit(cast.social, two_epochs, cast.doctor)
    context = reader.wrap_context(near, 1, doctor.account_id)
    sealed = reader.seal_key(reader.public_key_of(doctor.seed), context, new_seed())
    wrap = WrapFact(near, 1, doctor.account_id, sealed)
    with pytest.raises(DomainError):
        operations.share_wraps(actor=cast.social.actor, wraps=[wrap])


def test_who_can_open_earlier_text_is_not_limited_afterwards(two_epochs: Keyed) -> None:
    limit(two_epochs.cast.social, two_epochs, two_epochs.cast.coordinator)
    with scopes_disabled():
        assert not EpochFloor.objects.exists()


def test_the_newcomer_and_who_holds_no_key_decide_nothing(two_epochs: Keyed) -> None:
    cast = two_epochs.cast
    give_keys(cast.doctor)
    give_keys(cast.lawyer)
    limit(cast.doctor, two_epochs, cast.doctor)
    limit(cast.doctor, two_epochs, cast.lawyer)
    with scopes_disabled():
        assert not EpochFloor.objects.exists()


@pytest.mark.parametrize("who", ["outsider", "stranger", "keeper"])
def test_others_set_no_floor(two_epochs: Keyed, who: str) -> None:
    cast = two_epochs.cast
    give_keys(cast.doctor)
    assert limit(getattr(cast, who), two_epochs, cast.doctor) == 404


def test_somebody_who_does_not_belong_has_no_floor(two_epochs: Keyed) -> None:
    cast = two_epochs.cast
    give_keys(cast.outsider)
    assert limit(cast.social, two_epochs, cast.outsider) == 404
