"""The boxes of a session, its note, its follow-ups, and of a self-check."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from ravny.core.kit.clock import today
from ravny.core.kit.filters import FilterForm
from ravny.core.kit.forms import Choice, Choices, Form, RecordForm
from ravny.core.staff.queries import list_staff
from ravny.core.staff.types import Actor
from ravny.core.vault.forms import SealedFormField, prepare_sealed
from ravny.core.vault.types import CircleFact

from ..types import SessionFacts, SessionKind, Topic


class SessionFilters(FilterForm):
    """What kind; only one's own."""

    kind = forms.ChoiceField(label=_("Kind"), choices=[("", _("any")), *SessionKind.choices])
    mine = forms.BooleanField(label=_("Only those I was in"))


class SessionForm(RecordForm):
    """A session that took place."""

    kind = forms.ChoiceField(label=_("Kind"), choices=SessionKind.choices, widget=Choice)
    day = forms.DateField(label=_("Day"), initial=today)
    minutes = forms.IntegerField(label=_("Minutes"), min_value=1, max_value=600, initial=60)
    people = forms.MultipleChoiceField(
        label=_("Colleagues who were there"), required=False, widget=Choices(layout="tight"),
        help_text=_("You are there anyway."),
    )  # fmt: skip
    guests = forms.IntegerField(
        label=_("People from outside"), min_value=0, max_value=50, initial=0
    )
    topics = forms.MultipleChoiceField(
        label=_("What it was about"),
        choices=Topic.choices,
        required=False,
        widget=Choices(layout="tight"),
    )

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = [
            (str(one.account_id), one.pseudonym)
            for one in list_staff(actor)
            if one.account_id != actor.account_id
        ]
        self.fields["people"].choices = people  # type: ignore[attr-defined]  # a ChoiceField

    def facts(self) -> SessionFacts:
        """Return what was told."""
        told = self.cleaned_data
        return SessionFacts(
            session_id=told["record_id"],
            kind=told["kind"],
            day=told["day"],
            minutes=told["minutes"],
            topics=tuple(told["topics"]),
            people=frozenset(UUID(one) for one in told["people"]),
            guests=told["guests"],
        )


class NoteForm(Form):
    """What was said, for those who were there."""

    words = SealedFormField(
        kind="supervision.session",
        label=_("Note"),
        rows=8,
        help_text=_("Only those who were there can open it."),
    )

    def __init__(
        self, session_id: UUID, circle: CircleFact | None, *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        prepare_sealed(self, circles=circle, object_id=session_id)


class FollowUpForm(RecordForm):
    """Who does what until when."""

    owner = forms.ChoiceField(label=_("Who"))
    due_on = forms.DateField(label=_("Until"), initial=lambda: today() + timedelta(days=14))
    words = SealedFormField(kind="supervision.follow_up", label=_("What"))

    def __init__(
        self,
        owners: Sequence[tuple[str, str]],
        circle: CircleFact | None,
        *args: Any,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = list(owners)  # type: ignore[attr-defined]  # a ChoiceField
        prepare_sealed(self, circles=circle)


class SelfCheckForm(RecordForm):
    """How somebody finds themselves, for nobody else."""

    mark_optional = False  # its words come sealed, and they are what is asked for
    words = SealedFormField(
        kind="supervision.self_check",
        label=_("How it is with me"),
        rows=6,
        help_text=_("Nobody but you can open it, and nobody sees that you wrote."),
    )

    def __init__(self, circle: CircleFact | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        prepare_sealed(self, circles=circle)
