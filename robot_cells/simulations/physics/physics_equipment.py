"""Equipment whose bodies move in worlds of physics: what `SimulatedEquipment` is to be made of."""

from __future__ import annotations

from robot_cells.lines.device import DeviceKind
from robot_cells.simulations.equipment_kinds import KINEMATIC, EquipmentKinds
from robot_cells.simulations.physics.physics_arm import PhysicsArm
from robot_cells.simulations.physics.physics_gripper import PhysicsGripper
from robot_cells.simulations.physics.physics_machine import PhysicsMachine
from robot_cells.simulations.physics.physics_screwdriver import PhysicsScrewdriver
from robot_cells.simulations.physics.physics_station import PhysicsStation
from robot_cells.simulations.physics.physics_vehicle import PhysicsVehicle
from robot_cells.simulations.physics.physics_worlds import PhysicsWorlds
from robot_cells.simulations.physics.rendered_camera import RenderedCamera

PHYSICS = EquipmentKinds(
    {
        **KINEMATIC.devices,
        DeviceKind.ARM: PhysicsArm,
        DeviceKind.CAMERA: RenderedCamera,
        DeviceKind.GRIPPER: PhysicsGripper,
        DeviceKind.SCREWDRIVER: PhysicsScrewdriver,
        DeviceKind.STATION: PhysicsStation,
        DeviceKind.MACHINE: PhysicsMachine,
    },
    PhysicsVehicle,
    PhysicsWorlds,
)
"""Arms, hands, doors and vehicles with weight, one world for each cell in which bodies move, one for the floor."""
