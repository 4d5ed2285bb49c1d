import importlib

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IndicatorsConfig(AppConfig):
    """Definitions, counts, small-number suppression, reports."""

    name = "ravny.insight.indicators"
    label = "indicators"
    verbose_name = _("Indicators")

    def ready(self) -> None:
        importlib.import_module(f"{self.name}.registrations")
