"""The directory of inspection models that `run` and `up` are given is that of the line's vision node."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from robot_cells.bringup.bringup_options import BringupOptions
from robot_cells.cli.commands import up
from robot_cells.cli.main import application
from robot_cells.documents.plant import Plant
from robot_cells.inspections.code.code_model import CodeModel
from robot_cells.inspections.code.code_settings import CodeSettings
from robot_cells.inspections.code.kind import TASK
from robot_cells.inspections.model_card import ModelCard
from robot_cells.inspections.model_folder import save_model
from robot_cells.journals.sqlite_journal import SqliteJournalReader

LINE: dict[str, object] = {
    "line.yaml": {
        "line": "look",
        "products": ["plate.yaml"],
        "processes": "processes",
        "cells": [
            {
                "id": "look",
                "kind": "inspection",
                "pose": {"x_m": 0.0, "y_m": 0.0},
                "capabilities": [
                    {"name": "look", "duration_s": 15, "process": "look", "parameters": {"model": "reader"}}
                ],
                "devices": [{"id": "camera", "kind": "camera"}, {"id": "station", "kind": "station"}],
            }
        ],
    },
    "plate.yaml": {
        "product": "plate",
        "layout": {"width_m": 0.2, "depth_m": 0.2, "code": {"x_m": 0.1, "y_m": 0.1, "size_m": 0.05}},
        "operations": [{"id": "look", "capability": "look"}],
    },
    "processes/look.yaml": {
        "process": "look",
        "parameters": {"model": {"type": "text"}},
        "tree": {
            "sequence": [
                {"skill": "receive"},
                {"skill": "take_in"},
                {"skill": "capture"},
                {"skill": "inspect", "with": {"model": "${model}"}},
                {"skill": "release"},
            ]
        },
    },
    "orders.yaml": {"orders": [{"id": "WO-1", "product": "plate", "quantity": 1}]},
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, content in LINE.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(yaml.safe_dump(content, sort_keys=False))
    models = tmp_path / "models"
    models.mkdir()
    save_model(CodeModel(ModelCard("reader", "7", "code", TASK), CodeSettings()), models / "reader@7")
    return tmp_path


@pytest.mark.parametrize(
    ("further", "said"), [(["--models", "models"], "reader@7"), ([], "There is no model 'reader'")]
)
def test_a_line_inspects_with_the_models_of_the_directory_and_says_so_where_there_is_none(
    folder: Path, further: list[str], said: str
) -> None:
    words = ["run", "line.yaml", "--orders", "orders.yaml", "--headless", "--speed", "20", "--journal", "j.sqlite"]
    ended = subprocess.run(
        [sys.executable, "-c", "from robot_cells.cli.main import main; main()", *words, *further],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=100,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "ROBOT_CELLS_MODELS": ""},
        check=False,
    )
    reader = SqliteJournalReader(folder / "j.sqlite")
    records = {record.kind: record.data for record in reader.read()}
    reader.close()
    assert said in str(records["attempt_ended"]), ended.stdout + ended.stderr
    assert ("job_completed" in records, "job_scrapped" in records) == (bool(further), not further)


@pytest.mark.parametrize("by_environment", [False, True])
def test_up_hands_the_directory_to_the_line(
    folder: Path, monkeypatch: pytest.MonkeyPatch, *, by_environment: bool
) -> None:
    seen: list[BringupOptions] = []

    @contextmanager
    def started(_plant: Plant, options: BringupOptions, _tell: object) -> Iterator[None]:
        seen.append(options)
        raise KeyboardInterrupt
        yield

    monkeypatch.setattr(up, "running_line", started)
    monkeypatch.chdir(folder)
    words = ["up", "line.yaml", "--headless"]
    if by_environment:
        monkeypatch.setenv("ROBOT_CELLS_MODELS", "models")
    else:
        words += ["--models", "models"]
    answer = CliRunner().invoke(application, words)
    assert ([options.models for options in seen], answer.exit_code) == ([Path("models")], 0), answer.output


def test_a_directory_that_is_not_there_is_refused_before_anything_starts(folder: Path) -> None:
    answer = CliRunner().invoke(application, ["up", str(folder / "line.yaml"), "--models", str(folder / "none")])
    assert answer.exit_code == 2
    assert "none" in answer.output
