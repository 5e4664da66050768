"""How thick the arms are and how far their tubes stand beside the joint axes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from robot_cells.devices.six_axis_arm import UR5E, UR10E


@dataclass(frozen=True, slots=True)
class ArmProportions:
    """Radii in metres of the foot, of the joints (`shoulder` is the base's too) and of the two tubes.

    `shoulder_offset_m` is how far the upper arm, `elbow_offset_m` how far the forearm lies beside the middle of the
    base, along the axis of the shoulder; `flange_length_m` is what of the last wrist turns.
    """

    foot_m: float
    shoulder_m: float
    upper_arm_m: float
    elbow_m: float
    forearm_m: float
    wrist_m: float
    flange_m: float
    flange_length_m: float
    shoulder_offset_m: float
    elbow_offset_m: float


PROPORTIONS: Mapping[str, ArmProportions] = {
    UR5E.name: ArmProportions(0.0745, 0.060, 0.047, 0.054, 0.039, 0.040, 0.0375, 0.040, 0.138, 0.007),
    UR10E.name: ArmProportions(0.095, 0.076, 0.060, 0.064, 0.047, 0.048, 0.045, 0.046, 0.1762, 0.0393),
}
"""By the name of the arm model.

Feet: footprints of 149 and 190 mm, technical specifications of UR5e and UR10e. Offsets: Universal Robots' ROS 2
description (`ur_description`), which says "measured from model". The other radii are ours, read off pictures of the
arms; they are for looks and for collisions, not for dynamics.
"""
