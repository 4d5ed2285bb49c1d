"""`ravny worker`: the background work in a process of its own."""

import signal
from threading import Event
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ravny.core.kit import logs
from ravny.core.vault import instance

from ... import lease, running, work


class Command(BaseCommand):
    """Works until it is told to stop; the web process rests meanwhile, but for what needs keys."""

    help = "Do the background work apart from the web process."

    def add_arguments(self, parser: CommandParser) -> None:
        """`--once`: for a timer of the system."""
        parser.add_argument("--once", action="store_true", help="do what waits, then end")

    def handle(self, *args: Any, once: bool, **options: Any) -> None:
        """Hold the lease and work. A process with the instance key is none for this."""
        if not instance.is_narrow():
            raise CommandError("Start it as `ravny worker`: it then holds the database key only.")
        logs.contain()
        holder = lease.new_holder(lease.WORKER)
        if once:
            work.work_once(holder)
            running.finish(lambda: lease.hold(holder))
            lease.release(holder)
            return
        stop = Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stop.set())
        self.stdout.write("Working. Stop with Ctrl+C.")
        work.work_until(stop, holder)
