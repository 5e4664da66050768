"""How high, how heavy and how high up the parts of a tray are."""

from __future__ import annotations

import pytest

from robot_cells.orders.layout import CodeMark, Coupling, Layout, Module, Screw
from robot_cells.orders.part_sizes import (
    COUPLING,
    COUPLING_HEIGHT_M,
    SCREW_HEAD_M,
    part_height_m,
    part_mass_kg,
    size_of,
)
from robot_cells.orders.rest_heights import (
    highest_top_m,
    nominal_rest_heights,
    rest_heights,
    screw_seat_m,
    top_below_m,
)

BOARD = Module("board", "processor", 0.2, 0.2, 0.1, 0.1)
PLATE = Module("plate", "cold_plate_processor", 0.22, 0.2, 0.1, 0.1)
BESIDE = Module("beside", "cold_plate_processor", 0.32, 0.2, 0.1, 0.1)
SCREW = Screw("screw", "plate", 0.2, 0.2)
LAYOUT = Layout(0.44, 0.7, CodeMark(0.4, 0.1, 0.05), (PLATE, BESIDE, BOARD), (SCREW,), (Coupling("c", 0.1, 0.6),))
BOARD_M, PLATE_M = size_of(BOARD).height_m, size_of(PLATE).height_m


@pytest.mark.parametrize(
    ("module", "height_m", "mass_kg"),
    [
        (Module("a", "drive", 0.0, 0.0, 0.036, 0.1), 0.015, 0.10),
        (Module("a", "drive", 0.0, 0.0, 0.036, 0.1, height_m=0.02), 0.02, 0.10),
        (Module("a", "drive", 0.0, 0.0, 0.036, 0.1, mass_kg=0.5), 0.015, 0.5),
        (Module("a", "fan", 0.0, 0.0, 0.04, 0.1), 0.015, 0.04 * 0.1 * 0.015 * 1500.0),
    ],
)
def test_sizes_are_the_documents_else_the_types(module: Module, height_m: float, mass_kg: float) -> None:
    size = size_of(module)
    assert (size.height_m, size.mass_kg) == pytest.approx((height_m, mass_kg))


def test_a_type_is_as_high_and_heavy_as_the_greatest_of_it() -> None:
    high = Module("high", "drive", 0.0, 0.0, 0.036, 0.1, height_m=0.02)
    heavy = Module("heavy", "drive", 0.0, 0.0, 0.036, 0.1, mass_kg=0.5)
    layout = Layout(0.44, 0.7, CodeMark(0.4, 0.1, 0.05), (high, heavy))
    assert (part_height_m(layout, "drive"), part_mass_kg(layout, "drive")) == (0.02, 0.5)
    assert part_height_m(layout, COUPLING) == COUPLING_HEIGHT_M


def test_a_plate_lies_on_what_it_cools() -> None:
    places = {item.id: item for item in LAYOUT.modules}
    assert rest_heights(LAYOUT, places) == {"board": 0.0, "plate": BOARD_M, "beside": 0.0}
    assert nominal_rest_heights(LAYOUT) == rest_heights(LAYOUT, places)
    del places["board"]
    assert rest_heights(LAYOUT, places) == {"plate": 0.0, "beside": 0.0}


def test_a_screw_comes_down_on_what_it_holds_else_on_the_bottom() -> None:
    heights = nominal_rest_heights(LAYOUT)
    assert screw_seat_m(LAYOUT, SCREW, heights) == pytest.approx(BOARD_M + PLATE_M)
    assert screw_seat_m(LAYOUT, SCREW, {"board": 0.0}) == 0.0


def test_the_highest_of_a_tray_is_what_a_move_must_clear() -> None:
    assert highest_top_m(LAYOUT) == pytest.approx(BOARD_M + PLATE_M + SCREW_HEAD_M)


@pytest.mark.parametrize(("x_m", "top_m"), [(0.16, BOARD_M), (0.2, BOARD_M + PLATE_M), (0.35, PLATE_M), (0.05, 0.0)])
def test_under_a_point_lies_the_highest_module_there(x_m: float, top_m: float) -> None:
    assert top_below_m(LAYOUT, {item.id: item for item in LAYOUT.modules}, x_m, 0.2) == pytest.approx(top_m)
