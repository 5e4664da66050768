"""Two bodies that are held together for a while: by vacuum, by screws, by a latch."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement

import numpy as np

from robot_cells.errors import SceneError
from robot_cells.scenes.xml_text import numbers
from robot_cells.simulations.physics.loose_body import LooseBody, Vector
from robot_cells.simulations.physics.physics_world import STEP_S, PhysicsWorld

TIME_CONSTANT_S = 2.0 * STEP_S
"""As short as the step allows (MuJoCo, "Solver parameters": at least two steps)."""
STIFF_N_PER_M = 60_000.0
"""Of a cup with its folds pressed together, and of a part in its latch or under its screws."""


def bond_name(holder: str, part: str) -> str:
    """What the bond of a part to what holds it is called in the document."""
    return f"{part}@{holder}"


def write_bond(equality: Element, holder: str, holder_body: str, part: str, part_body: str, mass_kg: float) -> None:
    """A bond that is open at the beginning, between two bodies of the document; `mass_kg` is the part's.

    A constraint with time constant `t` and impedance `d` gives way like a spring of `m / t^2 * d / (1 - d)` (MuJoCo,
    "Computation": R = (1 - d) / d * A, with A near 1 / m).
    """
    share = STIFF_N_PER_M * TIME_CONSTANT_S**2 / mass_kg
    impedance = min(0.9999, max(0.2, share / (1.0 + share)))
    SubElement(
        equality,
        "weld",
        {
            "name": bond_name(holder, part),
            "body1": holder_body,
            "body2": part_body,
            "active": "false",
            "solref": numbers((TIME_CONSTANT_S, 1.0)),
            "solimp": numbers((impedance, impedance, 0.001)),
        },
    )


class Bond:
    """Holds the body `part` as it stands to `holder` from the moment on in which it is closed; a weld of MuJoCo's."""

    def __init__(self, world: PhysicsWorld, holder: str, part: LooseBody) -> None:
        """Raises `SceneError` for a world in which none is written."""
        import mujoco

        self._mujoco = mujoco
        self._world = world
        self.part = part
        try:
            self._id = int(world.model.equality(bond_name(holder, part.name)).id)
        except KeyError as error:
            raise SceneError(
                f"Nothing can hold it there: {error}", where=part.name, remedy="Make the scene anew."
            ) from error
        self._holder = int(world.model.eq_obj1id[self._id])

    @property
    def is_closed(self) -> bool:
        """Whether it holds."""
        return bool(self._world.data.eq_active[self._id])

    def close(self) -> None:
        """From the next step on; what was set by hand in this one must have been settled."""
        data, model = self._world.data, self._world.model
        turn = data.xmat[self._holder].reshape(3, 3)
        own = self.part.pose()
        model.eq_data[self._id, 0:3] = 0.0
        model.eq_data[self._id, 3:6] = turn.T @ (own[:3, 3] - data.xpos[self._holder])
        model.eq_data[self._id, 6:10] = _turn_from(data.xquat[self._holder], data.xquat[self.part.body])
        data.eq_active[self._id] = 1

    def shift(self, along_m: float) -> None:
        """Hold it so much farther along the holder's z axis, from the next step on."""
        self._world.model.eq_data[self._id, 5] += along_m

    def open(self) -> None:
        """From the next step on."""
        self._world.data.eq_active[self._id] = 0

    def wrench(self) -> Vector:
        """(6,) force in N and torque in N.m on the part, about its origin, in `line`; of the latest step."""
        data, model = self._world.data, self._world.model
        mine = (data.efc_type == 0) & (data.efc_id == self._id)  # the kind equality is the first of mjtConstraint
        if not mine.any():
            return np.zeros(6)
        spread = np.zeros(model.nv)
        self._mujoco.mj_mulJacTVec(model, data, spread, np.where(mine, data.efc_force, 0.0))
        found = spread[self.part.dof : self.part.dof + 6].copy()
        found[3:] = data.xmat[self.part.body].reshape(3, 3) @ found[3:]
        return found


def _turn_from(holder: Vector, part: Vector) -> Vector:
    """(4,) the turn of `part` as seen from `holder`, unit quaternions w, x, y, z (one's conjugate times the other)."""
    w, v = holder[0], -holder[1:]
    return np.concatenate([[w * part[0] - v @ part[1:]], w * part[1:] + part[0] * v + np.cross(v, part[1:])])
