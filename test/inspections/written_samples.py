"""Pictures made by a test, written down as samples of a plain folder."""

from collections.abc import Iterable
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from robot_cells.inspections.samples.sample import Sample, SampleSet


def written_samples(folder: Path, pictures: Iterable[npt.NDArray[np.uint8]], *, is_good: bool = True) -> SampleSet:
    """All of them good, or all of them bad."""
    folder.mkdir(exist_ok=True)
    found = []
    for number, picture in enumerate(pictures):
        path = folder / f"{'good' if is_good else 'bad'}_{number}.png"
        cv2.imwrite(str(path), picture)
        found.append(Sample(path.name, path, is_good=is_good))
    return SampleSet(folder, tuple(found), (), "plain")
