"""Tray models as folders, by a calibrated camera, from photographs."""

import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import pytest

from robot_cells.errors import InspectionError, RobotCellsError
from robot_cells.inspections.golden_sample.kind import KIND as GOLDEN
from robot_cells.inspections.golden_sample.layout_json import layout_as_json
from robot_cells.inspections.golden_sample.tray_plane import TrayPlane
from robot_cells.inspections.golden_sample.tray_scale import TrayScale
from robot_cells.inspections.model import FitOptions, ModelKind, View
from robot_cells.inspections.model_folder import load_model, save_model
from robot_cells.inspections.presence.kind import KIND
from robot_cells.inspections.samples.sample import Sample, SampleSet
from robot_cells.inspections.verdict import Verdict
from robot_cells.orders.layout import Layout
from robot_cells.simulations.camera_conditions import PERFECT
from robot_cells.simulations.picture_frame import picture_frame
from robot_cells.simulations.tray import PlacedModule, Tray

Picture = npt.NDArray[np.uint8]
Take = Callable[..., Picture]
WIDTH_PX = 640
NOTHING = SampleSet(Path(), (), (), "plain")


def scale_of(layout: Layout) -> TrayScale:
    frame = picture_frame(layout, WIDTH_PX)
    return TrayScale(frame.pixels_per_metre, *frame.to_pixel(0.0, 0.0))


def written(folder: Path, pictures: dict[str, Picture]) -> SampleSet:
    """Good samples; the first word of a name is the class of the picture."""
    samples = []
    for name, picture in pictures.items():
        cv2.imwrite(str(folder / f"{name}.png"), picture)
        samples.append(Sample(f"{name}.png", folder / f"{name}.png", is_good=True, picture_class=name.split("_")[0]))
    return SampleSet(folder, tuple(samples), (), "plain")


@pytest.fixture
def photographs(tmp_path: Path, take: Take, tray: Tray) -> SampleSet:
    """The first in its place, the others as a camera over the line takes them."""
    bare = replace(tray, screws={}, couplings=set(), cables=set())
    pictures = {"complete_1": take(tray, 1, conditions=PERFECT), "complete_2": take(tray, 2)}
    folder = tmp_path / "photographs"
    folder.mkdir()
    return written(folder, {**pictures, "complete_3": take(tray, 3), "bare_1": take(bare, 4)})


@pytest.mark.parametrize("kind", [KIND, GOLDEN], ids=["presence", "golden_sample"])
def test_a_model_of_photographs_works_from_its_folder(
    kind: ModelKind, photographs: SampleSet, tmp_path: Path, layout: Layout, take: Take, tray: Tray
) -> None:
    scale = scale_of(layout)
    settings = {
        "layout": layout_as_json(layout),
        "pixels_per_metre": scale.pixels_per_metre,
        "left_px": scale.left_px,
        "bottom_px": scale.bottom_px,
    }
    model = kind.fit(photographs, FitOptions("trays", settings=settings))
    assert model.card.training_samples == 4
    save_model(model, tmp_path / "model")
    loaded = load_model(tmp_path / "model")
    good = take(tray, 8)
    del tray.screws["plate_s1"]
    bad = take(tray, 9)
    assert loaded.inspect(View(good, serial=tray.serial)).verdict is Verdict.PASS
    result = loaded.inspect(View(bad, serial=tray.serial))
    assert (result.verdict, result.model) == (Verdict.FAIL, "trays@1")
    assert [(item.code, item.subject) for item in result.defects] == [("inspect.missing_screw", "plate_s1")]
    assert [item.defect_class for item in result.detections] == ["missing_screw"]


def test_a_rendered_model_tells_wrong_parts_from_its_folder_too(
    tmp_path: Path, layout: Layout, take: Take, tray: Tray
) -> None:
    settings = {"layout": layout_as_json(layout), "rendered": True}
    model = KIND.fit(NOTHING, FitOptions("trays", settings=settings))
    save_model(model, tmp_path / "model")
    assert len(list((tmp_path / "model").glob("type_*.png"))) == 3
    assert model.card.training_samples == 0


def test_a_camera_that_looks_aslant_measures_in_millimetres_and_boxes_its_own_picture(
    photographs: SampleSet, layout: Layout, take: Take, tray: Tray
) -> None:
    scale, folder = scale_of(layout), photographs.folder
    # The picture as a camera beside the tray sees it.
    rows, columns = cv2.imread(str(folder / "complete_1.png")).shape[:2]
    source = np.array(((0, 0), (columns, 0), (columns, rows), (0, rows)), np.float32)
    aslant = source + np.array(((60, 30), (-30, 55), (20, 40), (-10, -25)), np.float32) + 40
    seen = cv2.getPerspectiveTransform(source, aslant)
    size = (columns + 80, rows + 100)

    def from_aside(picture: Picture) -> Picture:
        return np.asarray(cv2.warpPerspective(picture, seen, size, borderValue=(50, 50, 50)), dtype=np.uint8)

    pixels = scale.pixels_per_metre
    metres = np.array(((1 / pixels, 0, -scale.left_px / pixels), (0, -1 / pixels, scale.bottom_px / pixels), (0, 0, 1)))
    homography = metres @ np.linalg.inv(seen)
    pictures = {"complete_1": take(tray, 1, conditions=PERFECT)}
    samples = written(folder, {name: from_aside(picture) for name, picture in pictures.items()})
    settings = {
        "layout": layout_as_json(layout),
        "pixels_per_metre": pixels,
        "homography": homography.tolist(),
    }
    model = KIND.fit(samples, FitOptions("aside", settings=settings))
    module = layout.modules[2]
    tray.modules[module.id] = PlacedModule(module.x_m + 0.0007, module.y_m, module.rotation_rad)
    result = model.inspect(View(from_aside(take(tray, 1, conditions=PERFECT)), serial=tray.serial))
    found = {item.subject: item for item in result.defects}
    assert math.hypot(found["drive_1"].offset_x_m - 0.0007, found["drive_1"].offset_y_m) < 0.00015
    box, middle = found["drive_1"].box, np.array([[scale.to_pixel(module.x_m, module.y_m)]], np.float32)
    x, y = cv2.perspectiveTransform(middle, seen)[0, 0]
    assert box.x < x < box.x + box.width and box.y < y < box.y + box.height


def test_a_plane_is_taken_from_any_map() -> None:
    plane = TrayPlane(np.array(((0.0005, 0.00001, -0.02), (0.00002, -0.00048, 0.31), (0.00001, 0.00002, 1.0))))
    again = TrayPlane.of_map(plane, 640, 720)
    assert again.to_metres(300.0, 200.0) == pytest.approx(plane.to_metres(300.0, 200.0), abs=1e-6)
    assert plane.to_pixel(*plane.to_metres(123.0, 456.0)) == pytest.approx((123.0, 456.0))


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({}, "what should be where"),
        ({"layout": 5}, "no object"),
        ({"layout": {"width_m": 1}}, "depth_m"),
        ({"product": "nothing.yaml"}, "nothing.yaml"),
        ({"layout": None, "colour": 1}, "no setting 'colour'"),
        ({"layout": True, "homography": [[1, 0, 0]]}, "3 x 3"),
        ({"layout": True, "homography": "no"}, "3 x 3"),
        ({"layout": True, "tolerances": {"offset_m": -1}}, "tolerance"),
        ({"layout": True, "tolerances": 3}, "no object"),
        ({"layout": True}, "where the tray lies"),
        ({"layout": True, "pixels_per_metre": 0.0, "left_px": 1, "bottom_px": 2}, "where the tray lies"),
        ({"layout": True, "pixels_per_metre": 2000, "left_px": 1, "bottom_px": 2}, "no picture of a good tray"),
    ],
)
def test_what_does_not_fit_is_refused(layout: Layout, settings: dict[str, object], words: str) -> None:
    if settings.get("layout") is True:
        settings = {**settings, "layout": layout_as_json(layout)}
    with pytest.raises(RobotCellsError, match=words):
        KIND.fit(NOTHING, FitOptions("trays", settings=settings))


def test_parameters_of_a_view_that_are_no_tolerances_are_refused(layout: Layout) -> None:
    model = KIND.fit(NOTHING, FitOptions("trays", settings={"layout": layout_as_json(layout), "rendered": True}))
    with pytest.raises(InspectionError, match="offset_mm"):
        model.inspect(View(np.zeros((4, 4, 3), np.uint8), parameters={"offset_mm": 1}))
