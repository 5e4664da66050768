"""Codes are read under trouble, and none is read wrong."""

import cv2
import numpy as np
import pytest

from robot_cells.inspections.code.code_reader import CodePlace, CodeReader
from robot_cells.inspections.code.evaluation import evaluate_codes
from robot_cells.inspections.code.reading import Reading
from robot_cells.inspections.code.seeded_codes import Trouble, draw_symbol, seeded_code
from robot_cells.inspections.code.symbology import Symbology

ALL = tuple(Symbology)


def sure_texts(reader: CodeReader, picture, expected=""):
    return [place.texts[0] for place in reader.read(picture, expected) if place.is_sure]


def place_with(*readings):
    corners = np.array(((0, 0), (9, 0), (9, 9), (0, 9)), dtype=np.float64)
    return CodePlace([Reading(text, symbology, corners, "as it is") for text, symbology in readings])


@pytest.mark.parametrize(
    ("symbology", "pictures"), [(Symbology.QR, 24), (Symbology.DATA_MATRIX, 24), (Symbology.CODE_128, 8)]
)
def test_codes_of_four_pixels_a_module_are_read_under_trouble_and_none_wrong(symbology, pictures):
    trouble = Trouble(blur_px=1.5)
    rows = {row.reader: row for row in evaluate_codes(pictures, 5, symbologies=(symbology,), trouble=trouble)}
    ours = rows["robot_cells"]
    assert ours.wrong == 0
    assert ours.read >= pictures - 1
    assert ours.read > rows["zxing-cpp"].read, "the retries bring nothing"


def test_a_code_lies_where_it_is_drawn_whichever_attempt_reads_it():
    for number in range(3):
        code = seeded_code(Symbology.CODE_128, 3, number)
        (place,) = CodeReader(ALL).read(code.image)
        middle = code.image.shape[0] / 2
        for reading in place.readings:
            assert np.hypot(reading.centre[0] - middle, reading.centre[1] - middle) < 30, reading.attempt


def test_the_same_arguments_give_the_same_picture_and_the_same_readings():
    first, second = (seeded_code(Symbology.DATA_MATRIX, 9, 4) for _ in range(2))
    assert np.array_equal(first.image, second.image)
    read = [[(item.text, item.attempt) for item in CodeReader(ALL).read(first.image)[0].readings] for _ in range(2)]
    assert read[0] == read[1]


def test_several_codes_in_a_picture_are_told_apart():
    picture = np.full((260, 520), 255, np.uint8)
    for left, text in ((20, "WO-1-001"), (280, "WO-2-002")):
        symbol = cv2.resize(draw_symbol(Symbology.QR, text), None, fx=6, fy=6, interpolation=cv2.INTER_NEAREST)
        picture[20 : 20 + symbol.shape[0], left : left + symbol.shape[1]] = symbol
    assert sorted(sure_texts(CodeReader(ALL), picture)) == ["WO-1-001", "WO-2-002"]


def test_a_light_code_on_a_dark_ground_is_read():
    code = seeded_code(Symbology.QR, 1, 1, trouble=Trouble(0.5, 5, 0.8, 0.1, 0.05, 0))
    assert sure_texts(CodeReader(ALL), 255 - code.image) == [code.text]


def test_a_code_128_is_believed_only_when_two_attempts_agree():
    assert not place_with(("A", Symbology.CODE_128)).is_sure
    assert place_with(("A", Symbology.CODE_128), ("A", Symbology.CODE_128)).is_sure
    assert place_with(("A", Symbology.QR)).is_sure


def test_what_was_read_in_two_ways_is_never_sure():
    place = place_with(("A", Symbology.QR), ("A", Symbology.QR), ("B", Symbology.QR))
    assert not place.is_sure
    assert not place.is_confirmed
    assert place.texts == ("A", "B")


def test_noise_without_a_code_is_read_as_nothing():
    random = np.random.default_rng(4)
    for _ in range(2):
        noise = random.integers(0, 256, (300, 300)).astype(np.uint8)
        assert CodeReader(ALL).read(noise) == ()


def test_attempts_end_at_a_bound_of_work_where_there_is_no_code(monkeypatch):
    from robot_cells.inspections.code import code_reader

    sizes = []
    real = code_reader.attempts

    def counted(grey, symbologies):
        for attempt in real(grey, symbologies):
            sizes.append(attempt.image.size)
            yield attempt

    monkeypatch.setattr(code_reader, "attempts", counted)
    monkeypatch.setattr(code_reader, "MOST_WORK_PX", 500_000)
    noise = np.random.default_rng(5).integers(0, 256, (300, 300)).astype(np.uint8)
    assert CodeReader(ALL).read(noise) == ()
    assert sum(sizes[:-1]) <= 500_000 < sum(sizes)


@pytest.mark.parametrize("shape", [(8, 8), (9, 300), (300, 9), (17, 17)])
@pytest.mark.parametrize("value", [0, 128, 255])
def test_pictures_too_small_or_plain_for_a_code_are_read_as_nothing(shape, value):
    assert CodeReader(ALL).read(np.full(shape, value, np.uint8)) == ()
