"""How the installation stands, as far as the web process can see."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ravny.core.kit.cells import Badge
from ravny.core.staff.access import StaffRequest, staff_page

from ..doctor.examination import examine
from ..doctor.types import STATES, Finding, Site, State
from ..doctor.words import counts

SHAPES = {State.DANGER: "danger", State.WARN: "warn", State.UNKNOWN: "info", State.OK: "ok"}


def _shown(one: Finding) -> tuple[Badge, Finding]:
    return Badge(STATES[one.state], SHAPES[one.state]), one


@require_safe
@staff_page("upkeep.watch")
def doctor(request: StaffRequest) -> HttpResponse:
    """Show every chapter, the people of the reader's own house alone."""
    site = Site(
        told=settings.INSTALLATION,
        home=settings.HOME,
        houses=(request.actor.organisation_id,),
        serving=True,
    )
    sections = examine(site)
    context = {
        "sections": [(one.title, [_shown(found) for found in one.findings]) for one in sections],
        "counts": [(Badge(STATES[state], SHAPES[state]), count)
                   for state, count in counts(sections).items()],
        "danger": [one for section in sections for one in section.findings
                   if one.state is State.DANGER],
    }  # fmt: skip
    return render(request, "upkeep/doctor.html", context)
