"""The boxes of a case's team: who is asked in, as what, until when."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from ravny.core.kit.forms import Choice, Form
from ravny.core.staff.types import Colleague, Role

from ..types import Duty, Joining, MemberFact

_ROLES = dict(Role.choices)


def colleague_words(one: Colleague) -> str:
    """Return a colleague's working name and what they work as."""
    roles = ", ".join(str(_ROLES[role]) for role in one.roles if role in _ROLES)
    return f"{one.pseudonym} ({roles})" if roles else one.pseudonym


class JoinForm(Form):
    """Somebody asked into the team."""

    account = forms.ChoiceField(
        label=_("Who"), help_text=_("Of any team. They see this case from now on, and no other.")
    )
    duty = forms.ChoiceField(
        label=_("As what"), choices=Duty.choices, widget=Choice(layout="tight")
    )
    ends_on = forms.DateField(
        label=_("Until"), required=False, help_text=_("A volunteer's last day is always needed.")
    )
    same_community = forms.BooleanField(
        label=_("Of the same community"),
        required=False,
        help_text=_("An interpreter who may know the family."),
    )
    agreed = forms.BooleanField(
        label=_("The client was asked and agrees to this person"), required=False
    )

    def __init__(self, people: Sequence[Colleague], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        pairs = [(str(one.account_id), colleague_words(one)) for one in people]
        self.fields["account"].choices = pairs  # type: ignore[attr-defined]  # a ChoiceField

    def facts(self) -> Joining:
        """Return what was written as plain facts."""
        data = self.cleaned_data
        return Joining(
            account_id=UUID(data["account"]),
            duty=data["duty"],
            ends_on=data["ends_on"],
            same_community=data["same_community"],
            agreed=data["agreed"],
        )


class DutyForm(JoinForm):
    """Somebody of the team does something else, or stays longer."""

    def __init__(self, member: MemberFact, *args: Any, **kwargs: Any) -> None:
        names = ("duty", "ends_on", "same_community", "agreed")
        known = {name: getattr(member, name) for name in names}
        super().__init__([], *args, initial=known, **kwargs)
        del self.fields["account"]
        self.member = member

    def facts(self) -> Joining:
        """Return what was written as plain facts."""
        data = self.cleaned_data
        return Joining(
            account_id=self.member.account_id,
            duty=data["duty"],
            ends_on=data["ends_on"],
            same_community=data["same_community"],
            agreed=data["agreed"],
        )
