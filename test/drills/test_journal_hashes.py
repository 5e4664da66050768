"""The same seed gives the same journal on every machine: compared with numbers that another one has written down."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).with_name("journal_hashes.py")
AGAIN = "Where a change was meant to change decisions or records: python test/drills/journal_hashes.py --write"
"""Right when a decision, an event or a drill was changed on purpose; where nothing of that kind was changed, the
difference is a bug: something that is not in the seed has had a say."""


@pytest.mark.parametrize(
    ("options", "surroundings"),
    [
        ((), {"PYTHONHASHSEED": "0"}),
        (("-O",), {"PYTHONHASHSEED": "4711", "TZ": "Asia/Kathmandu", "LC_ALL": "C", "PYTHONUTF8": "0"}),
        (("-X", "utf8"), {"PYTHONHASHSEED": "1", "TZ": "America/St_Johns", "LC_ALL": "tr_TR.UTF-8"}),
    ],
    ids=["plain", "optimised", "elsewhere"],
)
def test_the_same_seeds_give_the_same_journals_as_when_they_were_written_down(
    options: tuple[str, ...], surroundings: dict[str, str], tmp_path: Path
) -> None:
    done = subprocess.run(
        [sys.executable, *options, str(SCRIPT)],
        env={**os.environ, **surroundings},
        cwd=tmp_path,
        check=True,
        capture_output=True,
        text=True,
    )
    assert json.loads(done.stdout) == json.loads(SCRIPT.with_suffix(".json").read_text(encoding="utf-8")), AGAIN
