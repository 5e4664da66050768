"""What a person corrects becomes a sample that models are trained with."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from robot_cells.errors import InspectionError
from robot_cells.inspections.corrections import Correction, read_corrections, store_correction
from robot_cells.inspections.evidence import file_evidence
from robot_cells.inspections.evidence_note import file_note
from robot_cells.inspections.samples.sample import LabelledBox
from robot_cells.inspections.samples.sample_folder import read_samples
from robot_cells.inspections.verdict import InspectionResult, Verdict

AT = "2026-01-02T03:04:05Z"
BOX = LabelledBox("pin_hole", 5.0, 6.0, 15.0, 16.0)


def judged(folder: Path, seed: int, *, has_reference: bool = False, is_kept: bool = True) -> tuple[str, np.ndarray]:
    picture = np.random.default_rng(seed).integers(0, 255, (60, 80), dtype=np.uint8)
    evidence = file_evidence(folder, "S-1", picture)
    request = {"serial": "S-1", "product": "board", "attempt": f"a{seed}"}
    result = InspectionResult(Verdict.PASS, "pcb@3", 0.0, "No defect found.")
    file_note(folder, evidence, result, request, picture if is_kept else None, picture // 2 if has_reference else None)
    return evidence.hash, picture


@pytest.mark.parametrize("has_reference", [False, True])
def test_corrections_are_samples_that_can_be_read(tmp_path: Path, has_reference: bool) -> None:
    evidence, corrections = tmp_path / "evidence", tmp_path / "corrections"
    escaped, picture = judged(evidence, 1, has_reference=has_reference)
    good, _ = judged(evidence, 2, has_reference=has_reference)
    undrawn, _ = judged(evidence, 3, has_reference=has_reference)
    for name, is_good, boxes in ((escaped, False, (BOX,)), (good, True, None), (undrawn, False, None)):
        store_correction(evidence, corrections, Correction(name, is_good, boxes, "Eva", "seen", AT))
    samples = {Path(item.name).stem: item for item in read_samples(corrections / "pcb").samples}
    assert set(samples) == {escaped, good, undrawn}
    assert (samples[escaped].boxes, samples[escaped].is_good, samples[escaped].group) == ((BOX,), False, "S-1")
    assert (samples[good].boxes, samples[good].is_good) == ((), True)
    assert (samples[undrawn].boxes, samples[undrawn].is_good) == (None, False)
    assert np.array_equal(cv2.imread(str(samples[escaped].image), cv2.IMREAD_UNCHANGED), picture)
    assert (samples[escaped].reference is not None) is has_reference


def test_the_later_word_counts_and_every_word_is_in_the_log(tmp_path: Path) -> None:
    name, _ = judged(tmp_path, 1)
    corrections = tmp_path / "c"
    store_correction(tmp_path, corrections, Correction(name, False, (BOX,), "Eva", "a hole", AT))
    again = store_correction(tmp_path, corrections, Correction(name, True, None, "Jon", "a drill mark", AT))
    assert again == f"pcb/good/{name}.png"
    (sample,) = read_samples(corrections / "pcb").samples
    assert (sample.is_good, sample.boxes) == (True, ())
    said = [(item["by"], item["was"], item["is"], item["attempt"]) for item in read_corrections(corrections)]
    assert said == [("Eva", "pass", "fail", "a1"), ("Jon", "pass", "pass", "a1")]


OUTSIDE = LabelledBox("pin_hole", 70.0, 50.0, 90.0, 70.0)


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"evidence": "0" * 64}, "no evidence"),
        ({"evidence": "../../etc"}, "no hash"),
        ({"by": ""}, "signed"),
        ({"boxes": (OUTSIDE,)}, "Not saved"),
        ({"is_good": True}, "no defects"),
    ],
    ids=["unknown", "no hash", "unsigned", "outside", "good with boxes"],
)
def test_a_correction_that_does_not_fit_is_refused_and_nothing_is_stored(
    tmp_path: Path, changes: dict[str, object], word: str
) -> None:
    name, _ = judged(tmp_path, 1)
    fields: dict[str, object] = {
        "evidence": name,
        "is_good": False,
        "boxes": (BOX,),
        "by": "Eva",
        "reason": "",
        "at": AT,
    }
    with pytest.raises(InspectionError, match=word):
        store_correction(tmp_path, tmp_path / "c", Correction(**{**fields, **changes}))
    assert read_corrections(tmp_path / "c") == ()
    assert not list(tmp_path.glob("c/**/*.png"))


def test_without_the_picture_itself_there_is_nothing_to_learn_from(tmp_path: Path) -> None:
    name, _ = judged(tmp_path, 1, is_kept=False)
    with pytest.raises(InspectionError, match="evidence_pass_share"):
        store_correction(tmp_path, tmp_path / "c", Correction(name, False, None, "Eva", "", AT))
