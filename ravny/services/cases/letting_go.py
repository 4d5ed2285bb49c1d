"""Cases go with everything that belongs to them: words, documents, journal marks, rows."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django_scopes import scope

from ravny.core.attachments.operations import erase_documents
from ravny.core.attachments.queries import document_ids
from ravny.core.journal.operations import forget_subjects
from ravny.core.kit.batches import in_batches
from ravny.core.vault.fields import SealedField
from ravny.core.vault.operations import erase_texts

from .documents import HOME
from .models import Case, Member, Part, Request
from .models.ending import Exit
from .models.plan import Goal, PlanChange, Step
from .models.work import Agreement, Assessment, Contact, SafeContact
from .parts import leading_here

PARTS: tuple[type[Part], ...] = (
    Step, Goal, PlanChange, Assessment, Agreement, Contact, SafeContact, Exit, Request, Member,
)  # fmt: skip
"""What belongs to a case; who points at another stands before it."""
AT_ONCE = 50


@transaction.atomic
def erase_cases(organisation_id: UUID, case_ids: Sequence[UUID]) -> int:
    """Let go of cases with all that is theirs; return how many. May be repeated.

    An entry of the archive stays: nothing leads from it to a case, nor from a case to it.
    """
    gone = 0
    for some in in_batches(list(case_ids), AT_ONCE):
        for let_go in leading_here:
            let_go(organisation_id, some)
        documents = document_ids(organisation_id, HOME.code, some)
        erase_documents(organisation_id=organisation_id, attachment_ids=documents)
        with scope(organisation=organisation_id):
            gone += _erase(organisation_id, some)
    return gone


def _erase(organisation_id: UUID, case_ids: Sequence[UUID]) -> int:
    subjects: list[UUID] = list(case_ids)
    texts: list[tuple[str, UUID]] = []
    for model in PARTS:
        ids = list(_rows(model, case_ids).values_list("id", flat=True))
        subjects += ids
        texts += [(kind, one) for kind in sealed_kinds(model) for one in ids]
    erase_texts(organisation_id=organisation_id, places=texts)
    forget_subjects(organisation_id=organisation_id, subject_ids=subjects)
    _rows(Step, case_ids).update(after=None)  # steps may stand in any order after one another
    for model in PARTS:
        _rows(model, case_ids).delete()
    _all, by_model = Case.objects.filter(id__in=case_ids).delete()
    return by_model.get(Case._meta.label, 0)


def _rows(model: type[Part], case_ids: Sequence[UUID]) -> QuerySet[Any]:
    rows: QuerySet[Any] = model._default_manager.filter(case_id__in=case_ids)
    return rows


def sealed_kinds(model: type[Part]) -> Iterable[str]:
    """Return the kinds of sealed text a row of a model may hold."""
    return [field.kind for field in model._meta.get_fields() if isinstance(field, SealedField)]
