"""What the bodies in Gazebo shall do, from what the line's simulated devices do.

Processes (torque, leak, what a part weighs on a scale of yes and no) are those of the simulated devices; bodies are
Gazebo's. An arm goes the way of its simulated twin, doors, clamps, fingers and bit go where a command sends them, and a
suction gripper holds the part of the world that is of the type which its twin has just taken.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from robot_cells.bodies.joint import Joint
from robot_cells.ids import CellId
from robot_cells.robots.screwdriver import BIT_JOINT
from robot_cells.robots.two_finger_gripper import FINGER_JOINT
from robot_cells.scenes import gazebo_topics as topics
from robot_cells.scenes.machine import CLAMP_JOINT, DOOR_JOINT
from robot_cells.scenes.scene import Placed, Role, Scene
from robot_cells.simulations.gazebo.dense_path import DensePoint, dense_points
from robot_cells.simulations.joint_path import JointPath
from robot_cells.simulations.simulated_arm import SimulatedArm
from robot_cells.simulations.simulated_equipment import SimulatedEquipment
from robot_cells.simulations.simulated_gripper import SimulatedGripper
from robot_cells.simulations.simulated_machine import Clamp, Door, SimulatedMachine
from robot_cells.simulations.simulated_screwdriver import SimulatedScrewdriver
from robot_cells.simulations.site import Site


@dataclass(frozen=True, slots=True)
class Hold:
    """A part of the world that an arm of the same cell can hold: `arm` and `part` by their names in the scene."""

    arm: Placed
    part: Placed


class GazeboMirror:
    """Pure: equipment in, wishes out. `scene` is that of the world, parts and all."""

    def __init__(self, scene: Scene, equipment: SimulatedEquipment) -> None:
        self._equipment = equipment
        self._joints: dict[tuple[CellId, str], tuple[Placed, Joint]] = {}
        for placed in scene.placed:
            for joint in placed.mechanism.driven_joints if placed.cell is not None else ():
                self._joints[placed.cell or CellId(""), joint.name] = placed, joint
        self.holds = tuple(
            Hold(arm, part)
            for arm in scene.of(role=Role.ARM)
            if topics.suction_link(arm.mechanism) is not None
            for part in topics.carried_parts(scene, arm.cell)
        )
        """All that can be held in this world."""
        self._names: dict[str, str] = {}
        self._paths: dict[str, JointPath] = {}
        self._held: dict[str, Hold] = {}
        self._used: set[str] = set()

    def begun(self, command_id: str, command: str) -> None:
        """A command was given; its name says where things go while it runs."""
        self._names[command_id] = command

    def positions(self) -> Mapping[str, float]:
        """By topic of the world, where each joint that slides shall be now (m)."""
        found: dict[str, float] = {}
        for cell, site in self._equipment.sites.items():
            for name, is_out in _wishes(site, self._names).items():
                known = self._joints.get((cell, name))
                if known is not None and known[1].limits is not None:
                    placed, joint = known
                    limits = known[1].limits
                    found[topics.position(placed, joint.name)] = limits.upper if is_out else limits.lower
        return found

    def paths(self, at_s: float) -> Mapping[str, list[DensePoint]]:
        """By name in the scene, the arms that go another way than when this was asked last, and how from now on."""
        found: dict[str, list[DensePoint]] = {}
        for arm in self._equipment.arms():
            if not isinstance(arm, SimulatedArm):
                continue
            name, path = f"{arm.site.cell}/{arm.device.id}", arm.path
            if self._paths.get(name) is not path:
                self._paths[name] = path
                found[name] = dense_points(path, at_s)
        return found

    def wanted_holds(self) -> Mapping[tuple[str, str], bool]:
        """By names of arm and part, whether it shall be held now.

        A part of the world is held once: there it stays where it was let go, while the feeder of the simulated device
        gives the next one.
        """
        for site in self._equipment.sites.values():
            for gripper in site.of_type(SimulatedGripper):
                self._follow(site, gripper)
        return {(hold.arm.name, hold.part.name): hold in self._held.values() for hold in self.holds}

    def _follow(self, site: Site, gripper: SimulatedGripper) -> None:
        key = f"{site.cell}/{gripper.device.id}"
        if not gripper.holding:
            self._held.pop(key, None)
        elif key not in self._held:
            fits = (
                hold
                for hold in self.holds
                if hold.arm.cell == site.cell
                and hold.part.mechanism.name == gripper.holding
                and hold.part.name not in self._used
            )
            hold = next(fits, None)
            if hold is not None:
                self._held[key] = hold
                self._used.add(hold.part.name)


def _wishes(site: Site, names: Mapping[str, str]) -> dict[str, bool]:
    """By joint, whether it shall be at the far end of its range."""
    found: dict[str, bool] = {}
    for machine in site.of_type(SimulatedMachine):
        running = names.get(machine.running_id or "", "")
        found[DOOR_JOINT] = (machine.door is Door.OPEN or running == "open_door") and running != "close_door"
        found[CLAMP_JOINT] = (machine.clamped is Clamp.CLOSED or running == "clamp") and running != "unclamp"
    for gripper in site.of_type(SimulatedGripper):
        running = names.get(gripper.running_id or "", "")
        found[FINGER_JOINT] = not gripper.holding and running != "grasp"
    for screwdriver in site.of_type(SimulatedScrewdriver):
        found[BIT_JOINT] = names.get(screwdriver.running_id or "", "") == "fasten"
    return found
