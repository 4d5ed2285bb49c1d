import importlib

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    """Clients, nameless."""

    name = "ravny.doors.portal"
    label = "portal"
    verbose_name = _("Portal")

    def ready(self) -> None:
        importlib.import_module(f"{self.name}.registrations")
