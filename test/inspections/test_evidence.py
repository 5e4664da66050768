"""Evidence is drawn, filed by serial number and content, and never half there."""

import hashlib
import os
from pathlib import Path

import cv2
import numpy as np
import pytest

from robot_cells.errors import InspectionError
from robot_cells.inspections.annotation import annotate, in_colour, palette
from robot_cells.inspections.evidence import evidence_of, file_evidence, serial_folder
from robot_cells.inspections.verdict import Box, Defect, InspectionResult, Verdict

PICTURE = np.full((200, 300, 3), 90, np.uint8)


def result(*boxes: Box, verdict: Verdict = Verdict.FAIL) -> InspectionResult:
    defects = tuple(Defect("inspect.missing_screw", "s1", 0.9, box) for box in boxes)
    return InspectionResult(verdict, "model@1", 0.1, "Too dark.", defects)


def test_the_picture_stays_below_a_banner_and_boxes_are_drawn_on_it() -> None:
    drawn = annotate(PICTURE, result(Box(50, 80, 40, 30)), "WO-1-002", "12:00")
    banner = drawn.shape[0] - PICTURE.shape[0]
    assert banner > 0
    changed = np.argwhere((drawn[banner:] != PICTURE).any(axis=2))
    assert changed[:, 1].min() >= 47
    assert abs(changed[:, 0].max() - 110) <= 2
    assert (PICTURE == 90).all()


def test_verdicts_have_banners_of_different_colours() -> None:
    corners = {tuple(annotate(PICTURE, result(verdict=item), "", "")[1, -2]) for item in Verdict}
    assert len(corners) == 3


@pytest.mark.parametrize(
    "box", [Box(0, 0, 1, 1), Box(290, 190, 500, 500), Box(9_000, 9_000, 1, 1), Box(0, 195, 300, 5)]
)
def test_boxes_at_and_beyond_the_edge_are_drawn_without_harm(box: Box) -> None:
    assert annotate(PICTURE, result(box), "S", "").shape[1] == 300


def test_a_grey_picture_keeps_its_greys_and_gets_coloured_marks(tmp_path: Path) -> None:
    grey = np.tile(np.arange(256, dtype=np.uint8), (200, 1))
    found = result(Box(50, 80, 40, 30))
    drawn = annotate(grey, found, "WO-1-002", "12:00")
    evidence = file_evidence(tmp_path, "A", drawn, palette(found.verdict))
    seen = cv2.imread(str(tmp_path / evidence.path), cv2.IMREAD_COLOR)
    assert np.array_equal(seen, in_colour(drawn, found.verdict))
    plain = seen[-20:]
    assert np.array_equal(plain[:, :, 0], plain[:, :, 2])
    assert np.abs(plain[:, :, 1].astype(int) - grey[-20:]).max() <= 1
    assert tuple(seen[1, -2]) == tuple(annotate(PICTURE, found, "", "")[1, -2])


@pytest.mark.parametrize("shape", [(1, 1), (1100, 1000), (1100, 1000, 3)])
@pytest.mark.parametrize("with_palette", [False, True])
def test_pictures_of_any_size_come_back_as_they_were_filed(
    tmp_path: Path, shape: tuple[int, ...], with_palette: bool
) -> None:
    picture = np.random.default_rng(3).integers(0, 255, shape, dtype=np.uint8)
    colours = palette(Verdict.PASS) if with_palette and len(shape) == 2 else None
    evidence = file_evidence(tmp_path, "A", picture, colours)
    seen = cv2.imread(str(tmp_path / evidence.path), cv2.IMREAD_UNCHANGED)
    assert np.array_equal(seen, picture if colours is None else colours[picture])


def test_no_picture_is_no_evidence(tmp_path: Path) -> None:
    with pytest.raises(InspectionError, match="no pixels"):
        file_evidence(tmp_path, "A", np.zeros((0, 5), np.uint8))


def test_evidence_is_named_by_its_own_hash_below_the_serial_number(tmp_path: Path) -> None:
    evidence = file_evidence(tmp_path, "WO-1-002", PICTURE)
    data = (tmp_path / evidence.path).read_bytes()
    assert evidence.path == f"WO-1-002/{evidence.hash}.png"
    assert hashlib.sha256(data).hexdigest() == evidence.hash
    assert np.array_equal(cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR), PICTURE)


def test_the_same_picture_is_filed_once_and_all_pictures_of_a_serial_are_found_in_order(tmp_path: Path) -> None:
    first = file_evidence(tmp_path, "A", PICTURE)
    assert file_evidence(tmp_path, "A", PICTURE) == first
    second = file_evidence(tmp_path, "A", PICTURE + 1)
    for age, evidence in enumerate((second, first)):
        os.utime(tmp_path / evidence.path, ns=(10**9 * (2 - age), 10**9 * (2 - age)))
    file_evidence(tmp_path, "B", PICTURE)
    assert evidence_of(tmp_path, "A") == [first, second]
    assert evidence_of(tmp_path, "C") == []


@pytest.mark.parametrize(
    ("serial", "folder"),
    [("WO-1-002", "WO-1-002"), ("../../etc", "_.._etc"), ("a/b c", "a_b_c"), ("", "unknown"), ("..", "unknown")],
)
def test_no_serial_number_leads_out_of_the_folder(tmp_path: Path, serial: str, folder: str) -> None:
    assert serial_folder(serial) == folder
    evidence = file_evidence(tmp_path / "evidence", serial, PICTURE)
    assert (tmp_path / "evidence" / evidence.path).resolve().is_relative_to((tmp_path / "evidence").resolve())


def test_a_failed_write_leaves_nothing_behind_and_says_where(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(InspectionError, match="No space left on device") as caught:
        file_evidence(tmp_path, "A", PICTURE)
    assert str(tmp_path) in caught.value.where
    assert list((tmp_path / "A").iterdir()) == []
