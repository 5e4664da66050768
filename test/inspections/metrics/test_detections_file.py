"""Detections handed to another scorer, and read back."""

import json
from pathlib import Path

import pytest

from robot_cells.errors import InspectionError
from robot_cells.inspections.metrics.detections_file import read_detections, write_detections
from robot_cells.inspections.metrics.evaluation import evaluate
from robot_cells.inspections.metrics.evaluation_document import evaluation_document
from robot_cells.inspections.samples.sample import LabelledBox, Sample, SampleSet
from robot_cells.inspections.verdict import Detection, InspectionResult, Verdict

BOX = LabelledBox("open", 0, 0, 10, 10)
SAMPLES = SampleSet(
    Path("x"),
    (
        Sample("a/1.png", Path("x/a/1.png"), boxes=(BOX,), is_good=False, picture_class="open", group="a"),
        Sample("b/2.png", Path("x/b/2.png"), boxes=(), is_good=True, group="b"),
    ),
    ("open",),
    "plain",
)
LOW, HIGH = Detection("open", 0.25, 1, 2, 3, 4), Detection("open", 0.9, 0.5, 0, 10, 9.125)


def result(*detections: Detection, verdict: Verdict = Verdict.FAIL) -> InspectionResult:
    return InspectionResult(verdict, "m@1", 0.012, "", detections=detections)


RESULTS = [result(LOW, HIGH), result(verdict=Verdict.PASS)]


def test_detections_come_back_as_they_were_surest_first(tmp_path: Path) -> None:
    path = tmp_path / "detections.json"
    write_detections(path, SAMPLES, RESULTS)
    assert read_detections(path, SAMPLES) == [(HIGH, LOW), ()]
    first = json.loads(path.read_text())[0]
    assert first == {"image": "a/1.png", "box": [0.5, 0, 10, 9.125], "class": "open", "probability": 0.9}
    write_detections(path, SAMPLES, [result(), result()])
    assert read_detections(path, SAMPLES) == [(), ()]


GOOD = {"image": "a/1.png", "box": [0, 0, 4, 4], "class": "open", "probability": 0.5}
FAULTS = [
    ('[{"image"', "broken or truncated"),
    ({}, "JSON list"),
    ([{}], r"\[0\]: A detection has the fields"),
    ([GOOD, GOOD | {"score": 1}], r"\[1\]: A detection has the fields"),
    ([GOOD | {"image": "c.png"}], r"\[0\]: The picture c\.png is not among the 2 samples"),
    ([GOOD | {"box": [0, 0, 4]}], "box of four numbers"),
    ([GOOD | {"box": [0, 0, "4", 4]}], "finite numbers"),
    ([GOOD | {"box": [5, 0, 4, 4]}], "ends before it begins"),
    ([GOOD | {"probability": 1.5}], "a probability is 0 to 1"),
    ([GOOD | {"probability": True}], "a probability is 0 to 1"),
    ([GOOD | {"class": ""}], "A detection has the fields"),
]


@pytest.mark.parametrize(("document", "fault"), FAULTS)
def test_what_is_no_detection_is_told_by_its_number(document, fault: str, tmp_path: Path) -> None:
    path = tmp_path / "detections.json"
    path.write_text(document if isinstance(document, str) else json.dumps(document))
    with pytest.raises(InspectionError, match=fault):
        read_detections(path, SAMPLES)


def test_a_file_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(InspectionError, match="cannot be written"):
        write_detections(tmp_path / "nowhere" / "1.json", SAMPLES, RESULTS)


def test_the_document_of_an_evaluation_is_json_with_figures_by_class_and_group() -> None:
    document = json.loads(json.dumps(evaluation_document(evaluate(SAMPLES, RESULTS, {"": 0.5})), allow_nan=False))
    boxes = document["detections"]
    assert boxes["mean"]["ap"] == 1.0
    assert boxes["by_class"]["open"]["threshold"] == 0.5
    assert boxes["by_group"]["b"]["ap"] is None
    assert boxes["confusion"] == {"classes": ["open", "background"], "counts": [[1, 0], [0, 0]]}
    assert document["pictures"]["escapes"]["events"] == 0
    assert document["pictures_by_class"]["open"]["escapes"]["trials"] == 1
    assert document["duration_ms"] == {"p50": 12.0, "p99": 12.0, "mean": 12.0}
    assert document["verdicts"] == {"pass": 1, "fail": 1, "undecided": 0}


def test_a_model_that_knows_no_class_of_the_samples_is_measured_by_where_its_boxes_lie() -> None:
    unusual = [result(Detection("anomaly", 0.9, 0, 0, 10, 10)), result(verdict=Verdict.PASS)]
    with_classes = evaluate(SAMPLES, unusual, {"": 0.5}, ("anomaly", "open")).detections
    alone = evaluate(SAMPLES, unusual, {"": 0.5}, ("anomaly",)).detections
    assert with_classes is not None
    assert alone is not None
    assert (with_classes.mean.ap, alone.mean.ap) == (0.0, 1.0)
    assert list(alone.classes) == ["anomaly"]


def test_samples_without_boxes_have_figures_of_pictures_alone() -> None:
    plain = SampleSet(Path("x"), (Sample("1.png", Path("1.png"), is_good=True),), (), "plain")
    document = evaluation_document(evaluate(plain, [result(HIGH)], {}))
    assert document["detections"] is None
    assert document["pictures"]["false_calls"]["rate"] == 1.0
