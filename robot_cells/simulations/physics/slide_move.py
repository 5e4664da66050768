"""A slide that is driven to a place: a door, a clamp, a lift."""

from __future__ import annotations

from robot_cells.errors import SceneError
from robot_cells.simulations.physics.physics_world import STEP_S, PhysicsWorld

THERE_M = 0.0015
"""A slide that is so near stands where it was to go: a position servo gives way by a millimetre at its full force."""
AT_REST_MPS = 0.01
STOPPED_M = 0.01
"""One that is so far behind is held by something."""
PATIENCE_S = 0.5
"""That it has to be for so long; in which it may still come there after the way should be over."""


class SlideInWorld:
    """The slide `joint` (its full name, which is its servo's as well); raises `SceneError` for a world without it."""

    def __init__(self, world: PhysicsWorld, joint: str) -> None:
        self.name = joint
        self.bind(world)

    def bind(self, world: PhysicsWorld) -> None:
        """It is in another world from now on."""
        try:
            found, servo = world.model.joint(self.name), world.model.actuator(self.name)
        except KeyError as error:
            raise SceneError(f"It has no slide: {error}", where=self.name, remedy="Make the scene anew.") from error
        self._data = world.data
        self._position, self._velocity, self._servo = int(found.qposadr[0]), int(found.dofadr[0]), servo.id

    @property
    def at_m(self) -> float:
        """Where it is."""
        return float(self._data.qpos[self._position])

    @property
    def speed_mps(self) -> float:
        """How fast it moves."""
        return float(self._data.qvel[self._velocity])

    @property
    def target_m(self) -> float:
        """Where its servo is told to be."""
        return float(self._data.ctrl[self._servo])

    def drive(self, target_m: float) -> None:
        """Tell the servo where to be from the next step on."""
        self._data.ctrl[self._servo] = target_m

    def stand(self, at_m: float) -> None:
        """Put it there by hand, at rest, and keep it there."""
        self._data.qpos[self._position] = at_m
        self._data.qvel[self._velocity] = 0.0
        self.drive(at_m)


class SlideMove:
    """Drives a slide to `goal_m` at a steady speed; ends when it stands there, or is held by something.

    `problem` says then by how much it failed; the slide is left where it stopped, without force. Empty: it is there.
    """

    def __init__(self, slide: SlideInWorld, goal_m: float, speed_mps: float) -> None:
        self._slide = slide
        self._goal_m = goal_m
        self._way_m = speed_mps * STEP_S
        self._target_m = slide.at_m
        self._behind_s = 0.0
        self.problem = ""

    def act(self, at_s: float) -> bool:
        """See `Controller`."""
        slide, goal = self._slide, self._goal_m
        left = goal - self._target_m
        self._target_m = (
            goal if abs(left) <= self._way_m else self._target_m + (self._way_m if left > 0 else -self._way_m)
        )
        slide.drive(self._target_m)
        behind = abs(slide.at_m - self._target_m)
        is_at_end = self._target_m == goal
        if is_at_end and behind <= THERE_M and abs(slide.speed_mps) <= AT_REST_MPS:
            return True
        is_late = behind > STOPPED_M or (is_at_end and abs(slide.speed_mps) <= AT_REST_MPS)
        self._behind_s = self._behind_s + STEP_S if is_late else 0.0
        if self._behind_s <= PATIENCE_S:
            return False
        slide.drive(slide.at_m)
        self.problem = f"{slide.name} stands {abs(slide.at_m - goal) * 1e3:.0f} mm before its end: something holds it."
        return True
