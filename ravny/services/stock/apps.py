import importlib

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StockConfig(AppConfig):
    """Items, lots, places, append-only movements."""

    name = "ravny.services.stock"
    label = "stock"
    verbose_name = _("Stock")

    def ready(self) -> None:
        importlib.import_module(f"{self.name}.registrations")
