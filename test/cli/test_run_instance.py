"""A public job-shop instance, planned and really executed over ROS."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from robot_cells.journals.sqlite_journal import SqliteJournalReader
from robot_cells.reports.history_reader import history_of

VARIABLE = "ROBOT_CELLS_BENCHMARKS"
REPOSITORY = Path(__file__).parents[2]
BENCHMARKS = Path(os.environ.get(VARIABLE, REPOSITORY.parent / "shared" / "benchmarks"))
FT06 = BENCHMARKS / "scheduling" / "jsp" / "ft" / "ft06.txt"
OPTIMUM = 55.0
"""Of ft06 (H. Fisher and G. L. Thompson, 1963): no schedule is shorter, in the instance's units."""


@pytest.mark.skipif(not FT06.is_file(), reason=f"no public instances: name their folder in {VARIABLE}")
def test_ft06_is_executed_as_planned(tmp_path: Path) -> None:
    words = ["run", "--instance", str(FT06), "--speed", "20", "--processes", "2", "--headless"]
    result = subprocess.run(
        [sys.executable, "-c", "from robot_cells.cli.main import main; main()", *words],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=100,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        check=False,
    )
    assert result.returncode == 0, result.stderr + result.stdout
    (comparison,) = (json.loads(path.read_text()) for path in tmp_path.glob("runs/*/instance.json"))
    assert OPTIMUM <= comparison["planned"] <= comparison["executed"]
    assert comparison["lower_bound"] <= OPTIMUM
    assert comparison["ratio"] == pytest.approx(comparison["executed"] / comparison["planned"], abs=1e-3)
    (report,) = (json.loads(path.read_text()) for path in tmp_path.glob("runs/*/report.json"))
    figures = (report["planned_makespan_s"], report["executed_makespan_s"])
    assert figures == pytest.approx((comparison["planned"] * 10.0, comparison["executed"] * 10.0), abs=0.01)
    (path,) = tmp_path.glob("runs/*/journal.sqlite")
    with closing(SqliteJournalReader(path)) as journal:
        history = history_of(journal)
    (adopted,) = history.adoptions
    done = sorted(history.attempts.values(), key=lambda item: item.dispatched_s)
    for cell, sequence in adopted.schedule.sequences().items():
        assert [item.task for item in done if item.cell == cell] == list(sequence)
