"""`ravny questionnaires`: check the files of questionnaires, list what is offered."""

from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ravny.services.cases.plans.catalogue import catalogue
from ravny.services.cases.questionnaires import Questionnaire
from ravny.services.cases.questionnaires.files import QuestionnaireError
from ravny.services.cases.questionnaires.shelf import (
    OURS,
    files_in,
    offered,
    own_folder,
    read_file,
    shelf,
)


class Command(BaseCommand):
    """check | list."""

    help = "Check the files of questionnaires, list what is offered."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parts = parser.add_subparsers(dest="part", required=True)
        check = parts.add_parser("check", help="say what is wrong in a file, or in all")
        check.add_argument("file", nargs="*", type=Path)
        parts.add_parser("list", help="list the questionnaires that are offered")

    def handle(self, *args: Any, part: str, **options: Any) -> None:
        """Run one part; `check` ends with an error when a file is wrong."""
        if part == "check":
            self.check_files(options["file"] or [*files_in(OURS), *files_in(own_folder())])
        else:
            self.list_offered()

    def check_files(self, files: Sequence[Path]) -> None:
        """Say of each file that it is right, or what is wrong and where."""
        wrong = 0
        for path in files:
            try:
                found = read_file(path)
            except QuestionnaireError as error:
                self.stderr.write(str(error))
                wrong += 1
            else:
                self.stdout.write(f"{path.name}: {described(found)}")
                for code in unknown_plans(found):
                    self.stdout.write(
                        f'{path.name}: note: no template of a plan is called "{code}"'
                    )
        if wrong:
            raise CommandError(f"{wrong} of {len(files)} files cannot be used.")

    def list_offered(self) -> None:
        """List what can be begun now, and the files that are left out."""
        for one in offered():
            self.stdout.write(f"{one.name}: {described(one)}; {one.title.ru} / {one.title.en}")
        for problem in shelf().problems:
            self.stdout.write(f"left out: {problem}")


def described(found: Questionnaire) -> str:
    """Return how large a questionnaire is, in words."""
    needs = ", ".join(found.needs) or "no need"
    return f"{len(found.by_code)} questions; scores {needs}"


def unknown_plans(found: Questionnaire) -> list[str]:
    """Return the templates of plans that answers suggest and that nobody wrote."""
    weights = [weight for question in found.questions for weight in question.weights]
    named = {code for weight in weights for code in weight.findings.plans}
    return sorted(named - set(catalogue().templates))
