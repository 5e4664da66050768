"""The simulations that can stand in for the equipment, by their names."""

from __future__ import annotations

from robot_cells.errors import BringupError
from robot_cells.simulations.equipment_kinds import KINEMATIC, EquipmentKinds

KINEMATIC_NAME, PHYSICS_NAME = "kinematic", "physics"


def kinds_called(simulation: str) -> EquipmentKinds:
    """What the equipment is made of in that simulation; raises `BringupError` for one that does not run here.

    MuJoCo is loaded for `physics` only: it takes a second and 100 MB that nobody else needs.
    """
    if simulation == KINEMATIC_NAME:
        return KINEMATIC
    if simulation == PHYSICS_NAME:
        from robot_cells.simulations.physics.physics_equipment import PHYSICS

        return PHYSICS
    raise BringupError(
        f"There is no simulation {simulation!r} here.",
        where="simulation",
        remedy=f"There are {KINEMATIC_NAME} and {PHYSICS_NAME}.",
    )
