"""A client of the near team, colleagues with keys, and the circle their documents are sealed to."""

from dataclasses import dataclass
from uuid import UUID

import pytest

from ravny.core.vault import fields, reader
from ravny.core.vault.types import CircleFact
from tests.attachments.makers import Paper, near_circle
from tests.cast import Cast
from tests.testing.makers import CITIZEN, new_client
from tests.vault.conftest import give_keys


@dataclass
class Desk:
    """Who can open, whose card it is, and whom it is sealed to."""

    cast: Cast
    manager: reader.Keyring
    social: reader.Keyring
    circle: CircleFact
    client_id: UUID

    def paper(self, **told: object) -> Paper:
        """Return a document for the client's card."""
        return Paper(self.circle, self.client_id, **told)  # type: ignore[arg-type]  # Paper's own


@pytest.fixture(autouse=True)
def _fresh_circles(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fields, "_known_circles", {})
    monkeypatch.setattr(fields, "_known_epochs", {})


@pytest.fixture
def desk(cast: Cast) -> Desk:
    """The case manager and the social worker of the near team hold its keys."""
    manager, social = give_keys(cast.case_manager), give_keys(cast.social)
    circle = near_circle(cast, manager)
    return Desk(cast, manager, social, circle, new_client(cast.case_manager, CITIZEN))
