"""Models that learn from good pictures only."""

from concurrent.futures import ThreadPoolExecutor

import cv2
import numpy as np
import pytest
from written_samples import written_samples

from robot_cells.errors import InspectionError
from robot_cells.inspections.anomaly.evaluation import evaluate_anomaly, texture_subjects
from robot_cells.inspections.anomaly.kind import KIND
from robot_cells.inspections.anomaly.score_map import odd_places
from robot_cells.inspections.anomaly.seeded_textures import seeded_texture
from robot_cells.inspections.model import FitOptions, View
from robot_cells.inspections.model_folder import load_model, save_model
from robot_cells.inspections.samples.sample import SampleSet
from robot_cells.inspections.verdict import Verdict

SIDE_PX = 192


def plate(seed, *, hole=True, size=(SIDE_PX, SIDE_PX)):
    """A plate with parts in fixed places, shifted and lit a little differently every time; or one part missing."""
    random = np.random.default_rng(seed)
    picture = np.full((SIDE_PX, SIDE_PX, 3), 90, np.uint8)
    for index, (x, y) in enumerate((x, y) for y in range(30, 180, 33) for x in range(25, 180, 35)):
        if index == 12 and not hole:
            continue
        colour = (60 + 9 * (index % 7), 150 - 5 * index % 60, 120 + 5 * (index % 11))
        cv2.rectangle(picture, (x - 8, y - 7), (x + 6 + index % 5, y + 7), colour, -1)
        cv2.circle(picture, (x - 2, y), 3, (220, 220, 220), -1)
    shift = np.float32([[1, 0, random.uniform(-2, 2)], [0, 1, random.uniform(-2, 2)]])
    moved = cv2.warpAffine(picture, shift, (SIDE_PX, SIDE_PX), borderMode=cv2.BORDER_REPLICATE)
    noisy = moved * random.uniform(0.9, 1.1) + random.normal(0, 2, moved.shape)
    return cv2.resize(np.clip(noisy, 0, 255).astype(np.uint8), size)


def fitted(samples, **settings):
    return KIND.fit(samples, FitOptions("plates", seed=3, settings={"false_call_rate": 0.05, **settings}))


@pytest.fixture(scope="module")
def good_plates(tmp_path_factory):
    return written_samples(tmp_path_factory.mktemp("plates"), [plate(seed) for seed in range(22)])


@pytest.fixture(scope="module")
def model(good_plates):
    return fitted(good_plates)


def test_a_missing_part_fails_and_its_box_lies_where_it_was(model):
    result = model.inspect(View(plate(1000, hole=False)))
    assert result.verdict is Verdict.FAIL
    assert {item.code for item in result.defects} == {"inspect.anomaly"}
    box = max(result.detections, key=lambda item: item.probability)
    assert box.x1 < 95 < box.x2
    assert box.y1 < 96 < box.y2
    assert box.x2 - box.x1 < 60
    assert result.score > model.card.thresholds[""]


def test_fresh_good_pictures_pass(model):
    verdicts = [model.inspect(View(plate(seed))).verdict for seed in range(2000, 2030)]
    assert verdicts.count(Verdict.PASS) >= 24
    assert verdicts.count(Verdict.FAIL) <= 5


def test_parts_in_fixed_places_are_registered(model):
    assert model.card.settings["positions"] == "fixed"
    assert model.card.settings["registered"]


def test_the_verdict_follows_from_the_thresholds_on_the_card(model):
    for seed in range(3000, 3015):
        result = model.inspect(View(plate(seed)))
        fails, doubts = model.card.thresholds[""], model.card.thresholds["undecided"]
        want = Verdict.FAIL if result.score > fails else Verdict.UNDECIDED if result.score > doubts else Verdict.PASS
        assert result.verdict is want


@pytest.mark.parametrize(
    ("image", "says"),
    [
        (np.zeros((0, 0, 3), np.uint8), "empty"),
        (np.zeros((SIDE_PX, SIDE_PX, 3), np.uint16), "uint16"),
        (np.full((SIDE_PX, SIDE_PX), np.nan), "float64"),
        (np.zeros((SIDE_PX, SIDE_PX, 4), np.uint8), "shape"),
        (np.zeros((SIDE_PX + 1, SIDE_PX, 3), np.uint8), "192 x 193"),
        (np.full((SIDE_PX, SIDE_PX, 3), 128, np.uint8), "one grey"),
        (np.random.default_rng(0).integers(0, 256, (SIDE_PX, SIDE_PX, 3)).astype(np.uint8), "something else"),
        (seeded_texture("woven", 1, 1, bad=False, side_px=SIDE_PX).image, "something else"),
    ],
)
def test_what_cannot_be_judged_is_undecided(model, image, says):
    result = model.inspect(View(image))
    assert result.verdict is Verdict.UNDECIDED
    assert says in result.message


def test_a_saved_model_answers_as_before_and_the_same_training_gives_the_same_bytes(model, good_plates, tmp_path):
    save_model(model, tmp_path / "a")
    save_model(fitted(good_plates), tmp_path / "b")
    for name in ("model.npz", "reference.png"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()
    loaded, view = load_model(tmp_path / "a"), View(plate(1001, hole=False))
    before, after = model.inspect(view), loaded.inspect(view)
    assert (before.verdict, before.detections, before.score) == (after.verdict, after.detections, after.score)


def test_threads_share_a_model(model):
    views = [View(plate(seed, hole=seed % 2 == 0)) for seed in range(8)]
    alone = [model.inspect(view).score for view in views]
    with ThreadPoolExecutor(4) as pool:
        assert [item.score for item in pool.map(model.inspect, views)] == alone


def test_textures_are_judged_wherever_their_defects_are():
    subjects = {"woven": texture_subjects(4, side_px=160)["woven"]}
    (row,) = evaluate_anomaly(subjects, good=20, fresh=12, seed=4, rate=0.05)
    assert row.positions == "free"
    assert row.auroc > 0.9
    assert row.pixel_auroc > 0.9
    assert row.found + row.undecided + row.escapes == row.fresh
    assert row.false_calls <= 4


def test_bad_pictures_are_counted_on_the_card_and_not_learned(good_plates, tmp_path):
    bad = written_samples(tmp_path, [plate(seed, hole=False) for seed in range(4)], is_good=False)
    both = SampleSet(tmp_path, (*good_plates.samples, *bad.samples), (), "plain")
    model = fitted(both)
    assert model.card.training_samples == len(good_plates.samples)
    assert (model.card.figures["bad"], model.card.figures["bad_fail"]) == (4, 4)
    assert model.card.figures["auroc"] == 1.0


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"rate": 0.1}, "no setting 'rate'"),
        ({"false_call_rate": 0}, "`false_call_rate` is 0"),
        ({"false_call_rate": "low"}, "`false_call_rate` is 'low'"),
        ({"false_call_rate": float("nan")}, "`false_call_rate` is nan"),
        ({"false_call_rate": 0.001}, "It takes 999"),
        ({"false_call_rate": 0.02, "confidence": 0.95}, "It takes 149"),
        ({"positions": "near"}, "`positions` is 'near'"),
        ({"longest_px": True}, "`longest_px` is True"),
    ],
)
def test_wrong_settings_are_refused(good_plates, settings, says):
    with pytest.raises(InspectionError, match=says):
        fitted(good_plates, **settings)


def test_a_folder_with_bad_pictures_only_is_refused(tmp_path):
    bad = written_samples(tmp_path, [plate(seed, hole=False) for seed in range(3)], is_good=False)
    with pytest.raises(InspectionError, match="no good picture to learn from"):
        fitted(bad)


def test_pictures_of_different_sizes_are_refused_by_name(good_plates, tmp_path):
    odd = written_samples(tmp_path, [plate(1, size=(200, 180))])
    both = SampleSet(tmp_path, (*good_plates.samples, *odd.samples), (), "plain")
    with pytest.raises(InspectionError, match=r"good_0.png: It is 200 x 180"):
        fitted(both)


def test_pictures_that_cannot_be_registered_are_refused_where_they_must_be(tmp_path):
    pictures = [seeded_texture("cast", 2, number, bad=False, side_px=96).image for number in range(24)]
    with pytest.raises(InspectionError, match="positions: free"):
        fitted(written_samples(tmp_path, pictures), positions="fixed")


@pytest.mark.parametrize("change", ["means", "whitening", "good"])
def test_weights_that_do_not_fit_the_card_are_refused(model, tmp_path, change):
    model.save(tmp_path)
    with np.load(tmp_path / "model.npz") as stored:
        arrays = {name: stored[name] for name in stored.files}
    arrays[change] = np.full_like(arrays[change], np.nan)
    np.savez(tmp_path / "model.npz", **arrays)
    with pytest.raises(InspectionError, match=f"`{change}` does not fit"):
        KIND.load(tmp_path, model.card)
    del arrays[change]
    np.savez(tmp_path / "model.npz", **arrays)
    with pytest.raises(InspectionError, match=f"lack `{change}`"):
        KIND.load(tmp_path, model.card)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 torn", b"no archive"])
def test_torn_weights_are_refused(model, tmp_path, content):
    model.save(tmp_path)
    (tmp_path / "model.npz").write_bytes(content)
    with pytest.raises(InspectionError, match="cannot be read"):
        KIND.load(tmp_path, model.card)


def test_nothing_is_odd_in_an_empty_map_or_one_below_the_limit():
    assert odd_places(np.zeros((0, 0), np.float32), 1.0) == []
    assert odd_places(np.ones((5, 5), np.float32), 1.0) == []
