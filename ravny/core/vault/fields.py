"""A column that holds sealed text: the server checks where it belongs and cannot open it.

A room declares it in one line: `called = SealedField(kind="client.called", circle="team")`.
"""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from ravny.core.kit.errors import DomainError

from . import authoring, kinds
from .framing import HEADER_SIZE as _HEADER_SIZE
from .framing import OVERHEAD, SUITE_HPKE, EnvelopeError, parse_header
from .queries import circle_facts, circle_of
from .types import DEFAULT_SEALED_BYTES, CircleFact, SealedValue

# Circles never change their id and epochs only grow, so what was once true stays true.
_known_circles: dict[tuple[str, UUID], UUID] = {}
_known_epochs: dict[UUID, int] = {}


def sealed_problem(
    envelope: bytes, circle: CircleFact | None, max_bytes: int = DEFAULT_SEALED_BYTES
) -> str | None:
    """Return why an envelope may not stand in this circle: a code, None when all is right.

    "no_circle", "circle", "epoch", "size", or a code of EnvelopeError.
    """
    if circle is None:
        return "no_circle"
    try:
        header = parse_header(envelope)
    except EnvelopeError as error:
        return error.code
    if header.suite != SUITE_HPKE:
        return "suite"
    if header.circle != circle.circle_id:
        return "circle"
    if not 1 <= header.epoch <= circle.epoch:
        return "epoch"
    size = len(envelope) - _HEADER_SIZE - OVERHEAD[SUITE_HPKE]
    return None if 1024 <= size <= max_bytes else "size"


class SealedField(models.BinaryField):
    """Text that only the members of a circle can read.

    `kind` is bound into the envelope and stands in docs/envelope.md. `circle` names a kind of
    circle ("team": the circle around `team_id`) or the attribute that holds the circle's id.
    """

    declared = "sealed"

    def __init__(
        self, *args: Any, kind: str, circle: str, max_bytes: int = DEFAULT_SEALED_BYTES, **kw: Any
    ) -> None:
        kw.setdefault("null", True)
        kw.setdefault("blank", True)
        kw.setdefault("editable", True)
        self.kind, self.circle, self.max_bytes = kind, circle, max_bytes
        super().__init__(*args, **kw)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        """Keep what was declared in migrations."""
        name, path, args, kwargs = super().deconstruct()
        declared = {"kind": self.kind, "circle": self.circle}
        if self.max_bytes != DEFAULT_SEALED_BYTES:
            declared |= {"max_bytes": self.max_bytes}  # type: ignore[dict-item]  # an int among names
        return name, path, list(args), {**kwargs, **declared}

    def from_db_value(self, value: Any, *_: Any) -> bytes | None:
        """Bytes, whatever the database hands out."""
        return None if value is None else bytes(value)

    def circle_id_of(self, instance: models.Model) -> UUID | None:
        """Return the circle that this row's text is to be sealed to; no query once known."""
        if kinds.get(self.circle) is None:
            circle_id: UUID | None = getattr(instance, self.circle)
            return circle_id
        subject_id: UUID | None = getattr(instance, f"{self.circle}_id")
        if subject_id is None:
            return None
        known = _known_circles.get((self.circle, subject_id))
        if known is None:
            fact = circle_of(self.circle, subject_id)
            if fact is not None:
                known = _known_circles[self.circle, subject_id] = fact.circle_id
                _known_epochs[known] = fact.epoch
        return known

    def problem(self, instance: models.Model, envelope: bytes) -> str | None:
        """Return why this envelope may not stand in this row, None when all is right."""
        circle_id = self.circle_id_of(instance)
        if circle_id is None:
            return "no_circle"
        fact = CircleFact(circle_id, _known_epochs.get(circle_id, 0), b"")
        problem = sealed_problem(envelope, fact, self.max_bytes)
        if problem == "circle" and kinds.get(self.circle) is not None:
            # What was known may come from a transaction that was taken back: ask once more.
            _known_circles.pop((self.circle, getattr(instance, f"{self.circle}_id")), None)
            again = self.circle_id_of(instance)
            if again is not None and again != circle_id:
                return self.problem(instance, envelope)
        if problem == "epoch":
            for fact in circle_facts([circle_id]).values():
                _known_epochs[circle_id] = fact.epoch
                problem = sealed_problem(envelope, fact, self.max_bytes)
        return problem

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        """Refuse text that is not sealed, or sealed to somebody else."""
        super().validate(value, model_instance)
        if value and model_instance is not None and self.problem(model_instance, bytes(value)):
            raise ValidationError(_REFUSED, code="sealed")

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """The last gate: nothing unsealed or sealed to strangers is ever written.

        What its author signed goes into their register with the same stroke (see authoring.py).
        """
        value = getattr(model_instance, self.attname) or None
        if value is not None:
            problem = self.problem(model_instance, bytes(value))
            if problem:
                raise DomainError(_REFUSED, field=self.name, code=f"sealed_{problem}")
        try:
            authoring.take(value and bytes(value), self.kind, model_instance)
        except DomainError as error:
            raise DomainError(error.message, field=self.name, code=error.code) from error
        return value


_REFUSED = _("This text was not sealed for the right people. Open the page again.")


def sealed_value(instance: models.Model, name: str) -> SealedValue | None:
    """Return a sealed column as other rooms and templates show it; None when it is empty."""
    field = instance._meta.get_field(name)
    envelope = getattr(instance, name)
    if not envelope or not isinstance(field, SealedField):
        return None
    on_phone = getattr(instance, "device_id", None) is not None
    return SealedValue(bytes(envelope), field.kind, instance.pk, on_phone)
