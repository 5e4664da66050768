"""The pressure in a liquid loop during a leak test by pressure decay.

Four phases (EN 1779, technique D.1; the mass balance is the ideal gas law at constant volume, dp/dt = -Q / V):

- fill: the supply brings the loop toward the test pressure through a restriction; a leak flows out meanwhile;
- stabilise: the valve is shut. The gas was warmed by its compression and cools to the wall, so the pressure settles
  exponentially; what is left of that looks like a leak, which is why one waits;
- measure: pressure falls at Q / V;
- vent: the loop is opened.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Curve = npt.NDArray[np.float64]

OPEN_LEAK_PA_M3_S = 60.0
"""A coupling that is not mated: the loop is open, and the supply does not bring it to pressure."""
WARMING = 0.0025
"""How far the warm gas lies above the test pressure when the valve is shut, as a share of it."""
SETTLING_S = 2.5
"""Time constant with which the gas takes on the temperature of the wall."""
VENTING_S = 0.4
SUPPLY_MARGIN = 1.1
"""The supply stands at so many times the test pressure."""
NOISE_PA = 0.6
"""Standard deviation of a gauge of 0.0003 per cent resolution at 2 bar."""
MOST_POINTS = 240


@dataclass(frozen=True, slots=True)
class LeakTest:
    """The parameters of the program `leak_test`: gauge pressure in Pa, times in s, volume of the loop in m3."""

    fill_pressure_pa: float
    fill_s: float
    stabilise_s: float
    measure_s: float
    vent_s: float
    volume_m3: float

    @property
    def duration_s(self) -> float:
        """All four phases."""
        return self.fill_s + self.stabilise_s + self.measure_s + self.vent_s


def pressure_curve(test: LeakTest, leak_pa_m3_s: float, random: np.random.Generator) -> tuple[Curve, Curve]:
    """Times (s) and gauge pressures (Pa) of a test of a loop that leaks `leak_pa_m3_s` at the test pressure.

    The leak is taken as a conductance: it falls with the pressure that drives it.
    """
    points = int(min(MOST_POINTS, max(16, 5 * test.duration_s)))
    times = np.linspace(0.0, test.duration_s, points)
    shut_s, vent_s = test.fill_s, test.duration_s - test.vent_s
    emptying_per_s = leak_pa_m3_s / (test.fill_pressure_pa * test.volume_m3)
    reached = _filled(test, emptying_per_s, np.array([shut_s]))[0]
    pressure = np.where(times < shut_s, _filled(test, emptying_per_s, times), 0.0)
    shut = (times >= shut_s) & (times < vent_s)
    pressure[shut] = _shut(test, emptying_per_s, reached, times[shut] - shut_s)
    venting = times >= vent_s
    last = _shut(test, emptying_per_s, reached, np.array([vent_s - shut_s]))[0]
    pressure[venting] = last * np.exp(-(times[venting] - vent_s) / VENTING_S)
    return times, pressure + random.normal(0.0, NOISE_PA, points)


def _filled(test: LeakTest, emptying_per_s: float, times: Curve) -> Curve:
    """First order toward the balance of supply and leak.

    The restriction is such that a tight loop is full in time; a regulator stops it at the test pressure.
    """
    supply = test.fill_pressure_pa * SUPPLY_MARGIN
    # A tight loop reaches the test pressure after nine tenths of the filling time.
    filling_per_s = np.log(SUPPLY_MARGIN / (SUPPLY_MARGIN - 1.0)) / (0.9 * test.fill_s)
    rate = filling_per_s + emptying_per_s
    balance = supply * filling_per_s / rate
    rising: Curve = balance * (1.0 - np.exp(-rate * times))
    return np.minimum(rising, test.fill_pressure_pa)


def _shut(test: LeakTest, emptying_per_s: float, reached_pa: float, times: Curve) -> Curve:
    """After the valve is shut: the leak empties the loop, the warmth of the filling fades."""
    settling = 1.0 + WARMING * (np.exp(-times / SETTLING_S) - 1.0)
    left: Curve = reached_pa * settling * np.exp(-emptying_per_s * times)
    return left
