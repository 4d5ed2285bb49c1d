"""The models and their migrations agree, and Django finds nothing to complain of."""

from io import StringIO

import pytest
from django.core.management import call_command

pytestmark = pytest.mark.django_db


def test_no_change_of_a_model_lacks_its_migration() -> None:
    said = StringIO()
    try:
        call_command("makemigrations", "--check", "--dry-run", stdout=said, stderr=said)
    except SystemExit:
        pytest.fail(said.getvalue(), pytrace=False)


def test_django_finds_nothing_to_complain_of() -> None:
    call_command("check", "--fail-level", "WARNING", stdout=StringIO(), stderr=StringIO())
