"""Whatever bytes lie in the files of a folder: samples, or an error of ours that can be printed."""

import json
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sound_folders import COCO, FILES, VOC, YOLO_NAMES, make_sound_folder

from robot_cells.errors import InspectionError
from robot_cells.inspections.samples.sample_folder import read_samples


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A sound folder of each layout."""
    found = {}
    for layout in FILES:
        found[layout] = tmp_path_factory.mktemp(layout)
        make_sound_folder(found[layout], layout)
    return found


def tried(folder: Path, name: str, data: bytes, layout: str) -> None:
    """Reads the folder with this file in it, and puts the sound one back."""
    sound = (folder / name).read_bytes()
    (folder / name).write_bytes(data)
    try:
        read_samples(folder, layout).content_hash()
    except InspectionError as error:
        assert str(error).encode()
        assert str(folder) in str(error)
    finally:
        (folder / name).write_bytes(sound)


@pytest.mark.parametrize("layout", FILES)
def test_sound_folders_have_a_sample_with_a_box(layout: str, folders: dict[str, Path]) -> None:
    assert len(read_samples(folders[layout], layout).samples[0].boxes) == 1


BYTES = st.sampled_from(b"\x00\xff{}[]<>&\":,.-+eE019 \n\tNaI!*~'\\u") | st.integers(0, 255)
CHANGES = st.lists(st.tuples(st.integers(0, 2000), BYTES), min_size=1, max_size=6)


@pytest.mark.parametrize(("layout", "name"), [*((key, row[0]) for key, row in FILES.items()), ("yolo", YOLO_NAMES[0])])
def test_damaged_files_are_told(layout: str, name: str, folders: dict[str, Path]) -> None:
    sound = (folders[layout] / name).read_bytes()

    @settings(max_examples=120, deadline=None)
    @given(CHANGES, st.integers(0, 2000))
    def damage(changes: list[tuple[int, int]], end: int) -> None:
        data = bytearray(sound)
        for place, value in changes:
            data[place % len(data)] = value
        tried(folders[layout], name, bytes(data[:end]) if end < len(data) else bytes(data), layout)

    damage()


TRAPS: list[tuple[str, str, Callable[[], str]]] = [
    ("plain", "1.png.json", lambda: '{"boxes": [{"class": "a", "x1": 0, "y1": 0, "x2": 1' + 400 * "0" + ', "y2": 4}]}'),
    ("plain", "1.png.json", lambda: '{"boxes": [{"class": "a", "x1": 0, "y1": 0, "x2": ' + 5000 * "9" + ', "y2": 4}]}'),
    ("plain", "1.png.json", lambda: '{"boxes": [{"class": "\\ud800", "x1": 0, "y1": 0, "x2": 4, "y2": 4}]}'),
    ("plain", "1.png.json", lambda: '{"class": "\\ud800"}'),
    ("plain", "1.png.json", lambda: '{"width": [], "height": {}, "boxes": []}'),
    ("plain", "1.png.json", lambda: 100_000 * "["),
    ("coco", "a.json", lambda: json.dumps(COCO).replace("[0, 0, 4, 4]", f"[0, 0, 1{400 * '0'}, 4]")),
    ("coco", "a.json", lambda: json.dumps(COCO).replace('"1.png"', '"../../etc/passwd"')),
    ("coco", "a.json", lambda: json.dumps(COCO).replace('"1.png"', '"\\u0000"')),
    ("voc", "1.xml", lambda: f'<?xml version="1.0" encoding="cp1251x"?>{VOC}'),
    ("voc", "1.xml", lambda: f'<?xml version="1.0" encoding="shift_jis"?>{VOC}'),
    ("yolo", "labels/1.txt", lambda: 5000 * "9" + " 0.5 0.5 0.1 0.1"),
    ("yolo", "data.yaml", lambda: "a: &a [x, x]\nb: &b [*a, *a]\nnames: [*b]\n"),
    ("yolo", "data.yaml", lambda: "names: 2031-99-99"),
    ("deeppcb", "1_not/1.txt", lambda: "1e999 2 3 4 1\n"),
    ("deeppcb", "train.txt", lambda: "1/1.png /etc/passwd.txt\n"),
]


@pytest.mark.parametrize(("layout", "name", "text"), TRAPS)
def test_traps_are_refused(layout: str, name: str, text: Callable[[], str], folders: dict[str, Path]) -> None:
    sound = (folders[layout] / name).read_bytes()
    (folders[layout] / name).write_text(text())
    try:
        with pytest.raises(InspectionError):
            read_samples(folders[layout], layout)
    finally:
        (folders[layout] / name).write_bytes(sound)


def test_a_split_file_that_names_files_elsewhere_is_refused(folders: dict[str, Path], tmp_path: Path) -> None:
    outside = tmp_path / "boxes.txt"
    outside.write_text("1 2 20 20 3\n")
    for line in (f"1/1.png {outside}", "1/1.png ../boxes.txt", "../1/1.png 1_not/1.txt"):
        (folders["deeppcb"] / "elsewhere.txt").write_text(f"{line}\n")
        with pytest.raises(InspectionError, match=r"elsewhere\.txt:1: .* leads out of the folder"):
            read_samples(folders["deeppcb"], split="elsewhere")
    (folders["deeppcb"] / "elsewhere.txt").unlink()


def test_names_that_cannot_be_written_down_are_refused(tmp_path: Path) -> None:
    cv2.imwrite(str(tmp_path / "1.png"), np.zeros((30, 40), np.uint8))
    (tmp_path / "1.png").rename(tmp_path / "1\udcff.png")
    with pytest.raises(InspectionError, match="cannot be printed"):
        read_samples(tmp_path)
