import importlib

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DirectoryConfig(AppConfig):
    """Services, specialists and offices: who helps, how to get in, who learns of it."""

    name = "ravny.people.directory"
    label = "directory"
    verbose_name = _("Directory")

    def ready(self) -> None:
        importlib.import_module(f"{self.name}.registrations")
