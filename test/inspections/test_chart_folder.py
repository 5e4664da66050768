"""Control charts kept over a restart."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from robot_cells.errors import InspectionError
from robot_cells.inspections.chart_folder import load_charts, save_charts
from robot_cells.inspections.control_chart import ControlChart, Limits, Phase

LEAST = 0.05


def fed(values: np.ndarray) -> ControlChart:
    chart = ControlChart(least_sigma=LEAST)
    for number, value in enumerate(values):
        chart.add(float(value), float(number))
    return chart


@pytest.mark.parametrize("seen", [0, 1, 30, 50, 51, 57, 200])
def test_a_chart_that_was_kept_goes_on_as_one_that_never_stopped(tmp_path: Path, seen: int) -> None:
    values = np.random.default_rng(5).normal(-3.0, 0.4, 260)
    values[210:] += 0.5
    whole, before = fed(values), fed(values[:seen])
    save_charts({"surface@2": before.memory}, tmp_path)
    charts, problems = load_charts(tmp_path, least_sigma=LEAST)
    again = charts["surface@2"]
    assert (problems, again.memory) == ((), before.memory)
    later = [again.add(float(value), float(seen + number)) for number, value in enumerate(values[seen:])]
    assert tuple(later) == whole.points[seen:]
    assert again.memory == whole.memory


@pytest.mark.parametrize("name", ["pcb@2", "a/b@1", "..", ".hidden", "über alles@1", "50%@1"])
def test_any_name_of_a_model_has_a_file_of_its_own(tmp_path: Path, name: str) -> None:
    save_charts({name: fed(np.ones(3)).memory, "other": fed(np.ones(2)).memory}, tmp_path / "scores")
    charts, problems = load_charts(tmp_path / "scores")
    assert ({key: chart.memory.number for key, chart in charts.items()}, problems) == ({name: 3, "other": 2}, ())
    assert sorted(path.parent for path in tmp_path.rglob("*.json")) == [tmp_path / "scores"] * 2


def test_values_infinitely_far_out_are_kept_as_very_far(tmp_path: Path) -> None:
    chart = ControlChart(limits=Limits(0.0, 0.0))
    chart.add(1.0)
    save_charts({"m": chart.memory}, tmp_path)
    assert load_charts(tmp_path)[0]["m"].memory.latest == (1e6,)


def sound(tmp_path: Path) -> dict[str, object]:
    save_charts({"m": fed(np.ones(60)).memory}, tmp_path)
    return dict(json.loads((tmp_path / "m.json").read_bytes()))


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({"version": 2}, "version"),
        ({"limits": {"centre": 0.0, "sigma": -1.0}}, "sigma"),
        ({"limits": {"centre": None, "sigma": 1.0}}, "centre"),
        ({"collected": [0.0] * 51}, "collected"),
        ({"number": -1}, "number"),
        ({"ewma": 1e999}, "ewma"),
        ({"last": {"at_s": 0.0}}, "last"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_broken_file_is_told_and_its_chart_begins_anew(tmp_path: Path, changed: dict[str, object], word: str) -> None:
    (tmp_path / "broken@1.json").write_text(json.dumps({**sound(tmp_path), **changed}))
    charts, (problem,) = load_charts(tmp_path)
    assert list(charts) == ["m"]
    assert "broken@1.json" in problem
    assert word in problem


@pytest.mark.parametrize("data", [b"", b"{", b"\xff\xfe", b"[]", b"null"])
def test_what_is_no_document_is_told(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "m.json").write_bytes(data)
    charts, problems = load_charts(tmp_path)
    assert (charts, len(problems)) == ({}, 1)
    assert load_charts(tmp_path / "none") == ({}, ())


def test_a_file_that_was_not_finished_changes_nothing(tmp_path: Path) -> None:
    sound(tmp_path)
    (tmp_path / ".m.json.new").write_bytes(b"{")
    charts, problems = load_charts(tmp_path)
    assert (charts["m"].phase, problems) == (Phase.WATCHING, ())


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "scores").write_text("A file where a folder should be.")
    with pytest.raises(InspectionError, match="cannot be kept"):
        save_charts({"m": ControlChart().memory}, tmp_path / "scores")
