"""Nothing stays half done in a case that ends: everything open gets its fate, one by one."""

from collections.abc import Callable, Mapping
from uuid import UUID

from django.utils.translation import gettext as _

from ravny.core.kit.clock import today
from ravny.core.kit.errors import DomainError

from ..models import Case, Request
from ..models.plan import Step
from ..models.work import Agreement, Contact
from ..queries.exits import open_things
from ..types import Outcome, Owner, RequestResult, RequestState, StepState
from ..types.ending import Fate

FATES: Mapping[str, frozenset[str]] = {
    "request": frozenset(RequestResult.values) - {""},
    "step": frozenset(Fate.values),
    "agreement": frozenset(Outcome.values),
    "contact": frozenset({Fate.DONE.value, Fate.DROPPED.value}),
}
"""What may become of each kind of open thing; an agreement may stay without an outcome."""


def close(case: Case, fates: Mapping[str, str]) -> None:
    """Give everything open in a case its fate. The caller holds the case's row and a scope.

    Raises DomainError beside the key of what has none.
    """
    for one in open_things(case.id):
        fate = fates.get(one.key)
        if fate is None or fate not in FATES[one.what]:
            text = _("Say what becomes of this before the case ends.")
            raise DomainError(text, field=one.key, code="open")
        _CLOSE[one.what](one.object_id, fate)


def _request(request_id: UUID, result: str) -> None:
    Request.objects.filter(id=request_id).update(
        state=RequestState.ENDED.value, result=result, ended_on=today()
    )


def _step(step_id: UUID, fate: str) -> None:
    """A step the client goes on with alone stays to do, and is theirs from now on."""
    if fate == Fate.GOES_ON:
        Step.objects.filter(id=step_id).update(owner_kind=Owner.CLIENT.value, owner=None)
        return
    state = StepState.DONE if fate == Fate.DONE else StepState.DROPPED
    Step.objects.filter(id=step_id).update(state=state.value, state_on=today())


def _agreement(agreement_id: UUID, outcome: str) -> None:
    Agreement.objects.filter(id=agreement_id).update(
        outcome=outcome, outcome_on=today() if outcome else None, follow_up_on=None
    )


def _contact(contact_id: UUID, _fate: str) -> None:
    Contact.objects.filter(id=contact_id).update(followed_on=today())


_CLOSE: Mapping[str, Callable[[UUID, str], None]] = {
    "request": _request,
    "step": _step,
    "agreement": _agreement,
    "contact": _contact,
}
