"""Five thousand of the mutations against the browser's code: the same refusals as Python's."""

import json
import sys
from base64 import b64encode
from collections import Counter, defaultdict
from pathlib import Path
from random import Random

import pytest

from tests.vault.mutations import Try, code_of, honest
from tests.vault.test_mutations import AT_LEAST, REFUSED_WITH, SEED, tries
from tests.vault.under_node import bundled, run

TRIES = 5_000


def line_of(attempt: Try) -> str:
    context = attempt.context
    return json.dumps(
        {
            "attack": attempt.attack,
            "suite": attempt.suite,
            "context": {
                "circle": str(context.circle),
                "epoch": context.epoch,
                "kind": context.kind,
                "objectId": str(context.object_id),
            },
            "key": b64encode(attempt.key).decode(),
            "verify": None if attempt.verify is None else b64encode(attempt.verify).decode(),
            "envelope": b64encode(attempt.envelope).decode(),
            "code": code_of(attempt),
        }
    )


def chosen() -> list[Try]:
    """Return as many of each attack on each form as it takes, drawn over all kinds."""
    random = Random(SEED)
    sealed = honest(random)
    by_attack: defaultdict[tuple[str, str], list[Try]] = defaultdict(list)
    for form in AT_LEAST:
        for one, attempt in tries(sealed, form, random):
            by_attack[one.form, attempt.attack].append(attempt)
    share = -(-TRIES // len(by_attack))
    drawn = [random.sample(found, min(share, len(found))) for found in by_attack.values()]
    rest = TRIES - sum(map(len, drawn))
    everything = [attempt for found in by_attack.values() for attempt in found]
    return [*(attempt for found in drawn for attempt in found), *random.sample(everything, rest)]


@pytest.mark.slow
def test_the_browser_code_opens_none_of_five_thousand(tmp_path: Path) -> None:
    attempts = chosen()
    assert len(attempts) == TRIES
    assert {attempt.attack for attempt in attempts} == set(REFUSED_WITH)
    lines = tmp_path / "tries.jsonl"
    lines.write_text("\n".join(map(line_of, attempts)), "ascii")
    told = run(bundled("mutations", tmp_path), RAVNY_TRIES=lines)
    assert f"{TRIES} tries, 0 opened" in told
    sys.stdout.write(f"{TRIES} tries under Node, 0 opened: {Counter(map(code_of, attempts))}\n")


def test_what_opens_in_python_opens_in_the_browser(tmp_path: Path) -> None:
    sealed = honest(Random(SEED))
    lines = tmp_path / "tries.jsonl"
    lines.write_text("\n".join(line_of(one.presented("honest")) for one in sealed), "ascii")
    told = run(bundled("mutations", tmp_path), RAVNY_TRIES=lines)
    assert f"{len(sealed)} tries, {len(sealed)} opened" in told
