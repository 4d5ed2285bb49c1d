"""A form field whose text is sealed in the browser before it is sent.

In a room: `called = SealedFormField(kind="client.called", label=…)` and, in the view,
`prepare_sealed(form, circles=team_circles(actor), chosen_by="team")`.
"""

from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Mapping
from typing import Any, cast
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ..fields import sealed_problem
from ..types import DEFAULT_SEALED_BYTES, CircleFact

Circles = CircleFact | Mapping[UUID, CircleFact] | None


class SealedWidget(forms.Textarea):
    """A text box without a name, and a hidden input for the envelope."""

    template_name = "vault/widgets/sealed.html"

    def __init__(self, attrs: dict[str, Any] | None = None, rows: int = 3) -> None:
        super().__init__({"rows": rows, **(attrs or {})})
        self.kind, self.object_id, self.chosen_by = "", "", ""
        self.circles: dict[str, CircleFact] = {}

    def format_value(self, value: Any) -> str:
        """The envelope as base64: what was there before, or what was sent a moment ago."""
        if isinstance(value, bytes | memoryview):
            return b64encode(bytes(value)).decode()
        return str(value or "")

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        choices = [
            {
                "subject": subject,
                "circle": fact.circle_id,
                "epoch": fact.epoch,
                "key": b64encode(fact.public_key).decode(),
            }
            for subject, fact in self.circles.items()
        ]
        return {
            **context,
            "kind": self.kind,
            "object_id": self.object_id,
            "chosen_by": self.chosen_by,
            "choices": choices,
            "circles_url": reverse("vault:circles"),
        }


class SealedFormField(forms.Field):
    """Cleans to the envelope's bytes, or None; knows the circles it may be sealed to."""

    widget = SealedWidget

    def __init__(
        self, *, kind: str, max_bytes: int = DEFAULT_SEALED_BYTES, rows: int = 3, **kwargs: Any
    ) -> None:
        kwargs.setdefault("required", False)
        kwargs.setdefault("widget", SealedWidget(rows=rows))
        self.kind, self.max_bytes = kind, max_bytes
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> bytes | None:
        """Return the envelope's bytes; raises ValidationError for anything else."""
        if not value:
            return None
        try:
            envelope = b64decode(str(value), validate=True)
        except (NotBase64, ValueError) as error:
            raise self._refused() from error
        facts: list[CircleFact | None] = [*self.box.circles.values()] or [None]
        if all(sealed_problem(envelope, fact, self.max_bytes) for fact in facts):
            raise self._refused()
        return envelope

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare as text on the page."""
        return bool(self.box.format_value(initial) != (data or ""))

    @property
    def box(self) -> SealedWidget:
        """The widget, which knows whom the text is for."""
        return cast(SealedWidget, self.widget)

    def _refused(self) -> ValidationError:
        return ValidationError(
            _("This text was not sealed for the right people. Open the page again."), code="sealed"
        )


def prepare_sealed(
    form: forms.Form, *, circles: Circles, object_id: UUID | None = None, chosen_by: str = ""
) -> None:
    """Tell every sealed field of a form whom it is for.

    `circles`: one circle, or subject id → circle where the field `chosen_by` of the same form
    picks the subject (a client's team, say). `object_id`: by default the form's record_id.
    """
    if isinstance(circles, CircleFact):
        known = {"": circles}
    else:
        known = {str(subject): fact for subject, fact in (circles or {}).items()}
    identifier = object_id if object_id is not None else form["record_id"].value()
    for field in form.fields.values():
        if isinstance(field, SealedFormField):
            widget = field.box
            widget.kind, widget.circles = field.kind, known
            widget.object_id = str(identifier)
            widget.chosen_by = form[chosen_by].html_name if chosen_by else ""
