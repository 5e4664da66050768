"""The kind `defects`: trained, saved, read again; what it refuses and what it will not judge."""

from dataclasses import replace

import numpy as np
import pytest
from drawn_boards import CLASSES, EDGE, drawn_board

from robot_cells.errors import InspectionError
from robot_cells.inspections.defects.defects_model import WEIGHTS_FILE
from robot_cells.inspections.defects.kind import KIND
from robot_cells.inspections.model import FitOptions, View
from robot_cells.inspections.model_folder import load_model, save_model
from robot_cells.inspections.samples.picture_file import read_picture
from robot_cells.inspections.verdict import Verdict

STEPS = {"steps": 6}


@pytest.fixture(scope="module")
def trained(drawn_samples):
    """Hardly trained: enough for whatever does not ask how good it is."""
    told = []
    model = KIND.fit(drawn_samples, FitOptions("boards", settings=STEPS), lambda *words: told.append(words))
    assert {what.partition(" (")[0] for what, _, _ in told} == {"preparing pictures", "learning", "calibrating"}
    return model


def _view(samples, number=0):
    sample = samples.samples[number]
    return View(read_picture(sample.image, colour=False), read_picture(sample.reference, colour=False))


def test_the_card_tells_what_the_model_is_made_from(trained, drawn_samples):
    card = trained.card
    assert (card.kind, card.classes, card.training_samples) == ("defects", drawn_samples.classes, 24)
    assert card.training_data == drawn_samples.content_hash()
    assert card.thresholds["undecided"] <= card.thresholds[""]


def test_a_saved_model_answers_as_it_did_before(trained, drawn_samples, tmp_path):
    save_model(trained, tmp_path / "model")
    again = load_model(tmp_path / "model")
    for number in range(4):
        one, other = (model.inspect(_view(drawn_samples, number)) for model in (trained, again))
        assert one.detections == other.detections
        assert (one.verdict, one.message, one.score) == (other.verdict, other.message, other.score)


def test_training_again_gives_the_same_network(trained, drawn_samples):
    again = KIND.fit(drawn_samples, FitOptions("boards", settings=STEPS))
    assert again.weights == trained.weights


def test_a_good_board_passes(trained):
    board = drawn_board(np.random.default_rng(9))
    result = trained.inspect(View(board, board))
    assert (result.verdict, result.detections, result.score) == (Verdict.PASS, (), 0.0)


def test_boxes_lie_in_the_picture_and_probabilities_between_0_and_1(trained, drawn_samples):
    for number in range(8):
        for item in trained.inspect(_view(drawn_samples, number)).detections:
            assert 0 <= item.x1 < item.x2 <= EDGE
            assert 0 <= item.y1 < item.y2 <= EDGE
            assert 0 < item.probability <= 1


BOARD = drawn_board(np.random.default_rng(2))
UNFIT = {
    "nothing": (np.zeros((0, 0), np.uint8), BOARD, "is empty"),
    "16 bit": (BOARD.astype(np.uint16), BOARD, "uint16, not 8 bit"),
    "numbers that are none": (np.full((EDGE, EDGE), np.nan, np.float32), BOARD, "float32, not 8 bit"),
    "four planes": (np.zeros((EDGE, EDGE, 4), np.uint8), BOARD, "has the shape"),
    "another size": (BOARD[:200], BOARD, "240 x 200 pixels, its reference 240 x 240"),
    "one grey": (np.full((EDGE, EDGE), 90, np.uint8), BOARD, "shows nothing"),
    "no reference": (BOARD, None, "no reference picture"),
    "a broken reference": (BOARD, np.zeros((0, 4), np.uint8), "The reference picture is empty"),
    "a tiny one": (BOARD[:20, :20], BOARD[:20, :20], "20 x 20 pixels"),
    "something else": (drawn_board(np.random.default_rng(77))[::-1].T.copy(), BOARD, "differs"),
    "snow": (np.random.default_rng(0).integers(0, 256, (EDGE, EDGE), dtype=np.uint8), BOARD, "differs"),
}


@pytest.mark.parametrize("name", UNFIT)
def test_what_cannot_be_judged_is_undecided_and_says_why(trained, name):
    picture, reference, words = UNFIT[name]
    result = trained.inspect(View(picture, reference))
    assert result.verdict is Verdict.UNDECIDED
    assert words in result.message


def test_a_network_whose_answers_are_no_numbers_judges_nothing(trained, drawn_samples):
    spoiled = replace(trained, network=lambda squares: np.full((len(squares), 8), np.nan, np.float32))
    result = spoiled.inspect(_view(drawn_samples))
    assert result.verdict is Verdict.UNDECIDED
    assert "no numbers" in result.message


def test_the_models_own_reference_is_taken_where_none_is_given(trained):
    random = np.random.default_rng(11)
    first, second = drawn_board(random), drawn_board(random)
    model = replace(trained, references={"front": first})
    assert model.inspect(View(first)).verdict is Verdict.PASS
    both = replace(trained, references={"front": first, "back": second})
    assert both.inspect(View(second, parameters={"reference": "back"})).verdict is Verdict.PASS
    assert "no reference picture" in both.inspect(View(second)).message
    assert "'side'; it has front, back" in both.inspect(View(second, parameters={"reference": "side"})).message


def test_references_travel_with_the_model(drawn_samples, trained, tmp_path):
    model = replace(trained, references={"front": drawn_board(np.random.default_rng(12))})
    save_model(model, tmp_path / "model")
    again = load_model(tmp_path / "model")
    assert np.array_equal(again.references["front"], model.references["front"])


def _without(samples, **changes):
    return replace(samples, samples=tuple(replace(item, **changes) for item in samples.samples))


REFUSED = {
    "no references": (lambda samples: _without(samples, reference=None), {}, "have no reference picture"),
    "no boxes": (lambda samples: _without(samples, boxes=None), {}, "have no boxes"),
    "no defects": (lambda samples: _without(samples, boxes=()), {}, "0 labelled defects"),
    "no samples": (lambda samples: replace(samples, samples=()), {}, "0 labelled defects"),
    "unknown setting": (lambda samples: samples, {"depth": 3}, "no setting 'depth'"),
    "no steps": (lambda samples: samples, {"steps": 0}, "no training of 0 steps"),
    "steps in words": (lambda samples: samples, {"steps": "many"}, "no whole number"),
    "no such references": (lambda samples: samples, {"references": "nowhere"}, "no reference pictures"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_learned_from_is_refused(drawn_samples, name):
    change, settings, words = REFUSED[name]
    with pytest.raises(InspectionError, match=words):
        KIND.fit(change(drawn_samples), FitOptions("boards", settings=settings))


def test_a_changed_network_is_refused(trained, tmp_path):
    save_model(trained, tmp_path / "model")
    weights = tmp_path / "model" / WEIGHTS_FILE
    weights.write_bytes(weights.read_bytes()[:-1] + b"?")
    with pytest.raises(InspectionError):
        load_model(tmp_path / "model")


SPOILED_CARDS = {
    "no slope": {"slope": None},
    "a slope that is no number": {"slope": "nan"},
    "a slope that turns the order round": {"slope": -1.0},
    "an endless offset": {"offset": float("-inf")},
    "margins of too few edges": {"margins": {"open": [0, 0], "spur": [0, 0], "pin-hole": [0, 0]}},
    "margins of other classes": {"margins": {"short": [0, 0, 0, 0]}},
    "no margins": {"margins": None},
    "margins that are no numbers": {"margins": dict.fromkeys(CLASSES, (0, 0, "nan", 0))},
    "margins beyond every picture": {"margins": dict.fromkeys(CLASSES, (1e9, 0, 0, 0))},
}


@pytest.mark.parametrize("name", SPOILED_CARDS)
def test_a_card_with_which_every_defect_would_be_lost_is_refused(trained, tmp_path, name):
    trained.save(tmp_path)
    card = replace(trained.card, settings={**trained.card.settings, **SPOILED_CARDS[name]})
    with pytest.raises(InspectionError, match=r"[Cc]ard"):
        KIND.load(tmp_path, card)


@pytest.mark.parametrize("content", [b"", b"no network", b"\x08\x07"])
def test_a_file_that_is_no_network_is_refused(trained, tmp_path, content):
    (tmp_path / WEIGHTS_FILE).write_bytes(content)
    with pytest.raises(InspectionError):
        KIND.load(tmp_path, trained.card)


def test_a_network_for_other_classes_is_refused(trained, tmp_path):
    trained.save(tmp_path)
    with pytest.raises(InspectionError, match="does not fit its card"):
        KIND.load(tmp_path, replace(trained.card, classes=("open", "short")))
