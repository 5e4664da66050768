"""The way of a search: an Archimedean spiral at constant speed."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Spiral:
    """Turns `pitch_m` apart, out to `radius_m`, then again from the middle, at about `speed_mps` along the way."""

    pitch_m: float = 0.0006
    radius_m: float = 0.0022
    speed_mps: float = 0.006

    @property
    def round_s(self) -> float:
        """How long it takes from the middle to the edge: the way is about pi R^2 / pitch long."""
        return math.pi * self.radius_m**2 / (self.pitch_m * self.speed_mps)

    def at(self, time_s: float) -> tuple[float, float]:
        """Where it is (m, beside its middle) after so many seconds."""
        time_s = math.fmod(time_s, self.round_s)
        # Of the arc length r dphi with r = pitch phi / 2 pi, to which the part along r adds little.
        angle = math.sqrt(4.0 * math.pi * self.speed_mps * time_s / self.pitch_m)
        radius = self.pitch_m * angle / (2.0 * math.pi)
        return radius * math.cos(angle), radius * math.sin(angle)
