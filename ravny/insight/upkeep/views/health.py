"""Is everything well? For the machine that watches; tells nothing else."""

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

import ravny
from ravny.core.kit import registries

from .. import lease


def _database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return True
    except DatabaseError:
        return False


def _worker() -> bool:
    try:
        return lease.is_held()
    except DatabaseError:
        return False


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer 200 when database, keys and worker are well, else 503; with the version."""
    answers = {"database": _database(), "worker": _worker()}
    answers |= {entry.name: entry.check() for entry in registries.health}
    status = 200 if all(answers.values()) else 503
    return JsonResponse({**answers, "version": ravny.__version__}, status=status)


healthz.is_public = True  # type: ignore[attr-defined]  # read by the gate guard
