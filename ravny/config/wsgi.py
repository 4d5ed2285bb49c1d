"""The application Granian serves."""

import gc
import os
from importlib import import_module

from django.core.wsgi import get_wsgi_application

from ravny.core.kit import logs

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ravny.config.settings")
logs.contain()
application = logs.Contained(get_wsgi_application())
# Periodic work and queued tasks, until a `ravny worker` takes the lease.
import_module("ravny.insight.upkeep.thread").start()
# What was loaded stays for good: the collector need not walk all of it for every batch of a phone.
gc.collect()
gc.freeze()
