"""The physics of one cell: its scene, the world made from it, and the arms in that."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from robot_cells.bodies.pose3d import Pose3D
from robot_cells.errors import DeviceError
from robot_cells.ids import DeviceId
from robot_cells.lines.cell import Cell
from robot_cells.scenes.cell_plan import plan_cell
from robot_cells.scenes.scene import Placed, Role, Scene
from robot_cells.scenes.scene_builder import build_scene, layouts_of
from robot_cells.scenes.tray_contents import tray_mechanisms
from robot_cells.simulations.physics.arm_in_world import ArmInWorld
from robot_cells.simulations.physics.carrying_over import carry_over
from robot_cells.simulations.physics.live_world import LiveWorld
from robot_cells.simulations.physics.parts_in_cell import PartsInCell
from robot_cells.simulations.physics.physics_world import STEP_S, Controller, PhysicsWorld
from robot_cells.simulations.physics.scene_world import Extension, arm_of, scene_world
from robot_cells.simulations.simulated_device import SimulatedDevice
from robot_cells.simulations.site import Site
from robot_cells.simulations.tray_pose import TrayPose

if TYPE_CHECKING:
    from robot_cells.simulations.physics.physics_worlds import PhysicsWorlds


class CellPhysics:
    """Made anew by `rebuild` when what stands at the working place changes; the arms stay where they are.

    `standing` is the cell without a product. Devices may add to what is placed beside it (`contents`), to the document
    of the world (`extensions`), and hear when there is a new one (`rebuilt`).
    """

    def __init__(self, cell: Cell, site: Site, worlds: PhysicsWorlds) -> None:
        plant = worlds.plant
        self.site = site
        self.plan = plan_cell(cell, layouts_of(plant.products))
        self.standing = build_scene(plant.line, plant.products, cells=[cell.id], vehicles=False)
        self.contents: Callable[[], tuple[Placed, ...]] = self.tray_contents
        """What is in the cell beside `standing`; called by `rebuild`."""
        self.extensions: list[Extension] = []
        self.rebuilt: list[Callable[[], None]] = []
        """Called after each `rebuild`, when `world` is the new one."""
        self.scene: Scene = self.standing
        self._worlds = worlds
        self._live = worlds.add(LiveWorld(scene_world(self.scene)))
        self.arms: dict[DeviceId, ArmInWorld] = {
            placed.device: arm_of(self.world, placed) for placed in self._arms_placed() if placed.device is not None
        }
        self.parts = PartsInCell(self) if self.arms else None
        """The tray with its parts, where the cell has hands for them."""

    @property
    def world(self) -> PhysicsWorld:
        """The world as it is now; another one after `rebuild`."""
        return self._live.world

    @property
    def now_s(self) -> float:
        """The time of its latest step, or since when nothing has moved up to now."""
        return self._worlds.tick * STEP_S

    def drive(
        self, device: SimulatedDevice, controller: Controller, ended: Callable[[float], None] | None = None
    ) -> None:
        """Have a controller of a device act from the next step on.

        At its end `ended` is called with the time, or else `device.ends`, and the device's work is at its end.
        """
        self._worlds.drive(self._live, device, controller, ended)

    def release(self, controller: Controller) -> None:
        """It acts no longer, and its end is not told."""
        self.world.remove(controller)

    def wake(self) -> None:
        """Something is changed by hand in a moment: let the world move until it is at rest again."""
        self._live.wake(self._worlds.tick)

    def rebuild(self) -> None:
        """Make the world anew with what is in the cell now.

        What has the same name in both stays where it is, as fast as it is; controllers go on.
        """
        before = self.world
        self.scene = replace(self.standing, placed=(*self.standing.placed, *self.contents()))
        self._live.replace(carry_over(before, scene_world(self.scene, self.now_s, self.extensions)))
        for arm in self.arms.values():
            arm.bind(self.world)
        for hear in self.rebuilt:
            hear()

    def arm(self, device: DeviceId) -> ArmInWorld:
        """The arm of that id; raises `DeviceError` where the scene has none."""
        found = self.arms.get(device)
        if found is None:
            raise DeviceError(
                "The scene of the cell has no such arm.",
                where=f"{self.site.cell}/{device}",
                remedy="Give it a model that is known (ur5e, ur10e), or a description of its own.",
            )
        return found

    def tray_contents(self) -> tuple[Placed, ...]:
        """The product at the working place with its parts, where the station truly has it; the first of each type."""
        tray = self.site.tray
        if tray is None:
            return ()
        at = self.tray_in_line(tray.pose)
        return tray_mechanisms(tray.layout, tray.tray, at, self.site.cell, self.plan.feeders_in_line)

    def tray_in_line(self, pose: TrayPose) -> Pose3D:
        """A pose that the station has for a tray, in the frame `line`."""
        nominal = self.site.geometry.tray
        x, y = nominal.to_tray(pose.x_m, pose.y_m)
        off = Pose3D(x, y, pose.z_m - nominal.z_m, yaw_rad=pose.yaw_rad - nominal.yaw_rad)
        return self.plan.tray_in_line @ off

    def _arms_placed(self) -> tuple[Placed, ...]:
        return self.standing.of(cell=self.site.cell, role=Role.ARM)
