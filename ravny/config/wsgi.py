"""The application Granian serves."""

import os
from importlib import import_module

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ravny.config.settings")
application = get_wsgi_application()
# Periodic work and queued tasks, until a `ravny worker` takes the lease.
import_module("ravny.insight.upkeep.thread").start()
