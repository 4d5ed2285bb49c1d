"""The pages of phones: the list, one phone, the code for a new one, the intake keys."""

from base64 import urlsafe_b64encode
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.core.management import call_command
from django.urls import reverse
from django_scopes import scope, scopes_disabled

from ravny.core.journal.models import Entry
from ravny.core.kit.clock import now, today
from ravny.core.staff.models import Account
from ravny.core.staff.operations import close_account, invite_again
from ravny.core.vault import operations, reader
from ravny.core.vault.models import IntakeKey, Phone, PhoneInvitation
from ravny.core.vault.queries import root_mark
from tests.cast import HOUSE, Cast, Person, browser_of

from .test_phones import new_key, spki
from .trusting import hold

pytestmark = pytest.mark.django_db


def add(person: Person, label: str, **facts: Any) -> UUID:
    with scope(organisation=HOUSE):
        return Phone.objects.create(
            organisation_id=HOUSE, account_id=person.account_id, public_key=b"-", label=label,
            **facts,
        ).id  # fmt: skip


def seen(person: Person, address: str) -> str:
    answer = browser_of(person).get(address)
    assert answer.status_code == 200
    return str(answer.content.decode())


def do(person: Person, phone_id: UUID, what: str) -> int:
    return int(browser_of(person).post(reverse(f"vault:{what}_phone", args=[phone_id])).status_code)


def state(phone_id: UUID) -> str:
    with scope(organisation=HOUSE):
        return str(Phone.objects.get(id=phone_id).state)


def verbs(prefix: str = "vault.phone_") -> list[str]:
    with scope(organisation=HOUSE):
        rows = Entry.objects.filter(verb__startswith=prefix).order_by("number")
        return list(rows.values_list("verb", flat=True))


LIST = "/vault/phones/"


def test_the_list_is_filtered_by_state_and_person_and_sorted(cast: Cast) -> None:
    add(cast.peer, "A2A2", registered_on=today() - timedelta(days=3))
    add(cast.social, "C3C3", state="revoked", registered_on=today() - timedelta(days=1))
    add(cast.social, "E4E4", registered_on=today() - timedelta(days=2))

    def shown(query: str) -> list[str]:
        page = seen(cast.keeper, LIST + query)
        found = [(page.find(f">{label}<"), label) for label in ("A2A2", "C3C3", "E4E4")]
        return [label for place, label in sorted(found) if place > 0]

    assert shown("") == ["C3C3", "E4E4", "A2A2"]
    assert shown("?sort=registered") == ["A2A2", "E4E4", "C3C3"]
    assert shown("?sort=-owner")[0] == "A2A2"
    assert shown("?state=revoked") == ["C3C3"]
    assert shown(f"?person={cast.social.account_id}") == ["C3C3", "E4E4"]


def test_a_worker_sees_and_filters_their_own_only(cast: Cast) -> None:
    own, other = add(cast.peer, "A2A2"), add(cast.social, "C3C3")
    page = seen(cast.peer, f"{LIST}?person={cast.social.account_id}")
    assert "A2A2" in page and "C3C3" not in page and cast.social.pseudonym not in page
    assert seen(cast.peer, reverse("vault:phone", args=[own]))
    assert browser_of(cast.peer).get(reverse("vault:phone", args=[other])).status_code == 404
    assert browser_of(cast.stranger).get(reverse("vault:phone", args=[own])).status_code == 404


def test_the_list_costs_the_same_for_two_as_for_forty(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    def cost() -> int:
        browser = browser_of(cast.keeper)
        browser.get(LIST)
        with django_assert_max_num_queries(40) as captured:
            assert browser.get(LIST).status_code == 200
        return len(captured)

    operations.ensure_intake(organisation_id=HOUSE)
    for number in range(2):
        add(cast.peer, f"A{number}")
    few = cost()
    for number in range(40):
        add(cast.social, f"C{number}")
    assert cost() == few


def test_a_phones_page_tells_what_is_known_and_what_happened(cast: Cast) -> None:
    token = operations.invite_phone(actor=cast.peer.actor).token
    fact = operations.register_phone(token=token, public_key_spki=spki(new_key()))
    address = reverse("vault:phone", args=[fact.phone_id])
    page = seen(cast.peer, address)
    assert fact.label in page and "телефон ещё не сообщал" in page and "ещё не подписан" in page
    operations.acknowledge(phone=fact, acknowledged=2, left=0)
    assert do(cast.coordinator, fact.phone_id, "revoke") == 302
    operations.rotate_intake(organisation_id=HOUSE)
    page = seen(cast.peer, address)
    assert "№ 1, не новейший" in page and cast.coordinator.pseudonym in page
    assert page.index("Отозван телефон") < page.index("Зарегистрирован телефон")
    assert "на нём ничего не осталось" in page


def test_who_signed_a_phone_stands_in_the_list(cast: Cast) -> None:
    trusted = hold(cast)
    token = operations.invite_phone(actor=cast.peer.actor).token
    mark = root_mark(HOUSE)
    operations.register_phone(token=token, public_key_spki=spki(new_key()), pinned=mark)
    assert "ещё не подписан" in seen(cast.keeper, LIST)
    reader.certify(actor=cast.coordinator.actor, keyring=trusted.coordinator)
    page = seen(cast.keeper, LIST)
    assert f"подписал(а) {cast.coordinator.pseudonym}" in page
    assert "завести заново" not in page
    with scope(organisation=HOUSE):
        Phone.objects.update(public_key=spki(new_key()))
    assert "ещё не подписан" in seen(cast.keeper, LIST)


def test_before_revoking_and_writing_off_the_page_says_what_becomes_of_the_rest(
    cast: Cast,
) -> None:
    phone_id = add(cast.peer, "A2A2", empty_queue=False, seen_on=today())
    page = seen(cast.peer, reverse("vault:phone", args=[phone_id]))
    assert 'id="revoke"' in page and "отложено" in page
    assert 'id="write-off"' in page and "пропадёт навсегда" in page
    assert "могли оставаться записи" in page and 'id="restore"' not in page


@pytest.mark.parametrize("end", ["revoke", "write_off"])
def test_a_mistake_is_taken_back_by_its_owner_or_a_keeper(cast: Cast, end: str) -> None:
    phone_id = add(cast.peer, "A2A2")
    for person in (cast.peer, cast.keeper):
        assert do(person, phone_id, end) == 302
        assert do(cast.social, phone_id, "restore") == 404
        assert do(person, phone_id, "restore") == 302
        assert state(phone_id) == "active"
    assert verbs().count("vault.phone_restored") == 2


def test_said_twice_it_is_done_and_written_down_once(cast: Cast) -> None:
    phone_id = add(cast.peer, "A2A2")
    for what in ("restore", "revoke", "revoke", "write_off", "write_off", "revoke"):
        assert do(cast.peer, phone_id, what) == 302
    assert verbs() == ["vault.phone_revoked", "vault.phone_written_off"]
    assert state(phone_id) == "written_off"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("end", [close_account, invite_again])
def test_whose_access_ends_has_their_phones_revoked(cast: Cast, end: Any) -> None:
    used, off = add(cast.peer, "A2A2"), add(cast.peer, "C3C3", state="written_off")
    kept = add(cast.social, "E4E4")
    operations.invite_phone(actor=cast.peer.actor)
    end(actor=cast.coordinator.actor, account_id=cast.peer.account_id)
    assert [state(one) for one in (used, off, kept)] == ["revoked", "written_off", "active"]
    with scope(organisation=HOUSE):
        assert not PhoneInvitation.objects.exists()
    page = seen(cast.keeper, reverse("vault:phone", args=[used]))
    assert cast.coordinator.pseudonym in page
    closed = end is close_account
    assert do(cast.keeper, used, "restore") == (422 if closed else 302)
    assert state(used) == ("revoked" if closed else "active")


def invitation(person: Person) -> str:
    browser_of(person).post(LIST)
    with scope(organisation=HOUSE):
        return reverse("vault:phone_invited", args=[PhoneInvitation.objects.get(device=None).id])


def test_the_page_of_a_code_learns_what_became_of_it(cast: Cast) -> None:
    with scopes_disabled():
        address = invitation(cast.peer)
    assert "hx-trigger" in seen(cast.peer, address)
    assert browser_of(cast.social).get(address).status_code == 404
    invited = operations.invite_phone(actor=cast.peer.actor)
    assert browser_of(cast.peer).get(address).status_code == 404
    address = reverse("vault:phone_invited", args=[invited.invitation_id])
    operations.register_phone(token=invited.token, public_key_spki=spki(new_key()))
    page = seen(cast.peer, address)
    assert invited.label in page and "hx-trigger" not in page and "hx-swap-oob" in page


def test_a_code_that_is_too_old_says_so_and_offers_another(cast: Cast) -> None:
    address = invitation(cast.peer)
    with scope(organisation=HOUSE):
        PhoneInvitation.objects.update(expires_at=now() - timedelta(seconds=1))
    page = seen(cast.peer, address)
    assert "Код устарел" in page and "hx-trigger" not in page
    assert "Сделать новый код" in page


def test_the_link_names_the_root_once_there_is_one(cast: Cast) -> None:
    assert 'data-root=""' in browser_of(cast.peer).post(LIST).content.decode()
    hold(cast)
    page = browser_of(cast.peer).post(LIST).content.decode()
    mark = in_a_link(root_mark(HOUSE))
    assert f'data-root="{mark}"' in page and f'.{mark}"' in page


def in_a_link(mark: bytes | None) -> str:
    """Return a hash as the fragment carries it."""
    return urlsafe_b64encode(mark or b"").rstrip(b"=").decode()


def test_a_new_phone_gets_a_name_that_no_living_one_has(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(cast.social, "A2A2")
    told = iter("A2A2A2A2C3C3")
    monkeypatch.setattr("ravny.core.vault.operations.phones.secrets.choice", lambda _: next(told))
    assert operations.invite_phone(actor=cast.peer.actor).label == "C3C3"


KEYS = "/vault/phones/keys/"


def test_the_keeper_changes_the_key_once_for_one_look(cast: Cast) -> None:
    browser = browser_of(cast.keeper)
    assert 'name="seen"' not in browser.get(KEYS).content.decode()
    operations.ensure_intake(organisation_id=HOUSE)
    assert 'name="seen" value="1"' in browser.get(KEYS).content.decode()
    for _ in range(2):
        assert browser.post(f"{KEYS}change", {"seen": "1"}).status_code == 302
    assert browser.post(f"{KEYS}change", {"seen": "no"}).status_code == 302
    with scope(organisation=HOUSE):
        assert IntakeKey.objects.get(state="current").number == 2
    assert verbs("vault.intake_rot") == ["vault.intake_rotated"]
    page = seen(cast.coordinator, KEYS)
    assert 'name="seen"' not in page
    assert browser_of(cast.coordinator).post(f"{KEYS}change", {"seen": "2"}).status_code == 404
    assert browser_of(cast.peer).get(KEYS).status_code == 404


def test_the_keys_page_shows_who_has_acknowledged(cast: Cast) -> None:
    operations.ensure_intake(organisation_id=HOUSE)
    add(cast.peer, "A2A2", acknowledged=2)
    late = add(cast.social, "C3C3", acknowledged=2, empty_queue=False, state="revoked")
    add(cast.social, "E4E4", state="written_off")
    page = seen(cast.keeper, KEYS)
    assert "1 из 2" in page and "E4E4" not in page
    assert page.index("C3C3") < page.index("A2A2")
    operations.rotate_intake(organisation_id=HOUSE)
    assert "0 из 2" in seen(cast.keeper, KEYS)
    with scope(organisation=HOUSE):
        IntakeKey.objects.filter(number=1).update(retired_on=today() - timedelta(days=61))
    page = seen(cast.keeper, KEYS)
    assert "note danger" in page and "29 дней" in page and "A2A2, C3C3" in page
    assert do(cast.keeper, late, "write_off") == 302


def test_the_command_tells_how_far_the_keys_are(cast: Cast, capsys: Any) -> None:
    operations.ensure_intake(organisation_id=HOUSE)
    add(cast.peer, "A2A2", acknowledged=2)
    operations.rotate_intake(organisation_id=HOUSE)
    call_command("intake", "status")
    told = capsys.readouterr().out
    assert "current 2" in told and "0 of 1 phones" in told
    assert "key 1 is destroyed in 90 days; waits for A2A2" in told
    assert cast.peer.pseudonym not in told and cast.peer.login not in told
    call_command("intake", "list")
    assert f"{HOUSE} 1 retired" in capsys.readouterr().out


def test_a_phone_of_a_closed_account_stays_off(cast: Cast) -> None:
    phone_id = add(cast.peer, "A2A2", state="revoked")
    with scopes_disabled():
        Account.objects.filter(id=cast.peer.account_id).update(active=False)
    page = seen(cast.keeper, reverse("vault:phone", args=[phone_id]))
    assert 'id="restore"' not in page and "Доступ его владельца закрыт" in page
