import importlib

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TestingConfig(AppConfig):
    """Counsel, consent, test, result, confirmation."""

    name = "ravny.services.testing"
    label = "testing"
    verbose_name = _("Testing")

    def ready(self) -> None:
        importlib.import_module(f"{self.name}.registrations")
