"""The page of circles after a ceremony: who waits for a signature, what no sheet opens yet."""

from django_scopes import scopes_disabled

from ravny.core.vault import operations, queries, reader, renewer
from ravny.core.vault.models import Circle
from tests.cast import HOUSE, NEAR_TEAM, Cast, Person, browser_of
from tests.vault.conftest import Keyed, give_keys
from tests.vault.trusting import hold


def page(person: Person, path: str = "") -> str:
    answer = browser_of(person).get(f"/vault/circles/{path}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_after_the_ceremony_unsigned_colleagues_are_named_and_given_nothing(cast: Cast) -> None:
    trusted = hold(cast)
    give_keys(cast.doctor)
    dues = queries.dues_of(cast.social.actor)
    assert all(one.account_id != cast.doctor.account_id for one in dues.missing)
    text = page(cast.social)
    assert "ожидание подписи доверенного" in text
    assert "ждут подписи доверенного" in text
    assert queries.dues_of(cast.doctor.actor).steps == 0
    assert "Ваши ключи ждут подписи доверенного" in page(cast.doctor)
    reader.certify(actor=cast.keeper.actor, keyring=trusted.keeper)
    assert cast.doctor.account_id in {
        one.account_id for one in queries.missing_wraps(cast.social.actor)
    }


def test_an_epoch_goes_to_recovery_with_its_making(cast: Cast) -> None:
    trusted = hold(cast)
    assert queries.missing_recovery(cast.social.actor) == []
    renewer.renew_circle(
        actor=cast.social.actor, keyring=trusted.social, circle_id=trusted.near.circle_id
    )
    assert queries.missing_recovery(cast.social.actor) == []
    assert "два листа из трёх" in page(cast.social, f"{trusted.near.circle_id}/")


def test_epochs_that_no_sheet_opens_are_due(keyed: Keyed) -> None:
    cast = keyed.cast
    keeper = give_keys(cast.keeper)
    officers = [cast.keeper.account_id]
    reader.hold_ceremony(actor=cast.keeper.actor, officers=officers, seed=bytes(range(32)))
    reader.certify(actor=cast.keeper.actor, keyring=keeper)
    (held,) = queries.missing_recovery(cast.social.actor)
    assert (held.circle_id, held.epoch) == (keyed.near.circle_id, 1)
    answer = browser_of(cast.social).get("/vault/circles/due").json()
    assert answer["recovery"] == [{"circle": str(held.circle_id), "epoch": 1}]
    renewer.do_due(actor=cast.social.actor, keyring=keyed.social)
    assert queries.missing_recovery(cast.social.actor) == []


def test_an_epoch_nobody_vouches_for_is_renewed(cast: Cast) -> None:
    """Its maker left before the ceremony: browsers would not seal to it any more."""
    social, other = give_keys(cast.social), give_keys(cast.coordinator)
    near = reader.make_circle(
        actor=cast.coordinator.actor, keyring=other, kind="team", subject_id=NEAR_TEAM
    )
    operations.forget_staff_key(
        organisation_id=HOUSE, account_id=cast.coordinator.account_id, by=None
    )
    with scopes_disabled():
        Circle.objects.update(stale_since=None)
    keeper = give_keys(cast.keeper)
    reader.hold_ceremony(
        actor=cast.keeper.actor, officers=[cast.keeper.account_id], seed=bytes(range(32))
    )
    reader.certify(actor=cast.keeper.actor, keyring=keeper)
    assert [one.circle_id for one in queries.dues_of(cast.social.actor).renewals] == [
        near.circle_id
    ]
    assert "не подписано доверенным" in page(cast.social, f"{near.circle_id}/")
    assert social.account_id == cast.social.account_id
