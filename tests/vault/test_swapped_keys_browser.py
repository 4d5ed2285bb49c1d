"""Somebody with the database puts other keys in place of ours: no browser seals to them.

Each swap is as good as a thief without our private halves can make it: rows agree with each other.
"""

import re
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.urls import reverse
from django_scopes import scopes_disabled
from playwright.sync_api import Locator, Page, expect

from ravny.core.vault import reader, statements
from ravny.core.vault.envelope import new_seed, public_key_of
from ravny.core.vault.models import Epoch, StaffKey, Wrap
from ravny.core.vault.models.trust import Certificate, RecoveryWrap, Root
from ravny.people.directory.models import Service
from tests.cast import Person

from .desks import LONG, Desks, desks

__all__ = ["desks"]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(300),
]
SEED = bytes(range(32))
THIEF = Ed25519PrivateKey.from_private_bytes(bytes(32))
THIEVES_PUBLIC = THIEF.public_key().public_bytes_raw()
WORDS = "канарейкаПодмена"


@pytest.fixture
def house(desks: Desks) -> Desks:
    """Signed for by the keeper; the coordinator and the case manager share the house's circle."""
    cast = desks.cast
    desks.join(cast.keeper, cast.coordinator, cast.case_manager)
    keys = reader.hold_ceremony(
        actor=cast.keeper.actor, officers=[cast.keeper.account_id], seed=SEED
    )
    reader.certify(actor=cast.keeper.actor, keyring=desks.keys["keeper"])
    desks.circle(cast.coordinator, "organisation", cast.organisation_id)
    for person in (cast.coordinator, cast.case_manager):
        keyring = desks.keys[person.login]
        reader.pin(actor=person.actor, keyring=keyring, root_public=keys.root_public)
    return desks


def type_contact(page: Page) -> Locator:
    """Type into a sealed box and save; return where a refusal would stand."""
    page.goto(reverse("directory:add"))
    page.locator("main [name=kind]").select_option("contact")
    page.locator("main [name=label]").fill("Дежурная")
    page.locator("main [data-sealed-field] textarea").fill(WORDS)
    page.locator("main form .btn.primary[type=submit]").click()
    return page.locator("main [data-sealed-failed]")


def type_contact_locked(page: Page) -> Locator:
    """The same while the notes are shut: the text is sealed, and not signed."""
    place = type_contact(page)
    page.locator("[data-save-unsigned]").click()
    return place


def save_contact(page: Page) -> str:
    type_contact(page)
    page.wait_for_url(re.compile("/directory/[0-9a-f-]{36}/$"), timeout=LONG)
    return page.url


def assert_refused(
    page: Page, words: str, kept: int = 0, how: Callable[[Page], Locator] = type_contact
) -> None:
    """The browser says why, keeps what was typed, and sends nothing."""
    sent: list[str] = []
    page.on("request", lambda one: sent.extend([one.url] * (one.method == "POST")))
    expect(how(page)).to_contain_text(words, timeout=LONG)
    expect(page.locator("main [data-sealed-field] textarea")).to_have_value(WORDS)
    assert not any("/directory/" in url for url in sent)
    with scopes_disabled():
        assert Service.objects.count() == kept


def of_account(model: Any, person: Person) -> Any:
    field = "subject_id" if model is Certificate else "account_id"
    return model.objects.filter(**{field: person.account_id})


def test_nothing_is_shared_to_a_key_put_in_place_of_a_colleagues(house: Desks) -> None:
    cast, seed = house.cast, new_seed()
    page = house.of(cast.coordinator)
    with scopes_disabled():
        of_account(Wrap, cast.case_manager).delete()
        public_key = public_key_of(seed)
        of_account(StaffKey, cast.case_manager).update(public_key=public_key)
        hashed = statements.key_hash(public_key)
        of_account(Certificate, cast.case_manager).update(key_hash=hashed)
    page.goto(reverse("vault:circles"))
    told = page.locator("[data-circles]").get_attribute("data-text-swapped")
    page.locator("[data-do-due]").click()
    expect(page.locator("[data-circles-status]")).to_contain_text(str(told), timeout=LONG)
    with scopes_disabled():
        assert not of_account(Wrap, cast.case_manager).exists()


def test_nothing_is_sealed_to_or_opened_with_a_key_put_in_place_of_a_circles(house: Desks) -> None:
    page = house.of(house.cast.case_manager)
    address = save_contact(page)
    with scopes_disabled():
        Epoch.objects.update(public_key=public_key_of(new_seed()))
    assert_refused(page, "не тот", kept=1)
    page.goto(address)
    page.locator("main [data-sealed-toggle]").first.click()
    expect(page.locator("main .failed")).to_contain_text("не тот", timeout=LONG)
    expect(page.locator("main")).not_to_contain_text(WORDS)


def test_nothing_is_sealed_under_a_certificate_that_no_officer_signed(house: Desks) -> None:
    """The circle's key, its signature and its signer's certificate are all the thief's."""
    page = house.of(house.cast.case_manager)
    public_key = public_key_of(new_seed())
    with scopes_disabled():
        epoch = Epoch.objects.get()
        said = statements.epoch(epoch.circle_id, epoch.number, public_key)
        Epoch.objects.update(public_key=public_key, signature=THIEF.sign(said))
        of_account(StaffKey, house.cast.coordinator).update(signing_public=THIEVES_PUBLIC)
        of_account(Certificate, house.cast.coordinator).update(signing_public=THIEVES_PUBLIC)
    assert_refused(page, "не тот")


def signed_by_thief(organisation_id: UUID, root_id: UUID) -> None:
    """Every certificate and epoch under a root of the thief's own, all in order."""
    for one in Certificate.objects.all():
        hashed = bytes(one.key_hash)
        said = statements.officer(organisation_id, one.subject_id, hashed, THIEVES_PUBLIC)
        Certificate.objects.filter(id=one.id).update(
            kind="officer", signed_by=None, signing_public=THIEVES_PUBLIC,
            signature=THIEF.sign(said), root_id=root_id)  # fmt: skip
    for epoch in Epoch.objects.all():
        said = statements.epoch(epoch.circle_id, epoch.number, public_key_of(SEED))
        Epoch.objects.filter(id=epoch.id).update(
            public_key=public_key_of(SEED), signature=THIEF.sign(said)
        )


def test_another_root_is_told_in_red_and_nothing_is_sealed_even_while_locked(house: Desks) -> None:
    page = house.of(house.cast.case_manager)
    page.wait_for_load_state("networkidle")
    with scopes_disabled():
        root = Root.objects.get()
        recovery = public_key_of(new_seed())
        said = statements.root(house.cast.organisation_id, THIEVES_PUBLIC, recovery)
        signature = THIEF.sign(said)
        Root.objects.update(
            root_public=THIEVES_PUBLIC, recovery_public=recovery, signature=signature
        )
        signed_by_thief(house.cast.organisation_id, root.id)
    page.goto(reverse("staff:me"))
    expect(page.locator("[data-root-banner].danger")).to_be_visible(timeout=LONG)
    assert_refused(page, "Корень ключей — не тот")
    page.locator("[data-lock-now]").click()
    assert_refused(page, "Корень ключей — не тот", how=type_contact_locked)
    # Taking the root away altogether is no way round.
    with scopes_disabled():
        RecoveryWrap.objects.all().delete()
        Certificate.objects.all().delete()
        Root.objects.all().delete()
    assert_refused(page, "Корень ключей — не тот", how=type_contact_locked)
