import importlib

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReferralsConfig(AppConfig):
    """From us to another service and back: sent, accepted, arrived, outcome."""

    name = "ravny.services.referrals"
    label = "referrals"
    verbose_name = _("Referrals")

    def ready(self) -> None:
        importlib.import_module(f"{self.name}.registrations")
