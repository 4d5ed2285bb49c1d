import importlib

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FieldConfig(AppConfig):
    """Workers on a phone, offline: the outreach app and its sync endpoint."""

    name = "ravny.doors.field"
    label = "field"
    verbose_name = _("Field")

    def ready(self) -> None:
        importlib.import_module(f"{self.name}.registrations")
