import importlib

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UpkeepConfig(AppConfig):
    """What keeps an installation healthy: periodic work, the lease of the worker."""

    name = "ravny.insight.upkeep"
    label = "upkeep"
    verbose_name = _("Upkeep")

    def ready(self) -> None:
        importlib.import_module(f"{self.name}.registrations")
