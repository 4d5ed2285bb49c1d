import importlib

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeskConfig(AppConfig):
    """Staff on a computer: today, the client card, search."""

    name = "ravny.doors.desk"
    label = "desk"
    verbose_name = _("Desk")

    def ready(self) -> None:
        importlib.import_module(f"{self.name}.registrations")
