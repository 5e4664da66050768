"""`robot-cells run` and `up` as a user calls them: a process of its own, real nodes, real rclpy."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
import yaml

TINY: dict[str, object] = {
    "line.yaml": {
        "line": "tiny",
        "products": ["part.yaml"],
        "processes": "processes",
        "cells": [
            {
                "id": name,
                "kind": "assembly",
                "pose": {"x_m": float(place), "y_m": 0.0},
                "capabilities": [{"name": capability, "duration_s": 0.1, "process": "nothing"}],
            }
            for place, (name, capability) in enumerate((("first", "begin"), ("second", "end")))
        ],
    },
    "part.yaml": {
        "product": "part",
        "operations": [{"id": "begin", "capability": "begin"}, {"id": "end", "capability": "end", "after": ["begin"]}],
    },
    "processes/nothing.yaml": {"process": "nothing", "repeatable": True, "tree": {"set": {"done": True}}},
    "orders.yaml": {"orders": [{"id": "WO-1", "product": "part", "quantity": 3}]},
    "never.yaml": {"orders": [{"id": "WO-1", "product": "part", "quantity": 3, "release_s": 86400.0}]},
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, content in TINY.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(yaml.safe_dump(content, sort_keys=False))
    return tmp_path


@pytest.fixture(autouse=True)
def _nothing_is_left_behind(folder: Path) -> Iterator[None]:
    yield
    left = [
        process.info["cmdline"]
        for process in psutil.process_iter(["cmdline"])
        if str(folder) in " ".join(process.info["cmdline"] or ())
    ]
    assert left == []


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-c", "from robot_cells.cli.main import main; main()", *arguments]


def robot_cells(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(*arguments), cwd=folder, capture_output=True, text=True, timeout=100, env=environment(), check=False
    )


def environment() -> dict[str, str]:
    return {**os.environ, "COLUMNS": "150", "PYTHONPATH": os.pathsep.join(sys.path)}


def tiny_run(folder: Path, orders: str, *more: str) -> list[str]:
    options = ["--orders", orders, "--simulation", "none", "--processes", "1", "--headless"]
    return ["run", str(folder / "line.yaml"), *options, *more]


def test_a_run_makes_the_orders_and_leaves_journal_report_and_chart(folder: Path) -> None:
    result = robot_cells(folder, *tiny_run(folder, "orders.yaml"))
    assert result.returncode == 0, result.stderr + result.stdout
    assert "Line tiny running after" in result.stdout
    assert "order WO-1 completed: 3/3 done" in result.stdout
    (directory,) = (folder / "runs").iterdir()
    report = json.loads((directory / "report.json").read_text())
    assert (report["jobs"]["completed"], report["tasks"]["succeeded"]) == (3, 6)
    assert (report["tasks"]["lost"], report["tasks"]["executed_twice"]) == (0, 0)
    assert (directory / "report.png").read_bytes().startswith(b"\x89PNG")
    trace = robot_cells(folder, "trace", "WO-1-002", "--json")
    assert [step["operation"] for step in json.loads(trace.stdout)["steps"]] == ["begin", "end"]
    again = robot_cells(folder, "report", "--json")
    assert json.loads(again.stdout)["jobs"] == report["jobs"]


def test_a_journal_that_exists_is_continued_and_nothing_is_made_twice(folder: Path) -> None:
    first = robot_cells(folder, *tiny_run(folder, "orders.yaml", "--journal", "line.sqlite"))
    assert first.returncode == 0, first.stderr
    second = robot_cells(folder, *tiny_run(folder, "orders.yaml", "--journal", "line.sqlite", "--report", "again.json"))
    assert second.returncode == 0, second.stderr + second.stdout
    report = json.loads((folder / "again.json").read_text())
    assert report["epochs"] == 2
    assert (report["orders"]["submitted"], report["jobs"]["completed"], report["tasks"]["total"]) == (1, 3, 6)
    refused = robot_cells(
        folder, *tiny_run(folder, "orders.yaml", "--journal", "line.sqlite", "--simulation", "physics")
    )
    assert refused.returncode == 5, refused.stdout
    assert "begun with the simulation none; it cannot go on with physics" in refused.stderr


def test_orders_that_do_not_end_in_time_end_the_run_with_1_and_the_command_to_go_on(folder: Path) -> None:
    result = robot_cells(folder, *tiny_run(folder, "never.yaml", "--limit", "1"))
    assert result.returncode == 1, result.stderr
    assert "Not ended: WO-1. Go on with: robot-cells run" in result.stdout
    assert "journal.sqlite" in result.stdout.splitlines()[-1]


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_a_signal_ends_a_run_in_order_and_says_how_to_go_on(folder: Path, number: signal.Signals, code: int) -> None:
    arguments = command(*tiny_run(folder, "never.yaml"))
    with subprocess.Popen(
        arguments, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment()
    ) as process:
        assert process.stdout is not None
        assert any("order WO-1" in line for line in process.stdout)
        process.send_signal(number)
        rest, errors = process.communicate(timeout=60)
    assert process.returncode == code, errors
    assert errors == ""
    assert "Broken off. Go on with: robot-cells run" in rest


def test_a_line_that_is_up_takes_orders_and_goes_down_with_ctrl_c(folder: Path) -> None:
    up = ["up", str(folder / "line.yaml"), "--simulation", "none", "--processes", "0", "--headless"]
    with subprocess.Popen(
        command(*up), cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment()
    ) as process:
        assert process.stdout is not None
        assert any("line running" in line for line in process.stdout)
        submitted = robot_cells(folder, "submit", "orders.yaml", "--timeout", "20")
        assert submitted.returncode == 0, submitted.stderr
        assert any("order WO-1 completed: 3/3 done" in line for line in process.stdout)
        process.send_signal(signal.SIGINT)
        rest, errors = process.communicate(timeout=60)
    assert (process.returncode, errors) == (0, "")
    assert "The line is down." in rest


WRONG = [
    (["run"], 2, "LINE"),
    (["run", "line.yaml"], 2, "--orders"),
    (["run", "line.yaml", "--orders", "orders.yaml", "--instance", "orders.yaml"], 2, "LINE"),
    (["run", "nothing.yaml", "--orders", "orders.yaml"], 2, "nothing.yaml"),
    (["run", "line.yaml", "--orders", "orders.yaml", "--speed", "0"], 2, "--speed"),
    (["run", "line.yaml", "--orders", "orders.yaml", "--simulation", "wonderland"], 2, "--simulation"),
    (["run", "orders.yaml", "--orders", "orders.yaml"], 3, "orders.yaml"),
    (["run", "line.yaml", "--orders", "part.yaml"], 3, "part.yaml"),
    (["run", "--instance", "orders.yaml"], 8, "orders.yaml"),
    (["up", "part.yaml"], 3, "part.yaml"),
    (["trace", "WO-1-001"], 6, "runs"),
    (["trace", "WO-1-001", "--journal", "nothing.sqlite"], 6, "nothing.sqlite"),
    (["trace", "WO-1-001", "--journal", "line.yaml"], 6, "line.yaml"),
    (["report", "nothing.sqlite"], 6, "nothing.sqlite"),
]


@pytest.mark.parametrize(("arguments", "code", "named"), WRONG, ids=[" ".join(words) for words, _, _ in WRONG])
def test_what_cannot_be_run_is_refused_in_one_sentence(
    folder: Path, arguments: list[str], code: int, named: str
) -> None:
    result = robot_cells(folder, *arguments)
    assert result.returncode == code, result.stderr
    assert named in result.stderr
    assert "Traceback" not in result.stderr
    assert result.stdout == ""
