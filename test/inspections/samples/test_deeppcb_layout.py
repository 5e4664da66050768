"""Pairs listed in split files."""

import os
from pathlib import Path

import pytest

from robot_cells.errors import InspectionError
from robot_cells.inspections.samples.purpose import Purpose
from robot_cells.inspections.samples.sample import LabelledBox
from robot_cells.inspections.samples.sample_folder import read_samples

DEEPPCB = os.environ.get("ROBOT_CELLS_DEEPPCB", "")


def pair(draw, write, number: str, boxes: str, group: str = "g1") -> str:
    for part in ("test", "temp"):
        draw(f"{group}/1/{number}_{part}.jpg")
    write(f"{group}/1_not/{number}.txt", boxes)
    return f"{group}/1/{number}.jpg {group}/1_not/{number}.txt\n"


def test_a_pair_has_its_reference_its_boxes_and_its_board(tmp_path: Path, draw, write) -> None:
    lines = pair(draw, write, "001", "1 2 20 21 6\n3,4,10,12,1\n") + pair(draw, write, "002", "", "g2")
    write("trainval.txt", lines)
    samples = read_samples(tmp_path)
    assert samples.layout == "deeppcb"
    assert samples.classes == ("open", "short", "mousebite", "spur", "copper", "pin-hole")
    first, second = samples.samples
    assert (first.name, first.image) == ("g1/1/001_test.jpg", tmp_path / "g1/1/001_test.jpg")
    assert first.reference == tmp_path / "g1/1/001_temp.jpg"
    assert first.boxes == (LabelledBox("pin-hole", 1, 2, 20, 21), LabelledBox("open", 3, 4, 10, 12))
    assert (first.group, first.is_good) == ("g1", False)
    assert (second.group, second.is_good, second.boxes) == ("g2", True, ())


def test_training_takes_trainval_evaluation_takes_test_and_a_name_takes_its_own(tmp_path: Path, draw, write) -> None:
    for part in ("trainval", "test", "other"):
        write(f"{part}.txt", pair(draw, write, part, ""))

    def chosen(split: str, purpose: Purpose) -> str:
        return read_samples(tmp_path, split=split, purpose=purpose).samples[0].name

    assert chosen("", Purpose.TRAINING) == "g1/1/trainval_test.jpg"
    assert chosen("", Purpose.EVALUATION) == "g1/1/test_test.jpg"
    assert chosen("other.txt", Purpose.EVALUATION) == "g1/1/other_test.jpg"


def test_the_only_part_is_taken_but_nothing_is_trained_on_a_test_part_unasked(tmp_path: Path, draw, write) -> None:
    write("test.txt", pair(draw, write, "001", ""))
    assert len(read_samples(tmp_path, purpose=Purpose.EVALUATION).samples) == 1
    assert len(read_samples(tmp_path, split="test").samples) == 1
    with pytest.raises(InspectionError, match="--split test"):
        read_samples(tmp_path)


@pytest.mark.parametrize(
    ("boxes", "fault"),
    [
        ("1 2 3 4\n", r"001\.txt:1: `x1 y1 x2 y2 class` is expected"),
        ("1 2 30 20 1\n1 2 30 20 7\n", r"001\.txt:2: the class 7 is none of 1 to 6"),
        ("1 2 300 20 1\n", r"001\.txt:1: the box .* lies outside its picture of 40 x 30"),
        ("9 2 9 20 1\n", r"001\.txt:1: .* no area"),
        ("1 nan 9 20 1\n", r"001\.txt:1: .* no finite number"),
        ("a b c d 1\n", r"001\.txt:1: "),
    ],
)
def test_a_faulty_box_is_told_with_file_and_line(tmp_path: Path, draw, write, boxes: str, fault: str) -> None:
    write("trainval.txt", pair(draw, write, "001", boxes))
    with pytest.raises(InspectionError, match=fault):
        read_samples(tmp_path)


@pytest.mark.parametrize(
    ("added", "removed", "fault"),
    [
        ("", "g1/1/001_test.jpg", r"trainval.txt:1: g1/1/001_test.jpg is missing"),
        ("", "g1/1_not/001.txt", r"trainval.txt:1: g1/1_not/001.txt is missing"),
        ("g1/1/001.jpg g1/1_not/001.txt\n", "", r"trainval.txt:2: .* listed twice"),
        ("only one word\n", "", r"trainval.txt:2: a picture and a file of boxes"),
        ("../x.jpg g1/1_not/001.txt\n", "", r"trainval.txt:2: .* leads out"),
    ],
)
def test_a_faulty_split_file_is_told_with_its_line(tmp_path: Path, draw, write, added, removed, fault) -> None:
    write("trainval.txt", pair(draw, write, "001", "") + added)
    if removed:
        (tmp_path / removed).unlink()
    with pytest.raises(InspectionError, match=fault):
        read_samples(tmp_path)


def test_several_parts_of_unknown_purpose_are_refused_by_name(tmp_path: Path, draw, write) -> None:
    for part in ("monday", "tuesday"):
        write(f"{part}.txt", pair(draw, write, part, ""))
    with pytest.raises(InspectionError, match="monday, tuesday"):
        read_samples(tmp_path)


@pytest.mark.skipif(not DEEPPCB, reason="ROBOT_CELLS_DEEPPCB names no folder")
def test_the_real_boards_are_read_whole() -> None:
    samples = read_samples(Path(DEEPPCB), split="trainval")
    assert len(samples.samples) == 1000
    assert len(samples.groups) == 7
    assert sum(len(item.boxes or ()) for item in samples.samples) == 6873
