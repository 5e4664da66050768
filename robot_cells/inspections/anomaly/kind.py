"""Makes models that learn from good pictures only."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from robot_cells.errors import InspectionError
from robot_cells.inspections.anomaly.anomaly_files import read_files
from robot_cells.inspections.anomaly.anomaly_model import ANOMALY, AnomalyModel
from robot_cells.inspections.anomaly.anomaly_settings import AnomalySettings, anomaly_settings
from robot_cells.inspections.anomaly.anomaly_training import FOLDS, Trained, train
from robot_cells.inspections.anomaly.conformal_limit import least_count, limit_rank
from robot_cells.inspections.anomaly.picture_features import Image
from robot_cells.inspections.anomaly.preparation import Preparation
from robot_cells.inspections.anomaly.ranking import area_under_roc
from robot_cells.inspections.model import FitOptions, Model, Progress, View, no_progress
from robot_cells.inspections.model_card import ModelCard
from robot_cells.inspections.samples.picture_file import picture_size, read_picture
from robot_cells.inspections.samples.sample import Sample, SampleSet

TASK = "find what is unlike good pictures"
LEAST_GOOD, MOST_GOOD = 2 * FOLDS, 400
LEAST_SIDE_PX = 32


class AnomalyKind:
    """Learns from the good pictures of the samples; bad ones only tell how many of them it finds."""

    name = "anomaly"

    def fit(self, samples: SampleSet, options: FitOptions, progress: Progress = no_progress) -> Model:
        """Takes a fraction of a second a picture.

        Raises `InspectionError` when a setting is wrong, when there are too few good pictures for the false-call rate,
        when their sizes differ, or when they cannot be registered to each other though they should be.
        """
        settings = anomaly_settings(options.settings, "settings")
        good = [item for item in samples.samples if _is_good(item)]
        _check_count(len(good), samples, settings)
        good = good[:MOST_GOOD]
        width, height = _one_size(good)
        preparation = Preparation.for_size(width, height, settings.longest_px)
        trained = train(_readers(good), [item.group for item in good], preparation, settings, options.seed, progress)
        model = AnomalyModel(self._card(samples, options, settings, trained), *_parts(trained))
        bad = [item for item in samples.samples if _is_bad(item)]
        return _measured(model, bad, progress) if bad else model

    def load(self, folder: Path, card: ModelCard) -> Model:
        """Reads what `save` wrote; raises `InspectionError` for what does not fit the card."""
        return read_files(folder, card)

    def _card(self, samples: SampleSet, options: FitOptions, settings: AnomalySettings, trained: Trained) -> ModelCard:
        count = len(trained.good.scores)
        fails = limit_rank(count, settings.false_call_rate, settings.confidence)
        doubts = min(fails, limit_rank(count, min(0.5, settings.false_call_rate + settings.undecided_rate)))
        prepared = trained.preparation
        return ModelCard(
            options.name,
            options.version,
            self.name,
            TASK,
            classes=(ANOMALY,),
            thresholds={"": trained.good.at_rank(fails), "undecided": trained.good.at_rank(doubts)},
            settings={
                "positions": trained.positions,
                "registered": prepared.alignment is not None,
                "width_px": prepared.width_px,
                "height_px": prepared.height_px,
                "work_width_px": prepared.work_width_px,
                "work_height_px": prepared.work_height_px,
                "false_call_rate": settings.false_call_rate,
                "undecided_rate": settings.undecided_rate,
                "confidence": settings.confidence,
            },
            training_data=samples.content_hash(),
            training_samples=count,
            figures={
                "good_held_out": count,
                "good_unregistered": trained.unregistered,
                "auroc_pasted_defects": {name: round(area, 4) for name, area in trained.found.items()},
            },
        )


def _parts(trained: Trained) -> tuple[Any, Any, Any]:
    return trained.preparation, trained.scorer, trained.good


def _is_good(item: Sample) -> bool:
    return item.is_good is True or (item.is_good is None and item.boxes == ())


def _is_bad(item: Sample) -> bool:
    return item.is_good is False or bool(item.boxes)


def _check_count(count: int, samples: SampleSet, settings: AnomalySettings) -> None:
    where = str(samples.folder)
    if not count:
        raise InspectionError("There is no good picture to learn from.", where=where, remedy="Put some into good/.")
    least = max(LEAST_GOOD, least_count(settings.false_call_rate, settings.confidence))
    if count < least or least > MOST_GOOD:
        most = f" At most {MOST_GOOD} are used." if least > MOST_GOOD else ""
        raise InspectionError(
            f"{count} good pictures are too few for a false-call rate of {settings.false_call_rate:g}.",
            where=where,
            remedy=f"It takes {least}: take more, or ask for a higher rate.{most}",
        )


def _one_size(good: Sequence[Sample]) -> tuple[int, int]:
    first = picture_size(good[0].image)
    for item in good:
        size = picture_size(item.image)
        if size != first:
            raise InspectionError(
                f"It is {size[0]} x {size[1]} pixels, {good[0].name} {first[0]} x {first[1]}.",
                where=item.name,
                remedy="Take all pictures with the same camera settings.",
            )
    if min(first) < LEAST_SIDE_PX:
        raise InspectionError(
            f"It is only {first[0]} x {first[1]} pixels.", where=good[0].name, remedy=f"{LEAST_SIDE_PX} are needed."
        )
    return first


def _readers(items: Sequence[Sample]) -> list[Callable[[], Image]]:
    """Pictures are read when they are needed: a few hundred of them need not fit into memory."""

    def reader(path: Path) -> Callable[[], Image]:
        """Of one file."""
        return lambda: read_picture(path, colour=True)

    return [reader(item.image) for item in items]


def _measured(model: AnomalyModel, bad: Sequence[Sample], progress: Progress) -> AnomalyModel:
    """The model with what it makes of the bad pictures on its card."""
    verdicts, scores = [], []
    for index, item in enumerate(bad):
        progress("looking at bad pictures", index, len(bad))
        result = model.inspect(View(read_picture(item.image, colour=True)))
        verdicts.append(result.verdict.value)
        scores += [] if result.score is None else [result.score]
    progress("looking at bad pictures", len(bad), len(bad))
    shares = [model.good.share_below(float(score)) for score in model.good.scores]
    counts = {f"bad_{name}": verdicts.count(name) for name in ("fail", "undecided", "pass")}
    figures = {**model.card.figures, "bad": len(bad), **counts, "auroc": round(area_under_roc(shares, scores), 4)}
    return AnomalyModel(replace(model.card, figures=figures), model.preparation, model.scorer, model.good)


KIND = AnomalyKind()
