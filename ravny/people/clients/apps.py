import importlib

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ClientsConfig(AppConfig):
    """The pseudonymous card: code, consent, groups, language."""

    name = "ravny.people.clients"
    label = "clients"
    verbose_name = _("Clients")

    def ready(self) -> None:
        importlib.import_module(f"{self.name}.registrations")
