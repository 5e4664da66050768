"""Makes models of the kind `defects`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from types import MappingProxyType
from typing import Any

import cv2
import numpy as np

from robot_cells.errors import InspectionError
from robot_cells.inspections.defects.calibration import (
    Calibration,
    best_threshold,
    doubt_threshold,
    fitted_calibration,
)
from robot_cells.inspections.defects.candidates import Floats, Network, find_candidates, overlaps
from robot_cells.inspections.defects.defects_model import REFERENCES_FOLDER, WEIGHTS_FILE, DefectsModel
from robot_cells.inspections.defects.learning import learn
from robot_cells.inspections.defects.lessons import Lesson, Lessons
from robot_cells.inspections.defects.network import onnx_network
from robot_cells.inspections.defects.network_session import network_session
from robot_cells.inspections.defects.picture_pair import Grey, grey_picture
from robot_cells.inspections.defects.preparation import prepared
from robot_cells.inspections.defects.readings import Readings, readings
from robot_cells.inspections.given_picture import UnjudgeableError
from robot_cells.inspections.model import FitOptions, Model, Progress, no_progress
from robot_cells.inspections.model_card import ModelCard
from robot_cells.inspections.samples.picture_file import read_picture
from robot_cells.inspections.samples.sample import Sample, SampleSet

TASK = "find defects in a picture by comparing it with the reference picture of the same place"
STEPS = 4800
"""Steps of the training unless the settings say otherwise."""
HELD_OUT_SHARE = 0.06
"""Of the samples, by lot: not trained with, but used to calibrate the probabilities and to choose the thresholds."""
LEAST_HELD_OUT = 20
SAME_DEFECT = 0.33
"""Overlap (intersection over union) from which on a candidate is a labelled defect, as in the literature on DeepPCB."""
LEAST_DEFECTS = 30
"""With fewer labelled defects than this nothing worth using is learned."""
MARGINS = "margins"
"""Where the card has, for each class, what is added to the four edges of its boxes, in pixels."""
LARGEST_MARGIN_PX = 48.0
"""Greater ones are learned from no labels, but would move every box out of the picture."""
KNOWN_SETTINGS = ("steps", "references")


class DefectsKind:
    """Trains on pairs of pictures with labelled boxes, in minutes and on a CPU, beginning from nothing."""

    name = "defects"

    def fit(self, samples: SampleSet, options: FitOptions, progress: Progress = no_progress) -> Model:
        """Learns to tell defects from ragged edges; raises `InspectionError` for samples it cannot learn from."""
        steps, references = _settings(options.settings)
        _check(samples)
        lessons = _lessons(samples, options.workers, progress)
        random = np.random.default_rng(options.seed)
        held = _held_out(len(lessons), random)
        taught = Lessons([item for number, item in enumerate(lessons) if number not in held], random)
        weights = learn(
            taught.batch,
            steps,
            len(samples.classes),
            options.seed,
            lambda step, loss: progress(f"learning (loss {loss:.2f})", step, steps),
            workers=options.workers,
        )
        content = onnx_network(weights).SerializeToString()
        network = network_session(content, "the trained network")
        measured = [lessons[number] for number in sorted(held)] or lessons
        calibration, thresholds, figures = _calibrated(network, weights.margins, measured, progress)
        card = ModelCard(
            options.name,
            options.version,
            self.name,
            TASK,
            classes=samples.classes,
            thresholds=thresholds,
            settings={
                "slope": calibration.slope,
                "offset": calibration.offset,
                MARGINS: dict(zip(samples.classes, weights.margins.tolist(), strict=True)),
                "steps": steps,
                "seed": options.seed,
            },
            training_data=samples.content_hash(),
            training_samples=len(samples.samples),
            figures=figures,
        )
        return DefectsModel(card, content, network, weights.margins, calibration, references)

    def load(self, folder: Path, card: ModelCard) -> Model:
        """Reads network and references; raises `InspectionError` for what does not fit the card."""
        content = (folder / WEIGHTS_FILE).read_bytes() if (folder / WEIGHTS_FILE).is_file() else b""
        if not content:
            raise InspectionError("The model has no network.", where=str(folder / WEIGHTS_FILE))
        network = network_session(content, str(folder / WEIGHTS_FILE), classes=len(card.classes))
        calibration, margins = _from_card(card, str(folder))
        return DefectsModel(card, content, network, margins, calibration, _references(folder / REFERENCES_FOLDER))


def _from_card(card: ModelCard, where: str) -> tuple[Calibration, Floats]:
    """Calibration and margins; with any that are no numbers every defect would be lost, and the picture pass."""
    try:
        calibration = Calibration(float(card.settings["slope"]), float(card.settings["offset"]))
        rows = [card.settings[MARGINS][name] for name in card.classes]
        margins = np.array(rows, np.float32).reshape(len(card.classes), 4)
    except (KeyError, TypeError, ValueError) as error:
        raise InspectionError(f"The card has no calibration, or no margins ({error}).", where=where) from error
    usable = np.isfinite(margins).all() and np.isfinite((calibration.slope, calibration.offset)).all()
    if not usable or calibration.slope <= 0 or float(np.abs(margins).max(initial=0)) > LARGEST_MARGIN_PX:
        raise InspectionError(
            "Calibration or margins on the card are none that training gives.",
            where=where,
            remedy="Train the model again.",
        )
    return calibration, margins


def _settings(settings: Mapping[str, Any]) -> tuple[int, Mapping[str, Grey]]:
    unknown = [name for name in settings if name not in KNOWN_SETTINGS]
    if unknown:
        known = ", ".join(KNOWN_SETTINGS)
        raise InspectionError(f"The kind defects has no setting {unknown[0]!r}.", remedy=f"It has {known}.")
    try:
        steps = int(settings.get("steps", STEPS))
    except (TypeError, ValueError) as error:
        raise InspectionError("The setting steps is no whole number.", remedy=f"Leave it out for {STEPS}.") from error
    if steps < 1:
        raise InspectionError(f"There is no training of {steps} steps.", remedy=f"Leave it out for {STEPS}.")
    folder = settings.get("references")
    if folder is None:
        return steps, MappingProxyType({})
    references = _references(Path(str(folder)))
    if not references:
        raise InspectionError("There are no reference pictures.", where=str(folder), remedy="Put PNG files there.")
    return steps, references


def _references(folder: Path) -> Mapping[str, Grey]:
    """The pictures of a folder by name; empty where there is none."""
    found: dict[str, Grey] = {}
    for path in sorted(folder.glob("*.png")):
        try:
            found[path.stem] = grey_picture(read_picture(path, colour=False), "The reference picture")
        except UnjudgeableError as error:
            raise InspectionError(str(error), where=str(path), remedy="Put another picture there.") from error
    return MappingProxyType(found)


def _check(samples: SampleSet) -> None:
    """Raises `InspectionError` for samples that nothing can be learned from."""
    where = str(samples.folder)
    alone = [item.name for item in samples.samples if item.reference is None]
    if alone:
        raise InspectionError(
            f"{len(alone)} of {len(samples.samples)} samples have no reference picture, as {alone[0]}.",
            where=where,
            remedy="Give each the good picture of the same place, or train the kind anomaly.",
        )
    unlabelled = [item.name for item in samples.samples if item.boxes is None]
    if unlabelled:
        raise InspectionError(
            f"{len(unlabelled)} samples have no boxes, as {unlabelled[0]}.",
            where=where,
            remedy="Draw boxes about their defects with `inspections label`; good ones have an empty list.",
        )
    defects = sum(len(item.boxes or ()) for item in samples.samples)
    if defects < LEAST_DEFECTS:
        raise InspectionError(
            f"There are {defects} labelled defects; {LEAST_DEFECTS} are the least to learn from.",
            where=where,
            remedy="Label more pictures, or train the kind anomaly with good ones.",
        )


def _held_out(count: int, random: np.random.Generator) -> frozenset[int]:
    """Numbers of the samples that are only measured with; none where there are too few to measure anything."""
    held = round(HELD_OUT_SHARE * count)
    return frozenset(int(item) for item in random.permutation(count)[: held if held >= LEAST_HELD_OUT else 0])


def _lessons(samples: SampleSet, workers: int, progress: Progress) -> list[Lesson]:
    """All samples, prepared as in use; in several processes where there are workers for it."""
    total, lessons = len(samples.samples), []
    asked = [(sample, samples.classes) for sample in samples.samples]
    if workers <= 1:
        for number, question in enumerate(asked):
            progress("preparing pictures", number, total)
            lessons.append(_lesson(question))
        return [item for item in lessons if item is not None]
    with ProcessPoolExecutor(workers, get_context("spawn"), initializer=cv2.setNumThreads, initargs=(1,)) as pool:
        for number, lesson in enumerate(pool.map(_lesson, asked, chunksize=8)):
            progress("preparing pictures", number, total)
            lessons.append(lesson)
    return [item for item in lessons if item is not None]


def _lesson(question: tuple[Sample, Sequence[str]]) -> Lesson | None:
    """None for a picture that could not be judged either."""
    sample, classes = question
    assert sample.reference is not None
    picture, reference = (read_picture(path, colour=False) for path in (sample.image, sample.reference))
    try:
        pair = prepared(picture, reference)
    except UnjudgeableError:
        return None
    boxes = sample.boxes or ()
    corners = np.array([(item.x1, item.y1, item.x2, item.y2) for item in boxes], np.float32).reshape(-1, 4)
    kinds = np.array([classes.index(item.defect_class) + 1 for item in boxes], np.int32)
    return Lesson(pair.pictures, pair.places, corners, kinds)


def _calibrated(
    network: Network, margins: Floats, lessons: Sequence[Lesson], progress: Progress
) -> tuple[Calibration, dict[str, float], dict[str, Any]]:
    """Calibration, thresholds, and what was found in the measured samples."""
    worth: list[float] = []
    truths: list[bool] = []
    is_first: list[bool] = []
    for number, lesson in enumerate(lessons):
        progress("calibrating", number, len(lessons))
        read = readings(find_candidates(network, margins, lesson.pictures, lesson.places))
        worth += [float(item) for item in read.worth]
        truths += _matched(read, lesson)
        is_first += [int(item) not in read.candidates[:place] for place, item in enumerate(read.candidates)]
    calibration = fitted_calibration(worth, truths)
    chances = calibration.probability(worth)
    defects = sum(len(lesson.boxes) for lesson in lessons)
    threshold = best_threshold(chances, truths, defects)
    # A defect that is found by a second reading alone is in doubt by the first.
    sure = np.array(is_first, bool)
    doubt = doubt_threshold(chances[sure], np.array(truths, bool)[sure], threshold)
    thresholds = {"": threshold, "undecided": doubt}
    named = [(chance >= threshold, truth) for chance, truth in zip(chances, truths, strict=True)]
    found_true = sum(told and truth for told, truth in named)
    told = sum(told for told, _ in named)
    f_score = 2 * found_true / max(1, told + defects)
    figures = {"samples": len(lessons), "defects": defects, "f_score": round(float(f_score), 4), "overlap": SAME_DEFECT}
    return calibration, thresholds, {"calibration": figures}


def _matched(read: Readings, lesson: Lesson) -> list[bool]:
    """Whether each reading is a labelled defect of its class that no worthier one is already."""
    truths: list[bool] = [False] * len(read)
    taken: set[int] = set()
    if not len(lesson.boxes):
        return truths
    for number in range(len(read)):
        shared = np.where(lesson.classes == read.kinds[number] + 1, overlaps(read.boxes[number], lesson.boxes), 0)
        shared[list(taken)] = 0
        if float(shared.max()) >= SAME_DEFECT:
            truths[number] = True
            taken.add(int(shared.argmax()))
    return truths


KIND = DefectsKind()
