"""Samples that the project draws itself, and a person's word on a picture, from the command line."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

import robot_cells
from robot_cells.cli.main import application
from robot_cells.inspections.evidence import file_evidence
from robot_cells.inspections.evidence_note import file_note
from robot_cells.inspections.samples.sample_folder import read_samples
from robot_cells.inspections.verdict import InspectionResult, Verdict

TRAY = Path(robot_cells.__file__).parent.parent / "config" / "products" / "tray_a.yaml"


def said(*words: str | Path) -> Any:
    return CliRunner().invoke(application, ["inspections", *(str(word) for word in words)], env={"TERM": "dumb"})


def rendered(folder: Path, *more: str) -> Any:
    return said("render", "--product", TRAY, "--out", folder, "--width-px", "240", *more)


def test_rendered_pictures_are_samples_with_their_defects_by_turns(tmp_path: Path) -> None:
    answer = rendered(tmp_path / "samples", "--good", "3", "--bad", "8", "--seed", "1")
    assert answer.exit_code == 0, answer.output
    assert "3 good, 2 missing screw, 1 missing module" in answer.output
    samples = read_samples(tmp_path / "samples").samples
    classes = Counter(item.picture_class for item in samples)
    assert Counter(item.is_good for item in samples) == {True: 3, False: 8}
    assert len(classes) == 8 and classes["missing_screw"] == 2
    assert all(item.text.startswith("WO-") for item in samples)


def test_the_same_seed_renders_the_same_bytes_and_another_seed_others(tmp_path: Path) -> None:
    hashes = []
    for name, seed in (("a", "1"), ("b", "1"), ("c", "2")):
        assert rendered(tmp_path / name, "--good", "1", "--bad", "1", "--seed", seed).exit_code == 0
        hashes.append(read_samples(tmp_path / name).content_hash())
    assert hashes[0] == hashes[1] != hashes[2]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--defect", "missing_sink"], "'inspect.missing_sink' cannot be drawn"),
        (["--defect", "wrong_code"], "wrong_code"),
    ],
)
def test_what_cannot_be_drawn_is_refused_with_what_can(tmp_path: Path, words: list[str], told: str) -> None:
    answer = rendered(tmp_path / "samples", *words)
    assert answer.exit_code == 1
    assert told in answer.output and "missing_screw" in answer.output


def test_nothing_is_written_over(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    answer = rendered(tmp_path)
    assert answer.exit_code == 1 and "not empty" in answer.output


@pytest.fixture
def evidence(tmp_path: Path) -> Path:
    """The path of one annotated picture."""
    picture = np.random.default_rng(1).integers(0, 255, (60, 80), dtype=np.uint8)
    filed = file_evidence(tmp_path / "evidence", "WO-1-001", picture)
    request = {"serial": "WO-1-001", "product": "tray_a", "attempt": "a"}
    result = InspectionResult(Verdict.UNDECIDED, "surface@2", 0.0, "glare")
    file_note(tmp_path / "evidence", filed, result, request, picture, None)
    return tmp_path / "evidence" / filed.path


def test_a_correction_becomes_a_sample_and_the_later_word_holds(tmp_path: Path, evidence: Path) -> None:
    for verdict in ("bad", "good"):
        answer = said("correct", evidence, verdict, "--operator", "Ada", "--reason", "a drill mark")
        assert answer.exit_code == 0, answer.output
    (sample,) = read_samples(tmp_path / "evidence_corrections" / "surface").samples
    assert sample.is_good is True


@pytest.mark.parametrize(
    ("words", "told"),
    [(["fine", "--operator", "Ada"], "no verdict of a person"), (["good", "--operator", ""], "Nobody has signed")],
)
def test_a_word_that_is_none_is_refused(evidence: Path, words: list[str], told: str) -> None:
    answer = said("correct", evidence, *words)
    assert answer.exit_code == 1 and told in answer.output
