"""A world that is stepped while something moves in it, and costs nothing while nothing does."""

from __future__ import annotations

from robot_cells.simulations.physics.physics_world import PhysicsWorld

STILL = 0.001
"""What is slower than this (rad/s, m/s) for `REST_TICKS` steps in a row is at rest."""
REST_TICKS = 50


class LiveWorld:
    """`world` may be replaced by another one at any time: what was moving goes on there."""

    def __init__(self, world: PhysicsWorld) -> None:
        self._world = world
        self._still_ticks = 0
        self.is_awake = True
        """Whether it has to be stepped. Set by `wake` and `step`."""

    @property
    def world(self) -> PhysicsWorld:
        """The world as it stands; its own time stands still while it is at rest."""
        return self._world

    def replace(self, world: PhysicsWorld) -> None:
        """Go on with another world, from the time of that; the controllers go over to it."""
        world.take_over(self._world)
        self._world = world
        self._still_ticks, self.is_awake = 0, True

    def wake(self, tick: int) -> None:
        """Something is to move from the step `tick` on: nothing has happened in a world at rest until then."""
        if not self.is_awake:
            self._world.tick = max(tick, self._world.tick)
            self.is_awake = True
        self._still_ticks = 0

    def step(self) -> None:
        """One step; it comes to rest where nothing is driven, and nothing has moved for a while."""
        self._world.step()
        if self._world.is_driven or self._world.fastest > STILL:
            self._still_ticks = 0
            return
        self._still_ticks += 1
        self.is_awake = self._still_ticks < REST_TICKS
