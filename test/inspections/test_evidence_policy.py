"""Evidence is kept by policy: passes go first, what failed never too early."""

import os
from pathlib import Path

import numpy as np
import pytest

from robot_cells.inspections.evidence import evidence_of, file_evidence
from robot_cells.inspections.evidence_note import file_note, find_note
from robot_cells.inspections.evidence_policy import EvidencePolicy, sweep
from robot_cells.inspections.verdict import InspectionResult, Verdict

DAY_S = 86_400.0
NOW_S = 1_000_000_000.0
ROOMY = EvidencePolicy(free_megabytes=0.0)


def put(folder: Path, number: int, verdict: Verdict, age_days: float) -> str:
    """Evidence of that age, about 13 kB with its picture."""
    noise = np.random.default_rng(number).integers(0, 255, (50, 40, 3), dtype=np.uint8)
    serial = f"S-{number}"
    evidence = file_evidence(folder, serial, noise)
    request = {"serial": serial, "product": "p", "attempt": "a"}
    file_note(folder, evidence, InspectionResult(verdict, "m@1", 0.0, ""), request, noise, None)
    for path in (folder / serial).iterdir():
        os.utime(path, (NOW_S - age_days * DAY_S,) * 2)
    return serial


def left(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_passes_and_others_each_have_their_time(tmp_path: Path) -> None:
    for number, (verdict, age) in enumerate(
        [(Verdict.PASS, 89), (Verdict.PASS, 91), (Verdict.FAIL, 364), (Verdict.FAIL, 366), (Verdict.UNDECIDED, 100)]
    ):
        put(tmp_path, number, verdict, age)
    swept = sweep(tmp_path, ROOMY, NOW_S)
    assert left(tmp_path) == {"S-0", "S-2", "S-4"}
    assert (swept.kept, swept.removed, swept.is_over) == (3, 2, False)


def test_without_room_the_oldest_passes_go_and_no_fail_however_little_there_is(tmp_path: Path) -> None:
    put(tmp_path, 0, Verdict.FAIL, 50)
    for number in range(1, 5):
        put(tmp_path, number, Verdict.PASS, number)
    assert not sweep(tmp_path, EvidencePolicy(megabytes=0.045, free_megabytes=0.0), NOW_S).is_over
    assert left(tmp_path) == {"S-0", "S-1", "S-2"}
    swept = sweep(tmp_path, EvidencePolicy(free_megabytes=1e12), NOW_S)
    assert left(tmp_path) == {"S-0"}
    assert swept.is_over
    assert len(evidence_of(tmp_path, "S-0")) == 1


def test_what_has_no_note_is_kept_like_a_fail_and_what_is_no_evidence_is_left_alone(tmp_path: Path) -> None:
    serial = put(tmp_path, 0, Verdict.PASS, 200)
    next((tmp_path / serial).glob("*.pass.json")).unlink()
    (tmp_path / "readme.txt").write_text("hello")
    (tmp_path / serial / "mine.png").write_text("hello")
    assert sweep(tmp_path, ROOMY, NOW_S).kept == 1
    assert sweep(tmp_path, ROOMY, NOW_S + 200 * DAY_S).removed == 1
    assert left(tmp_path / serial) == {"mine.png"}
    assert sweep(tmp_path / "nowhere", ROOMY, NOW_S).kept == 0


def test_a_note_is_found_by_the_hash_alone(tmp_path: Path) -> None:
    put(tmp_path, 3, Verdict.FAIL, 1)
    (evidence,) = evidence_of(tmp_path, "S-3")
    note = find_note(tmp_path, evidence.hash)
    assert (note.serial, note.product, note.attempt, note.model) == ("S-3", "p", "a", "m@1")
    assert note.source.is_file()
    assert not note.reference.exists()


@pytest.mark.parametrize(("share", "kept"), [(0.0, 0), (1.0, 1000), (0.25, 250)])
def test_a_share_of_the_passes_keeps_its_picture_and_every_other_verdict_does(share: float, kept: int) -> None:
    policy = EvidencePolicy(pass_share=share)
    hashes = [f"{number * 0x1_0000_0000 // 1000:08x}" for number in range(1000)]
    assert sum(policy.keeps_source(Verdict.PASS, item) for item in hashes) == kept
    assert all(policy.keeps_source(Verdict.FAIL, item) for item in hashes)
