"""What the torque-angle curve of a screw says about its joint.

Torque-angle signature analysis after R. S. Shoberg, "Engineering Fundamentals of Threaded Fastener Design and
Analysis" (PCB Load & Torque, 2000): run-down at the prevailing torque, alignment, a straight elastic rise whose slope
is the torque rate, and past it yield or shear. The line of the elastic rise, drawn back to the prevailing torque, meets
it at the snug point; from there the joint is clamped.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np

from robot_cells.skills.curve import Samples, slope

RUN_DOWN_SHARE = 0.6
"""The prevailing torque is the median over this first share of the angle."""
ELASTIC_FROM = 0.6
"""The torque rate is fitted from this share of the rise above the prevailing torque up to its end."""
STRIP_SHARE = 0.7
"""A torque that falls below this share of its peak and stays there was a thread that gave way."""
TIGHT_ANGLE_RAD = 0.15
"""A screw that reaches the torque within this angle was tight before."""


class Joint(Enum):
    """What became of a screw."""

    SEATED = "seated"
    """The torque was reached after the run-down, on a straight rise."""
    TIGHT = "tight"
    """It was tight before: the torque was there at once."""
    CROSS_THREADED = "cross_threaded"
    """The torque rose long before the head could be down."""
    STRIPPED = "stripped"
    """The torque rose, and fell again for good."""
    NOT_SEATED = "not_seated"
    """The torque was not reached within the angle allowed, or the joint is too soft."""


@dataclass(frozen=True, slots=True)
class Signature:
    """The figures of one curve: torques in N.m, angles in rad, the torque rate in N.m/rad.

    `snug_angle_rad` and `clamp_angle_rad` (from snug to the end) are None where there is no elastic rise.
    """

    final_torque_nm: float
    peak_torque_nm: float
    final_angle_rad: float
    prevailing_nm: float
    torque_rate_nm_rad: float | None
    snug_angle_rad: float | None
    clamp_angle_rad: float | None


@dataclass(frozen=True, slots=True)
class JointLimits:
    """What a good curve keeps to. `has_run_down` tells a screw that starts in the air from one that is snug already."""

    target_torque_nm: float
    torque_tolerance: float
    least_run_down_rad: float
    least_rate_nm_rad: float
    has_run_down: bool


def signature(angle_rad: Samples, torque_nm: Samples, *, has_run_down: bool) -> Signature:
    """The figures of a curve; angles rise, both arrays are of one length and not empty."""
    angle = angle_rad - angle_rad[0]
    end = float(angle[-1])
    peak = int(np.argmax(torque_nm))
    run_down = torque_nm[angle <= RUN_DOWN_SHARE * angle[peak]]
    prevailing = float(np.median(run_down)) if has_run_down and run_down.size else 0.0
    rate, snug = _elastic_rise(angle[: peak + 1], torque_nm[: peak + 1], prevailing)
    return Signature(
        final_torque_nm=float(torque_nm[-1]),
        peak_torque_nm=float(torque_nm[peak]),
        final_angle_rad=end,
        prevailing_nm=prevailing,
        torque_rate_nm_rad=rate,
        snug_angle_rad=snug,
        clamp_angle_rad=None if snug is None else end - snug,
    )


def judge(found: Signature, limits: JointLimits) -> Joint:
    """What became of the screw."""
    wanted = limits.target_torque_nm * (1.0 - limits.torque_tolerance)
    if found.final_torque_nm < wanted:
        fell = found.final_torque_nm < STRIP_SHARE * found.peak_torque_nm
        rose = found.peak_torque_nm > max(2.0 * found.prevailing_nm, 0.25 * limits.target_torque_nm)
        return Joint.STRIPPED if fell and rose else Joint.NOT_SEATED
    if limits.has_run_down and found.final_angle_rad < TIGHT_ANGLE_RAD:
        return Joint.TIGHT
    if limits.has_run_down and found.final_angle_rad < limits.least_run_down_rad:
        return Joint.CROSS_THREADED
    rate = found.torque_rate_nm_rad
    if rate is not None and rate < limits.least_rate_nm_rad and found.final_angle_rad >= TIGHT_ANGLE_RAD:
        return Joint.NOT_SEATED
    return Joint.SEATED


def _elastic_rise(angle: Samples, torque: Samples, prevailing_nm: float) -> tuple[float | None, float | None]:
    """Torque rate and snug angle: the line through the upper part of the last rise, and where it meets the run-down."""
    threshold = prevailing_nm + ELASTIC_FROM * (float(torque[-1]) - prevailing_nm)
    below = np.flatnonzero(torque < threshold)
    first = int(below[-1]) + 1 if below.size else 0
    rate = slope(angle[first:], torque[first:])
    if rate is None or rate <= 0.0:
        return None, None
    snug = float(angle[first:].mean() - (torque[first:].mean() - prevailing_nm) / rate)
    return rate, min(max(snug, 0.0), float(angle[-1]))
