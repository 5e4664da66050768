from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from robot_cells.cli.main import application
from robot_cells.documents.order_book import load_orders
from robot_cells.documents.plant import load_plant
from robot_cells.journals.event_records import entry_of
from robot_cells.journals.sqlite_journal import SqliteJournal
from robot_cells.twins.scenario import Scenario
from robot_cells.twins.twin import JOURNAL, Twin

LINE = {
    "line": "small",
    "products": ["thing.yaml"],
    "processes": "processes",
    "cells": [
        {
            "id": name,
            "kind": "assembly",
            "pose": {"x_m": x_m, "y_m": 0.0},
            "capabilities": [{"name": name, "duration_s": 30.0, "process": "work"}],
        }
        for name, x_m in (("mill", 0.0), ("drill", 6.0))
    ],
    "vehicles": [{"id": "amr", "home": "mill"}],
}
DOCUMENTS = {
    "line.yaml": LINE,
    "thing.yaml": {
        "product": "thing",
        "operations": [{"id": "mill", "capability": "mill"}, {"id": "drill", "capability": "drill", "after": ["mill"]}],
    },
    "processes/work.yaml": {"process": "work", "repeatable": True, "tree": {"set": {"done": True}}},
    "processes/transport.yaml": {
        "process": "transport",
        "parameters": {
            "from": {"type": "text"},
            "to": {"type": "text"},
            "distance_m": {"type": "number", "unit": "m", "default": 0},
            "approach_m": {"type": "number", "unit": "m", "default": 0},
        },
        "tree": {"set": {"done": True}},
    },
    "orders.yaml": {"orders": [{"id": "WO-1", "product": "thing", "quantity": 4, "due_s": 100}]},
    "twin.yaml": {
        "twin": "small",
        "durations": [{"operation": "mill", "duration_s": 40}, {"operation": "drill", "duration_s": 20}],
    },
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "processes").mkdir()
    for name, content in DOCUMENTS.items():
        (tmp_path / name).write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
    return tmp_path


def twin(folder: Path, *arguments: str, model: bool = True):
    given = ["twin", str(folder / "line.yaml"), "--orders", str(folder / "orders.yaml"), "--seeds", "3"]
    stated = ["--model", str(folder / "twin.yaml")] if model else []
    return CliRunner().invoke(application, [*given, *stated, *arguments], env={"COLUMNS": "120"})


def answer(folder: Path, *arguments: str, model: bool = True):
    result = twin(folder, "--json", *arguments, model=model)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_it_says_when_orders_end_and_gives_every_run_a_hash(folder: Path) -> None:
    first, again = answer(folder), answer(folder)
    assert first == again
    assert len(set(first["base"]["hashes"])) == 3
    # Four pieces of 40 s on the mill; for the last a trip of twice 6 m and two transfers of 4 s, and 20 s on the drill.
    assert first["base"]["makespan_s"]["p50"] == pytest.approx(4 * 40 + 20 + 20, rel=0.02)
    assert first["base"]["late_orders"] == ["WO-1"]
    assert first["base"]["bottleneck"] == "mill"


def test_a_change_is_shown_beside_what_is_with_its_effect(folder: Path) -> None:
    found = answer(folder, "--set", "cells.mill.copies=2", "--set", "orders.WO-1.due_s=150")
    assert found["changes"] == ["cells.mill.copies=2", "orders.WO-1.due_s=150"]
    assert found["effect"]["makespan_s"]["p50"] < -60
    assert (found["base"]["late_orders"], found["changed"]["late_orders"]) == (["WO-1"], [])
    text = twin(folder, "--set", "cells.mill.copies=2").stdout
    assert "changed: cells.mill.copies=2" in text
    assert "mill_copy_1" in text


def test_without_a_twin_document_a_simulated_line_is_rehearsed(folder: Path) -> None:
    # The process takes no time, and the rehearsal has seen that.
    assert answer(folder, model=False)["base"]["makespan_s"]["p50"] < 100


def test_bodies_are_in_a_run_of_full_depth_only(folder: Path) -> None:
    arguments = ["twin", str(folder / "line.yaml"), "--orders", str(folder / "orders.yaml"), "--simulation", "physics"]
    refused = CliRunner().invoke(application, arguments)
    assert refused.exit_code != 0 and "Only a run in full depth has equipment" in refused.output
    found = answer(folder, "--depth", "full", "--simulation", "physics")
    assert found["base"]["makespan_s"]["p50"] < 100


def test_in_full_depth_the_true_processes_run(folder: Path) -> None:
    found = answer(folder, "--depth", "full")
    assert found["depth"] == "full"
    assert found["base"]["makespan_s"]["p50"] < 100


def test_it_goes_on_from_the_journal_of_a_line_at_work(folder: Path) -> None:
    plant = load_plant(folder / "line.yaml")
    orders = load_orders(folder / "orders.yaml", plant).orders
    lived = Twin(Scenario(plant.line, plant.products, orders), 1).run()
    journal = SqliteJournal(folder / "journal.sqlite", 0, JOURNAL)
    journal.keep_documents(plant.sources)
    journal.append([entry_of(event, 0) for event in lived if event.at_s <= 70.0])
    arguments = ["twin", "--from", str(folder / "journal.sqlite"), "--json", "--seeds", "1", "--first-seed", "1"]
    result = CliRunner().invoke(application, arguments)
    journal.close()
    assert result.exit_code == 0, result.output
    base = json.loads(result.stdout)["base"]
    assert base["begin_s"] == max(event.at_s for event in lived if event.at_s <= 70.0)
    assert base["orders"]["WO-1"]["end_s"]["p50"] == pytest.approx(lived[-1].at_s, rel=0.05)


def test_a_picture_is_drawn(folder: Path) -> None:
    path = folder / "twin.png"
    assert twin(folder, "--set", "line.vehicles=2", "--plot", str(path)).exit_code == 0
    assert path.read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("arguments", "exit_code", "says"),
    [
        (("--set", "line.vehicels=3"), 9, "Did you mean vehicles?"),
        (("--set", "line.vehicles"), 9, "path=value"),
        (("--scheduler", "fastest"), 9, "minimum_slack"),
        (("--faults", "twin.yaml"), 3, "no list of faults"),
        (("--from", "line.yaml"), 6, "no journal"),
        (("--seeds", "0"), 2, "--seeds"),
    ],
)
def test_what_cannot_be_answered_is_refused(
    folder: Path, arguments: tuple[str, ...], exit_code: int, says: str
) -> None:
    given = [str(folder / item) if item.endswith(".yaml") else item for item in arguments]
    result = twin(folder, *given)
    assert result.exit_code == exit_code
    assert says in result.output


def test_without_orders_and_journal_nothing_is_asked(folder: Path) -> None:
    result = CliRunner().invoke(application, ["twin", str(folder / "line.yaml")])
    assert result.exit_code == 9
    assert "--orders" in result.output
