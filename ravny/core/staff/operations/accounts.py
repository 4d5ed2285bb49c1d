"""Accounts: made, changed, closed. Who may give which duty is decided here."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django_scopes import scope, scopes_disabled

from ravny.core.journal import operations as journal
from ravny.core.kit.clock import today
from ravny.core.kit.errors import DomainError, NotYours
from ravny.core.kit.ids import day_id
from ravny.core.kit.registries import events

from ..models import Account, Invitation, Organisation, SignIn
from ..secrets import normal_login, secret_hash, wrap_totp
from ..types import AccountFacts, Actor, DutiesChanged, PersonJoined, PersonLeft, Role
from .inviting import invite
from .teams import put_teams

KEEPER = Role.KEEPER.value


@transaction.atomic
def add_organisation(
    *, label: str, country: str, language: str = "ru", organisation_id: UUID | None = None
) -> UUID:
    """Make an organisation (set-up and the demo; nobody signed in can)."""
    organisation = Organisation.objects.create(
        id=organisation_id or day_id(), label=label, country=country, language=language
    )
    journal.write_for(
        organisation_id=organisation.id, actor_id=None, verb="staff.organisation_made"
    )
    return organisation.id


@transaction.atomic
def invite_first(*, organisation_id: UUID, login: str, pseudonym: str) -> str:
    """Make the first keeper of an organisation and return their invitation's token."""
    facts = AccountFacts(login, pseudonym, (Role.KEEPER.value, Role.COORDINATOR.value))
    with scope(organisation=organisation_id):
        account_id = _create(organisation_id, day_id(), facts)
        token = invite(account_id)
    journal.write_for(
        organisation_id=organisation_id, actor_id=None, verb="staff.invited", subject=account_id
    )
    return token


@transaction.atomic
def add_account(*, actor: Actor, account_id: UUID, facts: AccountFacts) -> str:
    """Make an account and return its invitation's token, which nobody sees again.

    A repeated call with the same id gives a fresh token as long as nobody has joined. Raises
    DomainError for a taken name, and for a keeper made by somebody who is none.
    """
    _may_give(actor, frozenset(), frozenset(facts.roles))
    with scope(organisation=actor.organisation_id):
        known = Account.objects.filter(id=account_id).first()
        if known is None:
            _create(actor.organisation_id, account_id, facts)
        elif known.joined_on is not None:
            raise DomainError(_("This person has joined already."))
        token = invite(account_id)
    journal.write(actor=actor, verb="staff.invited", subject=account_id)
    return token


@transaction.atomic
def add_ready_account(
    *,
    organisation_id: UUID,
    account_id: UUID,
    facts: AccountFacts,
    login_secret: bytes,
    totp_secret: bytes,
) -> None:
    """Make an account that has joined already (the demo and tests; no page does this)."""
    with scope(organisation=organisation_id):
        _create(organisation_id, account_id, facts)
        Account.objects.filter(id=account_id).update(
            secret_hash=secret_hash(login_secret),
            totp_wrapped=wrap_totp(account_id, totp_secret),
            joined_on=today(),
        )
    events.emit(PersonJoined(organisation_id, account_id))
    journal.write_for(
        organisation_id=organisation_id, actor_id=None, verb="staff.joined", subject=account_id
    )


def _create(organisation_id: UUID, account_id: UUID, facts: AccountFacts) -> UUID:
    login = normal_login(facts.login)
    with scopes_disabled():  # a name is taken once in the whole installation
        if Account.objects.filter(login=login).exists():
            raise DomainError(_("This account name is taken. Choose another."), field="login")
    account = Account(id=account_id, organisation_id=organisation_id, login=login)
    _fill(account, facts)
    account.save(force_insert=True)
    put_teams(organisation_id, account_id, facts.teams)
    return account_id


def _fill(account: Account, facts: AccountFacts) -> None:
    account.pseudonym = facts.pseudonym
    account.roles = facts.roles
    account.languages = facts.languages
    account.cultures = facts.cultures


def _may_give(actor: Actor, before: frozenset[str], after: frozenset[str]) -> None:
    """Refuse a duty that the actor may not give or take away."""
    if KEEPER in (before ^ after) and KEEPER not in actor.roles:
        raise DomainError(_("Only a system keeper makes or unmakes a keeper."), field="roles")


def account_for(actor: Actor, account_id: UUID) -> Account:
    """Return a locked account that the actor may change; raises NotYours, DomainError."""
    account = Account.objects.select_for_update().filter(id=account_id).first()
    if account is None:
        raise NotYours
    if KEEPER in account.roles and KEEPER not in actor.roles:
        raise DomainError(_("Only a system keeper changes a keeper's account."))
    return account


@transaction.atomic
def edit_account(*, actor: Actor, account_id: UUID, facts: AccountFacts) -> None:
    """Change what is written of a person; the account name stays (keys depend on it).

    Raises NotYours, and DomainError for one's own duties or a keeper touched by others.
    """
    with scope(organisation=actor.organisation_id):
        account = account_for(actor, account_id)
        before, after = frozenset(account.roles), frozenset(facts.roles)
        _may_give(actor, before, after)
        if account_id == actor.account_id and before != after:
            raise DomainError(_("Ask a colleague to change your own roles."), field="roles")
        _fill(account, facts)
        account.save(update_fields=["pseudonym", "roles", "languages", "cultures"])
        put_teams(actor.organisation_id, account_id, facts.teams)
    if before != after:
        events.emit(
            DutiesChanged(actor.organisation_id, account_id, after - before, before - after)
        )
    journal.write(actor=actor, verb="staff.changed", subject=account_id)


@transaction.atomic
def close_account(*, actor: Actor, account_id: UUID) -> None:
    """End somebody's access at once: the next request of any of their sign-ins is refused.

    They leave every team. Raises NotYours, and DomainError for one's own account.
    """
    if account_id == actor.account_id:
        raise DomainError(_("You cannot end your own access. Ask a colleague."))
    with scope(organisation=actor.organisation_id):
        _close(account_for(actor, account_id), by=actor.account_id)


@transaction.atomic
def close_by_day(*, organisation_id: UUID, account_id: UUID) -> None:
    """End the access of somebody who was here until a day, as was decided before."""
    with scope(organisation=organisation_id):
        account = Account.objects.select_for_update().filter(id=account_id, active=True).first()
        if account is not None:
            _close(account, by=None)


def _close(account: Account, *, by: UUID | None) -> None:
    account.active = False
    account.secret_hash = None
    account.totp_wrapped = None
    account.save(update_fields=["active", "secret_hash", "totp_wrapped"])
    SignIn.objects.filter(account=account).delete()
    Invitation.objects.filter(account=account).delete()
    put_teams(account.organisation_id, account.id, ())
    events.emit(PersonLeft(account.organisation_id, account.id, by))
    journal.write_for(
        organisation_id=account.organisation_id, actor_id=by, verb="staff.closed",
        subject=account.id,
    )  # fmt: skip


@transaction.atomic
def save_own_settings(
    *, actor: Actor, language: str, languages: tuple[str, ...], cultures: tuple[str, ...]
) -> None:
    """Keep how a person wants the pages and what they can work in."""
    with scope(organisation=actor.organisation_id):
        Account.objects.filter(id=actor.account_id).update(
            interface_language=language, languages=languages, cultures=cultures
        )
    journal.write(actor=actor, verb="staff.own_settings", subject=actor.account_id)
