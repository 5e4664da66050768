"""The page about the invariants says what the code says."""

from __future__ import annotations

from pathlib import Path

import robot_cells
from robot_cells.audits.invariants import INVARIANTS

PAGE = Path(robot_cells.__file__).parent.parent / "docs" / "invariants.md"


def test_the_page_names_every_invariant_with_its_sentence_and_no_other() -> None:
    rows = [line.split("|") for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| `")]
    assert {row[1].strip(" `"): row[2].strip() for row in rows} == dict(INVARIANTS)
    assert all(row[3].strip() for row in rows)
