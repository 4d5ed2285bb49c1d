"""The `ravny` command: Django's commands and ours, in an installation's home folder."""

import getpass
import os
import secrets
import sys

from django.core.management import execute_from_command_line
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from ravny.config.installation import load
from ravny.core.vault.instance import InstanceKeyError, home, key_source, keys_folder, write_private

HELP = """Ravny.

  ravny init --country CC --label NAME --login NAME     an installation of your own
  ravny demo [--clients N] [--seed S] [--if-empty]      an organisation of made-up people
  ravny serve                                           serve the desk, field and portal
  ravny worker                                          do the background work apart
  ravny journal verify                                  check the chain of who-did-what
  ravny intake rotate                                   give phones a new intake key
  ravny manage COMMAND ...                              any other Django command

Data lies in $RAVNY_HOME (now: {home}).
"""
MAKES_A_HOME = {"init", "demo"}


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


def hold_typed_key() -> None:
    """Ask for the key once if it lies nowhere, and hold it in memory for the serving process."""
    if key_source() is not None:
        return
    descriptor = os.memfd_create("ravny-key")
    os.fchmod(descriptor, 0o600)
    typed = getpass.getpass("Instance key: ") if sys.stdin.isatty() else sys.stdin.readline()
    os.write(descriptor, typed.encode())
    os.environ["RAVNY_KEY_FILE"] = f"/proc/{os.getpid()}/fd/{descriptor}"


def serve() -> None:
    """Bring the database and the static files up to date, then answer requests."""
    execute_from_command_line(["ravny", "migrate", "--verbosity", "0"])
    execute_from_command_line(["ravny", "collectstatic", "--noinput", "--verbosity", "0"])
    installation = load()
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
    ).serve()


def main() -> None:
    """Run one command; without one, or with --help, say what there is."""
    os.umask(0o077)  # the database, its log and everything beside it: for the owner alone
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ravny.config.settings")
    arguments = sys.argv[1:]
    if not arguments or arguments[0] in {"-h", "--help", "help"}:
        sys.stdout.write(HELP.format(home=home()))
        return
    try:
        run(arguments)
    except InstanceKeyError as error:
        sys.exit(f"ravny: {error}")


def run(arguments: list[str]) -> None:
    """Run a command in the home, with the instance key at hand."""
    if arguments[0] in MAKES_A_HOME:
        ensure_home()
    hold_typed_key()
    if arguments[0] == "serve":
        serve()
    else:
        rest = arguments[1:] if arguments[0] == "manage" else arguments
        execute_from_command_line(["ravny", *rest])


if __name__ == "__main__":
    main()
