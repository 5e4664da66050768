"""An arm of the line with a hand, a table beside it, and one part upon that, written out as a scene."""

from __future__ import annotations

from collections.abc import Mapping

from benchmarks.physics.smooth_move import smooth_move
from robot_cells.bodies.body import Body
from robot_cells.bodies.geometry import Geometry
from robot_cells.bodies.inertia import solid
from robot_cells.bodies.mechanism import Frame, Mechanism
from robot_cells.bodies.pose3d import Pose3D
from robot_cells.bodies.shape import Box
from robot_cells.devices.arm_joints import ARM_JOINT_NAMES
from robot_cells.devices.six_axis_arm import UR10E, SixAxisArm, tool_down
from robot_cells.ids import LineId
from robot_cells.robots.line_robot import line_robot
from robot_cells.scenes.scene import Placed, Role, Scene
from robot_cells.simulations.physics.arm_in_world import ArmInWorld
from robot_cells.simulations.physics.path_follower import PathFollower
from robot_cells.simulations.physics.physics_world import PhysicsWorld
from robot_cells.simulations.physics.scene_world import arm_of, scene_world

ARM = SixAxisArm(UR10E, 0.20)
X_M, Y_M, TABLE_M = 0.65, 0.15, 0.10
"""Where the part stands, and how high the table is."""
SIZE_M = (0.06, 0.05, 0.04)
_ABOVE_M = 0.12


class HandWorld:
    """The tool hangs over the part, `above_m` over the middle of its top."""

    def __init__(
        self,
        gripper: Mapping[str, object] | None,
        mass_kg: float = 0.5,
        size_m: tuple[float, float, float] = SIZE_M,
        beside_m: float = 0.0,
        has_screwdriver: bool = False,
    ) -> None:
        start = ARM.inverse(
            tool_down(X_M + beside_m, Y_M, TABLE_M + size_m[2] + _ABOVE_M), (3.1, -1.6, 2.0, -2.0, -1.57, -1.6)
        )
        assert start is not None
        robot = line_robot({"model": "ur10e", "tool_length_m": 0.20}, gripper, has_screwdriver)
        self.arm_placed = Placed(
            "cell/arm", Role.ARM, robot, joint_positions=dict(zip(ARM_JOINT_NAMES, start, strict=True))
        )
        table = Geometry("top", Box(1.2, 1.2, 0.05), Pose3D(0.8, 0.0, TABLE_M - 0.025))
        box = (Geometry("hull", Box(*size_m), Pose3D(z_m=size_m[2] / 2.0)),)
        body = Body("part", inertia=solid(box, mass_kg), geometries=box)
        mechanism = Mechanism("part", (body,), {"top": Frame("part", Pose3D(z_m=size_m[2]))})
        self.part = Placed("WO/part", Role.PART, mechanism, Pose3D(X_M, Y_M, TABLE_M), is_fixed=False)
        placed = (
            self.arm_placed,
            Placed("table", Role.STRUCTURE, Mechanism("table", (Body("table", geometries=(table,)),))),
            self.part,
        )
        self.world: PhysicsWorld = scene_world(Scene(LineId("line"), placed))
        self.arm: ArmInWorld = arm_of(self.world, self.arm_placed)
        self.top_m = TABLE_M + size_m[2]
        self._beside_m = beside_m
        self.world.advance(0.2)

    def part_m(self) -> tuple[float, float, float]:
        """Where the part's own origin is."""
        x, y, z = self.world.data.body("WO/part/part").xpos
        return float(x), float(y), float(z)

    def move(self, z_m: float, duration_s: float = 0.8, along_m: float = 0.0) -> None:
        """Straight up or down, and along x, to a height of the tool."""
        start = tuple(self.arm.joints_rad.tolist())
        goal = ARM.inverse(tool_down(X_M + self._beside_m + along_m, Y_M, z_m), start)
        assert goal is not None
        follower = PathFollower(self.arm, smooth_move(start, goal, duration_s, self.world.now_s))
        self.world.add(follower)
        assert self.world.advance(self.world.now_s + duration_s + 3.0)
        assert follower.problem == ""

    def run(self, for_s: float) -> None:
        """Let time pass."""
        end_s = self.world.now_s + for_s
        while self.world.now_s < end_s - 0.003:
            self.world.advance(end_s)
