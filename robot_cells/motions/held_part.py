"""What an arm may have in its hand, as planning takes it: a box that holds every part of a type."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from robot_cells.bodies.body import Body
from robot_cells.bodies.geometry import Geometry
from robot_cells.bodies.mechanism import Mechanism
from robot_cells.bodies.pose3d import Pose3D
from robot_cells.bodies.shape import Box
from robot_cells.orders.layout import Layout
from robot_cells.orders.part_sizes import (
    CABLE,
    CABLE_MASS_KG,
    COUPLING,
    COUPLING_MASS_KG,
    PLUG_M,
    part_height_m,
    size_of,
)
from robot_cells.robots.grip_height import grip_height_m
from robot_cells.robots.gripper_options import GripperOptions
from robot_cells.scenes.scene import Placed, Role

_SMALL_M = 0.04
"""Along and across, of a part whose size nobody tells: a coupling."""
_AWAY = Pose3D(z_m=50.0)
"""Far from everything: it is only ever in the hand."""


@dataclass(frozen=True, slots=True)
class HeldPart:
    """Of one part type: width, depth and height in metres, the tool's height above its underside, its mass in kg."""

    part: str
    width_m: float
    depth_m: float
    height_m: float
    grip_m: float
    mass_kg: float

    @property
    def name(self) -> str:
        """What it is called in scenes."""
        return f"held/{self.part}"

    @property
    def in_tool(self) -> Pose3D:
        """Where its middle is in the frame `tool`, whose z points down through it."""
        return Pose3D(z_m=self.grip_m - self.height_m / 2.0)

    def placed(self) -> Placed:
        """The body, to be taken into the hand."""
        box = Geometry("box", Box(self.width_m, self.depth_m, self.height_m))
        return Placed(
            self.name, Role.PART, Mechanism("part", (Body("part", geometries=(box,)),)), _AWAY, is_fixed=False
        )


def held_part(part: str, layouts: Iterable[Layout], gripper: GripperOptions) -> HeldPart:
    """The largest of that type in these layouts; either side may lie along the tool's x, so both are the longer one.

    Of a cable the plug that the hand holds counts: what hangs from it gives way.
    """
    known = list(layouts)
    modules = [module for layout in known for module in layout.modules if module.type == part]
    height_m = max((part_height_m(layout, part) for layout in known), default=_SMALL_M)
    width_m = depth_m = max((max(module.width_m, module.depth_m) for module in modules), default=_SMALL_M)
    mass_kg = max((size_of(module).mass_kg for module in modules), default=COUPLING_MASS_KG)
    if part == CABLE:
        width_m = depth_m = max(PLUG_M)
        mass_kg = CABLE_MASS_KG
    elif part == COUPLING:
        width_m = depth_m = max(
            (coupling.diameter_m for layout in known for coupling in layout.couplings), default=_SMALL_M
        )
    return HeldPart(part, width_m, depth_m, height_m, grip_height_m(height_m, gripper), mass_kg)
