"""A house of one's own with a ceremony, a month's key, and a folder for backups."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django_scopes import scopes_disabled

from ravny.core.kit.clock import now
from ravny.core.staff.models import Account, Membership, Organisation, Team
from ravny.core.vault import operations as vault
from ravny.insight.upkeep.models import Run
from ravny.insight.upkeep.types import RunState
from tests.cast import OTHER_HOUSE, Cast, browser_of
from tests.vault.trusting import hold


@dataclass(frozen=True)
class Backed:
    """The cast alone on its installation; `keeper`: the keeper's browser."""

    cast: Cast
    folder: Path
    keeper: Client

    def run(self, **facts: Any) -> Run:
        """Write down a backup that was made, with its file."""
        moment = now()
        known = {
            "state": RunState.DONE, "asked_at": moment, "ended_at": moment,
            "month": moment.date().replace(day=1), "file": "ravny-2026-11-22-abcd.age",
            "size": 12_345_678,
        }  # fmt: skip
        return Run.objects.create(**(known | facts))


def leave_alone() -> None:
    """Let the other house go: an installation is one house's."""
    with scopes_disabled():
        Membership.objects.filter(team__organisation_id=OTHER_HOUSE).delete()
        Team.objects.filter(organisation_id=OTHER_HOUSE).delete()
        Account.objects.filter(organisation_id=OTHER_HOUSE).delete()
        Organisation.objects.filter(id=OTHER_HOUSE).delete()


@pytest.fixture
def backed(cast: Cast, tmp_path: Path, settings: Any) -> Iterator[Backed]:
    """A house with a ceremony and this month's key; its backups go to a folder of the test."""
    hold(cast)
    leave_alone()
    folder = tmp_path / "backups"
    settings.INSTALLATION = replace(django_settings.INSTALLATION, backups=str(folder))
    vault.tend_backup_keys()
    yield Backed(cast, folder, browser_of(cast.keeper))
