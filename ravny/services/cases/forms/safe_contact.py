"""The boxes of safe contact: asked of the client, in their words."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ravny.core.kit.clock import today
from ravny.core.kit.forms import Choice, Choices, RecordForm
from ravny.core.kit.languages import OWN, own_name_lazy
from ravny.core.vault.forms import SealedFormField, prepare_sealed
from ravny.core.vault.types import CircleFact

from ..operations.safe_contact import LAST_HOUR
from ..safe import SafeFact
from ..types import SafeChannel
from ..types.contact import SafeEntry

DAYS = (
    ("mon", _("Monday")), ("tue", _("Tuesday")), ("wed", _("Wednesday")), ("thu", _("Thursday")),
    ("fri", _("Friday")), ("sat", _("Saturday")), ("sun", _("Sunday")),
)  # fmt: skip
KEPT = _("Left empty, it stays as it was while the way stays the same.")


class SafeContactForm(RecordForm):
    """How the client may be contacted."""

    channel = forms.ChoiceField(
        label=_("Way the client calls safe"),
        choices=[*SafeChannel.choices[1:], SafeChannel.choices[0]],
        widget=Choice(layout="tight"),
    )
    asked_on = forms.DateField(label=pgettext_lazy("safe contact", "Asked on"), initial=today)
    days = forms.MultipleChoiceField(
        label=_("Days"),
        choices=DAYS,
        required=False,
        widget=Choices(layout="tight"),
        help_text=_("None ticked: any day."),
    )
    hour_from = forms.IntegerField(
        label=_("From what hour"), required=False, min_value=0, max_value=LAST_HOUR - 1
    )
    hour_to = forms.IntegerField(
        label=_("Until what hour"),
        required=False,
        min_value=1,
        max_value=LAST_HOUR,
        help_text=_("Hours of the client's own day. Both empty: any hour."),
    )
    language = forms.ChoiceField(
        label=_("Language"),
        required=False,
        choices=lambda: [
            ("", _("not said")),
            *((code, own_name_lazy(code)) for code in OWN),
        ],
    )
    may_leave_word = forms.BooleanField(
        label=_("A word may be left with who answers, or on the device"), required=False
    )
    address = SealedFormField(kind="case.address", label=_("Number or name there"), rows=1)
    words = SealedFormField(
        kind="case.safe_words",
        label=_("What to say or write"),
        help_text=_("Who we are when somebody else answers, and what must never be said."),
    )

    def __init__(
        self, circle: CircleFact | None, known: SafeFact, *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, initial=_known(known), **kwargs)
        prepare_sealed(self, circles=circle)
        if known.address:
            self.fields["address"].help_text = KEPT
        if known.words:
            words = self.fields["words"]
            words.help_text = f"{words.help_text} {KEPT}"

    def entry(self) -> SafeEntry:
        """Return what was written as plain facts."""
        data = dict(self.cleaned_data)
        return SafeEntry(safe_id=data.pop("record_id"), days=tuple(data.pop("days")), **data)


def _known(known: SafeFact) -> dict[str, Any]:
    if not known.is_asked:
        return {}
    names = ("channel", "hour_from", "hour_to", "language", "may_leave_word")
    return {"days": list(known.days), **{name: getattr(known, name) for name in names}}
