import importlib

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AttachmentsConfig(AppConfig):
    """Scans, letters, photos and voice, sealed in the browser piece by piece."""

    name = "ravny.core.attachments"
    label = "attachments"
    verbose_name = _("Documents")

    def ready(self) -> None:
        importlib.import_module(f"{self.name}.registrations")
