from django.apps import AppConfig


class RavnyConfig(AppConfig):
    """The top of the house: settings, addresses, the command line, the demo."""

    name = "ravny.config"
    label = "config"
