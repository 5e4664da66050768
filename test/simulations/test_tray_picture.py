"""Pictures of trays: true to the tray, and the same for the same seed."""

import math
from dataclasses import replace
from itertools import combinations

import cv2
import numpy as np
import numpy.typing as npt
import pytest
import zxingcpp

from robot_cells.ids import ProductId, SerialNumber
from robot_cells.orders.layout import Cable, CodeMark, Coupling, Layout, Module, Screw
from robot_cells.orders.stacking import stacked
from robot_cells.simulations.camera_conditions import PERFECT, TYPICAL
from robot_cells.simulations.canvas import Canvas
from robot_cells.simulations.golden_pictures import perfect_tray
from robot_cells.simulations.module_looks import draw_module
from robot_cells.simulations.picture_frame import picture_frame
from robot_cells.simulations.tray import PlacedModule, Tray
from robot_cells.simulations.tray_picture import ForeignObject, render

Picture = npt.NDArray[np.uint8]
WIDTH_PX = 640
SERIAL = SerialNumber("WO-1-002")
TRAY_LAYOUT = Layout(
    0.28,
    0.32,
    CodeMark(0.23, 0.06, 0.05),
    modules=(
        Module("plate", "cold_plate", 0.10, 0.21, 0.10, 0.10),
        Module("board", "processor_board", 0.10, 0.21, 0.16, 0.14, 0.02),
        Module("drive", "drive", 0.06, 0.07, 0.06, 0.09),
    ),
    screws=(Screw("s1", "plate", 0.06, 0.17),),
    couplings=(Coupling("supply", 0.23, 0.28),),
    cables=(Cable("data", 0.14, 0.09, 0.23, 0.18),),
)
TYPES = (
    "cold_plate",
    "processor",
    "accelerator",
    "memory_bank",
    "drive",
    "power_board",
    "network_card",
    "fan",
    "riser",
    "bmc",
)


@pytest.fixture
def good() -> Tray:
    return perfect_tray(TRAY_LAYOUT, ProductId("tray"), SERIAL)


def picture(tray: Tray, seed: int = 1, perfect: bool = True, foreign: tuple[ForeignObject, ...] = ()) -> Picture:
    conditions = PERFECT if perfect else TYPICAL
    return render(TRAY_LAYOUT, tray, seed, width_px=WIDTH_PX, conditions=conditions, foreign=foreign).image


def changed(first: Picture, second: Picture) -> tuple[float, float, float, float]:
    """The box of what differs, in metres of the frame `tray`: left, bottom, right, top."""
    frame = picture_frame(TRAY_LAYOUT, WIDTH_PX)
    rows, columns = np.nonzero(cv2.absdiff(first, second).max(axis=2) > 8)
    origin = frame.to_pixel(0.0, 0.0)
    scale = frame.metres_per_pixel
    return (
        (columns.min() - origin[0]) * scale,
        (origin[1] - rows.max()) * scale,
        (columns.max() - origin[0]) * scale,
        (origin[1] - rows.min()) * scale,
    )


def test_the_same_seed_gives_the_same_picture_and_another_seed_another(good: Tray) -> None:
    assert np.array_equal(picture(good, 5, perfect=False), picture(good, 5, perfect=False))
    assert not np.array_equal(picture(good, 5, perfect=False), picture(good, 6, perfect=False))


def test_form_and_scale_are_as_documented(good: Tray) -> None:
    image, metres_per_pixel = render(TRAY_LAYOUT, good, 1, width_px=WIDTH_PX)
    assert image.dtype == np.uint8
    assert image.shape == (720, 640, 3)
    assert metres_per_pixel == pytest.approx(0.32 / 640)


@pytest.mark.parametrize("seed", range(5))
def test_the_code_says_the_serial_number_also_under_typical_light(good: Tray, seed: int) -> None:
    image = picture(good, seed, perfect=False)
    texts = [found.text for found in zxingcpp.read_barcodes(cv2.resize(image, None, fx=2, fy=2))]
    assert texts == [SERIAL]


@pytest.mark.parametrize(
    ("take", "x_m", "y_m", "reach_m"),
    [
        (lambda tray: tray.screws.clear(), 0.06, 0.17, 0.006),
        (lambda tray: tray.couplings.clear(), 0.23, 0.28, 0.014),
        (lambda tray: tray.modules.pop("drive"), 0.06, 0.07, 0.062),
        (lambda tray: tray.modules.pop("plate"), 0.10, 0.21, 0.072),
    ],
    ids=["screw", "coupling", "module", "plate on a board"],
)
def test_what_is_missing_shows_at_its_place_and_nowhere_else(
    good: Tray, take: object, x_m: float, y_m: float, reach_m: float
) -> None:
    before = picture(good)
    take(good)  # type: ignore[operator]
    left, bottom, right, top = changed(before, picture(good))
    assert x_m - reach_m < left < x_m < right < x_m + reach_m
    assert y_m - reach_m < bottom < y_m < top < y_m + reach_m


def test_a_missing_cable_leaves_both_ends(good: Tray) -> None:
    before = picture(good)
    good.cables.clear()
    left, bottom, right, top = changed(before, picture(good))
    assert left < 0.145
    assert bottom < 0.095
    assert right > 0.225
    assert top > 0.175


def test_cables_hang_differently_from_tray_to_tray(good: Tray) -> None:
    assert changed(picture(good, 1), picture(good, 2))[2] > 0.15


def test_modules_stand_where_the_tray_has_them_not_where_the_layout_does(good: Tray) -> None:
    empty = replace(good, modules={})
    moved = replace(good, modules={"drive": PlacedModule(0.10, 0.09, math.pi / 2)})
    left, bottom, right, top = changed(picture(empty), picture(moved))
    # Turned by a quarter it is 0.09 wide and 0.06 deep; its shadow falls a few millimetres to the lower right.
    assert left == pytest.approx(0.055, abs=0.0015)
    assert top == pytest.approx(0.120, abs=0.0015)
    assert right == pytest.approx(0.145, abs=0.009)
    assert bottom == pytest.approx(0.060, abs=0.009)


def test_a_rotation_is_counter_clockwise_seen_from_above(good: Tray) -> None:
    upright = replace(good, modules={"drive": PlacedModule(0.10, 0.15)})
    turned = replace(good, modules={"drive": PlacedModule(0.10, 0.15, math.pi / 2)})
    frame = picture_frame(TRAY_LAYOUT, WIDTH_PX)
    # The connector strip is the dark end at y = 0 of a drive; turned counter-clockwise it points to +x.
    x, y = (round(value) for value in frame.to_pixel(0.10, 0.15 - 0.042))
    assert picture(upright)[y, x].max() < 100
    x, y = (round(value) for value in frame.to_pixel(0.10 + 0.042, 0.15))
    assert picture(turned)[y, x].max() < 100


@pytest.mark.parametrize("place", [PlacedModule(0.0, 0.0), PlacedModule(0.28, 0.32, 1.0), PlacedModule(5.0, -3.0)])
def test_modules_at_and_beyond_the_edge_do_no_harm(good: Tray, place: PlacedModule) -> None:
    good.modules["drive"] = place
    assert picture(good).shape == (720, 640, 3)


def test_parts_that_the_layout_does_not_know_are_not_drawn(good: Tray) -> None:
    before = picture(good)
    good.modules["ghost"] = PlacedModule(0.2, 0.2)
    good.screws["ghost"] = 0.6
    good.cables.add("ghost")
    assert np.array_equal(picture(good), before)


@pytest.mark.parametrize("kind", ["screw", "washer", "tie", "swab"])
def test_a_foreign_object_shows_where_it_lies(good: Tray, kind: str) -> None:
    left, bottom, right, top = changed(picture(good), picture(good, foreign=(ForeignObject(kind, 0.20, 0.23, 0.4),)))
    assert 0.17 < left < right < 0.23
    assert 0.20 < bottom < top < 0.26


def test_cold_plates_lie_on_top_and_the_smaller_lies_on_the_larger() -> None:
    assert [item.id for item in stacked(TRAY_LAYOUT)] == ["board", "drive", "plate"]


def look(module_type: str) -> Picture:
    canvas = Canvas.blank(0.08, 0.10, 2000.0, (0, 0, 0))
    draw_module(canvas, module_type)
    return canvas.image


def test_no_two_types_look_alike_and_none_looks_alike_upside_down() -> None:
    looks = {name: look(name).astype(np.int16) for name in TYPES}
    for first, second in combinations(TYPES, 2):
        assert np.abs(looks[first] - looks[second]).mean() > 4, (first, second)
    for name, image in looks.items():
        assert np.abs(image - image[::-1, ::-1]).mean() > 1.5, name
