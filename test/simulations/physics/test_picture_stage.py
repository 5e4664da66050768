"""Rendered pictures show a tray as it truly is, where it truly is."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace

import cv2
import numpy as np
import numpy.typing as npt
import pytest
from rendered_cells import VIEW, complete, layout_of, needs_gl, stage, tray_at

from robot_cells.bodies.pose3d import Pose3D
from robot_cells.orders.part_sizes import size_of
from robot_cells.simulations.camera_conditions import PERFECT
from robot_cells.simulations.physics.picture_stage import Shown
from robot_cells.simulations.picture_frame import WORKING_DISTANCE_M, picture_frame
from robot_cells.simulations.tray import LooseCable, PlacedModule, Tray
from robot_cells.simulations.tray_picture import DEFAULT_WIDTH_PX, ForeignObject, render

Image = npt.NDArray[np.uint8]
pytestmark = needs_gl


def picture(product: str, tray: Tray, **shown: object) -> Image:
    return stage(product).render(replace(Shown(tray, tray_at()), **shown), VIEW)  # type: ignore[arg-type]


def grey(image: Image) -> npt.NDArray[np.float32]:
    return cv2.cvtColor(image, cv2.COLOR_BGR2GRAY).astype(np.float32)


def changed(product: str, change: Callable[[Tray], object], **shown: object) -> list[int]:
    """Left, top, right, bottom of what differs from the picture of the complete tray."""
    tray = complete(product)
    change(tray)
    delta = np.abs(grey(picture(product, tray, **shown)) - grey(picture(product, complete(product)))) > 12
    rows, columns = np.nonzero(delta)
    return [int(columns.min()), int(rows.min()), int(columns.max()), int(rows.max())] if len(rows) else []


def seen_at(product: str, x_m: float, y_m: float, height_m: float = 0.0) -> tuple[float, float]:
    """The pixel at which the pinhole camera over the tray's middle sees a point."""
    frame = picture_frame(layout_of(product), DEFAULT_WIDTH_PX)
    x, y = frame.to_pixel(x_m, y_m)
    nearer = WORKING_DISTANCE_M / (WORKING_DISTANCE_M - height_m)
    middle = (frame.width_px / 2, frame.height_px / 2)
    return middle[0] + (x - middle[0]) * nearer, middle[1] + (y - middle[1]) * nearer


def holes(image: Image) -> npt.NDArray[np.float64]:
    """Where the middles of the air holes at the tray's front are seen, (holes, 2) in pixels, row by row."""
    dark = np.clip(120.0 - grey(image)[1385:1430, 60:900], 0.0, None)
    count, labels = cv2.connectedComponents((dark > 10).astype(np.uint8))
    found = []
    for label in range(1, count):
        rows, columns = np.nonzero(labels == label)
        weights = dark[rows, columns] / dark[rows, columns].sum()
        found.append((float((columns * weights).sum()), float((rows * weights).sum())))
    return np.array(sorted(found, key=lambda hole: (round(hole[1] / 6), hole[0])))


def test_the_trays_bottom_is_seen_where_the_drawn_picture_has_it() -> None:
    tray = complete("tray_a")
    tray.modules, tray.screws, tray.couplings, tray.cables = {}, {}, set(), set()
    rendered = picture("tray_a", tray)
    drawn = render(layout_of("tray_a"), tray, 0, conditions=PERFECT).image
    assert rendered.shape == drawn.shape
    off = holes(rendered) - holes(drawn)
    assert len(off) == 102
    assert np.abs(off.mean(axis=0)).max() < 0.05
    assert np.abs(off).max() < 0.2


@pytest.mark.parametrize(("product", "module"), [("tray_a", "cpu_1"), ("tray_b", "memory_1"), ("tray_a", "nic_1")])
def test_a_parts_top_is_seen_where_a_pinhole_camera_sees_it(product: str, module: str) -> None:
    part = next(item for item in layout_of(product).modules if item.id == module)
    left, top, right, bottom = changed(product, lambda tray: tray.modules.pop(module))
    height = size_of(part).height_m
    x = [seen_at(product, part.x_m + side * part.width_m / 2, part.y_m, height)[0] for side in (-1, 1)]
    y = [seen_at(product, part.x_m, part.y_m + side * part.depth_m / 2, height)[1] for side in (1, -1)]
    # The edges away from the middle are those of its top; toward the middle its sides are seen, too.
    outer_x = (left, x[0]) if part.x_m < 0.22 else (right, x[1])
    outer_y = (top, y[0]) if part.y_m > 0.35 else (bottom, y[1])
    assert outer_x[0] == pytest.approx(outer_x[1], abs=2.5)
    assert outer_y[0] == pytest.approx(outer_y[1], abs=2.5)


CHANGES: dict[str, tuple[Callable[[Tray], object], tuple[float, float]]] = {
    "a missing screw": (lambda tray: tray.screws.pop("cp_0_s1"), (0.132, 0.172)),
    "an open coupling": (lambda tray: tray.couplings.discard("supply_1"), (0.070, 0.665)),
    "a missing cable": (lambda tray: tray.cables.discard("cable_1"), (0.022, 0.260)),
    "a plug that is out": (
        lambda tray: tray.loose_cables.update(cable_1=LooseCable(0, 0.004, 0.0)),
        (0.022, 0.172),
    ),
    "a hanging cable": (lambda tray: tray.loose_cables.update(cable_1=LooseCable(sag=3.0)), (0.017, 0.260)),
    "a wrong module": (
        lambda tray: tray.modules.update(cpu_1=PlacedModule(0.080, 0.220, 0.0, "network_card")),
        (0.080, 0.220),
    ),
    "a turned module": (lambda tray: tray.modules.update(nic_1=PlacedModule(0.1, 0.095, 3.14)), (0.1, 0.095)),
}


@pytest.mark.parametrize("name", CHANGES)
def test_what_is_wrong_is_seen_where_it_is(name: str) -> None:
    change, (x_m, y_m) = CHANGES[name]
    box = changed("tray_a", change)
    x, y = seen_at("tray_a", x_m, y_m)
    assert box, f"{name} is not seen"
    assert box[0] - 25 <= x <= box[2] + 25
    assert box[1] - 25 <= y <= box[3] + 25
    assert (box[2] - box[0]) * (box[3] - box[1]) < 0.06 * 960 * 1480, "nothing else changes"


@pytest.mark.parametrize("kind", ["screw", "washer", "tie", "swab"])
def test_a_thing_that_does_not_belong_there_is_seen(kind: str) -> None:
    box = changed("tray_a", lambda tray: None, foreign=(ForeignObject(kind, 0.22, 0.05, 0.4),))
    x, y = seen_at("tray_a", 0.22, 0.05)
    assert box[0] <= x <= box[2]
    assert abs((box[1] + box[3]) / 2 - y) < 30


def test_after_a_wrong_part_the_right_one_is_shown_again() -> None:
    before = picture("tray_a", complete("tray_a"))
    wrong = complete("tray_a")
    wrong.modules["cpu_1"] = PlacedModule(0.080, 0.220, 0.0, "drive")
    picture("tray_a", wrong)
    assert np.array_equal(picture("tray_a", complete("tray_a")), before)


def test_a_tray_that_stands_aside_is_seen_aside() -> None:
    aside = tray_at() @ Pose3D(0.002, -0.001)
    moved = picture("tray_a", complete("tray_a"), at=aside)
    still = picture("tray_a", complete("tray_a"))
    (dx, dy), _ = cv2.phaseCorrelate(grey(still[1200:1400, 80:880]), grey(moved[1200:1400, 80:880]))
    assert (dx, dy) == pytest.approx((4.0, 2.0), abs=0.3)


def test_threads_render_the_same_picture() -> None:
    wanted = picture("tray_a", complete("tray_a"))
    seen: list[Image] = []
    thread = threading.Thread(target=lambda: seen.append(picture("tray_a", complete("tray_a"))))
    thread.start()
    thread.join()
    assert np.array_equal(seen[0], wanted)


GOLDEN = {
    "tray_a": (
        "637f7f7f7f7f7f7f8080806674998a978b98988b978c9977766d395434545a3854346b797593878285818f8682858e77"
        "7596867a8481928579858d77759674727381927371768d77759579777881927877798d77768a74787579827478758878"
        "7475516749616a4f6649716b768a7a8b93929393897a8d6876717d757f787c7f6d7d756876745f767a76767b6f5e736d"
        "7777716a707366667d979b7778707656465e505268aaa57874888c606978746c7ca7af73637374707372707272717263"
    ),
    "tray_b": (
        "637f807f7e7f7f7f80818066749b9b9b8e99998e999b9b77769b9b9781797e81909b9b79759b9b977a74757a919b9b77"
        "759b9b948b8b8b8b8b80867775775b768780858675335977757483757871727975345a77768b74898d8e8e8d81547078"
        "729a9b9b9b98959b9b9b936e7385806f6599946b6b6a866d73787f5c3299944a4c53746d758c8b72619997777d708270"
        "748e909192929291929a9d77769fa3a6a9a8a8a6a8a6a5786d6e6f707171717071a4af73637374707372707272717263"
    ),
}
"""Grey levels (hexadecimal) of the complete trays' pictures, means over 12 x 16 tiles, row by row."""


@pytest.mark.parametrize("product", GOLDEN)
def test_a_complete_trays_picture_is_what_it_was(product: str) -> None:
    tiles = cv2.resize(grey(picture(product, complete(product))), (12, 16), interpolation=cv2.INTER_AREA)
    wanted = np.frombuffer(bytes.fromhex(GOLDEN[product]), dtype=np.uint8).reshape(16, 12).astype(float)
    assert np.abs(tiles - wanted).max() < 4.0, np.round(tiles).astype(np.uint8).tobytes().hex()
