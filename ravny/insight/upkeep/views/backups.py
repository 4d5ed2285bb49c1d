"""Backups: the list, how they stand, making one, taking files along."""

from datetime import date

from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ravny.core.kit.errors import DomainError, NotYours
from ravny.core.kit.toasts import say
from ravny.core.staff.access import StaffRequest, staff_page

from ..backups import months
from ..operations import runs as operations
from ..operations.backing_up import folder_of_backups
from ..pages.backups import Backups, problem_words, progress_context
from ..queries import runs as queries

BYTES = "application/octet-stream"


@require_GET
@staff_page("upkeep.watch")
def backups(request: StaffRequest) -> HttpResponse:
    """Show which backups there are and how they stand."""
    return Backups().respond(request)


@require_GET
@staff_page("upkeep.watch")
def progress(request: StaffRequest) -> HttpResponse:
    """Show how far the running backup is; when it has ended, the page is loaded anew."""
    context = progress_context(request.actor)
    answer = render(request, "upkeep/progress.html", context)
    if context["current"] is None:
        answer["HX-Refresh"] = "true"
    return answer


@require_POST
@staff_page("upkeep.backups")
def start(request: StaffRequest) -> HttpResponse:
    """Ask for a backup now."""
    try:
        operations.ask_for_backup(actor=request.actor)
    except DomainError as error:
        say(request, error.message)
    return redirect("upkeep:backups")


@require_POST
@staff_page("upkeep.backups")
def stop(request: StaffRequest) -> HttpResponse:
    """Have the backup stopped that waits or runs."""
    if operations.stop_backup(actor=request.actor):
        say(request, _("The backup is being stopped."))
    return redirect("upkeep:backups")


@require_POST
@staff_page("upkeep.backups")
def check(request: StaffRequest, run_id: int) -> HttpResponse:
    """Compare a backup's file with what was written down when it was made."""
    run = queries.run_for(request.actor, run_id)
    problem = operations.check_backup(actor=request.actor, run_id=run.pk)
    say(request, problem_words(problem) or _("The file is as it was made."))
    return redirect("upkeep:backups")


@require_GET
@staff_page("upkeep.backups")
def download(request: StaffRequest, run_id: int) -> HttpResponse:
    """Hand out a backup's file, after that was written down."""
    path = folder_of_backups() / queries.run_for(request.actor, run_id).file
    if not path.exists():
        raise NotYours
    operations.take_backup(actor=request.actor)
    stream = path.open("rb")
    file = FileResponse(stream, as_attachment=True, filename=path.name, content_type=BYTES)
    return file  # type: ignore[return-value]  # piece by piece, which Django types apart


@require_GET
@staff_page("upkeep.backups")
def download_month(request: StaffRequest, month: str) -> HttpResponse:
    """Hand out what two of three sheets open a month's backups with, after it was written down."""
    try:
        first = date.fromisoformat(f"{month}-01")
    except ValueError as error:
        raise NotYours from error
    keys = operations.take_month(actor=request.actor, month=first)
    name = months.file_name(keys.month, keys.identity_id)
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(months.written(keys), content_type=BYTES, headers=headers)
