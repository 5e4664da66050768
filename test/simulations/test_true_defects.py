"""The true defects of a simulated tray, against which inspections are counted."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import robot_cells
from robot_cells.documents.plant import load_plant
from robot_cells.ids import ProductId, SerialNumber
from robot_cells.inspections.golden_sample.tolerances import DEFAULTS
from robot_cells.orders.layout import Layout, PlaceTolerance
from robot_cells.simulations.golden_pictures import perfect_tray
from robot_cells.simulations.tray import LooseCable, Tray
from robot_cells.simulations.true_defects import OFFSET_M, ROTATION_RAD, true_defects

CONFIG = Path(robot_cells.__file__).parent.parent / "config"


@pytest.fixture(scope="module")
def layout() -> Layout:
    found = load_plant(CONFIG / "lines" / "compute_tray.yaml").products[ProductId("tray_a")].layout
    assert found is not None
    return replace(found, tolerance=PlaceTolerance())


def tray(layout: Layout) -> Tray:
    return perfect_tray(layout, ProductId("tray_a"), SerialNumber("WO-1-001"))


def codes(made: Tray, layout: Layout) -> list[tuple[object, object]]:
    return [(item["code"], item["subject"]) for item in true_defects(made, layout)]


def test_a_tray_as_it_should_be_has_none(layout: Layout) -> None:
    assert codes(tray(layout), layout) == []


@pytest.mark.parametrize(
    ("part", "code"),
    [
        ("modules", "inspect.missing_module"),
        ("screws", "inspect.missing_screw"),
        ("couplings", "inspect.unmated_coupling"),
        ("cables", "inspect.missing_cable"),
    ],
)
def test_what_is_not_there_is_a_defect(layout: Layout, part: str, code: str) -> None:
    made = tray(layout)
    held: Any = getattr(made, part)
    name = sorted(held)[0]
    held.pop(name) if isinstance(held, dict) else held.discard(name)
    assert codes(made, layout) == [(code, name)]


@pytest.mark.parametrize(
    ("dx_m", "turn_rad", "code"),
    [
        (0.0014, 0.0, None),
        (0.0016, 0.0, "inspect.misplaced_module"),
        (-0.0016, 0.0, "inspect.misplaced_module"),
        (0.0, 0.034, None),
        (0.0, -0.036, "inspect.turned_module"),
        (0.002, 3.14159, "inspect.turned_module"),
        (0.0, 2 * 3.141592653589793, None),
    ],
)
def test_a_module_is_where_it_should_be_within_the_limits(
    layout: Layout, dx_m: float, turn_rad: float, code: str | None
) -> None:
    made = tray(layout)
    placed = made.modules["cpu_1"]
    moved = replace(placed, x_m=placed.x_m + dx_m, rotation_rad=placed.rotation_rad + turn_rad)
    made.modules["cpu_1"] = moved
    assert codes(made, layout) == ([] if code is None else [(code, "cpu_1")])


def test_the_part_s_own_limits_go_before_the_product_s_and_those_before_ours(layout: Layout) -> None:
    made = tray(layout)
    placed = made.modules["cpu_1"]
    made.modules["cpu_1"] = replace(placed, x_m=placed.x_m + 0.001)
    strict = replace(layout, tolerance=PlaceTolerance(offset_m=0.0004))
    assert codes(made, strict) == [("inspect.misplaced_module", "cpu_1")]
    wide = PlaceTolerance(offset_m=0.002)
    modules = tuple(replace(item, tolerance=wide) if item.id == "cpu_1" else item for item in layout.modules)
    assert codes(made, replace(strict, modules=modules)) == []


def test_another_part_in_the_place_and_a_loose_cable_are_defects(layout: Layout) -> None:
    made = tray(layout)
    made.modules["cpu_1"] = replace(made.modules["cpu_1"], type="drive")
    made.loose_cables["cable_1"] = LooseCable(pulled_m=0.004)
    assert codes(made, layout) == [("inspect.wrong_module", "cpu_1"), ("inspect.loose_cable", "cable_1")]


def test_the_limits_are_those_of_inspection() -> None:
    assert (DEFAULTS.offset_m, DEFAULTS.rotation_rad) == (OFFSET_M, ROTATION_RAD)
