"""The `ravny` command: Django's commands and ours, in an installation's home folder."""

import atexit
import getpass
import os
import resource
import secrets
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import django
from django.conf import settings
from django.core.management import execute_from_command_line
from django.db import OperationalError, connection
from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels

from ravny.config import postgres
from ravny.config.installation import Installation, load
from ravny.config.postgres_url import DatabaseProblem, Part, act_as, sentence, url_for
from ravny.core.vault import instance
from ravny.core.vault.instance import InstanceKeyError, home, key_source, keys_folder, write_private
from ravny.insight.upkeep.backups.mark import is_unfinished
from ravny.insight.upkeep.doctor.alone import examine_alone

HELP = """Ravny.

  ravny init --country CC --label NAME --login NAME     an installation of your own
  ravny demo [--clients N] [--seed S] [--if-empty]      an organisation of made-up people
  ravny serve                                           serve the desk, field and portal
  ravny worker                                          do the background work apart
  ravny journal verify                                  check the chain of who-did-what
  ravny journal prune --before 2026-01                  let go of the journal's old months
  ravny purge [--dry-run] [--organisation ID]           let go of what is older than its period
  ravny migrate                                         bring the database up to date
  ravny clock [confirm]                                 is the date right? after a jump
  ravny postgres setup|check                            roles and settings of PostgreSQL
  ravny doctor [--json]                                 look whether all is as the handbook says
  ravny backup [--to FOLDER]                            make a backup now; `backup list`
  ravny backup identity list|new|open|destroy           the keys that open the months' backups
  ravny verify FILE [--identity F | --month-file F]     look whether a backup is whole
  ravny restore FILE --identity F | --month-file F      bring it back, into an empty home
  ravny intake status|rotate                            which phones wait; a new intake key
  ravny questionnaires check [FILE] | list              look whether edited questionnaires are right
  ravny plans check [FILE] | list                       the same for templates of plans
  ravny manage COMMAND ...                              any other Django command

Data lies in $RAVNY_HOME (now: {home}).
"""
MAKES_A_HOME = {"init", "demo", "restore"}
# They look at files of any installation, so they work where none is.
NEEDS_NO_HOME = (
    ["verify"],
    ["backup", "identity", "open"],
    ["questionnaires", "check"],
    ["plans", "check"],
)
HALF = """ravny: A restore was begun in this home and is not finished. Run the same command again:
  ravny restore FILE ..."""
# They make or change tables, so on PostgreSQL they work as `migrate_database`.
OF_THE_OWNER = {"init", "demo", "migrate", "restore"}
BEHIND = """ravny: The database is older than this program. Its owner brings it up to date:
  ravny migrate
with `migrate_database` in ravny.toml; the web process may not change tables."""


def ensure_home() -> None:
    """Make the installation's folder, and its instance key (a file of mode 0600) if it has none.

    Where a key is expected elsewhere and is not there (a disk not plugged in), none is made: a
    second key would lock everybody out of the first one's data.
    """
    folder = home()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if key_source() is not None or keys_folder().exists():
        return
    expected = os.environ.get("RAVNY_KEY_FILE")
    if expected:
        sys.exit(f"There is no instance key at {expected}. Is the disk plugged in?")
    write_private(folder / "instance.key", secrets.token_hex(32).encode() + b"\n")
    sys.stderr.write(
        f"A new instance key lies in {folder / 'instance.key'}.\n"
        "Keep it elsewhere (RAVNY_KEY_FILE) before real data comes in: with it and this folder\n"
        "anybody can read every fact.\n"
    )


def borrow_home() -> None:
    """Let a command work where no installation is: an empty home and a key for a moment."""
    folder = Path(tempfile.mkdtemp(prefix="ravny-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ["RAVNY_HOME"] = str(folder)
    for name in ("RAVNY_KEY_FILE", "CREDENTIALS_DIRECTORY"):
        os.environ.pop(name, None)
    write_private(folder / "instance.key", secrets.token_hex(32).encode() + b"\n")


def has_home() -> bool:
    """Tell whether an installation is here and its key at hand."""
    return keys_folder().exists() and key_source() is not None


def hold_typed_key() -> None:
    """Ask for the key once if it lies nowhere, and hold it in memory for the serving process."""
    if key_source() is not None:
        return
    descriptor = os.memfd_create("ravny-key")
    os.fchmod(descriptor, 0o600)
    typed = getpass.getpass("Instance key: ") if sys.stdin.isatty() else sys.stdin.readline()
    os.write(descriptor, typed.encode())
    os.environ["RAVNY_KEY_FILE"] = f"/proc/{os.getpid()}/fd/{descriptor}"


def bring_up_to_date(installation: Installation) -> None:
    """Migrate, or have the owner's role do it in a process of its own, or say who has to."""
    django.setup()
    if connection.vendor != "postgresql" or postgres.may_migrate(connection):
        execute_from_command_line(["ravny", "migrate", "--verbosity", "0"])
    elif postgres.is_behind(connection):
        if not installation.migrate_database:
            sys.exit(BEHIND)
        words = [sys.executable, "-m", "ravny.config.cli", "migrate", "--verbosity", "0"]
        done = subprocess.run(words, check=False)
        if done.returncode:
            sys.exit(done.returncode)
    connection.close()


def serve() -> None:
    """Bring the database and the static files up to date, then answer requests."""
    installation = load()
    bring_up_to_date(installation)
    execute_from_command_line(["ravny", "collectstatic", "--noinput", "--verbosity", "0"])
    Granian(
        "ravny.config.wsgi:application",
        address=installation.listen,
        port=installation.port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=4,
        log_enabled=True,
        log_level=LogLevels.warning,
        log_access=False,
        # One reader of strangers' bytes is enough.
        http=HTTPModes.http1,
        websockets=False,
    ).serve()


def become_worker() -> None:
    """Start anew as a process that knows the database key and not the instance key.

    `exec` replaces the whole memory, so no copy of the key is left anywhere in it; it closes the
    file of a typed key too, and the new process is not told where the key lies.
    """
    descriptor = instance.hand_over()
    hidden = ("RAVNY_KEY_FILE", "CREDENTIALS_DIRECTORY")
    environment = {name: value for name, value in os.environ.items() if name not in hidden}
    environment[instance.HANDED_FD] = str(descriptor)
    os.execve(sys.executable, [sys.executable, *sys.orig_argv[1:]], environment)


def forbid_core_dumps() -> None:
    """Let no crash write memory, with the keys in it, to a disk or to a collector of crashes.

    One byte, not none: with 0 Linux still hands the picture to a program that waits for it.
    """
    _soft, hard = resource.getrlimit(resource.RLIMIT_CORE)
    most = 1 if hard == resource.RLIM_INFINITY else min(1, hard)
    resource.setrlimit(resource.RLIMIT_CORE, (most, most))


def examine_alone_if_needed(arguments: list[str]) -> None:
    """Where the settings cannot be read (no key, a wrong word), see what is seen without them."""
    told, problem = Installation(), ""
    try:
        told = load()
        _ = settings.INSTALLED_APPS
    except (InstanceKeyError, DatabaseProblem, ValueError, TypeError) as error:
        problem = str(error)
    if problem:
        sys.exit(examine_alone(told, home(), problem, json="--json" in arguments))


def main() -> None:
    """Run one command; without one, or with --help, say what there is."""
    os.umask(0o077)  # the database, its log and everything beside it: for the owner alone
    forbid_core_dumps()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ravny.config.settings")
    arguments = sys.argv[1:]
    if not arguments or arguments[0] in {"-h", "--help", "help"}:
        sys.stdout.write(HELP.format(home=home()))
        return
    try:
        run(arguments)
    except (InstanceKeyError, DatabaseProblem) as error:
        sys.exit(f"ravny: {error}")
    except OperationalError as error:
        url = url_for(load())
        if not url and "disk is full" not in str(error):
            raise
        full = "The disk is full. What was done before stays, this was not done."
        sys.exit(f"ravny: {sentence(error, url) if url else full}")


def run(arguments: list[str]) -> None:
    """Run a command in the home, with the instance key at hand."""
    if arguments[0] in MAKES_A_HOME:
        ensure_home()
    if any(arguments[: len(words)] == words for words in NEEDS_NO_HOME) and not has_home():
        borrow_home()
    if not instance.is_narrow():
        hold_typed_key()
    if arguments[0] == "doctor":
        examine_alone_if_needed(arguments)
    rest = arguments[1:] if arguments[0] == "manage" else arguments
    if rest[:1] not in (["restore"], ["doctor"]) and is_unfinished():
        sys.exit(HALF)
    if rest[:1] == ["worker"] and not instance.is_narrow():
        become_worker()
    if OF_THE_OWNER.intersection(rest[:1]) or rest[:2] == ["journal", "prune"]:
        act_as(Part.OWNER)
    if instance.is_narrow():
        act_as(Part.WORKER)
    if arguments[0] == "serve":
        serve()
    else:
        execute_from_command_line(["ravny", *rest])


if __name__ == "__main__":
    main()
