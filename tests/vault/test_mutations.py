"""A hundred thousand bent, moved, cut and forged envelopes of every kind: none opens."""

import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from random import Random

import pytest

from ravny.core.vault.fields import SealedField
from tests.guards import house
from tests.vault.forgeries import forge
from tests.vault.mutations import (
    ATTACKS,
    CODES,
    Sealed,
    Try,
    code_of,
    honest,
    kinds,
    open_it,
    replay,
)

SEED = 20261122
# Together well over a hundred thousand; new kinds add to it.
AT_LEAST = {"sealed": 55_000, "signed": 40_000, "wrapped": 54_000}
EACH_AT_LEAST = 2_000
PLACE, CUT, BENT = {"context"}, {"length"}, {"open"}
# What each attack is refused with, and nothing else.
REFUSED_WITH: dict[str, set[str]] = {
    "swap circle": PLACE,
    "swap epoch": PLACE,
    "swap object": BENT,
    "swap kind": BENT | CUT | {"kind"},
    "swap key": BENT,
    "rewrite header": BENT,
    "truncate": CUT | BENT,
    "behead": CUT | PLACE | BENT | {"version", "suite"},
    "extend": CUT | BENT,
    "flip version": {"version"},
    "flip suite": {"suite"} | CUT,
    "flip circle": PLACE,
    "flip epoch": PLACE,
    "flip enc or nonce": BENT,
    "flip ciphertext": BENT,
    "flip tag": BENT,
    "overwrite": BENT | PLACE | CUT | {"version", "suite"},
    "replay": PLACE | BENT | CUT | {"suite", "signature"},
    "splice": BENT | CUT,
    "another version": {"version"},
    "another suite": {"suite"} | CUT,
    "other reader": {"suite", "length", "open"},
    "secret of another size": CUT,
    "unsigned for signed": {"signature"},
    "flags": {"flags"},
    "length": CUT,
    "padding": {"padding"},
    "larger size": CUT,
    "no size": CUT,
    "another author": {"signature"},
    "another counter": {"signature"},
    "stripped signature": {"signature"},
    "stripped flag": CUT | {"padding", "signature"},
    "author inside": {"signature"},
    "counter inside": {"signature"},
    "signature inside": {"signature"},
    "content inside": {"signature"},
    "signed elsewhere": {"signature"},
}
INSIDE = {attack for attack in REFUSED_WITH if attack.endswith(" inside")}
# Every envelope meets what stands before that.
BY_EVERYBODY = set(list(REFUSED_WITH)[: list(REFUSED_WITH).index("secret of another size")])
# Beside these every form meets all attacks.
OF_ONE_FORM = {
    "sealed": {"secret of another size", "unsigned for signed"},
    "signed": {
        *("another author", "another counter", "stripped signature", "stripped flag"),
        *("signed elsewhere", *INSIDE),
    },
    "wrapped": {"secret of another size"},
}


def tries(sealed: Sequence[Sealed], form: str, random: Random) -> Iterator[tuple[Sealed, Try]]:
    """Yield (the honest envelope, what is made of it) for all envelopes of a form."""
    for one in sealed:
        if one.form != form:
            continue
        for attack in (*ATTACKS, forge):
            yield from ((one, attempt) for attempt in attack(one, random))
        yield from ((one, attempt) for attempt in replay(one, sealed))


@pytest.fixture(scope="module")
def sealed() -> list[Sealed]:
    return honest(Random(SEED))


def test_every_kind_of_the_page_stands_here_in_every_form(sealed: list[Sealed]) -> None:
    assert len(kinds()) == len(set(kinds())) >= 15
    assert {(one.context.kind, one.form) for one in sealed} == {
        (kind, form)
        for kind in kinds()
        for form in ("sealed", "signed", "wrapped")
        if not (kind.startswith("key.") and form == "signed")
    }
    for one in sealed:
        assert open_it(one.presented("honest")) == one.content


def test_every_kind_of_the_code_stands_on_the_page() -> None:
    declared = {
        field.kind
        for model in house.models_of_ours()
        for field in model._meta.get_fields()
        if isinstance(field, SealedField)
    }
    texts = [
        path.read_text("utf-8")
        for path in (*house.sources("ravny"), *house.sources("frontend/src", ending=".ts"))
        if not path.name.endswith(".test.ts")
    ]
    keys = {kind for text in texts for kind in re.findall(r'"(key\.[a-z0-9._-]+)"', text)}
    assert len(declared) >= 8 and "key.staff" in keys
    assert declared | keys <= set(kinds())


@pytest.mark.slow
@pytest.mark.parametrize("form", AT_LEAST)
def test_none_of_a_hundred_thousand_opens(form: str, sealed: list[Sealed]) -> None:
    assert sum(AT_LEAST.values()) >= 100_000
    tried: Counter[tuple[str, str]] = Counter()
    codes: Counter[str] = Counter()
    wrong = []
    for one, attempt in tries(sealed, form, Random(SEED)):
        code = code_of(attempt)
        tried[one.context.kind, attempt.attack] += 1
        codes[code] += 1
        if code not in REFUSED_WITH[attempt.attack]:
            wrong.append((code, attempt))
    assert not wrong, wrong[:3]
    assert codes["OPENED"] == 0 and set(codes) <= CODES
    assert tried.total() >= AT_LEAST[form]
    for kind in {kind for kind, _attack in tried}:
        assert {attack for other, attack in tried if other == kind} >= BY_EVERYBODY
        assert sum(n for (other, _attack), n in tried.items() if other == kind) >= EACH_AT_LEAST
    others = set().union(*(OF_ONE_FORM[other] for other in OF_ONE_FORM if other != form))
    assert {attack for _kind, attack in tried} == set(REFUSED_WITH) - (others - OF_ONE_FORM[form])
    sys.stdout.write(f"{form}: {tried.total()} tries, 0 opened: {codes}\n")


def test_an_attack_that_opens_would_be_seen(sealed: list[Sealed]) -> None:
    assert {code_of(one.presented("honest")) for one in sealed} == {"OPENED"}
