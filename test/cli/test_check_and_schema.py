from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
import yaml
from typer.testing import CliRunner

from robot_cells.cli.main import application
from robot_cells.documents import driver_notes

SOUND = {
    "line.yaml": {
        "line": "small",
        "products": ["part.yaml"],
        "processes": "processes",
        "cells": [
            {
                "id": "cell_1",
                "kind": "assembly",
                "pose": {"x_m": 0.0, "y_m": 0.0},
                "capabilities": [{"name": "work", "duration_s": 1.0}],
            }
        ],
    },
    "part.yaml": {"product": "part", "operations": [{"id": "only", "capability": "work"}]},
    "processes/work.yaml": {"process": "work", "tree": {"set": {"done": True}}},
    "orders.yaml": {"orders": [{"id": "WO-1", "product": "part", "quantity": 2}]},
}


def write(folder: Path, documents: dict[str, object]) -> None:
    for name, content in documents.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content if isinstance(content, str) else yaml.safe_dump(content, sort_keys=False))


def test_sound_documents_pass(tmp_path: Path) -> None:
    write(tmp_path, SOUND)
    result = CliRunner().invoke(application, ["check", str(tmp_path)])
    assert result.exit_code == 0, result.output
    assert result.stdout == "No fault found.\n"


def test_a_driver_that_could_not_start_on_this_machine_is_told_and_is_no_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(driver_notes, "find_spec", lambda _: None)
    arm = {"model": "ur10e", "home_rad": [0.0, -1.5708, 1.5708, -1.5708, -1.5708, 0.0]}
    devices = [
        {"id": "arm", "kind": "arm", "driver": "follow_joint_trajectory", "parameters": arm},
        {"id": "station", "kind": "station", "parameters": {"tray": {"x_m": 0.5, "y_m": -0.2, "z_m": 0.05}}},
    ]
    line: dict[str, list[dict[str, object]]] = json.loads(json.dumps(SOUND["line.yaml"]))
    line["cells"][0]["devices"] = devices
    write(tmp_path, SOUND | {"line.yaml": line})
    result = CliRunner().invoke(application, ["check", str(tmp_path)])
    assert result.exit_code == 0, result.output
    assert result.stdout == "No fault found.\n"
    told = "cell cell_1, device arm: its driver follow_joint_trajectory needs the ROS package control_msgs"
    assert told in result.stderr


FAULTS = [
    ("orders.yaml", "orders: [{id: WO-1, product: prat, quantity: 2}]", "there is no product prat"),
    ("orders.yaml", "orders: [{id: WO-1, product: part, quantity: 0}]", "quantity"),
    ("part.yaml", "product: part\noperations: [{id: only, capability: wrok}]", "wrok"),
    ("processes/work.yaml", "process: work\ntree: {skill: no_such_skill}", "no_such_skill"),
    ("part.yaml", "product: part\n\toperations: []", "tab"),
    ("line.yaml", "[1, 2]", "mapping"),
]


@pytest.mark.parametrize(("name", "text", "named"), FAULTS, ids=[named for _, _, named in FAULTS])
def test_a_fault_is_named_with_its_file_and_ends_with_3(tmp_path: Path, name: str, text: str, named: str) -> None:
    write(tmp_path, SOUND | {name: text})
    result = CliRunner().invoke(application, ["check", str(tmp_path)])
    assert result.exit_code == 3
    assert any(str(tmp_path / name) in line and named in line for line in result.stdout.splitlines()), result.stdout


def test_all_faults_of_all_documents_are_listed_at_once(tmp_path: Path) -> None:
    broken = {
        "orders.yaml": "orders: [{id: WO-1, product: part, quantity: 0}, {id: WO-1, product: part, quantity: -1}]",
        "processes/work.yaml": "process: work\ntree: {skill: no_such_skill}",
    }
    write(tmp_path, SOUND | broken)
    result = CliRunner().invoke(application, ["check", "--json", str(tmp_path)])
    assert result.exit_code == 3
    problems = json.loads(result.stdout)
    assert {Path(item["file"]).name for item in problems} >= {"orders.yaml", "work.yaml"}
    assert all(item["what"] and item["remedy"] for item in problems)


def test_a_path_that_is_not_there_is_named_and_ends_with_3(tmp_path: Path) -> None:
    result = CliRunner().invoke(application, ["check", str(tmp_path / "nothing.yaml")])
    assert result.exit_code == 3
    assert "nothing.yaml" in result.stdout


@pytest.mark.parametrize("kind", ["line", "product", "orders", "process"])
def test_the_schema_of_each_kind_accepts_a_sound_document_and_refuses_an_unknown_key(kind: str) -> None:
    result = CliRunner().invoke(application, ["schema", kind])
    assert result.exit_code == 0
    schema = json.loads(result.stdout)
    document = next(item for item in SOUND.values() if isinstance(item, dict) and next(iter(item)) == kind)
    jsonschema.validate(document, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**document, "no_such_key": 1}, schema)


def test_a_kind_that_is_none_is_answered_with_those_there_are() -> None:
    result = CliRunner().invoke(application, ["schema", "recipe"])
    assert result.exit_code == 2
    assert "line" in result.stderr
    assert "orders" in result.stderr
