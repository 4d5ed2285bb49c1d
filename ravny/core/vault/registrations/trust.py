"""What trust and recovery hang on the registries of kit."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from ravny.core.kit import registries
from ravny.core.kit.registries import MenuEntry, PeriodicWork, Permission, TodayRow, Verb
from ravny.core.staff.types import Actor, PersonLeft

from .. import operations
from ..queries import recovery as recovery_queries
from ..queries import trust as trust_queries
from ..types.trust import OFFICER_ROLES, RecoveryLine


def _told(line: RecoveryLine) -> TodayRow:
    return TodayRow(
        key=f"vault.recovery.{line.use_id}",
        rank=280,
        group="now",
        left_number=str(line.keys),
        left_unit=ngettext("key opened", "keys opened", line.keys),
        title=line.account,
        why=_("Two sheets were put together by %(by)s") % {"by": line.by},
        action_label=_("Look at it"),
        action_url=reverse("vault:recoveries"),
        harm="keys",
    )


def _today(actor: Actor) -> list[TodayRow]:
    """A recovery nobody has been shown yet; people and phones that wait for an officer."""
    rows = [_told(line) for line in recovery_queries.untold(actor)]
    if actor.may("vault.sign") and trust_queries.living_root(actor.organisation_id):
        board = trust_queries.trust_board(actor)
        if board.swapped:
            rows.append(_board_row("swapped", 10, [one.pseudonym for one in board.swapped]))
        if board.is_officer and board.waiting:
            rows.append(_board_row("waiting", 310, [one.pseudonym for one in board.waiting]))
    return rows


def _board_row(state: str, rank: int, names: list[str]) -> TodayRow:
    swapped = state == "swapped"
    return TodayRow(
        key=f"vault.trust.{state}",
        rank=rank,
        group="now",
        left_number=str(len(names)),
        left_unit=ngettext("key", "keys", len(names)),
        title=", ".join(sorted(set(names))),
        why=_("Their keys are not the ones that were signed")
        if swapped
        else _("An officer has not signed their keys yet"),
        action_label=_("See the officers"),
        action_url=reverse("vault:officers"),
        harm="danger" if swapped else "keys",
    )


def _person_left(event: PersonLeft) -> None:
    operations.withdraw(
        organisation_id=event.organisation_id, subject_id=event.account_id, by=event.actor_id
    )


registries.events.on(PersonLeft, _person_left)

for _permission in (
    Permission("vault.trust", _("See whose keys were signed by whom"), OFFICER_ROLES),
    Permission("vault.ceremony", _("Hold the ceremony of keys"), OFFICER_ROLES),
    Permission("vault.sign", _("Sign colleagues' keys as an officer"), OFFICER_ROLES),
    Permission("vault.recover", _("Bring keys back with two sheets"), OFFICER_ROLES),
):
    registries.permissions.add(_permission)

for _verb in (
    Verb("vault.root_made", _("Held the ceremony of keys")),
    Verb("vault.officer_signed", _("Made an officer of keys")),
    Verb("vault.member_signed", _("Signed a colleague's keys")),
    Verb("vault.phone_signed", _("Signed a phone")),
    Verb("vault.certificate_withdrawn", _("Withdrew what was signed about keys")),
    Verb("vault.root_pinned", _("Compared the words of the root")),
    Verb("vault.recovery_used", _("Brought keys back with two sheets")),
):
    registries.verbs.add(_verb)

registries.menu.add(
    MenuEntry("organisation", _("Trust and recovery"), "vault:trust", "vault.trust", 71)
)
registries.today_rows.add(_today)
registries.periodic.add(PeriodicWork("vault.recovery", 24, operations.drop_old_recovery))
