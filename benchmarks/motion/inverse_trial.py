"""Inverse kinematics: how many reachable poses are solved, how exactly, and how fast."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

import numpy as np

from benchmarks.percentiles import Percentiles, summarise
from robot_cells.bodies.mechanism import Mechanism
from robot_cells.motions.inverse import InverseKinematics
from robot_cells.motions.kinematics import Chain
from robot_cells.robots.line_robot import line_robot

EXACT = 1e-6
"""Metres and elements of the rotation: what is further off counts as not solved."""


@dataclass(frozen=True, slots=True)
class InverseFigures:
    """`solved` of `poses`; `times` of the processor, of all of them."""

    what: str
    poses: int
    solved: int
    times: Percentiles


def inverse_figures(poses: int, seed: int) -> tuple[InverseFigures, ...]:
    """The UR10e with its tool in closed form; and an arm that is none of the family, the numeric way."""
    arm = line_robot({"model": "ur10e", "tool_length_m": 0.2}, {}, True)
    return (
        _figures("UR10e, closed form", arm, poses, seed),
        _figures("UR10e with a bent forearm, numeric", _bent(arm), poses, seed),
    )


def _figures(what: str, mechanism: Mechanism, poses: int, seed: int) -> InverseFigures:
    """Poses are those of joint positions drawn evenly from the ranges; each is solved from all joints at zero."""
    chain = Chain(mechanism)
    inverse = InverseKinematics(chain, seed=seed)
    near = np.zeros(len(chain))
    times, solved = [], 0
    lower, upper = np.maximum(chain.lower, -np.pi), np.minimum(chain.upper, np.pi)
    for q in np.random.default_rng(seed).uniform(lower, upper, (poses, len(chain))):
        pose = chain.forward(q)
        began = time.process_time()
        found = inverse.nearest(pose, near)
        times.append(time.process_time() - began)
        solved += found is not None and bool(np.allclose(chain.forward(found), pose, atol=EXACT))
    return InverseFigures(what, poses, solved, summarise(times))


def _bent(arm: Mechanism) -> Mechanism:
    """The same with a wrist whose axes no longer meet the closed form's."""
    bodies = tuple(
        replace(body, pose=replace(body.pose, z_m=body.pose.z_m + 0.02, yaw_rad=body.pose.yaw_rad + 0.2))
        if body.name == "wrist_2"
        else body
        for body in arm.bodies
    )
    return Mechanism("bent", bodies, arm.frames)
