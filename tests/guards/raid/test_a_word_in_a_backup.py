"""What was typed at a desk is in a backup for who has the month's identity, for nobody else."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pyrage
import pytest
from django.conf import settings as django_settings
from django.urls import reverse

from ravny.core.kit.clock import today
from ravny.core.kit.ids import day_id
from ravny.core.vault import operations as vault
from ravny.insight.upkeep.models import Run
from ravny.insight.upkeep.operations.backing_up import run_backup
from tests.cast import Cast, browser_of
from tests.upkeep.backups.houses import leave_alone

from .places import files, found, opened_backup
from .words import new_canary

# A backup reads on a connection of its own, which sees only what was committed.
pytestmark = pytest.mark.django_db(transaction=True)


def test_a_place_written_down_at_a_desk_is_found_in_an_opened_backup(
    cast: Cast, tmp_path: Path, settings: Any
) -> None:
    leave_alone()
    folder = tmp_path / "backups"
    settings.INSTALLATION = replace(django_settings.INSTALLATION, backups=str(folder))
    identity = pyrage.x25519.Identity.generate()
    vault.register_identity(month=today(), recipient=str(identity.to_public()))
    vault.refresh_keys()
    canary = new_canary("a site's label", "public", "cyrillic")
    new = {"record_id": day_id(), "label": canary.word, "kind": "street", "region": "RU-SAM"}
    new["team"] = cast.near_team_id
    answer = browser_of(cast.coordinator).post(reverse("encounters:add_site"), new)
    assert answer.status_code == 302, answer.content.decode()
    browser_of(cast.keeper).post(reverse("upkeep:start_backup"))
    run = run_backup(run_id=Run.objects.get().pk)
    assert run.problem == ""
    assert found(files(folder), [canary]) == {}
    assert canary in found(opened_backup(folder / run.file, str(identity)), [canary])
