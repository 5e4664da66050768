"""Sockets of couplings and plugs: friction on the way in, a latch that snaps, and the stop.

The law of the friction over the depth is the one of the kinematic arm (`contact.latch_friction_n`). On what a hand
holds it is a force; what stands over its socket by itself gives way under what presses on it, by as much as presses
harder than that.
"""

from __future__ import annotations

import numpy as np

from robot_cells.bodies.pose3d import Pose3D
from robot_cells.orders.part_sizes import CABLE, COUPLING
from robot_cells.robots.suction_hold import GRAVITY_MPS2
from robot_cells.simulations.contact import latch_friction_n
from robot_cells.simulations.physics.parts_in_cell import PartsInCell
from robot_cells.simulations.physics.physics_world import STEP_S
from robot_cells.simulations.physics.tray_bodies import TrayPart
from robot_cells.simulations.simulated_gripper import DEPTH_M, FRICTION_N, SOCKET_TOLERANCE_M, Socket

HOME_M = 0.001
"""What is no higher than this above its seat is home."""
RISING_M_S = 0.001
"""Friction goes against the motion in; on what rises faster than this it does not push."""
YIELD_NS_PER_M = 150.0
"""How much more than friction a plug that stands by itself takes per speed with which it goes in."""


def socket_at(parts: PartsInCell, part_type: str, pose: Pose3D) -> Socket | None:
    """The socket for a coupling or plug that is under a pose in the frame `tray`; None where there is none."""
    tray = parts.tray
    if tray is None or part_type not in DEPTH_M:
        return None
    if part_type == COUPLING:
        coupling = tray.coupling_at(pose.x_m, pose.y_m, SOCKET_TOLERANCE_M)
        return Socket(COUPLING, coupling, 0, DEPTH_M[COUPLING], FRICTION_N[COUPLING]) if coupling else None
    found = tray.cable_end_at(pose.x_m, pose.y_m, SOCKET_TOLERANCE_M)
    return Socket(CABLE, *found, DEPTH_M[CABLE], FRICTION_N[CABLE]) if found else None


def resist(parts: PartsInCell, part: TrayPart) -> None:
    """For the next step: the friction of its socket on a part that a hand pushes in."""
    if part.type not in DEPTH_M:
        return
    height, body = parts.height_m(part), parts.body(part)
    force = 0.0
    if height < DEPTH_M[part.type] and body.velocity_m_s[2] < RISING_M_S:
        socket = socket_at(parts, part.type, parts.in_tray(part))
        if socket is not None:
            force = latch_friction_n(1.0 - height / socket.depth_m, socket.friction_n)
    body.push(np.array([0.0, 0.0, force]))


def give_way(parts: PartsInCell) -> None:
    """For the next step: plugs that stand over their sockets go in under what presses on them."""
    for part in parts.hanging:
        height, bond = parts.height_m(part), parts.seat(part)
        pressed_n = float(bond.wrench()[2]) - GRAVITY_MPS2 * parts.body(part).mass_kg
        spare = pressed_n - latch_friction_n(1.0 - height / DEPTH_M[CABLE], FRICTION_N[CABLE])
        if spare > 0.0:
            bond.shift(-min(spare / YIELD_NS_PER_M * STEP_S, max(0.0, height)))
