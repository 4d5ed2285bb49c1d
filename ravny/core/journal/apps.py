import importlib

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class JournalConfig(AppConfig):
    """Append-only who-did-what."""

    name = "ravny.core.journal"
    label = "journal"
    verbose_name = _("Journal")

    def ready(self) -> None:
        importlib.import_module(f"{self.name}.registrations")
