"""The boxes of a request: what kind of help, in their words, whose task, what came of it."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ravny.core.kit.clock import today
from ravny.core.kit.forms import Choice, Form, RecordForm
from ravny.core.vault.forms import SealedFormField

from ..types import CaseFact, MemberFact, RequestFact, RequestKind, RequestResult
from .sealing import seal_for_team


def owner_choices(case: CaseFact, team: Sequence[MemberFact]) -> list[tuple[str, str]]:
    """Return the people of the team, each once, who carries the case first."""
    names = {one.account_id: one.pseudonym for one in team if one.serves}
    ordered = sorted(names.items(), key=lambda pair: (pair[0] != case.manager_id, pair[1]))
    return [(str(account_id), name) for account_id, name in ordered]


class RequestForm(RecordForm):
    """One thing that is asked for."""

    kind = forms.ChoiceField(
        label=_("What is asked for"), choices=RequestKind.choices, widget=Choice()
    )
    asked_on = forms.DateField(label=pgettext_lazy("request", "Asked on"), initial=today)
    owner = forms.ChoiceField(label=_("Whose task it is"))
    words = SealedFormField(kind="case.request", label=_("In their words"))

    def __init__(
        self, case: CaseFact, team: Sequence[MemberFact], *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = owner_choices(case, team)  # type: ignore[attr-defined]  # a ChoiceField
        self.initial.setdefault("owner", str(case.manager_id))
        self.keyless = seal_for_team(self, case.case_id)


class ChangeRequestForm(Form):
    """A request as it stands, to be put right."""

    kind = forms.ChoiceField(
        label=_("What is asked for"), choices=RequestKind.choices, widget=Choice()
    )
    owner = forms.ChoiceField(label=_("Whose task it is"))
    words = SealedFormField(kind="case.request", label=_("In their words"))

    def __init__(
        self, case: CaseFact, request: RequestFact, owners: Sequence[tuple[str, str]], *args: Any
    ) -> None:
        known = {
            "kind": request.kind,
            "owner": str(request.owner_id),
            "words": request.words.envelope if request.words else None,
        }
        super().__init__(*args, auto_id="change_%s", initial=known)
        self.fields["owner"].choices = list(owners)  # type: ignore[attr-defined]  # a ChoiceField
        self.keyless = seal_for_team(self, case.case_id, request.request_id)

    def change(self) -> dict[str, Any]:
        """Return what was written as the operation takes it."""
        data = self.cleaned_data
        return {
            "kind": data["kind"],
            "owner_id": UUID(data["owner"]),
            "words": data["words"],
        }


class EndRequestForm(Form):
    """What came of a request, and when."""

    result = forms.ChoiceField(
        label=_("What came of it"),
        choices=[pair for pair in RequestResult.choices if pair[0]],
        widget=Choice(layout="column"),
    )
    ended_on = forms.DateField(label=pgettext_lazy("request", "Ended on"), initial=today)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="end_%s", **kwargs)
