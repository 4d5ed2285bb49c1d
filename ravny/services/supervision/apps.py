import importlib

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SupervisionConfig(AppConfig):
    """Caseload, handover, sessions, training: what keeps those who help"""

    name = "ravny.services.supervision"
    label = "supervision"
    verbose_name = _("Supervision")

    def ready(self) -> None:
        importlib.import_module(f"{self.name}.registrations")
