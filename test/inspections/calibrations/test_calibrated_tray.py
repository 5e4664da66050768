"""A tray that a distorting camera sees aslant is judged in metres, through the camera's calibration document."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import pytest

from robot_cells.errors import InspectionError
from robot_cells.inspections.calibrations.calibration_model import CalibrationModel, LensModel
from robot_cells.inspections.calibrations.camera_calibration import CameraCalibration, lens_of, read_calibration
from robot_cells.inspections.calibrations.plane import PlaneCalibration, PlanePoint, calibrate_plane
from robot_cells.inspections.golden_sample.layout_json import layout_as_json
from robot_cells.inspections.golden_sample.tray_plane import TrayPlane
from robot_cells.inspections.model import FitOptions, View
from robot_cells.inspections.presence.kind import KIND
from robot_cells.inspections.samples.sample import Sample, SampleSet
from robot_cells.inspections.verdict import Verdict
from robot_cells.orders.layout import Layout
from robot_cells.simulations.camera_conditions import PERFECT
from robot_cells.simulations.picture_frame import picture_frame
from robot_cells.simulations.tray import PlacedModule, Tray

Picture = npt.NDArray[np.uint8]
WIDTH_PX = 640
SIZE = (760, 860)
MODEL = LensModel(
    width_px=SIZE[0], height_px=SIZE[1], fx_px=900.0, fy_px=905.0, cx_px=384.0, cy_px=425.0,
    distortion=[-0.12, 0.02, 0.0005, -0.0004, 0.0], rms_px=0.05, focal_sigma_px=0.2, pictures=12,
)  # fmt: skip
LENS = lens_of(MODEL)


@pytest.fixture(scope="module")
def to_straight(layout: Layout) -> np.ndarray:
    """Metres on the tray to straight pixels, centres on whole numbers: a camera that looks aslant."""
    frame = picture_frame(layout, WIDTH_PX)
    corners = [frame.to_pixel(x, y) for x, y in ((0, layout.depth_m), (layout.width_m, layout.depth_m), (0, 0))]
    (left, top), (right, _), (_, bottom) = corners
    source = np.array(((left, top), (right, top), (right, bottom), (left, bottom)), np.float32)
    aslant = source + np.array(((60, 30), (-30, 55), (20, 40), (-10, -25)), np.float32) + 40
    metres = np.array(((0, layout.depth_m), (layout.width_m, layout.depth_m), (layout.width_m, 0), (0, 0)), np.float32)
    return np.asarray(cv2.getPerspectiveTransform(metres, aslant), dtype=np.float64)


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory, layout: Layout, to_straight: np.ndarray) -> Path:
    """The camera's document, made from marks on the tray."""
    marks = [(x, y) for x in np.linspace(0, layout.width_m, 6) for y in np.linspace(0, layout.depth_m, 6)]
    seen = LENS.bent(cv2.perspectiveTransform(np.array([marks]), to_straight)[0])
    points = [
        PlanePoint(f"mark {n}", *map(float, pixel), *map(float, mark))
        for n, (mark, pixel) in enumerate(zip(marks, seen, strict=True))
    ]
    bare = CameraCalibration(CalibrationModel(calibration="over_tray", lens=MODEL), LENS, None, None)
    path = tmp_path_factory.mktemp("camera") / "over_tray.yaml"
    bare.with_plane(calibrate_plane(points, "tray", LENS)).write(path)
    return path


@pytest.fixture(scope="module")
def from_camera(layout: Layout, to_straight: np.ndarray) -> Callable[[Picture], Picture]:
    """A picture from straight above as the camera sees it."""
    frame = picture_frame(layout, WIDTH_PX)
    y, x = np.mgrid[0 : SIZE[1], 0 : SIZE[0]].astype(np.float64)
    straight = LENS.straightened(np.stack((x.ravel(), y.ravel()), axis=1))
    metres = cv2.perspectiveTransform(straight[None], np.linalg.inv(to_straight))[0]
    origin, scale = np.array(frame.to_pixel(0.0, 0.0)), frame.pixels_per_metre
    places = (origin + metres * (scale, -scale) - 0.5).astype(np.float32).reshape(SIZE[1], SIZE[0], 2)

    def seen(picture: Picture) -> Picture:
        maps = places[..., 0], places[..., 1]
        return np.asarray(cv2.remap(picture, *maps, cv2.INTER_LINEAR, borderValue=(50, 50, 50)), dtype=np.uint8)

    return seen


def test_a_module_is_found_out_of_place_to_a_tenth_of_a_millimetre(
    tmp_path: Path,
    layout: Layout,
    tray: Tray,
    take: Callable[..., Picture],
    document: Path,
    from_camera: Callable[[Picture], Picture],
) -> None:
    path = tmp_path / "good.png"
    cv2.imwrite(str(path), from_camera(take(tray, 1, conditions=PERFECT)))
    samples = SampleSet(tmp_path, (Sample("good.png", path, is_good=True),), (), "plain")
    scale = picture_frame(layout, WIDTH_PX).pixels_per_metre
    settings = {"layout": layout_as_json(layout), "pixels_per_metre": scale, "calibration": str(document)}
    model = KIND.fit(samples, FitOptions("aside", settings=settings))
    assert "calibration" not in model.card.settings
    folder = tmp_path / "model"
    folder.mkdir()
    model.save(folder)
    again = KIND.load(folder, model.card)

    module = layout.modules[2]
    tray.modules[module.id] = PlacedModule(module.x_m + 0.002, module.y_m, module.rotation_rad)
    picture = from_camera(take(tray, 1, conditions=PERFECT))
    for judge in (model, again):
        found = {item.subject: item for item in judge.inspect(View(picture, serial=tray.serial)).defects}
        assert math.hypot(found["drive_1"].offset_x_m - 0.002, found["drive_1"].offset_y_m) < 0.00015
        box = found["drive_1"].box
        x, y = TrayPlane.of_calibration(_plane(document)).to_pixel(module.x_m, module.y_m)
        assert box.x < x < box.x + box.width
        assert box.y < y < box.y + box.height
        result = judge.inspect(View(picture[:-20]))
        assert (result.verdict, "760 x 840" in result.message) == (Verdict.UNDECIDED, True)


def test_pixels_and_metres_are_those_of_the_calibration(document: Path) -> None:
    plane = _plane(document)
    tray = TrayPlane.of_calibration(plane)
    # The first pixel spans 0 to 1 there; the calibration counts from its centre.
    assert tray.to_metres(200.5, 300.5) == pytest.approx(plane.to_plane_m([(200.0, 300.0)])[0], abs=1e-9)
    assert tray.to_pixel(*tray.to_metres(123.0, 456.0)) == pytest.approx((123.0, 456.0), abs=1e-6)


def test_a_plane_whose_y_points_down_is_no_tray() -> None:
    marks = [(0.0, 0.0), (0.1, 0.0), (0.1, 0.1), (0.0, 0.1), (0.05, 0.06)]
    points = [PlanePoint("mark", 1000 * x + 50, 1000 * y + 50, x, y) for x, y in marks]
    with pytest.raises(InspectionError, match="y points down"):
        TrayPlane.of_calibration(calibrate_plane(points, "board"))


def _plane(document: Path) -> PlaneCalibration:
    return read_calibration(document).on_plane()
