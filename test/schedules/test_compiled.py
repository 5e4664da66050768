"""Machine code is kept on disk, and made anew when any source that may be part of it has changed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

OUTER = """
from inner import base
from robot_cells.schedules.compiled import compiled

@compiled
def answer(number: int) -> int:
    return base(number) + 1

from robot_cells.schedules.compiled import told_of_compiling

said = []
with told_of_compiling(lambda: said.append("compiling")):
    print(answer(1), sum(answer.stats.cache_hits.values()), *said)
"""
INNER = """
from robot_cells.schedules.compiled import compiled

@compiled
def base(number: int) -> int:
    return number + {added}
"""


def test_a_changed_callee_is_compiled_into_its_callers_anew_and_that_is_told(tmp_path: Path) -> None:
    (tmp_path / "outer.py").write_text(OUTER, encoding="utf-8")
    said = []
    for added in (10, 10, 20):
        (tmp_path / "inner.py").write_text(INNER.format(added=added), encoding="utf-8")
        command = [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(tmp_path)!r}); import outer"]
        said.append(subprocess.run(command, check=True, capture_output=True, text=True).stdout.split())
    assert said == [["12", "0", "compiling"], ["12", "1"], ["22", "0", "compiling"]]
