"""A process inside the installation that sees all rows: answers questions in JSON lines.

`python -m tests.upkeep.kills.insider` in the installation's environment. It writes nothing but
what `invite` needs; what is wrong it says in sentences, an empty list when all is well.
"""

import json
import sys

import django


def main() -> None:
    """Answer until nobody asks any more."""
    django.setup()
    from tests.upkeep.kills import questions

    for line in sys.stdin:
        asked = json.loads(line)
        answer = getattr(questions, asked.pop("do"))(**asked)
        sys.stdout.write(json.dumps(answer, default=str) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
