"""The report of an evaluation: whole in one page, with the mistakes that matter."""

import json
import re
from pathlib import Path
from xml.etree import ElementTree

import cv2
import numpy as np
import pytest

from robot_cells.errors import InspectionError
from robot_cells.inspections.metrics.evaluation import evaluate
from robot_cells.inspections.model_card import ModelCard
from robot_cells.inspections.samples.sample import LabelledBox, Sample, SampleSet
from robot_cells.inspections.verdict import Detection, InspectionResult, Verdict
from robot_cells.reports.inspections.contact_sheet import fitted
from robot_cells.reports.inspections.crop import GAP_PX, PANE_PX, TRUTH, crop_of, font
from robot_cells.reports.inspections.evaluation_report import evaluation_report
from robot_cells.reports.inspections.finding import Mistake, box_findings, picture_findings

CARD = ModelCard("boards", "3", "defects", "find defects", ("open", "spur"), {"": 0.5})
SPUR, OPEN = LabelledBox("spur", 20, 20, 40, 40), LabelledBox("open", 100, 60, 130, 80)


def picture(folder: Path, name: str) -> Path:
    path = folder / name
    pixels = np.full((120, 160), 200, np.uint8)
    cv2.circle(pixels, (30, 30), 9, 20, -1)
    assert cv2.imwrite(str(path), pixels)
    return path


def result(*detections: Detection, verdict: Verdict = Verdict.FAIL, score: float | None = None) -> InspectionResult:
    return InspectionResult(verdict, CARD.label, 0.004, "", detections=detections, score=score)


@pytest.fixture
def boards(tmp_path: Path) -> SampleSet:
    """Two bad pictures with references and boxes, and a good one."""
    path, reference = picture(tmp_path, "1.png"), picture(tmp_path, "reference.png")
    return SampleSet(
        tmp_path,
        (
            Sample("a/1.png", path, reference, (SPUR, OPEN), False, group="a"),
            Sample("a/<b>2.png", path, reference, (SPUR,), False, group="a"),
            Sample("b/3.png", path, reference, (), True, group="b"),
        ),
        ("open", "spur"),
        "plain",
    )


RESULTS = (
    result(Detection("spur", 0.9, 21, 19, 41, 39), Detection("open", 0.3, 104, 60, 130, 80)),
    result(Detection("open", 0.8, 20, 20, 40, 40), score=0.9),
    result(Detection("spur", 0.95, 70, 80, 90, 100), score=0.2),
)


def test_findings_are_what_was_missed_and_what_was_called_the_worst_first(boards: SampleSet) -> None:
    found = box_findings(boards.samples, RESULTS, CARD.thresholds)
    assert [(item.mistake, item.what) for item in found] == [
        (Mistake.FALSE_CALL, "spur 0.95 called; nothing is there"),
        (Mistake.FALSE_CALL, "open 0.80 called; there: spur"),
        (Mistake.MISS, "open missed; seen: open 0.30, overlap 0.87"),
        (Mistake.MISS, "spur missed; seen: open 0.80, overlap 1.00"),
    ]
    assert found[2].is_counted == (True, False)


def test_findings_of_pictures_are_escapes_and_false_fails(boards: SampleSet) -> None:
    results = (result(verdict=Verdict.PASS, score=0.1), result(verdict=Verdict.UNDECIDED), RESULTS[2])
    found = picture_findings(boards.samples, results)
    assert [(item.mistake, item.sample.name, item.badness) for item in found] == [
        (Mistake.ESCAPE, "a/1.png", 0.9),
        (Mistake.FALSE_FAIL, "b/3.png", 0.2),
    ]


def test_a_crop_shows_the_box_enlarged_beside_the_reference(boards: SampleSet) -> None:
    miss = box_findings(boards.samples, RESULTS, CARD.thresholds)[2]
    crop = np.asarray(crop_of(miss))
    assert crop.shape == (PANE_PX, 2 * PANE_PX + GAP_PX, 3)
    green = np.array([int(TRUTH[place : place + 2], 16) for place in (1, 3, 5)])
    rows, columns = np.nonzero((crop == green).all(axis=2))
    # The box of 30 x 20 pixels in a part of 72 pixels, on the left only.
    assert columns.max() < PANE_PX
    assert np.ptp(columns) == pytest.approx(30 * PANE_PX / 72, abs=6)
    assert np.ptp(rows) > 20 * PANE_PX / 72


def test_a_picture_that_cannot_be_read_has_a_crop_that_says_so(boards: SampleSet, tmp_path: Path) -> None:
    miss = box_findings(boards.samples, RESULTS, CARD.thresholds)[2]
    whole = np.asarray(crop_of(miss))
    miss.sample.image.write_bytes(b"nothing")
    told = np.asarray(crop_of(miss))
    assert told.shape == whole.shape
    assert len(np.unique(told[:, :PANE_PX].reshape(-1, 3), axis=0)) > 1


def test_the_report_is_a_page_figures_detections_and_contact_sheets(boards: SampleSet, tmp_path: Path) -> None:
    folder = tmp_path / "new" / "report"
    evaluation = evaluate(boards, RESULTS, CARD.thresholds)
    page = evaluation_report(folder, CARD, boards, RESULTS, evaluation)
    assert sorted(path.name for path in folder.iterdir()) == [
        "detections.json", "false_calls.png", "false_fails.png", "figures.json", "misses.png", "report.html",
    ]  # fmt: skip
    text = page.read_text()
    assert re.findall(r'(?:src|href)="(?!data:|#)[^"]*"', text) == []
    assert "a/&lt;b&gt;2.png" in text
    assert "<b>2.png" not in text
    assert "Worst misses: 2" in text
    assert text.count("<svg") == 6
    assert "#010203" not in text
    figures = json.loads((folder / "figures.json").read_text())
    assert (figures["model"], figures["samples_hash"]) == ("boards@3", boards.content_hash())
    assert figures["detections"]["mean"]["f"] == pytest.approx(2 / 6)
    assert cv2.imread(str(folder / "misses.png")) is not None


def test_drawings_are_well_formed_and_the_same_each_time(boards: SampleSet, tmp_path: Path) -> None:
    evaluation = evaluate(boards, RESULTS, CARD.thresholds)
    first, second = (
        evaluation_report(tmp_path / name, CARD, boards, RESULTS, evaluation).read_text() for name in ("x", "y")
    )
    assert first == second
    for drawing in re.findall(r"<svg.*?</svg>", first, flags=re.DOTALL):
        assert ElementTree.fromstring(drawing).tag.endswith("svg")


def test_without_boxes_the_report_is_of_pictures_and_an_old_sheet_is_gone(boards: SampleSet, tmp_path: Path) -> None:
    samples = SampleSet(
        tmp_path,
        tuple(Sample(item.name, item.image, None, None, item.is_good, "scratch") for item in boards.samples),
        ("scratch",),
        "plain",
    )
    results = (result(verdict=Verdict.PASS, score=0.2), result(score=0.9), result(verdict=Verdict.PASS, score=0.1))
    folder = tmp_path / "report"
    folder.mkdir()
    (folder / "misses.png").write_bytes(b"old")
    page = evaluation_report(folder, CARD, samples, results, evaluate(samples, results, CARD.thresholds))
    assert sorted(path.name for path in folder.glob("*.png")) == ["escapes.png"]
    text = page.read_text()
    assert "Bad pictures that passed: 1" in text
    assert "Good pictures that failed: 0" in text
    assert "By class</h2>" not in text


def test_a_report_that_cannot_be_written_is_told(boards: SampleSet, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    evaluation = evaluate(boards, RESULTS, CARD.thresholds)
    with pytest.raises(InspectionError, match="The report cannot be written"):
        evaluation_report(tmp_path / "file" / "report", CARD, boards, RESULTS, evaluation)


def test_long_names_keep_their_ends() -> None:
    name = "group20085/20085/" + 20 * "x" + "/20085000_test.jpg"
    short = fitted(name, 200, 12)
    assert font(12).getlength(short) <= 200
    assert short.startswith("group")
    assert short.endswith("test.jpg")
    assert fitted("short", 200, 12) == "short"
