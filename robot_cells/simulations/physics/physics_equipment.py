"""Equipment whose bodies move in worlds of physics: what `SimulatedEquipment` is to be made of."""

from __future__ import annotations

from robot_cells.lines.device import DeviceKind
from robot_cells.simulations.equipment_kinds import KINEMATIC, EquipmentKinds
from robot_cells.simulations.physics.physics_arm import PhysicsArm
from robot_cells.simulations.physics.physics_worlds import PhysicsWorlds

PHYSICS = EquipmentKinds({**KINEMATIC.devices, DeviceKind.ARM: PhysicsArm}, KINEMATIC.vehicle, PhysicsWorlds)
"""Arms with weight and servos, one world for each cell in which bodies move."""
