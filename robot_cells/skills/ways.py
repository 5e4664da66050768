"""Where an arm may move in its cell: asked by skills for the way from one place to the next."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from robot_cells.devices.six_axis_arm import Joints, SixAxisArm
from robot_cells.errors import ProcessError
from robot_cells.ids import ProductId
from robot_cells.lines.device import Device
from robot_cells.motions.branch import in_order
from robot_cells.motions.plan import NoPlan, Reason
from robot_cells.motions.spot import JointSpot, PlaceSpot, Spot
from robot_cells.motions.swept_volume import SweptVolume
from robot_cells.motions.transit import Transit
from robot_cells.motions.transits import Question
from robot_cells.motions.zone_claims import ZoneClaims
from robot_cells.skills.skill_error import SkillError

UNREACHABLE = "move.unreachable"
MOVE_CODES = (UNREACHABLE, "move.limit", "move.collision", "move.no_way")
"""How a move fails before anything has moved."""
_CODES = {
    Reason.NO_SOLUTION: UNREACHABLE,
    Reason.LIMIT: "move.limit",
    Reason.JUMP: "move.limit",
    Reason.COLLISION: "move.collision",
    Reason.TIME_OUT: "move.no_way",
}
_REMEDIES = {
    UNREACHABLE: "Move the place, or the arm.",
    "move.limit": "Move the place, or the arm, so that no joint comes to its end or has to flip.",
    "move.collision": "Make room, or move the place.",
    "move.no_way": "Make room between the places, or teach a pose between them.",
}


@dataclass(frozen=True, slots=True)
class ArmSweep:
    """Of an arm with that part type in its hand: joint positions (rad) close to each other, straight moves between."""

    held: str
    rows: tuple[Sequence[float], ...]


class Ways(Protocol):
    """Of one cell. `claims` is where its arms say which room they take; None where it has one arm only."""

    @property
    def claims(self) -> ZoneClaims | None: ...  # noqa: D102

    def find(self, device: Device, arm: SixAxisArm, home: Joints, product: ProductId, question: Question) -> Transit:
        """The way of an arm with that product at the working place; raises `SkillError` (`MOVE_CODES`)."""
        ...

    def room(self, device: Device, arm: SixAxisArm, home: Joints, product: ProductId, motion: ArmSweep) -> SweptVolume:
        """What a motion of an arm passes through; asked where there are `claims`."""
        ...


class StraightWays:
    """Up, straight across, and down, in the branch of the home, whatever stands there: where no cell is known."""

    claims: ZoneClaims | None = None

    def room(self, device: Device, arm: SixAxisArm, home: Joints, product: ProductId, motion: ArmSweep) -> SweptVolume:
        """Never asked: nobody knows the cell."""
        raise ProcessError("Nobody knows what stands in the cell.", where=device.id, remedy="Give its planned ways.")

    def find(self, device: Device, arm: SixAxisArm, home: Joints, product: ProductId, question: Question) -> Transit:
        """See `Ways`; fails only where the arm cannot reach."""
        spots = (question.start, question.end)
        z_m = max((spot.z_m for spot in spots if isinstance(spot, PlaceSpot)), default=0.0) + question.clearance_m
        start_z_m, end_z_m = (z_m if isinstance(spot, PlaceSpot) else None for spot in spots)
        return Transit(tuple(_over(device, arm, home, spot, z_m) for spot in spots), start_z_m, end_z_m)


def home_of(device: Device, cell: str) -> Joints:
    """Where an arm waits; raises `ProcessError` where it does not say."""
    home = device.parameters.get("home_rad")
    if isinstance(home, Sequence) and len(home) == 6 and all(isinstance(value, int | float) for value in home):
        a, b, c, d, e, f = (float(value) for value in home)
        return (a, b, c, d, e, f)
    where = f"cell {cell}: {device.id}: home_rad"
    raise ProcessError(f"Its home is {home!r}.", where=where, remedy="Give six joint positions in radians.")


def refusal(device: Device, found: NoPlan) -> SkillError:
    """The error of a skill that has no way."""
    code = _CODES[found.reason]
    return SkillError(code, f"the arm {device.id} cannot go there: {found.detail}", remedy=_REMEDIES[code])


def unreachable(device: Device, spot: PlaceSpot) -> SkillError:
    """No joint positions bring the tool there."""
    where = f"x {spot.x_m:.3f}, y {spot.y_m:.3f}, z {spot.z_m:.3f} m, {math.degrees(spot.yaw_rad):.0f} degrees"
    what = f"the arm {device.id} cannot reach {where} in its frame base"
    return SkillError(UNREACHABLE, what, remedy=_REMEDIES[UNREACHABLE])


def _over(device: Device, arm: SixAxisArm, home: Joints, spot: Spot, z_m: float) -> Joints:
    if isinstance(spot, JointSpot):
        a, b, c, d, e, f = spot.positions
        return (a, b, c, d, e, f)
    found = in_order(arm, spot.pose(z_m), home)
    if not found:
        raise unreachable(device, spot)
    return found[0]
