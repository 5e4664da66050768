"""A code reader on a short post beside the tray, looking at the code."""

from __future__ import annotations

import math

from robot_cells.bodies.body import Body
from robot_cells.bodies.mechanism import Frame, Mechanism
from robot_cells.bodies.pose3d import Pose3D
from robot_cells.scenes import palette
from robot_cells.scenes.blocks import block, post
from robot_cells.scenes.cell_plan import TABLE_TOP_M, CellPlan

BESIDE_M = 0.07
"""The post stands so far beside the tray's front right corner."""
ABOVE_M = 0.22
"""The window above the placing plane."""


def scanner_mechanism(plan: CellPlan, beside: int = 0) -> Mechanism:
    """Stands in the cell's frame; `window` is where it looks from, along x. `beside` counts those there already."""
    foot = plan.tray_in_cell @ Pose3D(plan.width_m + BESIDE_M, 0.085 + 0.15 * beside)
    head_z = foot.z_m + ABOVE_M - TABLE_TOP_M
    stand = Body(
        "stand",
        pose=Pose3D(foot.x_m, foot.y_m, TABLE_TOP_M, yaw_rad=foot.yaw_rad),
        geometries=(
            post("post", (0, 0), 0.010, (0.0, head_z), palette.FRAME),
            post("foot", (0, 0), 0.030, (0.0, 0.008), palette.FRAME),
        ),
    )
    tilt = math.atan2(ABOVE_M, BESIDE_M + 0.055)
    head = Body(
        "head",
        "stand",
        Pose3D(z_m=head_z, pitch_rad=tilt, yaw_rad=math.pi),
        geometries=(
            block("case", (-0.04, 0.025), (-0.022, 0.022), (-0.016, 0.016), palette.ACCENT),
            block("glass", (0.025, 0.028), (-0.018, 0.018), (-0.012, 0.012), palette.RED, "visual"),
        ),
    )
    return Mechanism("scanner", (stand, head), {"window": Frame("head", Pose3D(x_m=0.028))})
