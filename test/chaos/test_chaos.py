"""`robot-cells chaos` as a user calls it: real processes of a small line, killed and frozen."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import psutil
import pytest
import yaml

KINDS = {"orchestrator", "simulation", "machine_tending", "assembly", "zygote", "supervisor"}


def process(name: str, *, repeatable: bool) -> dict[str, object]:
    duration = {"type": "number", "unit": "s", "default": "${expected_s}", "minimum": 0, "description": "how long"}
    return {
        "process": name,
        "repeatable": repeatable,
        "parameters": {"duration_s": duration},
        "tree": {"skill": "dwell", "with": {"duration_s": "${duration_s}"}},
    }


def cell(name: str, kind: str, place: float, capability: str, duration_s: float) -> dict[str, object]:
    return {
        "id": name,
        "kind": kind,
        "pose": {"x_m": place, "y_m": 0.0},
        "capabilities": [{"name": capability, "duration_s": duration_s}],
        "devices": [{"id": "station", "kind": "station"}],
    }


DOCUMENTS: dict[str, object] = {
    "line.yaml": {
        "line": "presses",
        "products": ["plate.yaml"],
        "processes": "processes",
        "cells": [
            cell("press_1", "machine_tending", 0.0, "stamp", 20.0),
            cell("press_2", "machine_tending", 2.0, "stamp", 20.0),
            cell("bench", "assembly", 4.0, "mark", 8.0),
        ],
    },
    "plate.yaml": {
        "product": "plate",
        "operations": [
            {"id": "stamp", "capability": "stamp"},
            {"id": "mark", "capability": "mark", "after": ["stamp"]},
        ],
    },
    "processes/stamp.yaml": process("stamp", repeatable=True),
    "processes/mark.yaml": process("mark", repeatable=False),
    "orders.yaml": {"orders": [{"id": "WO-1", "product": "plate", "quantity": 4}]},
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, content in DOCUMENTS.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(yaml.safe_dump(content, sort_keys=False))
    return tmp_path


def test_a_line_whose_processes_are_killed_loses_nothing_and_does_nothing_twice(folder: Path) -> None:
    command = [
        sys.executable,
        "-c",
        "from robot_cells.cli.main import main; main()",
        "chaos",
        str(folder / "line.yaml"),
    ]
    options = ["--orders", "orders.yaml", "--kills", "10", "--seed", "51", "--json", "--report", "chaos.json"]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    result = subprocess.run(
        [*command, *options], cwd=folder, capture_output=True, text=True, timeout=240, env=environment, check=False
    )
    assert result.returncode == 0, result.stdout + result.stderr
    found = json.loads(result.stdout)
    assert found == json.loads((folder / "chaos.json").read_text())
    assert (found["lost"], found["executed_twice"], found["violations"], found["not_recovered"]) == (0, 0, [], [])
    assert found["ended"] == found["orders"] >= 1
    assert found["delivered"] + found["scrapped"] == found["pieces"] >= 4
    assert found["kills"] == 10 and set(found["kills_by_kind"]) == KINDS
    # An orchestrator that dies before it has opened the journal begins no epoch.
    assert 1 < found["epochs"] <= 1 + found["kills_by_kind"]["orchestrator"] + found["kills_by_kind"]["supervisor"]
    assert found["recovery_s"]["count"] > 0
    left = [item for item in psutil.process_iter(["cmdline"]) if str(folder) in " ".join(item.info["cmdline"] or ())]
    assert left == []


WRONG = [
    (["--orders", "nothing.yaml"], 2, "nothing.yaml"),
    (["--orders", "plate.yaml"], 3, "plate.yaml"),
    (["--orders", "orders.yaml", "--kills", "0"], 2, "--kills"),
]


@pytest.mark.parametrize(("options", "code", "named"), WRONG, ids=[" ".join(words) for words, _, _ in WRONG])
def test_what_cannot_be_disturbed_is_refused_in_one_sentence(
    folder: Path, options: list[str], code: int, named: str
) -> None:
    command = [sys.executable, "-c", "from robot_cells.cli.main import main; main()", "chaos", "line.yaml", *options]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    result = subprocess.run(command, cwd=folder, capture_output=True, text=True, env=environment, check=False)
    assert result.returncode == code, result.stderr
    assert named in result.stderr and "Traceback" not in result.stderr
    assert not (folder / "runs").exists()
