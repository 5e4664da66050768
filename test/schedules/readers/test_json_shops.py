"""The JSON of public collections is the same shop as its text."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from robot_cells.errors import ScheduleError
from robot_cells.schedules.readers.shop import Shop, ShopKind
from robot_cells.schedules.readers.shop_file import read_shops

JOB_SHOP = (({0: 3.0}, {1: 4.0}), ({1: 2.0}, {0: 1.0}))
FLEXIBLE = (({0: 3.0, 1: 5.0}, {1: 4.0}), ({1: 2.0},))
STEPS = [(0, 0, 0, 3), (0, 1, 1, 4), (1, 0, 1, 2), (1, 1, 0, 1)]
DATA = {"data": [dict(zip(("job", "operation", "machine", "duration"), step, strict=True)) for step in STEPS]}
MATRICES = {"name": "small", "machines_matrix": [[0, 1], [1, 0]], "duration_matrix": [[3, 4], [2, 1]], "metadata": {}}
JOBS = {
    "machines": 2,
    "jobs": [
        [[{"machine": 0, "processing": 3}, {"machine": 1, "processing": 5}], [{"machine": 1, "processing": 4}]],
        [[{"machine": 1, "duration": 2.0}]],
    ],
}
OPTIONS = [(0, 0, 3), (0, 1, 5), (1, 1, 4), (2, 1, 2)]
GRAPH = {
    "operations": [dict(zip(("operation", "machine", "duration"), option, strict=True)) for option in OPTIONS],
    "precedences": [{"before": 0, "after": 1, "job": 0}],
}


def read(folder: Path, value: Any, name: str = "small.json") -> tuple[Shop, ...]:
    path = folder / name
    path.write_text(value if isinstance(value, str) else json.dumps(value))
    shops = read_shops(path)
    assert all(isinstance(shop, Shop) for shop in shops)
    return tuple(shop for shop in shops if isinstance(shop, Shop))


@pytest.mark.parametrize(
    ("value", "kind", "jobs"),
    [
        (DATA, ShopKind.JOB_SHOP, JOB_SHOP),
        ({**DATA, "machines": 2, "jobs": 2}, ShopKind.JOB_SHOP, JOB_SHOP),
        (MATRICES, ShopKind.JOB_SHOP, JOB_SHOP),
        (JOBS, ShopKind.FLEXIBLE, FLEXIBLE),
        (GRAPH, ShopKind.FLEXIBLE, FLEXIBLE),
    ],
    ids=["steps", "steps with counts", "matrices", "jobs", "graph"],
)
def test_a_shop_is_the_same_in_every_shape(tmp_path: Path, value: Any, kind: ShopKind, jobs: Any) -> None:
    (shop,) = read(tmp_path, value)
    assert (shop.name, shop.kind, shop.machines, shop.jobs) == ("small", kind, 2, jobs)
    assert shop.is_plain


def test_a_list_of_machines_is_alternatives(tmp_path: Path) -> None:
    (shop,) = read(tmp_path, {"machines_matrix": [[[0, 2], 1]], "duration_matrix": [[3, 4]]})
    assert (shop.kind, shop.jobs) == (ShopKind.FLEXIBLE, (({0: 3.0, 2: 3.0}, {1: 4.0}),))


def test_several_may_stand_under_their_names(tmp_path: Path) -> None:
    shops = read(tmp_path, {"one": {**MATRICES, "name": "one"}, "two": DATA})
    assert [(shop.name, shop.jobs) for shop in shops] == [("one", JOB_SHOP), ("two", JOB_SHOP)]


def change(value: Any, *keys: str | int, to: Any) -> Any:
    copy = json.loads(json.dumps(value))
    place = copy
    for key in keys[:-1]:
        place = place[key]
    place[keys[-1]] = to
    return copy


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("{", "small.json: Invalid JSON"),
        ("[" * 100_000, "small.json: Invalid JSON"),
        ("", "small.json: Invalid JSON"),
        ({}, "There is no instance in it"),
        ([1, 2], "There is no instance in it"),
        ({"one": MATRICES, "two": {"answer": 42}}, "There is no instance in it"),
        ([{"name": "la01", "path": "la01.txt"}], "It is a list of 1 instances and where they lie. Name the files"),
        ({"data": []}, "an operation without a machine, or none at all"),
        (change(JOBS, "jobs", 0, 0, to=[]), "an operation without a machine"),
        (change(DATA, "data", 1, "operation", to=0), "Operation 0 of job 0 is there twice"),
        (change(DATA, "data", 1, "machine", to="one"), "small.json, data.1.machine: Input should be a valid integer"),
        (change(DATA, "data", 1, "duration", to=-1), "data.1.duration: Input should be greater than or equal to 0"),
        (json.dumps(change(DATA, "data", 1, "duration", to=float("nan"))), "data.1.duration: Input should be"),
        (change(DATA, "data", 1, "machine", to=10**9), "data.1.machine: Input should be less than"),
        ({**DATA, "machines": 1}, "1 is not a machine; there are 1, numbered from 0"),
        (change(MATRICES, "machines_matrix", 0, to=[0]), "differ in size"),
        (
            {"one": change(MATRICES, "duration_matrix", 0, 1, to="x")},
            "small.json, one.duration_matrix.0.1: Input should",
        ),
        (change(GRAPH, "operations", 3, "operation", to=3), "not numbered one by one"),
        (change(GRAPH, "precedences", 0, "after", to=3), "3 is not an operation; there are 3"),
        (change(GRAPH, "precedences", 0, "before", to=1), "wait for one another in a circle"),
    ],
)
def test_a_broken_file_is_refused_with_the_key(tmp_path: Path, value: Any, words: str) -> None:
    with pytest.raises(ScheduleError, match=words):
        read(tmp_path, value)
