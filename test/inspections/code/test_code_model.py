"""What a code model says."""

from concurrent.futures import ThreadPoolExecutor

import cv2
import numpy as np
import pytest

from robot_cells.errors import InspectionError
from robot_cells.inspections.code.kind import KIND
from robot_cells.inspections.code.seeded_codes import Trouble, draw_symbol, seeded_code
from robot_cells.inspections.code.symbology import Symbology
from robot_cells.inspections.model import FitOptions, View
from robot_cells.inspections.model_folder import load_model, save_model
from robot_cells.inspections.samples.sample import Sample, SampleSet
from robot_cells.inspections.verdict import Verdict

EASY = Trouble(0.5, 5, 0.8, 0.1, 0.05, 0)


@pytest.fixture
def samples(tmp_path):
    found = []
    for number, symbology in enumerate(Symbology):
        code = seeded_code(symbology, 2, number, trouble=EASY)
        path = tmp_path / f"{number}.png"
        cv2.imwrite(str(path), code.image)
        found.append(Sample(path.name, path, text=code.text))
    return SampleSet(tmp_path, tuple(found), (), "plain")


def model_with(samples, **settings):
    return KIND.fit(samples, FitOptions("serial", "3", settings=settings))


def drawn(text, symbology=Symbology.QR, scale=5):
    symbol = cv2.resize(draw_symbol(symbology, text), None, fx=scale, fy=scale, interpolation=cv2.INTER_NEAREST)
    return cv2.copyMakeBorder(symbol, 40, 40, 40, 40, cv2.BORDER_CONSTANT, value=200)


def test_the_expected_code_passes(samples):
    result = model_with(samples).inspect(View(drawn("WO-7-001"), serial="WO-7-001"))
    assert (result.verdict, result.serial_read, result.model) == (Verdict.PASS, "WO-7-001", "serial@3")


@pytest.mark.parametrize("symbology", Symbology)
def test_another_code_fails_and_says_where_it_is(samples, symbology):
    picture = drawn("WO-7-002", symbology)
    result = model_with(samples).inspect(View(picture, serial="WO-7-001"))
    assert result.verdict is Verdict.FAIL
    assert [item.code for item in result.defects] == ["inspect.wrong_code"]
    assert "WO-7-002 instead of WO-7-001" in result.message
    box = result.defects[0].box
    assert 0 <= box.x < box.x + box.width <= picture.shape[1]
    assert [item.defect_class for item in result.detections] == ["wrong_code"]


def test_without_a_serial_any_readable_code_passes(samples):
    result = model_with(samples).inspect(View(drawn("WHATEVER")))
    assert (result.verdict, result.serial_read) == (Verdict.PASS, "WHATEVER")


def test_what_cannot_be_read_is_undecided_or_fails_by_setting(samples):
    view = View(np.full((200, 200, 3), 128, np.uint8), serial="WO-7-001")
    assert model_with(samples).inspect(view).verdict is Verdict.UNDECIDED
    result = model_with(samples, unreadable="fail").inspect(view)
    assert [item.code for item in result.defects] == ["inspect.unreadable_code"]


def test_a_code_outside_of_the_region_is_not_read(samples):
    picture = np.concatenate((drawn("WO-7-001"), drawn("WO-8-001")), axis=1)
    model = model_with(samples, region=[0.5, 0, 1, 1])
    result = model.inspect(View(picture, serial="WO-7-001"))
    assert (result.verdict, result.serial_read) == (Verdict.FAIL, "WO-8-001")
    assert result.defects[0].box.x >= picture.shape[1] // 2


def test_a_code_that_does_not_match_the_pattern_is_not_the_products(tmp_path):
    cv2.imwrite(str(tmp_path / "a.png"), drawn("WO-1-001"))
    samples = SampleSet(tmp_path, (Sample("a.png", tmp_path / "a.png", text="WO-1-001"),), (), "plain")
    model = model_with(samples, pattern=r"WO-\d+-\d{3}")
    result = model.inspect(View(drawn("VENDOR 99"), serial="WO-1-001"))
    assert result.verdict is Verdict.UNDECIDED


def test_the_card_tells_how_well_the_samples_were_read(samples, tmp_path):
    model = model_with(samples)
    figures = model.card.figures
    assert (figures["codes"], figures["read"], figures["read_wrong"]) == (3, 3, 0)
    assert model.card.training_data == samples.content_hash()


def test_a_saved_model_reads_as_before(samples, tmp_path):
    settings = {"symbologies": ["qr"], "region": [0, 0, 1, 0.9], "unreadable": "fail"}
    save_model(model_with(samples, **settings), tmp_path / "models" / "serial")
    loaded = load_model(tmp_path / "models" / "serial")
    assert loaded.inspect(View(drawn("WO-1-001"), serial="WO-1-001")).verdict is Verdict.PASS
    assert loaded.inspect(View(drawn("WO-1-001", Symbology.CODE_128), serial="WO-1-001")).verdict is Verdict.FAIL
    assert loaded.card.settings["symbologies"] == ["qr"]


def test_threads_share_a_model(samples):
    model = model_with(samples)
    views = [View(seeded_code(Symbology.QR, 8, n, trouble=EASY).image) for n in range(12)]
    alone = [model.inspect(view).serial_read for view in views]
    with ThreadPoolExecutor(4) as pool:
        assert [item.serial_read for item in pool.map(model.inspect, views)] == alone
    assert all(alone)


@pytest.mark.parametrize(
    ("image", "says"),
    [
        (np.zeros((0, 0, 3), np.uint8), "empty"),
        (np.zeros((0, 40), np.uint8), "empty"),
        (np.zeros((90, 90), np.uint16), "uint16"),
        (np.full((90, 90), np.nan), "float64"),
        (np.zeros((90, 90, 4), np.uint8), "shape"),
        (np.zeros((2, 9, 9, 3), np.uint8), "shape"),
        (np.zeros((4, 90), np.uint8), "only 90 x 4"),
        (np.broadcast_to(np.uint8(0), (10_000, 10_000, 3)), "too large"),
    ],
)
def test_what_is_no_picture_is_undecided(samples, image, says):
    result = model_with(samples).inspect(View(image, serial="A"))
    assert result.verdict is Verdict.UNDECIDED
    assert says in result.message


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"symbology": "qr"}, "no setting 'symbology'"),
        ({"symbologies": []}, "no list of names"),
        ({"symbologies": ["ean"]}, "no symbology 'ean'"),
        ({"pattern": "("}, "no regular expression"),
        ({"pattern": 3}, "no text"),
        ({"pattern": "X+"}, "does not match"),
        ({"region": [0, 0, 1]}, "four numbers"),
        ({"region": [0, 0, "1", 1]}, "four numbers"),
        ({"region": [0.5, 0, 0.5, 1]}, "not lie in the picture"),
        ({"region": [0, 0, 1, float("nan")]}, "not lie in the picture"),
        ({"unreadable": "pass"}, "`unreadable` is 'pass'"),
    ],
)
def test_wrong_settings_are_refused(samples, settings, says):
    with pytest.raises(InspectionError, match=says.replace("'", ".")):
        model_with(samples, **settings)


def test_samples_without_a_text_are_refused(samples):
    bare = SampleSet(samples.folder, (Sample("0.png", samples.folder / "0.png"),), (), "plain")
    with pytest.raises(InspectionError, match="what its code says"):
        model_with(bare)
