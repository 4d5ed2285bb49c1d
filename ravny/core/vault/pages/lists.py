"""The list of phones."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ravny.core.kit.cells import Badge, Link
from ravny.core.kit.lists import Column, ListPage
from ravny.core.staff.types import Actor

from ..forms.phones import PhoneFilters, phone_filters
from ..models import Phone
from ..queries import phones_for, standings
from ..types import PhoneState

STATES = {PhoneState.ACTIVE.value: "ok", PhoneState.REVOKED.value: "warn"}


def _opened(row: Phone) -> Link:
    return Link(row.label, reverse("vault:phone", args=[row.id]), nowrap=True)


def _state(row: Phone) -> Badge:
    return Badge(PhoneState(row.state).label, STATES.get(row.state, ""))


class Phones(ListPage[Phone]):
    """A person's own phones."""

    name = "phones"
    title = _("Phones")
    filter_form = PhoneFilters
    default_sort = "-registered"
    template = "vault/phones.html"
    empty_title = _("No phone yet")
    empty_text = _(
        "Add the phone you take to a shift: press the button above, then point its camera at the "
        "code."
    )
    columns: ClassVar[Sequence[Column[Any]]] = (
        Column("label", _("Phone"), _opened, sort="label"),
        Column("state", _("State"), _state, sort="state", template="vault/phone_state.html"),
        Column("registered", _("Registered"), lambda row: row.registered_on, sort="registered_on"),
        Column(
            "seen", _("Last sent"), lambda row: row.seen_on, sort="seen_on",
            template="vault/phone_seen.html",
        ),
        Column("signed", _("Signed"), lambda row: row, template="vault/phone_signed.html"),
    )  # fmt: skip

    def queryset(self, actor: Any, filters: Mapping[str, Any]) -> QuerySet[Phone]:
        """Return the phones this person may see."""
        return phones_for(actor, filters)

    def prepare(self, actor: Any, rows: list[Phone]) -> list[Phone]:
        """Add who signed each and what is held back of it."""
        known = standings(actor, rows)
        for row in rows:
            row.standing = known[row.id]  # type: ignore[attr-defined]  # for the cells
        return rows

    def context(self, actor: Any) -> dict[str, Any]:
        """Say whether the intake keys may be looked at."""
        return {"may_see_keys": actor.may("vault.keys")}


class HousePhones(Phones):
    """Every phone of the house."""

    empty_text = _("Each worker adds their own, here on their own page.")
    columns = (
        Phones.columns[0],
        Column("owner", _("Whose"), lambda row: row.account.pseudonym, sort="account__pseudonym"),
        *Phones.columns[1:],
    )


def phones_of(actor: Actor) -> Phones:
    """Return the list as this person sees it."""
    page = HousePhones() if actor.may("vault.keys") else Phones()
    page.filter_form = phone_filters(actor)  # type: ignore[misc]  # a form of one request
    return page
