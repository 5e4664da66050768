"""The figures of boxes, each against a slow way to compute it that is written here."""

import math

import numpy as np
import pytest

from robot_cells.inspections.metrics.average_precision import average_precision, average_precision_101
from robot_cells.inspections.metrics.calibration import calibration
from robot_cells.inspections.metrics.confusion import confusion, pair_up
from robot_cells.inspections.metrics.evaluation import detection_figures
from robot_cells.inspections.metrics.f_score import FScore, best_f, f_at_thresholds
from robot_cells.inspections.metrics.judged_picture import JudgedPicture, corners, overlaps
from robot_cells.inspections.metrics.matching import match_classes
from robot_cells.inspections.metrics.published_protocol import published_figures
from robot_cells.inspections.samples.sample import LabelledBox
from robot_cells.inspections.verdict import Detection

CLASSES = ("open", "short", "spur")
SEEDS = range(25)


def slow_overlap(a, b) -> float:
    width = min(a.x2, b.x2) - max(a.x1, b.x1)
    height = min(a.y2, b.y2) - max(a.y1, b.y1)
    shared = max(0.0, width) * max(0.0, height)
    return shared / ((a.x2 - a.x1) * (a.y2 - a.y1) + (b.x2 - b.x1) * (b.y2 - b.y1) - shared)


def slow_ranking(pictures: list[JudgedPicture], name: str, iou: float) -> list[tuple[float, bool]]:
    """Every detection of a class in all pictures, surest first: walks them once and marks what is taken."""
    ranked = sorted(
        ((-item.probability, number, place) for number, picture in enumerate(pictures)
         for place, item in enumerate(picture.detections) if item.defect_class == name)
    )  # fmt: skip
    taken, result = set(), []
    for negative, number, place in ranked:
        item, best = pictures[number].detections[place], None
        for key, truth in enumerate(pictures[number].truths):
            if truth.defect_class == name and (number, key) not in taken:
                shared = slow_overlap(item, truth)
                if shared >= iou and (best is None or shared > best[0]):
                    best = (shared, key)
        if best:
            taken.add((number, best[1]))
        result.append((-negative, best is not None))
    return result


def slow_ap(flags: list[bool], truths: int) -> float:
    """The area below the stairs, a step for each true box found."""
    points = [(sum(flags[: n + 1]) / truths, sum(flags[: n + 1]) / (n + 1)) for n in range(len(flags))]
    area, last = 0.0, 0.0
    for recall, _ in points:
        if recall > last:
            area += (recall - last) * max(p for r, p in points if r >= recall)
            last = recall
    return area


def slow_ap_101(flags: list[bool], truths: int) -> float:
    points = [(sum(flags[: n + 1]) / truths, sum(flags[: n + 1]) / (n + 1)) for n in range(len(flags))]
    # COCO's own grid, whose rounding decides at recalls such as 7 of 10.
    grid = np.linspace(0.0, 1.0, 101).tolist()
    return sum(max((p for r, p in points if r >= at), default=0.0) for at in grid) / 101


@pytest.mark.parametrize("seed", SEEDS)
def test_matches_and_average_precisions_are_those_of_the_slow_way(seed: int, random_pictures) -> None:
    pictures = random_pictures(seed, digits=2 if seed % 2 else 9)
    ious = (0.33, 0.5, 0.75)
    for name, matches in match_classes(pictures, CLASSES, ious).items():
        truths = sum(box.defect_class == name for picture in pictures for box in picture.truths)
        assert matches.truths == truths
        for row, iou in enumerate(ious):
            ranked = slow_ranking(pictures, name, iou)
            assert matches.probability.tolist() == [probability for probability, _ in ranked]
            flags = [is_true for _, is_true in ranked]
            assert matches.is_true[row].tolist() == flags
            assert average_precision(matches.is_true[row], truths) == pytest.approx(slow_ap(flags, truths), abs=1e-12)
            assert average_precision_101(matches.is_true[row], truths) == pytest.approx(
                slow_ap_101(flags, truths), abs=1e-12
            )


@pytest.mark.parametrize("seed", SEEDS)
def test_every_match_names_a_true_box_of_its_class_and_none_is_taken_twice(seed: int, random_pictures) -> None:
    pictures = random_pictures(seed)
    for name, matches in match_classes(pictures, CLASSES, (0.33,)).items():
        pairs = [
            (int(number), int(truth))
            for number, truth in zip(matches.picture, matches.truth[0], strict=True)
            if truth >= 0
        ]
        assert len(pairs) == len(set(pairs))
        assert {pictures[number].truths[truth].defect_class for number, truth in pairs} <= {name}


@pytest.mark.parametrize("seed", SEEDS)
def test_the_best_f_is_the_best_of_all_thresholds(seed: int, random_pictures) -> None:
    pictures = random_pictures(seed, digits=1 if seed % 3 == 0 else 6)
    matches = list(match_classes(pictures, CLASSES, (0.33,)).values())
    score, threshold = best_f(matches)
    tried = [
        f_at_thresholds(matches, {"": step}).f for step in {p for item in matches for p in item.probability.tolist()}
    ]
    assert score.f == pytest.approx(max(tried))
    assert f_at_thresholds(matches, {"": threshold}) == score


def slow_published(pictures: list[JudgedPicture], iou: float) -> tuple[float, FScore]:
    """The published protocol word by word: true boxes outside, detections inside, classes compared only afterwards."""
    ranked, found, truths, count = [], 0, 0, 0
    for picture in pictures:
        used_truths, used, right = set(), set(), set()
        for key, truth in enumerate(picture.truths):
            for place, item in enumerate(picture.detections):
                if key not in used_truths and place not in used and slow_overlap(truth, item) > iou:
                    used_truths.add(key), used.add(place)
                    if truth.defect_class == item.defect_class:
                        right.add(place)
        ranked += [(-item.probability, place in right) for place, item in enumerate(picture.detections)]
        found, truths, count = found + len(right), truths + len(picture.truths), count + len(picture.detections)
    ranked.sort(key=lambda pair: pair[0])
    hits = 0
    total = 0.0
    for place, (_, is_right) in enumerate(ranked):
        if is_right:
            hits += 1
            total += hits / (place + 1)
    return total / truths, FScore(truths, count, found)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_published_protocol_is_followed_word_by_word(seed: int, random_pictures) -> None:
    pictures = random_pictures(seed, digits=9)
    figures = published_figures(pictures, {"": 0.0})
    expected_ap, expected_score = slow_published(pictures, 0.33)
    assert figures.average_precision == pytest.approx(expected_ap, abs=1e-12)
    assert figures.score == expected_score


def test_the_published_protocol_spends_a_box_on_a_detection_of_another_class() -> None:
    truth = LabelledBox("open", 0, 0, 10, 10)
    picture = JudgedPicture(
        "1", "", (truth,), (Detection("short", 0.9, 0, 0, 10, 10), Detection("open", 0.8, 0, 0, 10, 10))
    )
    assert published_figures([picture], {"": 0.5}).average_precision == 0.0
    assert detection_figures([picture], ("open",), {"": 0.5}).classes["open"].ap == 1.0


@pytest.mark.parametrize("seed", SEEDS)
def test_the_confusion_accounts_for_every_box_once(seed: int, random_pictures) -> None:
    pictures, thresholds = random_pictures(seed), {"open": 0.3, "": 0.6}
    counts = confusion(pictures, CLASSES, thresholds).counts
    counted = [
        item
        for picture in pictures
        for item in picture.detections
        if item.probability >= (0.3 if item.defect_class == "open" else 0.6)
    ]
    for number, name in enumerate(CLASSES):
        assert counts[number].sum() == sum(box.defect_class == name for picture in pictures for box in picture.truths)
        assert counts[:, number].sum() == sum(item.defect_class == name for item in counted)
    # What is on the diagonal is what the figures at the thresholds call found.
    score = f_at_thresholds(list(match_classes(pictures, CLASSES, (0.33,)).values()), thresholds)
    assert np.trace(counts) == score.found
    assert counts[-1, -1] == 0


def test_what_overlaps_is_paired_within_its_class_first() -> None:
    picture = JudgedPicture(
        "1",
        "",
        (LabelledBox("open", 0, 0, 10, 10), LabelledBox("short", 50, 50, 60, 60), LabelledBox("spur", 80, 80, 90, 90)),
        (
            Detection("short", 0.9, 0, 0, 10, 10),
            Detection("open", 0.8, 0, 0, 10, 8),
            Detection("spur", 0.7, 50, 50, 60, 59),
            Detection("open", 0.2, 80, 80, 90, 90),
        ),
    )
    pairing = pair_up(picture, {"": 0.5})
    assert pairing.pairs == ((0, 1), (1, 2))
    assert (pairing.misses, pairing.false_calls) == ((2,), (0,))


@pytest.mark.parametrize("seed", SEEDS)
def test_calibration_compares_what_was_said_with_what_is_true(seed: int, random_pictures) -> None:
    pictures = random_pictures(seed)
    matches = list(match_classes(pictures, CLASSES, (0.33,)).values())
    result = calibration(matches)
    ranked = [pair for name in CLASSES for pair in slow_ranking(pictures, name, 0.33)]
    error = 0.0
    for number in range(10):
        inside = [(p, t) for p, t in ranked if number / 10 <= p < (number + 1) / 10 or (number == 9 and p == 1.0)]
        assert result.count[number] == len(inside)
        if inside:
            said, true = (sum(column) / len(inside) for column in zip(*inside, strict=True))
            assert (result.said[number], result.true[number]) == pytest.approx((said, true))
            error += abs(said - true) * len(inside) / len(ranked)
        else:
            assert math.isnan(result.said[number])
    assert result.error == pytest.approx(error)


def test_a_perfect_model_has_ones_and_one_that_says_nothing_has_zeros(random_pictures) -> None:
    pictures = random_pictures(3)
    perfect = [
        JudgedPicture(
            item.name,
            item.group,
            item.truths,
            tuple(Detection(box.defect_class, 1.0, box.x1, box.y1, box.x2, box.y2) for box in item.truths),
        )
        for item in pictures
    ]
    figures = detection_figures(perfect, CLASSES, {"": 0.5})
    mean = figures.mean
    assert (mean.ap, mean.ap_strict, mean.ap_strict_101, mean.score.f, figures.best.f) == (1, 1, 1, 1, 1)
    assert (figures.published.average_precision, figures.calibration.error) == (1, 0)
    silent = detection_figures([JudgedPicture(i.name, i.group, i.truths, ()) for i in pictures], CLASSES, {"": 0.5})
    assert (silent.mean.ap, silent.mean.score.f, silent.best.f, silent.best_threshold) == (0, 0, 0, 1)
    assert (silent.published.average_precision, silent.calibration.error) == (0, None)


def test_a_class_that_is_not_there_has_no_average_precision_and_does_not_weigh_in_the_mean() -> None:
    picture = JudgedPicture("1", "g", (LabelledBox("open", 0, 0, 9, 9),), (Detection("hole", 0.9, 0, 0, 9, 9),))
    figures = detection_figures([picture], ("open", "short"), {})
    assert list(figures.classes) == ["open", "short", "hole"]
    assert [item.ap for item in figures.classes.values()] == [0.0, None, None]
    assert figures.mean.ap == 0.0
    assert figures.confusion.counts[0, 2] == 1


def test_overlaps_are_those_of_areas_and_none_without_area() -> None:
    boxes = [Detection("a", 1, 0, 0, 10, 10), Detection("a", 1, 5, 0, 15, 10), Detection("a", 1, 3, 3, 3, 3)]
    found = overlaps(corners(boxes), corners(boxes))
    assert found[:2, :2] == pytest.approx(np.array([[1, 1 / 3], [1 / 3, 1]]))
    assert found[2].tolist() == [0, 0, 0]
    assert overlaps(corners([]), corners(boxes)).shape == (0, 3)
