"""Where the client is, and what makes their situation: asked first, and again when it changes."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django_scopes import scope

from ravny.core.journal import operations as journal
from ravny.core.kit.clock import today
from ravny.core.kit.errors import DomainError
from ravny.core.staff.types import Actor

from ..types import REMOTE, Circumstance, Whereabouts
from . import rules
from .settling import locked_case, settle

LONGEST_DAYS = 310
"""From today to a birth at most, and as long after it."""


@transaction.atomic
def change_whereabouts(*, actor: Actor, case_id: UUID, facts: Whereabouts) -> None:
    """Write where the client is; another region or country makes it a remote case.

    Raises DomainError beside "where", "region", "country", "language" or "interpreter".
    """
    rules.check_language(facts.language, "language")
    rules.check_language(facts.interpreter, "interpreter")
    region, country = rules.settled_place(facts.where, facts.region, facts.country, actor.country)
    wanted = {
        "where": facts.where,
        "region": region,
        "country": country,
        "is_remote": facts.where in REMOTE,
        "language": facts.language,
        "interpreter": facts.interpreter,
    }
    with scope(organisation=actor.organisation_id):
        case = locked_case(actor, case_id)
        if all(getattr(case, name) == value for name, value in wanted.items()):
            return
        for name, value in wanted.items():
            setattr(case, name, value)
        case.save(update_fields=list(wanted))
        settle(actor=actor, case=case, by="cases.placed")
        journal.write(actor=actor, verb="cases.placed", subject=case_id)


@transaction.atomic
def change_circumstances(
    *, actor: Actor, case_id: UUID, circumstances: Sequence[str], birth_month: date | None = None
) -> None:
    """Write what makes the situation; the month of a birth only with a pregnancy."""
    rules.check_circumstances(circumstances)
    month = birth_month.replace(day=1) if birth_month else None
    if month and Circumstance.PREGNANT not in circumstances:
        text = _("A month of birth goes with a pregnancy: tick it too.")
        raise DomainError(text, field="birth_month", code="pregnant")
    if month and abs(month - today()) > timedelta(days=LONGEST_DAYS):
        raise DomainError(_("This month cannot be right."), field="birth_month", code="far")
    codes = tuple(sorted(set(circumstances)))  # as the column keeps them
    with scope(organisation=actor.organisation_id):
        case = locked_case(actor, case_id)
        if (tuple(case.circumstances), case.birth_month) == (codes, month):
            return
        case.circumstances, case.birth_month = codes, month
        case.save(update_fields=["circumstances", "birth_month"])
        settle(actor=actor, case=case, by="cases.described")
        journal.write(actor=actor, verb="cases.described", subject=case_id)
