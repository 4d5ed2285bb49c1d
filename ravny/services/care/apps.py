import importlib

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CareConfig(AppConfig):
    """Registration at a centre, treatment, labs."""

    name = "ravny.services.care"
    label = "care"
    verbose_name = _("Care")

    def ready(self) -> None:
        importlib.import_module(f"{self.name}.registrations")
