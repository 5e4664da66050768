"""The leak rate of a closed volume from how its pressure falls.

Pressure change method (EN 1779, technique D.1): at constant temperature Q = -V dp/dt, in Pa.m3/s.
"""

from __future__ import annotations

from dataclasses import dataclass

from robot_cells.skills.curve import Samples, slope

LEAST_POINTS = 5


@dataclass(frozen=True, slots=True)
class DecayPhases:
    """The phases of a pressure decay test, in seconds each; the measuring phase follows fill and stabilise."""

    fill_s: float
    stabilise_s: float
    measure_s: float

    @property
    def measure_from_s(self) -> float:
        """When measuring begins."""
        return self.fill_s + self.stabilise_s

    @property
    def measure_until_s(self) -> float:
        """When it ends."""
        return self.measure_from_s + self.measure_s


@dataclass(frozen=True, slots=True)
class Decay:
    """Gauge pressures in Pa when filling ended and over the measuring phase (mean); the leak rate in Pa.m3/s."""

    filled_pa: float
    measured_pa: float
    leak_pa_m3_s: float


def decay(time_s: Samples, pressure_pa: Samples, phases: DecayPhases, volume_m3: float) -> Decay:
    """The figures of a curve over all phases; raises `ValueError` when the measuring phase has too few points."""
    measuring = (time_s >= phases.measure_from_s) & (time_s <= phases.measure_until_s)
    filling = time_s <= phases.fill_s
    if int(measuring.sum()) < LEAST_POINTS or not filling.any():
        raise ValueError(f"the pressure curve has {int(measuring.sum())} points in the measuring phase")
    rate = slope(time_s[measuring], pressure_pa[measuring])
    if rate is None:
        raise ValueError("the pressure curve stands still in time")
    return Decay(
        filled_pa=float(pressure_pa[filling][-1]),
        measured_pa=float(pressure_pa[measuring].mean()),
        leak_pa_m3_s=-rate * volume_m3,
    )
