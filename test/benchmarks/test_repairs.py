"""The benchmark of repairs measures repairs that are right."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer import Typer
from typer.testing import CliRunner

from benchmarks.repairs.__main__ import main

app = Typer()
app.command()(main)


def test_repairs_and_first_schedules_are_measured_and_keep_every_constraint(tmp_path: Path) -> None:
    path = tmp_path / "repairs.json"
    found = CliRunner().invoke(app, ["--tasks", "100", "--repairs", "5", "--first", "100", "--json", str(path)])
    assert found.exit_code == 0, found.output
    document = json.loads(path.read_text())
    (repaired,) = document["repairs"]
    assert (repaired["tasks"], repaired["repairs"], repaired["violations"]) == (100, 5, 0)
    assert 90 < repaired["open_tasks"] <= 100
    assert 0 < repaired["cpu_p50_ms"] <= repaired["cpu_p99_ms"] <= repaired["cpu_max_ms"]
    (planned,) = document["first_schedules"]
    assert (planned["tasks"], planned["violations"]) == (100, 0)
    assert planned["memory_mb"] > 50


@pytest.mark.parametrize("sizes", ["7", "100,x"])
def test_a_size_without_a_shop_is_refused(sizes: str) -> None:
    found = CliRunner().invoke(app, ["--tasks", sizes])
    assert found.exit_code == 2
    assert "There are shops of" in found.output
