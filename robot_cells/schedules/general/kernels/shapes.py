"""The arrays that the compiled functions take: the problem, the state while a list is put, and a plan."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Whole = npt.NDArray[np.int64]
"""Whole numbers: times, indices."""
Real = npt.NDArray[np.float64]
"""Costs and weights."""


class Arrays(NamedTuple):
    """A problem; the columns are those of `columns.py`."""

    task: Whole
    option: Whole
    pred: Whole
    succ: Whole
    join: Whole
    need: Whole
    job: Whole
    weight: Real
    cell: Whole
    closure: Whole
    change: Whole
    resource: Whole
    vehicle: Whole
    drive: Whole
    fixed: Whole
    fixed_by_end: Whole
    frozen: Whole
    kept: Whole


class State(NamedTuple):
    """What is known after some entries of a list have been put; views of `memory`, so that it copies at once."""

    memory: Whole
    cells: Whole
    jobs: Whole
    vehicles: Whole
    units: Whole
    rooms: Whole
    totals: Whole


class Plan(NamedTuple):
    """A list, and what came of it.

    `order` holds `size[0]` entries; `option` for each task the row of its cell, -1 for whichever ends it first;
    `vehicle` for each carry the vehicle, -1 for whichever is there first; `earliest` for each task a time before which
    it shall not start. The rest is what came of it: `sequence` the entries as they were put, with everything that had
    to come first (`size[1]` of them), `place` where in it (negative: not), `used` the rows of the cells chosen, `why`
    the entry that an entry had to wait for last (-1 nothing). `stack` is for the decoder.
    """

    order: Whole
    size: Whole
    option: Whole
    vehicle: Whole
    sequence: Whole
    place: Whole
    earliest: Whole
    used: Whole
    start: Whole
    end: Whole
    why: Whole
    trip: Whole
    stack: Whole
