"""Leaves out one board group after the other: trained on the rest, judged on the group, also on disturbed copies."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.inspections.disturbances import LabelledPair, disturbed
from benchmarks.inspections.judged_group import AS_IT_IS, JudgedGroup, Times, read_group, write_group
from robot_cells.errors import InspectionError
from robot_cells.inspections import defects
from robot_cells.inspections.evaluations.judging import one_thread
from robot_cells.inspections.metrics.judged_picture import JudgedPicture, surest_first
from robot_cells.inspections.model import FitOptions, Image, Model, ModelKind, Progress, View
from robot_cells.inspections.samples.picture_file import read_picture
from robot_cells.inspections.samples.sample import Sample, SampleSet
from robot_cells.inspections.verdict import Verdict

WORKERS = 2


@dataclass(frozen=True, slots=True)
class Trial:
    """`steps` None is as many as the kind takes by itself; `disturbances` are names of `DISTURBANCES`."""

    disturbances: tuple[str, ...]
    steps: int | None = None
    seed: int = 0


def judge_groups(
    kind: ModelKind,
    samples: SampleSet,
    trial: Trial,
    kept: Path,
    progress: Progress,
    *,
    only: Sequence[str] = (),
    told: Callable[[Sequence[JudgedGroup]], None],
) -> list[JudgedGroup]:
    """Each group of `only` (all where it is empty), in the samples' order; `told` hears of all after each.

    What `kept` has of an earlier run with the same samples and options is taken from there. Raises `InspectionError`
    for a group that is not there, or where nothing is left to train with.
    """
    groups = samples.groups
    unknown = [name for name in only if name not in groups]
    if unknown or len(groups) < 2:
        alone = "The samples are of one group: nothing is left to train with."
        raise InspectionError(
            f"There is no group {unknown[0]}." if unknown else alone,
            where=str(samples.folder),
            remedy=f"There are: {', '.join(groups)}.",
        )
    made_from = _made_from(samples, trial)
    done: list[JudgedGroup] = []
    for group in [name for name in groups if not only or name in only]:
        judged = read_group(kept, group, made_from)
        if judged is None:
            judged = _judged_group(kind, samples, group, trial, made_from, progress)
            write_group(kept, judged)
        done.append(judged)
        told(done)
    return done


def _made_from(samples: SampleSet, trial: Trial) -> str:
    """Samples, options, and the code that learns and judges: a changed model is measured anew."""
    digest = hashlib.sha256(f"{samples.content_hash()} {trial}".encode())
    here = Path(__file__).parent
    for path in (*sorted(Path(defects.__file__).parent.glob("*.py")), here / "disturbances.py", Path(__file__)):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _judged_group(
    kind: ModelKind, samples: SampleSet, group: str, trial: Trial, made_from: str, progress: Progress
) -> JudgedGroup:
    rest, own = samples.without_group(group), samples.only_group(group)
    settings = {} if trial.steps is None else {"steps": trial.steps}
    options = FitOptions(f"without_{group}", seed=trial.seed, workers=WORKERS, settings=settings)
    begun_s, before_s = time.perf_counter(), _processor_s()
    model = kind.fit(rest, options, lambda what, done, total: progress(f"{group}: {what}", done, total))
    wall_s, processor_s = time.perf_counter() - begun_s, _processor_s() - before_s
    pictures: dict[str, list[JudgedPicture]] = {name: [] for name in (AS_IT_IS, *trial.disturbances)}
    model_ms, with_reading_ms, undecided = [], [], 0
    with one_thread():
        # The first picture pays for what is set up once.
        _inspected(model, own.samples[0])
        for number, sample in enumerate(own.samples):
            progress(f"{group}: judging", number, len(own.samples))
            judged = _inspected(model, sample)
            pictures[AS_IT_IS].append(judged.picture)
            model_ms.append(1e3 * judged.model_s)
            with_reading_ms.append(1e3 * judged.with_reading_s)
            undecided += judged.is_undecided
            for name in trial.disturbances:
                pictures[name].append(_disturbed(model, sample, judged, name, trial.seed))
    return JudgedGroup(
        group,
        made_from,
        len(rest.samples),
        wall_s,
        processor_s,
        dict(model.card.thresholds),
        undecided,
        Times(tuple(model_ms), tuple(with_reading_ms)),
        {name: tuple(items) for name, items in pictures.items()},
    )


@dataclass(frozen=True, slots=True)
class _Judged:
    """One sample as it is, and what that took of the processor, in seconds."""

    picture: JudgedPicture
    image: Image
    reference: Image
    model_s: float
    with_reading_s: float
    is_undecided: bool


def _inspected(model: Model, sample: Sample) -> _Judged:
    if sample.reference is None:
        raise InspectionError("The sample has no reference.", where=sample.name, remedy="Name a folder of pairs.")
    begun_s = time.process_time()
    image, reference = (read_picture(path, colour=False) for path in (sample.image, sample.reference))
    read_s = time.process_time()
    result = model.inspect(View(image, reference))
    ended_s = time.process_time()
    picture = JudgedPicture(sample.name, sample.group, sample.boxes or (), surest_first(result.detections))
    is_undecided = result.verdict is Verdict.UNDECIDED and not result.detections
    return _Judged(picture, image, reference, ended_s - read_s, ended_s - begun_s, is_undecided)


def _disturbed(model: Model, sample: Sample, judged: _Judged, name: str, seed: int) -> JudgedPicture:
    pair = disturbed(name, LabelledPair(judged.image, judged.reference, judged.picture.truths), sample.name, seed)
    result = model.inspect(View(pair.image, pair.reference))
    return replace(judged.picture, truths=pair.boxes, detections=surest_first(result.detections))


def _processor_s() -> float:
    """Processor time of this process and of those that it has waited for."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system
