"""What stands on a phone's own page, in words."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ravny.core.kit.cells import Badge
from ravny.core.kit.formats import day
from ravny.core.kit.registries import TimelineItem
from ravny.core.staff.types import Actor

from ..models import Phone
from ..queries import phone_history, standings
from ..types import PhoneState
from ..types.phones import PhoneEvent, PhoneStanding
from .lists import STATES


def phone_context(actor: Actor, phone: Phone) -> dict[str, Any]:
    """Return what the page needs. Six queries, and those of other rooms."""
    standing = standings(actor, [phone])[phone.id]
    state = PhoneState(phone.state)
    return {
        "phone": phone,
        "standing": standing,
        "facts": [
            (_("Whose"), phone.account.pseudonym),
            (_("State"), Badge(state.label, STATES.get(state.value, ""))),
            (_("Registered"), phone.registered_on),
            (_("Last sent"), phone.seen_on or _("not yet")),
            (_("Left on it then"), _left(phone)),
            (_("Intake key"), _keys(phone, standing)),
            (_("Signed"), signed_words(standing)),
            (_("The organisation's root"), _pin_words(standing, state)),
        ],
        "history": [_told(*one) for one in enumerate(phone_history(actor, phone.id))],
        "is_active": state == PhoneState.ACTIVE,
        "is_revoked": state == PhoneState.REVOKED,
        "is_written_off": state == PhoneState.WRITTEN_OFF,
        "owner_left": not phone.account.active,
        "is_mine": phone.account_id == actor.account_id,
    }


def _left(phone: Phone) -> str:
    if phone.seen_on is None:
        return _("it has not told yet")
    return _("nothing") if phone.empty_queue else _("records that were still to be sent")


def _keys(phone: Phone, standing: PhoneStanding) -> Badge | str:
    if phone.acknowledged == 0:
        return _("it has not told yet")
    held = _("no. %(number)s") % {"number": phone.acknowledged - 1}
    if standing.newest:
        return held
    return Badge(_("%(held)s, an older one") % {"held": held}, "warn")


def signed_words(standing: PhoneStanding) -> Badge | str:
    """Return who signed a phone's key and when, or that nobody did."""
    if standing.signed is None:
        return Badge(_("not signed yet"), "warn" if standing.pin else "")
    if standing.signed.who is None:
        return _("by the root on %(day)s") % {"day": day(standing.signed.day)}
    return _("by %(who)s on %(day)s") % {
        "who": standing.signed.who, "day": day(standing.signed.day),
    }  # fmt: skip


def _pin_words(standing: PhoneStanding, state: PhoneState) -> Badge | str:
    if standing.pin == "missing" and state != PhoneState.ACTIVE:
        return _("not known to it")
    if standing.pin == "missing":
        return Badge(_("not known to it: register it anew"), "warn")
    return _("known to it") if standing.pin else _("no ceremony has been held")


def _told(number: int, event: PhoneEvent) -> TimelineItem:
    words = [event.who] if event.who else []
    if event.count:
        words.append(ngettext("%(n)s record", "%(n)s records", event.count) % {"n": event.count})
    return TimelineItem(day=event.day, key=str(number), title=event.what, text=", ".join(words))
