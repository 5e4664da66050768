"""Folders whose names say what the pictures show."""

from pathlib import Path

import numpy as np
import pytest

from robot_cells.errors import InspectionError
from robot_cells.inspections.samples.picture_labels import PictureLabels, labels_path, read_labels, write_labels
from robot_cells.inspections.samples.purpose import Purpose
from robot_cells.inspections.samples.sample import LabelledBox
from robot_cells.inspections.samples.sample_folder import read_samples

SCRATCH = LabelledBox("scratch", 4.5, 5.0, 12.0, 9.25)


def test_folders_say_what_is_good_and_what_is_wrong(tmp_path: Path, draw) -> None:
    for name in ("good/1.png", "bad/2.png", "bad/dent/3.png", "scratch/4.png"):
        draw(name)
    samples = read_samples(tmp_path)
    assert samples.layout == "plain"
    told = {item.name: (item.is_good, item.picture_class, item.boxes) for item in samples.samples}
    assert told == {
        "good/1.png": (True, "", ()),
        "bad/2.png": (False, "", None),
        "bad/dent/3.png": (False, "dent", None),
        "scratch/4.png": (False, "scratch", None),
    }
    assert samples.classes == ("dent", "scratch")


def test_without_good_or_bad_a_folder_is_a_class_and_no_judgement(tmp_path: Path, draw) -> None:
    draw("nut/1.png"), draw("bolt/2.png")
    samples = read_samples(tmp_path)
    assert [(item.picture_class, item.is_good) for item in samples.samples] == [("bolt", None), ("nut", None)]


def test_pictures_in_the_folder_itself_are_unlabelled_until_somebody_labels_them(tmp_path: Path, draw) -> None:
    picture = draw("1.png")
    assert read_samples(tmp_path).samples[0].boxes is None
    write_labels(picture, PictureLabels(boxes=(SCRATCH,), group="monday", text="SN-1"))
    sample = read_samples(tmp_path).samples[0]
    assert (sample.boxes, sample.is_good, sample.group, sample.text) == ((SCRATCH,), False, "monday", "SN-1")
    write_labels(picture, PictureLabels(boxes=()))
    assert read_samples(tmp_path).samples[0].is_good is True


def test_labels_are_read_as_they_were_written(draw) -> None:
    picture = draw("good/1.png")
    for labels in (
        PictureLabels((SCRATCH, SCRATCH), False, "scratch", "SN", "board 7", "Ida", "2031-01-02T03:04:05Z"),
        PictureLabels((), True),
        PictureLabels(None, None, "nut"),
        PictureLabels(None, False),
    ):
        write_labels(picture, labels)
        assert read_labels(picture) == labels


@pytest.mark.parametrize(
    ("references", "expected"),
    [
        (("reference/bad/1.png",), "reference/bad/1.png"),
        (("reference/1.png", "reference/2.png"), "reference/1.png"),
        (("reference/1.bmp", "reference/2.png"), "reference/1.bmp"),
        (("reference/any.png",), "reference/any.png"),
    ],
)
def test_the_reference_has_the_path_or_the_name_or_is_the_only_one(tmp_path: Path, draw, references, expected) -> None:
    draw("bad/1.png")
    for name in references:
        draw(name)
    samples = read_samples(tmp_path).samples
    assert [item.reference for item in samples] == [tmp_path / expected]


def test_parts_are_folders_and_masks_are_no_samples(tmp_path: Path, draw) -> None:
    for name in ("train/good/1.png", "test/good/2.png", "test/hole/3.png", "ground_truth/hole/3_mask.png"):
        draw(name)
    assert [item.name for item in read_samples(tmp_path).samples] == ["train/good/1.png"]
    tested = read_samples(tmp_path, purpose=Purpose.EVALUATION).samples
    assert [(item.name, item.is_good) for item in tested] == [("test/good/2.png", True), ("test/hole/3.png", False)]


LABEL_FAULTS = [
    ('{"boxes": [', r"1\.png\.json:1: The JSON is broken or truncated"),
    ("[]", "Labels are a JSON object"),
    ('{"size": 4}', "no field 'size'"),
    ('{"version": 9}', "version 9"),
    ('{"is_good": "yes"}', "`is_good` is true, false or null"),
    ('{"boxes": 4}', "`boxes` is a list"),
    ('{"boxes": [{"class": "a"}]}', r"boxes\[0\]: A box has the fields"),
    ('{"boxes": [{"class": "a", "x1": "0", "y1": 0, "x2": 4, "y2": 4}]}', "corners of a box are numbers"),
    ('{"boxes": [{"class": "", "x1": 0, "y1": 0, "x2": 4, "y2": 4}]}', "name of a class"),
    ('{"boxes": [{"class": "a", "x1": 0, "y1": 0, "x2": 4, "y2": 90}]}', "outside its picture of 40 x 30"),
    ('{"boxes": [{"class": "a", "x1": NaN, "y1": 0, "x2": 4, "y2": 9}]}', "finite"),
    ('{"width": 41, "height": 30, "boxes": []}', "41 x 30 pixels; it has 40 x 30"),
    (
        '{"is_good": true, "boxes": [{"class": "a", "x1": 0, "y1": 0, "x2": 4, "y2": 9}]}',
        "says that the picture is good",
    ),
    ('{"is_good": true}', r"contradicts the folder bad/"),
    ('{"class": 4}', "`class` is a text"),
]


@pytest.mark.parametrize(("text", "fault"), LABEL_FAULTS)
def test_faulty_labels_are_told_with_their_file(tmp_path: Path, draw, write, text: str, fault: str) -> None:
    draw("bad/1.png")
    write("bad/1.png.json", text)
    with pytest.raises(InspectionError, match=fault):
        read_samples(tmp_path)


def test_corners_may_come_from_arrays(draw) -> None:
    picture = draw("1.png")
    corners = (int(value) for value in (1, 2, 8, 9))
    write_labels(picture, PictureLabels((LabelledBox("a", *np.array([1, 2, 8, 9])),)))
    assert read_labels(picture).boxes == (LabelledBox("a", *corners),)


def test_labels_are_not_written_where_they_would_not_be_read(draw, tmp_path: Path) -> None:
    picture = draw("1.png")
    for labels, fault in (
        (PictureLabels(boxes=(LabelledBox("a", 30, 0, 90, 9),)), "outside"),
        (PictureLabels(boxes=(SCRATCH,), is_good=True), "a good picture has no boxes"),
    ):
        with pytest.raises(InspectionError, match=fault):
            write_labels(picture, labels)
    with pytest.raises(InspectionError, match="missing"):
        write_labels(tmp_path / "2.png", PictureLabels())
    assert not labels_path(picture).exists()


FOLDER_FAULTS = [
    ((), "no picture in the folder"),
    (
        ("good/1.png", "reference/2.png", "reference/3.png"),
        r"good/1\.png: which picture is its reference\? there is none",
    ),
    (
        ("good/1.png", "reference/a/1.png", "reference/b/1.png"),
        r"it fits several: reference/a/1.png, reference/b/1.png",
    ),
]


@pytest.mark.parametrize(("names", "fault"), FOLDER_FAULTS)
def test_a_folder_that_leaves_doubts_is_refused(tmp_path: Path, draw, names, fault: str) -> None:
    for name in names:
        draw(name)
    with pytest.raises(InspectionError, match=fault):
        read_samples(tmp_path)


def test_labels_without_their_picture_are_told(tmp_path: Path, draw, write) -> None:
    draw("good/1.png")
    write("good/2.png.json", "{}")
    with pytest.raises(InspectionError, match=r"good/2\.png\.json: the picture that it labels is missing"):
        read_samples(tmp_path)


def test_many_faults_are_told_together_and_counted(tmp_path: Path, draw, write) -> None:
    for number in range(20):
        draw(f"bad/{number:02}.png")
        write(f"bad/{number:02}.png.json", "{}}")
    with pytest.raises(InspectionError) as refused:
        read_samples(tmp_path)
    lines = str(refused.value).splitlines()
    assert "20 faults" in lines[0]
    assert lines[-1].strip() == "and 8 more"


def test_a_ring_of_links_is_refused_and_so_is_a_link_to_nothing(tmp_path: Path, draw) -> None:
    draw("good/1.png")
    ring = tmp_path / "good" / "again"
    ring.symlink_to(tmp_path)
    with pytest.raises(InspectionError, match="leads back"):
        read_samples(tmp_path)
    ring.unlink()
    ring.symlink_to(tmp_path / "gone")
    with pytest.raises(InspectionError, match="leads to nothing"):
        read_samples(tmp_path)


def test_a_folder_that_is_none_and_a_layout_that_is_none_are_told(tmp_path: Path, draw) -> None:
    with pytest.raises(InspectionError, match="no such folder"):
        read_samples(tmp_path / "nowhere")
    with pytest.raises(InspectionError, match="It is a file"):
        read_samples(draw("1.png"))
    with pytest.raises(InspectionError, match="no layout 'heap'"):
        read_samples(tmp_path, "heap")
    with pytest.raises(InspectionError, match="has no parts"):
        read_samples(tmp_path, split="train")
