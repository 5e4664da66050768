"""Samples judged by a model, in this process or in several, with the times that it took."""

from __future__ import annotations

import ctypes
import multiprocessing
import signal
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import cv2

from robot_cells.errors import InspectionError
from robot_cells.inspections.model import Model, Progress, View, no_progress
from robot_cells.inspections.model_folder import load_model
from robot_cells.inspections.samples.picture_file import read_picture
from robot_cells.inspections.samples.sample import Sample, SampleSet
from robot_cells.inspections.verdict import InspectionResult, Verdict

PORTION = 8
"""Samples handed to a process at once: their way there and back is short beside the judging."""
PR_SET_PDEATHSIG = 1
"""`prctl(2)`: the signal that a process gets when the thread that began it ends."""
TOLD_EVERY = 0.1
"""Seconds between two words of progress."""


@dataclass(frozen=True, slots=True)
class JudgedSample:
    """A sample's result, how long its pictures took to be read, and how long reading and judging took together.

    `processor_s` is the processor time of the judging alone: what it would take on a machine that does nothing else.
    """

    result: InspectionResult
    reading_s: float
    total_s: float
    processor_s: float


def judge_samples(
    folder: Path, samples: SampleSet, workers: int = 1, progress: Progress = no_progress
) -> tuple[JudgedSample, ...]:
    """What the model of a folder says of every sample, in their order.

    Each process judges one picture after the other, in one thread of OpenCV, so that times compare. A picture that
    cannot be read is `undecided`. Raises `InspectionError` when the model cannot be loaded, or a process dies.
    """
    model = load_model(folder)  # what is refused is refused here, in one sentence
    total = len(samples.samples)
    found: list[JudgedSample] = []
    told = time.monotonic()
    for item in _judged(model, folder, samples.samples, workers):
        found.append(item)
        if time.monotonic() - told > TOLD_EVERY:
            told = time.monotonic()
            progress("judging", len(found), total)
    progress("judging", total, total)
    return tuple(found)


def judge(model: Model, image: Path, reference: Path | None = None, serial: str = "") -> JudgedSample:
    """One picture of a file, and where there is one its reference; what cannot be read is `undecided`."""
    begun = time.perf_counter()
    try:
        view = View(read_picture(image), None if reference is None else read_picture(reference), serial)
    except InspectionError as error:
        took = time.perf_counter() - begun
        return JudgedSample(InspectionResult(Verdict.UNDECIDED, model.card.label, 0.0, str(error)), took, took, 0.0)
    read, processor = time.perf_counter(), time.process_time()
    result = model.inspect(view)
    return JudgedSample(result, read - begun, time.perf_counter() - begun, time.process_time() - processor)


@contextmanager
def one_thread() -> Iterator[None]:
    """OpenCV computes in one thread within this context."""
    before = cv2.getNumThreads()
    cv2.setNumThreads(1)
    try:
        yield
    finally:
        cv2.setNumThreads(before)


def _judged(model: Model, folder: Path, samples: Sequence[Sample], workers: int) -> Iterator[JudgedSample]:
    if workers <= 1 or len(samples) <= PORTION:
        with one_thread():
            for sample in samples:
                yield judge(model, sample.image, sample.reference, sample.text)
        return
    # Fresh processes: what this one has loaded (threads of runtimes, locks) is not for a fork.
    fresh = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=fresh, initializer=_begin, initargs=(folder,)) as pool:
        try:
            yield from pool.map(_judge_sample, samples, chunksize=PORTION)
        except BrokenProcessPool as error:
            raise InspectionError(
                "A process died while it judged.",
                where=str(folder),
                remedy="Run it with --workers 1 to see at which picture.",
            ) from error
        finally:
            pool.shutdown(cancel_futures=True)


_MODEL: list[Model] = []
"""The model of a worker process."""


def _begin(folder: Path) -> None:
    # Ctrl-C reaches every process of the terminal: the first one says what becomes of it, and ends the others, which
    # end with it also when it is killed.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    cv2.setNumThreads(1)
    _MODEL[:] = [load_model(folder)]


def _judge_sample(sample: Sample) -> JudgedSample:
    return judge(_MODEL[0], sample.image, sample.reference, sample.text)
