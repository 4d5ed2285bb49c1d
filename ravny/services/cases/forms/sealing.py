"""Boxes whose words only the case's team can read."""

from uuid import UUID

from ravny.core.kit.forms import Form
from ravny.core.vault.forms import prepare_sealed
from ravny.core.vault.queries import circle_of


def seal_for_team(form: Form, case_id: UUID, object_id: UUID | None = None) -> UUID | None:
    """Tell a form's sealed fields that they are for the case's team. One query.

    Returns the case's id when its circle has no keys yet: the page then offers to make them
    (cases/_words.html, `keyless`).
    """
    circle = circle_of("case", case_id)
    prepare_sealed(form, circles=circle, object_id=object_id)
    return None if circle else case_id
