import importlib

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OutreachConfig(AppConfig):
    """Routes, shifts, contacts on the street, what came in from phones."""

    name = "ravny.services.outreach"
    label = "outreach"
    verbose_name = _("Outreach")

    def ready(self) -> None:
        importlib.import_module(f"{self.name}.registrations")
