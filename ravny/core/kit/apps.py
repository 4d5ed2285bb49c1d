import importlib

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class KitConfig(AppConfig):
    """Ids, time, page shell, components, form helpers."""

    name = "ravny.core.kit"
    label = "kit"
    verbose_name = _("Kit")

    def ready(self) -> None:
        importlib.import_module(f"{self.name}.registrations")
