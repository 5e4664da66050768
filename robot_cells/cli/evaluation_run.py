"""A model judged on a folder of samples for a command, with progress and times."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from robot_cells.cli.evaluation_tables import Times
from robot_cells.cli.shown_progress import ShownProgress
from robot_cells.inspections.evaluations.judging import JudgedSample, judge_samples
from robot_cells.inspections.metrics.evaluation import Evaluation, evaluate
from robot_cells.inspections.model_card import ModelCard
from robot_cells.inspections.model_folder import model_place, verified_card
from robot_cells.inspections.samples.sample import SampleSet
from robot_cells.inspections.verdict import InspectionResult


@dataclass(frozen=True, slots=True)
class EvaluationRun:
    """A model's results on samples, in their order, the figures, and the times."""

    card: ModelCard
    results: Sequence[InspectionResult]
    evaluation: Evaluation
    times: Times


def run_evaluation(model: str, models: Path | None, samples: SampleSet, workers: int) -> EvaluationRun:
    """Judges all samples; raises `InspectionError` when the model is refused."""
    folder = model_place(model, models)
    card = verified_card(folder)
    begun = time.perf_counter()
    with ShownProgress() as progress:
        judged = judge_samples(folder, samples, workers, progress)
    took_s = time.perf_counter() - begun
    results = [item.result for item in judged]
    evaluation = evaluate(samples, results, card.thresholds, card.classes)
    return EvaluationRun(card, results, evaluation, _times(judged, took_s))


def _times(judged: Sequence[JudgedSample], took_s: float) -> Times:
    own = [1000 * item.result.duration_s for item in judged] or [0.0]
    total = [1000 * item.total_s for item in judged] or [0.0]
    processor = [1000 * item.processor_s for item in judged] or [0.0]
    (own_p50, own_p99), (total_p50, total_p99), (processor_p50, processor_p99) = (
        (float(value) for value in np.quantile(values, (0.5, 0.99))) for values in (own, total, processor)
    )
    return Times(own_p50, own_p99, total_p50, total_p99, processor_p50, processor_p99, len(judged) / took_s)
