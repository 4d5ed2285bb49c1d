"""The browser's proofs under Node: a whole chain holds, and no bent one does."""

from pathlib import Path

from tests.vault.under_node import bundled, run


def test_the_browsers_code_believes_a_whole_chain_and_no_bent_one(tmp_path: Path) -> None:
    said = run(bundled("proofs", tmp_path))
    assert "tests 6" in said
