"""A picture that stays where the camera has put it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TakenPicture:
    """Published by the camera on the topic `topic`, taken at `stamp_s` (node time, seconds).

    Who judges it takes it from there itself: pictures are large, and the cell has no use for them.
    """

    topic: str
    stamp_s: float
