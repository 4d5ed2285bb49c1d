import importlib

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StaffConfig(AppConfig):
    """Accounts, roles, permissions, languages, pseudonyms."""

    name = "ravny.core.staff"
    label = "staff"
    verbose_name = _("Staff")

    def ready(self) -> None:
        importlib.import_module(f"{self.name}.registrations")
