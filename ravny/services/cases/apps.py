import importlib

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CasesConfig(AppConfig):
    """From a question to independence: requests, needs, a plan, its steps, and the way out."""

    name = "ravny.services.cases"
    label = "cases"
    verbose_name = _("Cases")

    def ready(self) -> None:
        importlib.import_module(f"{self.name}.registrations")
