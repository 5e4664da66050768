"""What an arm's gripper does in the world, whichever kind it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from robot_cells.robots.gripper_options import SUCTION, GripperOptions
from robot_cells.scenes.scene import Placed
from robot_cells.simulations.physics.fingers_in_world import FingersInWorld
from robot_cells.simulations.physics.physics_world import Controller, PhysicsWorld
from robot_cells.simulations.physics.suction_in_world import SuctionInWorld

LOOK_STEPS = 10
"""So often it is looked whether what was grasped is still between the fingers."""


class Hand(Protocol):
    """One gripper in one world; parts are named as in the scene."""

    @property
    def holding(self) -> str:
        """What it holds; empty: nothing."""

    @property
    def width_m(self) -> float:
        """How far apart its fingers are."""

    def close(self, force_n: float) -> Controller | None:
        """Begin to grasp; the controller that ends when that is done, or None where nothing moves."""

    def reached(self) -> Sequence[str]:
        """What it could hold now, the likeliest first."""

    def take(self, part: str) -> bool:
        """Hold that part from now on; whether it does."""

    def open(self) -> Controller | None:
        """Begin to let go; as with `close`."""

    def watch(self) -> float:
        """Before every step: what was held may be lost; the weight in N that hangs on it."""

    def move_to(self, world: PhysicsWorld, arm: Placed, parts: Sequence[Placed]) -> None:
        """Go on in a world made anew, with the parts that are in it; what was held is lost where it is not."""


class CupHand:
    """By vacuum."""

    def __init__(self, cup: SuctionInWorld, force_n: float) -> None:
        self._cup, self._force_n = cup, force_n

    @property
    def holding(self) -> str:
        """See `Hand`."""
        return self._cup.holding

    @property
    def width_m(self) -> float:
        """It has no fingers."""
        return 0.0

    def close(self, force_n: float) -> Controller | None:
        """Nothing moves: the vacuum is there when the command ends."""
        del force_n
        return None

    def reached(self) -> Sequence[str]:
        """See `Hand`."""
        return list(self._cup.below())

    def take(self, part: str) -> bool:
        """See `Hand`."""
        return self._cup.hold(part)

    def open(self) -> Controller | None:
        """At once."""
        self._cup.let_go()
        return None

    def watch(self) -> float:
        """See `Hand`."""
        self._cup.watch(0.0)
        return self._cup.weight_n

    def move_to(self, world: PhysicsWorld, arm: Placed, parts: Sequence[Placed]) -> None:
        """See `Hand`."""
        before, self._cup = self._cup, SuctionInWorld(world, arm, parts, self._force_n)
        self._cup.take_over(before)


class FingerHand:
    """By friction."""

    def __init__(self, fingers: FingersInWorld) -> None:
        self._fingers = fingers
        self._holding = ""
        self._steps = 0

    @property
    def holding(self) -> str:
        """See `Hand`."""
        return self._holding

    @property
    def width_m(self) -> float:
        """See `Hand`."""
        return self._fingers.width_m

    def close(self, force_n: float) -> Controller | None:
        """See `Hand`."""
        self._fingers.close(force_n)
        return self._fingers

    def reached(self) -> Sequence[str]:
        """See `Hand`."""
        part = self._fingers.between()
        return [part] if part else []

    def take(self, part: str) -> bool:
        """It holds by being closed."""
        self._holding = part
        return True

    def open(self) -> Controller | None:
        """See `Hand`."""
        self._holding = ""
        self._fingers.open()
        return self._fingers

    def watch(self) -> float:
        """See `Hand`; what lies no more between the pads has slipped out."""
        if not self._holding:
            return 0.0
        self._steps += 1
        if self._steps % LOOK_STEPS == 0 and self._fingers.between() != self._holding:
            self._holding = ""
            return 0.0
        return self._fingers.weight_n(self._holding)

    def move_to(self, world: PhysicsWorld, arm: Placed, parts: Sequence[Placed]) -> None:
        """See `Hand`."""
        self._fingers.move_to(world, arm, parts)
        if not self._fingers.knows(self._holding):
            self._holding = ""


def hand_of(world: PhysicsWorld, arm: Placed, parts: Sequence[Placed], options: GripperOptions) -> Hand:
    """The gripper of an arm; raises `SceneError` for an arm that has none of that kind."""
    if options.model == SUCTION:
        return CupHand(SuctionInWorld(world, arm, parts, options.force_n), options.force_n)
    return FingerHand(FingersInWorld(world, arm, parts, options.opening_m, options.force_n))
