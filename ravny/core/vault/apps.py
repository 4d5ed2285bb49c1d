import importlib

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VaultConfig(AppConfig):
    """Keys, sealing, circles, phones."""

    name = "ravny.core.vault"
    label = "vault"
    verbose_name = _("Vault")

    def ready(self) -> None:
        for part in ("", ".circles", ".trust", ".backups"):
            importlib.import_module(f"{self.name}.registrations{part}")
