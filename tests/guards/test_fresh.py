"""A test that commits leaves nothing behind, although the journal refuses to delete."""

from uuid import UUID

import pytest

from ravny.core.journal.models import Head


@pytest.mark.parametrize("turn", ["first", "second"])
@pytest.mark.django_db(transaction=True)
def test_what_a_test_commits_is_gone_before_the_next(turn: str) -> None:
    assert not Head.objects.exists()
    Head.objects.create(organisation_id=UUID(int=1), digest=b"")
    assert Head.objects.exists()
