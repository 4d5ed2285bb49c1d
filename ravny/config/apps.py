from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate

from .postgres import after_migrate


class RavnyConfig(AppConfig):
    """The top of the house: settings, addresses, the command line, the demo."""

    name = "ravny.config"
    label = "config"

    def ready(self) -> None:
        """Finish each migrate once; any room will do, all are migrated when it is told."""
        post_migrate.connect(
            after_migrate, sender=apps.get_app_config("upkeep"), dispatch_uid="config.after_migrate"
        )
