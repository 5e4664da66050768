"""Learns an anomaly model, and its limit from pictures that each fold of it has not seen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
import numpy.typing as npt

from robot_cells.errors import InspectionError
from robot_cells.inspections.anomaly.alignment import Alignment
from robot_cells.inspections.anomaly.anomaly_model import Scorer
from robot_cells.inspections.anomaly.anomaly_settings import AnomalySettings, Positions
from robot_cells.inspections.anomaly.conformal_limit import GoodScores
from robot_cells.inspections.anomaly.pasted_defects import with_pasted_defect
from robot_cells.inspections.anomaly.picture_features import Image
from robot_cells.inspections.anomaly.position_gaussian import PositionGaussian
from robot_cells.inspections.anomaly.preparation import Preparation, Prepared, registered
from robot_cells.inspections.anomaly.ranking import area_under_roc
from robot_cells.inspections.anomaly.score_map import smoothed
from robot_cells.inspections.anomaly.texture_gaussians import TextureGaussians
from robot_cells.inspections.given_picture import UnjudgeableError
from robot_cells.inspections.model import Progress

FOLDS = 5
REFERENCE_PICTURES = 20
MOST_UNREGISTERED = 0.1
"""Where more of the good pictures cannot be registered they do not show the same in the same place."""
PASTED_PICTURES = 30
CLEARLY = 0.1
"""Only if this much more is found without them are positions given up: without them nothing is ever missing."""

Stored = npt.NDArray[np.float16]
Maker = Callable[[Sequence[npt.NDArray[np.floating]], np.random.Generator], Scorer]
MAKERS: dict[str, Maker] = {Positions.FIXED.value: PositionGaussian.of, Positions.FREE.value: TextureGaussians.of}


@dataclass(frozen=True, slots=True)
class Trained:
    """A scorer and the scores of good pictures by scorers that had not seen them; `found` by way of looking.

    `found` is the area under the ROC curve for defects pasted into held-out pictures, `unregistered` how many good
    pictures could not be registered.
    """

    preparation: Preparation
    positions: str
    scorer: Scorer
    good: GoodScores
    found: dict[str, float]
    unregistered: int


@dataclass(frozen=True, slots=True)
class _Learned:
    """Features of the good pictures, which of their cells are seen, and the fold that each is held out in."""

    features: list[Stored]
    seen: list[npt.NDArray[np.bool_]]
    folds: npt.NDArray[np.int64]


def train(
    read: Sequence[Callable[[], Image]],
    groups: Sequence[str],
    preparation: Preparation,
    settings: AnomalySettings,
    seed: int,
    progress: Progress,
) -> Trained:
    """From readers of good pictures of one size, and their groups; raises `InspectionError` where it cannot be done."""
    preparation = _registering(read, preparation, settings.positions)
    learned, kept = _learn(read, groups, preparation, seed, progress)
    if len(kept) < (1 - MOST_UNREGISTERED) * len(read):
        if settings.positions is Positions.FIXED:
            raise InspectionError(
                f"{len(read) - len(kept)} of {len(read)} good pictures cannot be registered to the others.",
                remedy="Take pictures of the same thing in the same place, or choose `positions: free`.",
            )
        preparation = replace(preparation, alignment=None)
        learned, kept = _learn(read, groups, preparation, seed, progress)
    names = [Positions.FREE.value]
    if preparation.alignment is not None and settings.positions is not Positions.FREE:
        names = [Positions.FIXED.value] + names * (settings.positions is Positions.AUTO)
    pasted = _pasted([read[index] for index in kept], preparation, learned.folds, seed) if len(names) > 1 else []
    best: tuple[float, str, npt.NDArray[np.float64]] | None = None
    found = {}
    for name in names:
        if best is not None and best[0] >= 1 - CLEARLY:
            break
        progress(f"held-out scores, positions {name}", 0, FOLDS)
        good, bad = _held_out(learned, pasted, MAKERS[name], seed, progress, name)
        found[name] = area_under_roc(good, bad) if pasted else 1.0
        if best is None or found[name] > best[0] + CLEARLY:
            best = (found[name], name, good)
    assert best is not None
    scorer = MAKERS[best[1]](learned.features, np.random.default_rng((seed, FOLDS)))
    found = found if pasted else {}
    return Trained(preparation, best[1], scorer, GoodScores(np.sort(best[2])), found, len(read) - len(kept))


def _registering(read: Sequence[Callable[[], Image]], preparation: Preparation, positions: Positions) -> Preparation:
    """The preparation with registration to the mean of some good pictures, where they can be registered at all."""
    if positions is Positions.FREE:
        return preparation
    try:
        first = preparation.work_picture(read[0]())
        alignment = Alignment.to(_grey(first))
    except UnjudgeableError as error:
        if positions is Positions.FIXED:
            raise InspectionError(str(error), remedy="Choose `positions: free`.") from error
        return preparation
    total, count = first.astype(np.float64), 1
    for item in read[1:REFERENCE_PICTURES]:
        try:
            picture = preparation.work_picture(item())
            moved, _ = registered(picture, alignment.matrix(_grey(picture)))
        except UnjudgeableError:
            continue
        total, count = total + moved, count + 1
    mean = np.asarray(np.round(total / count), dtype=np.uint8)
    try:
        return replace(preparation, alignment=Alignment.to(_grey(mean)))
    except UnjudgeableError:
        # The mean of pictures that differ everywhere is a blur.
        return preparation


def _learn(
    read: Sequence[Callable[[], Image]], groups: Sequence[str], preparation: Preparation, seed: int, progress: Progress
) -> tuple[_Learned, list[int]]:
    """Features of all pictures that can be registered, and which they are."""
    features, seen, kept = [], [], []
    for index, item in enumerate(read):
        progress("looking at good pictures", index, len(read))
        try:
            prepared = preparation.prepare(item())
        except UnjudgeableError:
            continue
        features.append(prepared.features.astype(np.float16))
        seen.append(prepared.seen)
        kept.append(index)
    progress("looking at good pictures", len(read), len(read))
    return _Learned(features, seen, _folds([groups[index] for index in kept], seed)), kept


def _folds(groups: Sequence[str], seed: int) -> npt.NDArray[np.int64]:
    """The fold of every picture: whole groups where there are enough of them, else by lot."""
    random = np.random.default_rng((seed, 0xF0))
    names = tuple(dict.fromkeys(groups))
    if len(names) >= FOLDS:
        order = random.permutation(len(names))
        fold = {name: int(place) % FOLDS for name, place in zip(names, order, strict=True)}
        return np.array([fold[name] for name in groups], dtype=np.int64)
    return np.asarray(random.permutation(len(groups)) % FOLDS, dtype=np.int64)


def _pasted(
    read: Sequence[Callable[[], Image]], preparation: Preparation, folds: npt.NDArray[np.int64], seed: int
) -> list[tuple[int, Prepared]]:
    """Pictures with a pasted defect, each with the fold in which its picture is held out."""
    found = []
    for index, item in enumerate(read[:PASTED_PICTURES]):
        picture = item()
        bgr = picture if picture.ndim == 3 else np.asarray(cv2.cvtColor(picture, cv2.COLOR_GRAY2BGR), dtype=np.uint8)
        try:
            changed = with_pasted_defect(bgr, np.random.default_rng((seed, 0xDE, index)))
            found.append((int(folds[index]), preparation.prepare(changed)))
        except UnjudgeableError:
            continue
    return found


def _held_out(
    learned: _Learned,
    pasted: Sequence[tuple[int, Prepared]],
    make: Maker,
    seed: int,
    progress: Progress,
    name: str,
) -> tuple[npt.NDArray[np.float64], list[float]]:
    """Scores of all good pictures and of the pasted defects, each by a scorer that has not seen the picture."""
    good, bad = np.zeros(len(learned.features)), []
    for fold in range(FOLDS):
        others = [item for item, where in zip(learned.features, learned.folds, strict=True) if where != fold]
        scorer = make(others, np.random.default_rng((seed, fold)))
        for index in np.flatnonzero(learned.folds == fold):
            good[index] = _worst(scorer, learned.features[index].astype(np.float32), learned.seen[index])
        bad += [_worst(scorer, item.features, item.seen) for where, item in pasted if where == fold]
        progress(f"held-out scores, positions {name}", fold + 1, FOLDS)
    return good, bad


def _worst(scorer: Scorer, features: npt.NDArray[np.float32], seen: npt.NDArray[np.bool_]) -> float:
    return float(smoothed(scorer.score(features), seen).max())


def _grey(picture: Image) -> npt.NDArray[np.uint8]:
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), dtype=np.uint8)
