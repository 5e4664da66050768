"""What is wrong with a camera is found out from its pictures, and nothing is found where nothing is wrong."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from robot_cells.errors import InspectionError
from robot_cells.ids import ProductId
from robot_cells.inspections.cameras.camera_finding import REMEDIES
from robot_cells.inspections.cameras.camera_health import HealthLimits
from robot_cells.inspections.cameras.camera_watch import CameraWatch
from robot_cells.inspections.cameras.picture_reference import PictureReference, learn_reference
from robot_cells.inspections.cameras.reference_folder import load_references, save_references
from robot_cells.inspections.cameras.small_picture import small_picture
from robot_cells.orders.layout import Layout
from robot_cells.simulations.camera_conditions import TYPICAL, CameraConditions
from robot_cells.simulations.camera_faults import LensSpot, knocked, with_spots
from robot_cells.simulations.golden_pictures import perfect_tray
from robot_cells.simulations.tray_picture import render

Picture = npt.NDArray[np.uint8]
Take = Callable[[int, CameraConditions], Picture]
WIDTH_PX = 400
LEARNED = 20


@pytest.fixture(scope="module")
def shoot(layout: Layout) -> Take:
    """Takes a picture of a good tray."""
    tray = perfect_tray(layout, ProductId("small"), "WO-1-002")

    def take(seed: int, conditions: CameraConditions = TYPICAL) -> Picture:
        return render(layout, tray, seed, width_px=WIDTH_PX, conditions=conditions).image

    return take  # type: ignore[return-value]


@pytest.fixture(scope="module")
def good(shoot: Take) -> list[Picture]:
    return [shoot(seed, TYPICAL) for seed in range(64)]


@pytest.fixture(scope="module")
def reference(good: list[Picture]) -> PictureReference:
    return learn_reference([small_picture(item) for item in good[:LEARNED]])


def codes_after(
    reference: PictureReference, pictures: Sequence[Picture], limits: HealthLimits | None = None
) -> tuple[list[str], int]:
    """What is found in the end, and after how many pictures something was."""
    watch = CameraWatch(limits, {"": reference})
    first = 0
    for number, picture in enumerate(pictures, start=1):
        if watch.observe(picture, float(number)) and not first:
            first = number
    return [finding.code for finding in watch.findings], first


def test_a_good_camera_has_no_findings(reference: PictureReference, good: list[Picture]) -> None:
    watch = CameraWatch(references={"": reference})
    assert [watch.observe(picture, float(number)) for number, picture in enumerate(good)] == [()] * len(good)


def blurred(shoot: Take, seed: int) -> Picture:
    return shoot(seed, replace(TYPICAL, blur_px=2.0))


SPOILED: dict[str, tuple[Callable[[Take, int], Picture], int]] = {
    "camera.dark": (lambda shoot, seed: shoot(seed, replace(TYPICAL, exposure=0.35)), 3),
    "camera.overexposed": (lambda shoot, seed: shoot(seed, replace(TYPICAL, exposure=2.6)), 3),
    "camera.out_of_focus": (blurred, 5),
    "camera.moved": (lambda shoot, seed: knocked(shoot(seed, TYPICAL), 8.0, -3.0, math.radians(0.4)), 10),
    "camera.frozen": (lambda shoot, _: shoot(7, TYPICAL), 3),
    "camera.dirty": (lambda shoot, seed: with_spots(shoot(seed, TYPICAL), [LensSpot(0.25, 0.3, 0.02, 0.3)]), 15),
}


@pytest.mark.parametrize("code", SPOILED)
def test_what_is_wrong_is_named_in_time(shoot: Take, reference: PictureReference, code: str) -> None:
    spoil, most = SPOILED[code]
    found, first = codes_after(reference, [spoil(shoot, 200 + number) for number in range(20)])
    assert found == [code]
    assert 1 < first <= most


def test_a_finding_ends_when_its_cause_does(shoot: Take, reference: PictureReference, good: list[Picture]) -> None:
    pictures = [blurred(shoot, 300 + number) for number in range(6)]
    assert codes_after(reference, pictures)[0] == ["camera.out_of_focus"]
    assert codes_after(reference, [*pictures, *good[:8]])[0] == []


def test_a_camera_that_looks_elsewhere_has_moved(reference: PictureReference, shoot: Take) -> None:
    elsewhere = [np.ascontiguousarray(shoot(400 + number, TYPICAL)[::-1, ::-1]) for number in range(6)]
    assert codes_after(reference, elsewhere)[0] == ["camera.moved"]


def test_one_bad_picture_is_no_finding(reference: PictureReference, good: list[Picture], shoot: Take) -> None:
    odd = [shoot(1, replace(TYPICAL, exposure=0.2)), blurred(shoot, 2), knocked(good[3], 30, 0), good[4] // 8]
    for picture in odd:
        assert codes_after(reference, [*good[20:32], picture, *good[32:42]]) == ([], 0)


def test_a_camera_without_pictures_is_stopped_until_the_next_one(
    reference: PictureReference, good: list[Picture]
) -> None:
    watch = CameraWatch(HealthLimits(stopped_after_s=2.0), {"": reference}, begun_s=10.0)
    assert watch.check(12.0) == ()
    (finding,) = watch.check(12.5)
    assert (finding.code, finding.since_s) == ("camera.stopped", 10.0)
    assert watch.observe(good[0], 13.0) == ()


def test_black_pictures_are_dark_and_not_frozen(reference: PictureReference, good: list[Picture]) -> None:
    assert codes_after(reference, [np.zeros_like(good[0])] * 6)[0] == ["camera.dark"]


@pytest.mark.parametrize("stamp_s", [4.0, 5.0])
def test_a_picture_that_is_not_newer_tells_nothing(
    reference: PictureReference, good: list[Picture], stamp_s: float
) -> None:
    watch = CameraWatch(references={"": reference})
    watch.observe(good[0], 5.0)
    assert [watch.observe(good[0], stamp_s) for _ in range(5)] == [()] * 5


@pytest.mark.parametrize(
    "image",
    [
        np.zeros((0, 0), np.uint8),
        np.zeros((40, 40, 3), np.uint8),
        np.zeros((480, 640, 4), np.uint8),
        np.zeros((480, 640), np.uint16),
        np.zeros((480, 640), np.float32),
        np.zeros((2, 480, 640, 3), np.uint8),
    ],
)
def test_what_is_no_picture_changes_nothing(reference: PictureReference, image: npt.NDArray[np.generic]) -> None:
    watch = CameraWatch(references={"": reference})
    assert watch.observe(image, 1.0) == ()
    with pytest.raises(InspectionError):
        small_picture(image)


def test_a_scene_is_learned_from_its_first_pictures(good: list[Picture], shoot: Take) -> None:
    watch = CameraWatch(learned_from=LEARNED)
    for number in range(LEARNED):
        assert watch.observe(good[number], float(number), "tray_a") == ()
    assert list(watch.references) == ["tray_a"]
    for number in range(6):
        watch.observe(blurred(shoot, number), 100.0 + number, "tray_a")
    assert [finding.code for finding in watch.findings] == ["camera.out_of_focus"]
    watch.forget("tray_a")
    assert not watch.references


def test_pictures_of_nothing_are_no_reference() -> None:
    random = np.random.default_rng(1)
    noise = [small_picture(random.integers(0, 255, (300, 400), np.uint8)) for _ in range(10)]
    with pytest.raises(InspectionError, match="same scene"):
        learn_reference(noise)
    with pytest.raises(InspectionError, match="needs 8"):
        learn_reference(noise[:3])


def test_a_reference_is_kept_over_a_restart(tmp_path: Path, reference: PictureReference, good: list[Picture]) -> None:
    reference.save(tmp_path / "tray_a.npz")
    again = PictureReference.load(tmp_path / "tray_a.npz")
    moved = [knocked(picture, 12.0, 0.0) for picture in good[40:52]]
    assert codes_after(again, moved) == codes_after(reference, moved) != ([], 0)


def test_references_are_kept_by_scene_and_a_broken_one_is_told(tmp_path: Path, reference: PictureReference) -> None:
    save_references({"": reference, "tray_a/after placing": reference}, tmp_path / "camera_1")
    (tmp_path / "camera_1" / "tray_b_.npz").write_bytes(b"torn")
    loaded, problems = load_references(tmp_path / "camera_1")
    assert sorted(loaded) == ["", "tray_a/after placing"]
    assert [text for text in problems if "tray_b_.npz" in text and "learned anew" in text] == list(problems) != []
    assert load_references(tmp_path / "none") == ({}, ())


@pytest.mark.parametrize("content", [b"", b"no archive", b"PK\x03\x04 broken"])
def test_a_broken_reference_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "tray_a.npz").write_bytes(content)
    with pytest.raises(InspectionError, match="learned anew"):
        PictureReference.load(tmp_path / "tray_a.npz")


def test_every_code_has_its_remedy_and_its_rows_in_the_docs() -> None:
    docs = Path(__file__).parents[3] / "docs"
    for page in ("alarms.md", "errors.md"):
        text = (docs / page).read_text(encoding="utf-8")
        assert [code for code in REMEDIES if f"| `{code}` |" not in text] == []
