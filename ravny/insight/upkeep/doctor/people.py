"""The people around the keys: the ceremony, officers, signatures, phones."""

from collections.abc import Callable, Iterator
from functools import wraps
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ravny.core.staff.types import Actor
from ravny.core.vault.queries import intake_lines
from ravny.core.vault.queries.recovery import epochs_beyond_recovery
from ravny.core.vault.queries.trust import living_root, trust_board

from .types import Check, Finding, Site, State, danger, mend, well

WORST = list(State)
LEAST_OFFICERS = 2
UNSIGNED = {"waiting", "orphan"}


def asker(house: UUID) -> Actor:
    """Return somebody without any right, for queries that only want to know whose house it is."""
    nobody: frozenset[str] = frozenset()
    return Actor(UUID(int=0), house, "", nobody, frozenset(), nobody)


def of_each_house(check: Callable[[UUID], Finding | None]) -> Check:
    """Ask of every house; the worst answer counts."""

    @wraps(check)
    def asked(site: Site) -> Finding | None:
        found = [one for one in map(check, site.houses) if one is not None]
        return min(found, key=lambda one: WORST.index(one.state), default=None)

    return asked


@of_each_house
def ceremony(house: UUID) -> Finding | None:
    """The ceremony of keys was held."""
    code = "people.ceremony"
    if living_root(house) is not None:
        return well(code, _("The ceremony of keys was held"))
    return mend(
        code,
        _("No ceremony of keys was held: a lost phrase shuts its notes for good"),
        _("Hold it: Trust and recovery, Hold the ceremony."),
    )


@of_each_house
def officers(house: UUID) -> Finding | None:
    """More than one person can sign."""
    board = trust_board(asker(house))
    if board.root is None:
        return None
    code = "people.officers"
    count = sum(one.standing.state == "officer" for one in board.people)
    words = ngettext("%(count)s officer can sign", "%(count)s officers can sign", count) % {
        "count": count
    }
    if count >= LEAST_OFFICERS:
        return well(code, words)
    return mend(code, words, _("Make a second coordinator or keeper an officer, with two sheets."))


def _unsigned(house: UUID) -> Iterator[tuple[str, str]]:
    board = trust_board(asker(house))
    if board.root is None:
        return
    for person in board.people:
        yield person.standing.state, person.pseudonym
    for phone in board.phones:
        yield phone.standing.state, phone.label


@of_each_house
def signatures(house: UUID) -> Finding | None:
    """Everybody's keys are signed, and nobody's were swapped."""
    code = "people.signatures"
    standings = list(_unsigned(house))
    if not standings:
        return None
    swapped = [name for state, name in standings if state == "swapped"]
    waiting = [name for state, name in standings if state in UNSIGNED]
    if swapped:
        return danger(
            code,
            _("These have other keys than the signed ones: %(names)s")
            % {"names": ", ".join(swapped)},
            _("An officer asks them in person, then signs or closes the account."),
        )
    if waiting:
        return mend(
            code,
            _("Nobody has signed the keys of: %(names)s") % {"names": ", ".join(waiting)},
            _("An officer signs them: Trust and recovery."),
        )
    return well(code, _("The keys of everybody are signed"))


@of_each_house
def recovery(house: UUID) -> Finding | None:
    """Two of three sheets open everything."""
    if living_root(house) is None:
        return None
    code = "people.recovery"
    count = epochs_beyond_recovery(house)
    if not count:
        return well(code, _("Two of three sheets open the keys of every circle"))
    words = ngettext(
        "Two of three sheets would not open %(count)s key of a circle",
        "Two of three sheets would not open %(count)s keys of circles",
        count,
    )
    todo = _("Those who hold them open Who can open, Do what is due.")
    return mend(code, words % {"count": count}, todo)


@of_each_house
def phones(house: UUID) -> Finding | None:
    """No phone loses what it holds when an old intake key goes."""
    code = "people.phones"
    behind = [line for line in intake_lines(house) if line.waits_for]
    close = [line for line in behind if line.is_close]
    if not behind:
        return well(code, _("No phone is behind with the intake keys"))
    names = ", ".join(sorted({label for line in behind for label in line.waits_for}))
    words = _("An old intake key waits for these phones: %(names)s") % {"names": names}
    todo = _("Find them and let them send, or write them off: Phones, Intake keys.")
    return danger(code, words, todo) if close else mend(code, words, todo)


CHECKS = (ceremony, officers, signatures, recovery, phones)
