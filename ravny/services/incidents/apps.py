import importlib

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IncidentsConfig(AppConfig):
    """Rights violations and refusals of care: what happened, what was done, what may be told"""

    name = "ravny.services.incidents"
    label = "incidents"
    verbose_name = _("Incidents")

    def ready(self) -> None:
        importlib.import_module(f"{self.name}.registrations")
