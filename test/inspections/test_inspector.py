"""What the golden sample inspector finds, and what it refuses to judge."""

import math
from collections.abc import Callable
from dataclasses import replace

import cv2
import numpy as np
import numpy.typing as npt
import pytest

from robot_cells.inspections.golden_sample.golden_sample import GoldenSample
from robot_cells.inspections.golden_sample.inspector import GoldenSampleInspector
from robot_cells.inspections.golden_sample.tolerances import DEFAULTS
from robot_cells.inspections.verdict import Box, InspectionResult, Verdict
from robot_cells.orders.layout import Layout
from robot_cells.simulations.camera_conditions import PERFECT, TYPICAL
from robot_cells.simulations.picture_frame import picture_frame
from robot_cells.simulations.tray import PlacedModule, Tray
from robot_cells.simulations.tray_picture import ForeignObject

Picture = npt.NDArray[np.uint8]
Take = Callable[..., Picture]
WIDTH_PX = 640


def found(result: InspectionResult) -> list[tuple[str, str]]:
    return [(item.code, item.subject) for item in result.defects]


def distance_px(box: Box, layout: Layout, x_m: float, y_m: float) -> float:
    x, y = picture_frame(layout, WIDTH_PX).to_pixel(x_m, y_m)
    return math.hypot(box.x + box.width / 2 - x, box.y + box.height / 2 - y)


@pytest.mark.parametrize("seed", range(8))
def test_a_good_tray_passes_in_any_pose_and_light(
    inspector: GoldenSampleInspector, tray: Tray, take: Take, seed: int
) -> None:
    result = inspector.inspect(take(tray, seed), tray.serial)
    assert (result.verdict, result.defects, result.serial_read) == (Verdict.PASS, (), "WO-1-002")


def test_a_missing_screw_is_found_where_it_should_be(
    inspector: GoldenSampleInspector, layout: Layout, tray: Tray, take: Take
) -> None:
    del tray.screws["plate_s2"]
    result = inspector.inspect(take(tray, conditions=PERFECT), tray.serial)
    assert result.verdict is Verdict.FAIL
    assert found(result) == [("inspect.missing_screw", "plate_s2")]
    assert distance_px(result.defects[0].box, layout, 0.148, 0.253) < 3


def test_boxes_are_in_the_picture_that_was_handed_in_not_in_the_golden_sample(
    inspector: GoldenSampleInspector, layout: Layout, tray: Tray, take: Take
) -> None:
    del tray.screws["plate_s1"]
    picture = take(tray, conditions=PERFECT)
    shift = np.float64([[1, 0, 12], [0, 1, -9]])
    moved = cv2.warpAffine(picture, shift, picture.shape[1::-1], borderMode=cv2.BORDER_REPLICATE)
    here = inspector.inspect(picture, tray.serial).defects[0].box
    there = inspector.inspect(moved, tray.serial).defects[0].box
    assert abs(there.x - here.x - 12) <= 1
    assert abs(there.y - here.y + 9) <= 1


def test_a_missing_module_is_one_defect_and_its_screws_are_not_held_against_it(
    inspector: GoldenSampleInspector, tray: Tray, take: Take
) -> None:
    del tray.modules["plate"]
    tray.screws.clear()
    assert found(inspector.inspect(take(tray), tray.serial)) == [("inspect.missing_module", "plate")]


def test_a_missing_module_is_not_mistaken_for_its_neighbour_of_the_same_type(
    inspector: GoldenSampleInspector, tray: Tray, take: Take
) -> None:
    del tray.modules["drive_1"]
    assert found(inspector.inspect(take(tray), tray.serial)) == [("inspect.missing_module", "drive_1")]


@pytest.mark.parametrize("subject", ["board", "plate", "drive_2"])
@pytest.mark.parametrize(("dx_m", "dy_m"), [(0.004, 0.0), (-0.002, 0.006)])
def test_a_misplaced_module_is_found_with_its_displacement_to_a_tenth_of_a_millimetre(
    inspector: GoldenSampleInspector, tray: Tray, take: Take, subject: str, dx_m: float, dy_m: float
) -> None:
    place = tray.modules[subject]
    tray.modules[subject] = PlacedModule(place.x_m + dx_m, place.y_m + dy_m)
    result = inspector.inspect(take(tray, conditions=PERFECT), tray.serial)
    (defect,) = [item for item in result.defects if item.subject == subject]
    assert defect.code == "inspect.misplaced_module"
    assert defect.offset_x_m == pytest.approx(dx_m, abs=1e-4)
    assert defect.offset_y_m == pytest.approx(dy_m, abs=1e-4)


@pytest.mark.parametrize("turn", [math.pi, 0.1, -0.15])
@pytest.mark.parametrize("subject", ["plate", "drive_2"])
def test_a_turned_module_is_found_with_its_angle(
    inspector: GoldenSampleInspector, tray: Tray, take: Take, subject: str, turn: float
) -> None:
    place = tray.modules[subject]
    tray.modules[subject] = PlacedModule(place.x_m, place.y_m, turn)
    result = inspector.inspect(take(tray), tray.serial)
    (defect,) = [item for item in result.defects if item.subject == subject]
    assert defect.code == "inspect.turned_module"
    assert abs(math.remainder(defect.rotation_rad - turn, 2 * math.pi)) < 0.01


def test_a_module_within_tolerance_passes_and_a_narrower_tolerance_fails_it(
    inspector: GoldenSampleInspector, tray: Tray, take: Take
) -> None:
    place = tray.modules["drive_2"]
    tray.modules["drive_2"] = PlacedModule(place.x_m + 0.0009, place.y_m)
    picture = take(tray)
    assert inspector.inspect(picture, tray.serial).verdict is Verdict.PASS
    narrow = DEFAULTS.with_parameters({"offset_m": 0.0005})
    assert found(inspector.inspect(picture, tray.serial, narrow)) == [("inspect.misplaced_module", "drive_2")]


def test_a_missing_cable_and_an_unmated_coupling_are_found(
    inspector: GoldenSampleInspector, tray: Tray, take: Take
) -> None:
    tray.cables.clear()
    tray.couplings.discard("return")
    result = inspector.inspect(take(tray), tray.serial)
    assert sorted(found(result)) == [("inspect.missing_cable", "data"), ("inspect.unmated_coupling", "return")]


@pytest.mark.parametrize("kind", ["screw", "washer", "tie", "swab"])
def test_a_foreign_object_is_found_where_it_lies(
    inspector: GoldenSampleInspector, layout: Layout, tray: Tray, take: Take, kind: str
) -> None:
    picture = take(tray, conditions=PERFECT, foreign=[ForeignObject(kind, 0.20, 0.205, 0.6)])
    result = inspector.inspect(picture, tray.serial)
    assert {item.code for item in result.defects} == {"inspect.foreign_object"}
    assert distance_px(result.defects[0].box, layout, 0.20, 0.205) < 40


def test_another_serial_number_than_expected_is_a_wrong_code(
    inspector: GoldenSampleInspector, tray: Tray, take: Take
) -> None:
    result = inspector.inspect(take(tray), "WO-1-003")
    assert found(result) == [("inspect.wrong_code", "WO-1-002")]


def test_an_unreadable_code_alone_is_undecided(inspector: GoldenSampleInspector, tray: Tray, take: Take) -> None:
    picture = take(tray, conditions=PERFECT)
    x, y = (round(value) for value in picture_frame(inspector.golden.layout, WIDTH_PX).to_pixel(0.235, 0.06))
    picture[y - 30 : y + 30, x - 30 : x + 30] = 128
    result = inspector.inspect(picture, tray.serial)
    assert result.verdict is Verdict.UNDECIDED
    assert "code" in result.message


def test_a_defect_is_a_fail_also_where_the_code_cannot_be_read(
    inspector: GoldenSampleInspector, tray: Tray, take: Take
) -> None:
    tray.couplings.clear()
    picture = take(tray, conditions=PERFECT)
    x, y = (round(value) for value in picture_frame(inspector.golden.layout, WIDTH_PX).to_pixel(0.235, 0.06))
    picture[y - 30 : y + 30, x - 30 : x + 30] = 128
    assert inspector.inspect(picture, tray.serial).verdict is Verdict.FAIL


UNJUDGEABLE = {
    "empty": (lambda p: p[:0], "empty"),
    "no pixels": (lambda p: np.zeros((0, 0, 3), np.uint8), "empty"),
    "tiny": (lambda p: p[:4, :4], "pixels"),
    "black": (np.zeros_like, "dark"),
    "dark": (lambda p: (p * 0.1).astype(np.uint8), "dark"),
    "white": (lambda p: np.full_like(p, 255), "overexposed"),
    "one grey": (lambda p: np.full_like(p, 120), "one grey"),
    "16 bit": (lambda p: p.astype(np.uint16) * 256, "uint16"),
    "floating point with NaN": (lambda p: np.where(p > 100, np.nan, p).astype(np.float32), "float32"),
    "four channels": (lambda p: np.dstack([p, p[:, :, :1]]), "shape"),
    "one dimension": (lambda p: p.ravel(), "shape"),
    "half a picture": (lambda p: p[: p.shape[0] // 2], "golden sample"),
    "far too small": (lambda p: cv2.resize(p, None, fx=0.4, fy=0.4), "golden sample"),
    "blurred": (lambda p: cv2.GaussianBlur(p, (0, 0), 4), "blurred"),
    "noise": (lambda p: np.random.default_rng(1).integers(0, 256, p.shape).astype(np.uint8), "not found"),
    "upside down": (lambda p: np.ascontiguousarray(p[::-1, ::-1]), ""),
    "mirrored": (lambda p: np.ascontiguousarray(p[:, ::-1]), ""),
    "shifted by 60 px": (lambda p: np.roll(p, 60, axis=1), ""),
}


@pytest.mark.parametrize("name", UNJUDGEABLE)
def test_what_cannot_be_judged_is_undecided_and_says_why(
    inspector: GoldenSampleInspector, tray: Tray, take: Take, name: str
) -> None:
    spoil, word = UNJUDGEABLE[name]
    result = inspector.inspect(spoil(take(tray)), tray.serial)
    assert result.verdict is Verdict.UNDECIDED
    assert word in result.message
    assert result.message.endswith(".")


def test_a_picture_of_bare_bench_is_never_a_pass(inspector: GoldenSampleInspector) -> None:
    bench = np.random.default_rng(3).normal(60, 3, (720, 640, 3)).clip(0, 255).astype(np.uint8)
    assert inspector.inspect(bench, "").verdict is Verdict.UNDECIDED


def test_grey_pictures_and_other_resolutions_of_the_same_view_are_judged(
    inspector: GoldenSampleInspector, tray: Tray, take: Take
) -> None:
    large = cv2.resize(take(tray), None, fx=1.25, fy=1.25, interpolation=cv2.INTER_CUBIC)
    assert inspector.inspect(large, tray.serial).verdict is Verdict.PASS
    del tray.modules["drive_1"]
    large = cv2.resize(take(tray, conditions=PERFECT), None, fx=1.25, fy=1.25, interpolation=cv2.INTER_CUBIC)
    result = inspector.inspect(large, tray.serial)
    assert found(result) == [("inspect.missing_module", "drive_1")]
    x, _ = picture_frame(inspector.golden.layout, WIDTH_PX).to_pixel(0.05, 0.07)
    assert abs(result.defects[0].box.x + result.defects[0].box.width / 2 - 1.25 * x) < 4


def test_darker_and_unevenly_lit_pictures_are_judged_alike(
    inspector: GoldenSampleInspector, tray: Tray, take: Take
) -> None:
    conditions = replace(TYPICAL, exposure=0.6, gradient=0.3, noise=4.0)
    assert inspector.inspect(take(tray, conditions=conditions), tray.serial).verdict is Verdict.PASS
    del tray.screws["plate_s1"]
    result = inspector.inspect(take(tray, conditions=conditions), tray.serial)
    assert found(result) == [("inspect.missing_screw", "plate_s1")]


def test_a_golden_sample_of_a_single_photograph_finds_missing_modules_screws_and_cables(
    inspector: GoldenSampleInspector, layout: Layout, tray: Tray, take: Take
) -> None:
    photograph = take(tray, conditions=PERFECT)
    golden = GoldenSample.of_pictures("photograph", layout, inspector.golden.scale, [photograph])
    from_photograph = GoldenSampleInspector(golden)
    assert from_photograph.inspect(take(tray, 5), tray.serial).verdict is Verdict.PASS
    del tray.modules["drive_1"], tray.screws["plate_s1"]
    tray.cables.clear()
    assert sorted(found(from_photograph.inspect(take(tray, 6), tray.serial))) == [
        ("inspect.missing_cable", "data"),
        ("inspect.missing_module", "drive_1"),
        ("inspect.missing_screw", "plate_s1"),
    ]


def test_judging_the_same_picture_twice_gives_the_same_answer(
    inspector: GoldenSampleInspector, tray: Tray, take: Take
) -> None:
    del tray.modules["drive_2"]
    picture = take(tray, 9)
    first, second = inspector.inspect(picture, tray.serial), inspector.inspect(picture, tray.serial)
    assert replace(first, duration_s=0.0) == replace(second, duration_s=0.0)
