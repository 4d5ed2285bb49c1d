import importlib

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EncountersConfig(AppConfig):
    """One meeting with a person: when, where, who, what was given."""

    name = "ravny.services.encounters"
    label = "encounters"
    verbose_name = _("Encounters")

    def ready(self) -> None:
        importlib.import_module(f"{self.name}.registrations")
