"""The work that goes on by itself, and the journal's months."""

from datetime import timedelta

from django.utils.translation import gettext as _

from ravny.core.journal import queries as journal
from ravny.core.kit import registries
from ravny.core.kit.clock import now, today
from ravny.core.kit.formats import month

from .. import lease
from ..backups.mark import is_unfinished
from ..models import Done
from .types import Finding, Site, danger, mend, not_known, well

PATIENCE = timedelta(hours=2)


def worker(site: Site) -> Finding | None:
    """Somebody does the background work."""
    code = "upkeep.worker"
    if lease.is_held():
        return well(code, _("The background work goes on"))
    words, todo = _("Nobody does the background work"), _("Start ravny serve, or ravny worker.")
    return danger(code, words, todo) if site.serving else mend(code, words, todo)


def failed(site: Site) -> Finding | None:
    """What is done by the clock went well the last time."""
    code = "upkeep.failed"
    known = {work.name for work in registries.periodic}
    names = sorted(Done.objects.filter(job__in=known, well=False).values_list("job", flat=True))
    if not names:
        return well(code, _("No periodic work failed"))
    return mend(
        code,
        _("This periodic work failed the last time: %(names)s") % {"names": ", ".join(names)},
        _("The lines the server printed say where. It is tried again by itself."),
    )


def overdue(site: Site) -> Finding | None:
    """What is done by the clock is not late."""
    code = "upkeep.overdue"
    ran = dict(Done.objects.values_list("job", "ran_at"))
    if not ran:
        return not_known(
            code, _("No periodic work has been done here yet"), _("Start ravny serve.")
        )
    moment = now()
    late = sorted(
        work.name
        for work in registries.periodic
        if work.name not in ran
        or moment - ran[work.name] > 2 * timedelta(hours=work.every_hours) + PATIENCE
    )
    if not late:
        return well(code, _("The periodic work is done in time"))
    return mend(
        code,
        _("This periodic work is late: %(names)s") % {"names": ", ".join(late)},
        _("Let ravny serve run: only it holds the keys that some of it needs."),
    )


def months(site: Site) -> Finding | None:
    """The journal's ended months are signed."""
    code = "upkeep.months"
    first = today().replace(day=1)
    before = (first - timedelta(days=1)).replace(day=1)
    late = [house for house in site.houses if journal.unsigned_before(house, first)]
    if not late:
        return well(code, _("The journal's ended months are signed"))
    return mend(
        code,
        _("The journal is not signed up to %(month)s") % {"month": month(before)},
        "ravny journal checkpoint",
    )


def chain(site: Site) -> Finding | None:
    """The journal was not altered; walked only when there is time."""
    code = "upkeep.chain"
    if not site.thorough:
        return not_known(
            code,
            _("Whether the journal's chain holds was not looked at now"),
            "ravny journal verify; ravny doctor --thorough",
        )
    broken = [one for one in map(journal.verify_chain, journal.chains()) if one.broken_at]
    if broken:
        return danger(
            code,
            _("The journal was altered at line %(number)s") % {"number": broken[0].broken_at},
            _("Compare with the heads kept elsewhere: ravny journal verify --against."),
        )
    return well(code, _("The journal's chain holds from its first line"))


def heads(site: Site) -> Finding | None:
    """The end of the chain lies elsewhere too; nobody can see that from here."""
    return not_known(
        "upkeep.heads",
        _("Whether the journal's heads lie elsewhere too cannot be seen from here"),
        _("Once a week: ravny journal heads > heads.json, kept apart from the server."),
    )


def restore(site: Site) -> Finding | None:
    """A restore that was begun here was also finished."""
    if not is_unfinished():
        return None
    return danger(
        "upkeep.restore",
        _("A restore was begun here and not finished"),
        _("Run the same ravny restore again."),
    )


def demonstration(site: Site) -> Finding | None:
    """Real people do not come into a demonstration."""
    if not site.told.demo:
        return None
    return mend(
        "upkeep.demonstration",
        _("This is a demonstration: its phrases are known to everybody"),
        _("Never write down real people here. Begin anew with ravny init."),
    )


CHECKS = (restore, worker, failed, overdue, months, chain, heads, demonstration)
