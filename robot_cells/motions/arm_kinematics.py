"""The kinematics of any arm of a line: of the Universal Robots family in closed form, else as its URDF says."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from robot_cells.devices.six_axis_arm import ArmModel, Joints, Pose, SixAxisArm
from robot_cells.motions.inverse import InverseKinematics
from robot_cells.motions.kinematics import Chain, Vector
from robot_cells.robots.own_arm import OwnArm
from robot_cells.robots.tool import with_tool

_TOOL_LENGTH = "tool_length_m"
_NO_LENGTHS = ArmModel("", *(0.0,) * 6, position_limits_rad=(0.0,) * 6, velocity_limits_rad_s=(0.0,) * 6)
"""Of an arm that has no closed form: only ranges and speeds are asked of its model."""


def arm_kinematics(parameters: Mapping[str, object]) -> SixAxisArm:
    """The arm that a device of the line document describes (`model` or `urdf`, `tool_length_m`).

    Raises `DeviceError` or `SceneError`. What it gives back belongs to the thread that asked.
    """
    own = OwnArm.from_parameters(parameters)
    if own is None:
        return SixAxisArm.from_parameters(parameters)
    bare = SixAxisArm.from_parameters({_TOOL_LENGTH: parameters.get(_TOOL_LENGTH, 0.0)})
    return _made(own, own.written_ns, bare.tool_length_m, threading.get_ident())


@lru_cache(maxsize=64)
def _made(own: OwnArm, written_ns: int, tool_length_m: float, thread: int) -> SixAxisArm:
    """Chains are not for two threads at once, so each `thread` has one; a file that is `written_ns` anew is, too."""
    chain = Chain(with_tool(own.mechanism(), None, tool_length_m))
    ways = InverseKinematics(chain)
    model = replace(
        ways.closed.model if ways.closed is not None else _NO_LENGTHS,
        name=chain.mechanism.name,
        position_limits_rad=_six(
            [max(abs(low), abs(high)) for low, high in zip(chain.lower, chain.upper, strict=True)]
        ),
        velocity_limits_rad_s=_six(chain.velocity),
    )
    return OwnKinematics(model, tool_length_m, ways=ways)


@dataclass(frozen=True, slots=True)
class OwnKinematics(SixAxisArm):
    """As its base class, for any six joints; one of the family has its closed form, any other no lengths in `model`.

    The numeric way finds the solutions by chance from a seed: the same question has the same answers.
    """

    ways: InverseKinematics = field(kw_only=True, compare=False)

    def forward(self, positions_rad: Sequence[float]) -> Pose:
        """See `SixAxisArm`."""
        return self.ways.chain.forward(positions_rad)

    def inverse(self, pose: Pose, seed_rad: Sequence[float]) -> Joints | None:
        """See `SixAxisArm`; the numeric way takes the first that it finds from the seed."""
        found = self.ways.nearest(pose, seed_rad)
        return None if found is None else _six(found)

    def solutions(self, pose: Pose, seed_rad: Sequence[float]) -> Iterator[Joints]:
        """See `SixAxisArm`; the nearest first."""
        near = self.inverse(pose, seed_rad)
        if near is None:
            return
        yield near
        for found in self.ways.all(pose, seed_rad):
            if max(abs(a - b) for a, b in zip(found.tolist(), near, strict=True)) > _SAME_RAD:
                yield _six(found)

    def within_limits(self, positions_rad: Sequence[float]) -> bool:
        """See `SixAxisArm`."""
        return self.ways.chain.within_limits(positions_rad)


_SAME_RAD = 1e-6


def _six(values: Vector | Sequence[float]) -> Joints:
    a, b, c, d, e, f = (float(value) for value in values)
    return a, b, c, d, e, f
