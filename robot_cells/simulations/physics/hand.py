"""What an arm's gripper does in the world, whichever kind it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from robot_cells.robots.gripper_options import SUCTION, GripperOptions
from robot_cells.scenes.scene import Placed
from robot_cells.simulations.physics.fingers_in_world import FingersInWorld
from robot_cells.simulations.physics.physics_world import Controller, PhysicsWorld
from robot_cells.simulations.physics.suction_in_world import SuctionInWorld


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

    def take_over(self, before: Hand) -> bool:
        """Go on holding in a world made anew; whether what was held is there."""


class CupHand:
    """By vacuum."""

    def __init__(self, cup: SuctionInWorld) -> None:
        self._cup = cup

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

    def take_over(self, before: Hand) -> bool:
        """See `Hand`."""
        return isinstance(before, CupHand) and self._cup.take_over(before._cup)


class FingerHand:
    """By friction."""

    def __init__(self, fingers: FingersInWorld) -> None:
        self._fingers = fingers
        self._holding = ""

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
        """What lies no more between the pads has slipped out."""
        return self._fingers.weight_n(self.holding) if self.holding else 0.0

    def take_over(self, before: Hand) -> bool:
        """See `Hand`."""
        self._holding = before.holding if self._fingers.knows(before.holding) else ""
        return bool(self._holding)


def hand_of(world: PhysicsWorld, arm: Placed, parts: Sequence[Placed], options: GripperOptions) -> Hand:
    """The gripper of an arm; raises `SceneError` for an arm that has none of that kind."""
    if options.model == SUCTION:
        return CupHand(SuctionInWorld(world, arm, parts, options.force_n))
    return FingerHand(FingersInWorld(world, arm, parts, options.opening_m, options.force_n))
