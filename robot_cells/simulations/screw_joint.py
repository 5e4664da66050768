"""The torque-angle curve of one screw as a screwdriver feels it.

Four phases, as in torque-angle signature analysis (R. S. Shoberg, "Engineering Fundamentals of Threaded Fastener
Design and Analysis"): run-down at the prevailing torque; alignment, in which head and parts come together and the
slope grows evenly; the elastic phase, in which the torque rises in a straight line with the angle; and past it, where
a thread is sheared, yield and fall.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum

import numpy as np
import numpy.typing as npt

Curve = npt.NDArray[np.float64]

RUN_DOWN_RAD = 28.0
"""Four and a half turns: the thread engagement of a small captive screw."""
PREVAILING_NM = 0.035
ALIGNMENT_RAD = 0.45
SLOPE_NM_PER_RAD = 0.85
"""Stiffness of the joint in the elastic phase."""
CROSS_THREAD_SHARE = 0.25
"""An askew screw jams after this share of the run-down."""
STRIP_SHARE = 0.6
"""A weak thread shears at this share of the target torque."""
NOISE_NM = 0.006
CURVE_POINTS = 120


class Thread(Enum):
    """How the screw meets its thread."""

    SOUND = "sound"
    """As it should."""
    NONE = "none"
    """It takes no hold: misaligned, or nothing below."""
    CROSSED = "crossed"
    """It entered askew and jams early."""
    WEAK = "weak"
    """It shears before the target."""


@dataclass(frozen=True, slots=True)
class ScrewJoint:
    """The joint of one screw. `run_down_rad` is how far the head is from its seat; zero once it sits at `start_nm`."""

    thread: Thread
    run_down_rad: float
    slope_nm_per_rad: float
    prevailing_nm: float
    start_nm: float = 0.0

    def torque(self, angle_rad: Curve) -> Curve:
        """The torque (N.m) at angles (rad, from the start of this command), before any noise, for a sound thread."""
        begin = self.run_down_rad - self._angle_at(self.start_nm)
        past = np.maximum(angle_rad - begin, 0.0)
        aligned = self.slope_nm_per_rad * ALIGNMENT_RAD / 2.0
        rising = self.slope_nm_per_rad * past**2 / (2.0 * ALIGNMENT_RAD)
        elastic = aligned + self.slope_nm_per_rad * (past - ALIGNMENT_RAD)
        return self.prevailing_nm + np.where(past < ALIGNMENT_RAD, rising, elastic)

    def angle_to(self, torque_nm: float) -> float:
        """The angle (rad, from the start of this command) at which a sound joint feels a torque; never below zero."""
        return max(0.0, self.run_down_rad - self._angle_at(self.start_nm) + self._angle_at(torque_nm))

    def _angle_at(self, torque_nm: float) -> float:
        """How far past the first touch of the head a torque is reached."""
        above = max(0.0, torque_nm - self.prevailing_nm)
        aligned = self.slope_nm_per_rad * ALIGNMENT_RAD / 2.0
        if above < aligned:
            return math.sqrt(2.0 * ALIGNMENT_RAD * above / self.slope_nm_per_rad)
        return ALIGNMENT_RAD + (above - aligned) / self.slope_nm_per_rad


@dataclass(frozen=True, slots=True)
class Tightening:
    """What a screwdriver measured: angles (rad) and torques (N.m) up to where it stopped."""

    angle_rad: Curve
    torque_nm: Curve


def tighten(joint: ScrewJoint, stop_nm: float, max_angle_rad: float, random: np.random.Generator) -> Tightening:
    """Turn until `stop_nm` is felt or `max_angle_rad` is turned."""
    end_rad = max_angle_rad
    if joint.thread is Thread.CROSSED:
        end_rad = joint.run_down_rad * CROSS_THREAD_SHARE + 0.3 * stop_nm / joint.slope_nm_per_rad
    elif joint.thread is Thread.SOUND:
        end_rad = joint.angle_to(stop_nm)
    end_rad = min(end_rad, max_angle_rad)
    angle = _angles(joint, end_rad)
    torque = np.maximum(0.0, _true_torque(joint, angle, stop_nm) + random.normal(0.0, NOISE_NM, len(angle)))
    if joint.thread in (Thread.SOUND, Thread.CROSSED) and end_rad < max_angle_rad:
        # The tool stops on the torque it measures, and overshoots by its run-on.
        torque[-1] = stop_nm * (1.0 + abs(float(random.normal(0.004, 0.004))))
        torque[:-1] = np.minimum(torque[:-1], stop_nm)
    return Tightening(angle, torque)


def _angles(joint: ScrewJoint, end_rad: float) -> Curve:
    """Few points over the run-down, most where the torque rises."""
    bend = max(0.0, min(end_rad, joint.run_down_rad) - 0.5)
    if joint.thread is Thread.CROSSED:
        bend = max(0.0, min(bend, joint.run_down_rad * CROSS_THREAD_SHARE - 0.2))
    if bend == 0.0 or bend >= end_rad:
        return np.linspace(0.0, end_rad, CURVE_POINTS)
    share = CURVE_POINTS // 3
    return np.concatenate([np.linspace(0.0, bend, share), np.linspace(bend, end_rad, CURVE_POINTS - share + 1)[1:]])


def _true_torque(joint: ScrewJoint, angle: Curve, stop_nm: float) -> Curve:
    if joint.thread is Thread.NONE:
        return np.full_like(angle, joint.prevailing_nm * 0.6)
    if joint.thread is Thread.CROSSED:
        jam = joint.run_down_rad * CROSS_THREAD_SHARE
        return joint.prevailing_nm * 2.5 + np.maximum(angle - jam, 0.0) * joint.slope_nm_per_rad / 0.3
    sound = joint.torque(angle)
    if joint.thread is Thread.WEAK:
        shear_nm = stop_nm * STRIP_SHARE
        past = np.maximum(angle - joint.angle_to(shear_nm), 0.0)
        return np.where(past > 0.0, shear_nm * (0.25 + 0.75 * np.exp(-past / 0.4)), np.minimum(sound, shear_nm))
    return sound
