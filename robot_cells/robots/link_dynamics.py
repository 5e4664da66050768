"""Masses, inertias, torques and payloads of the arms of the Universal Robots family, as published.

Sources, all Universal Robots A/S:
- masses and centres of mass, inertias of the UR10e: "DH Parameters for calculations of kinematics and dynamics"
  (support article), given in the frame of Denavit and Hartenberg at the far end of each link. That article calls the
  inertias of the UR5e negligible and states none; they are those of the maker's ROS 2 description of the arm
  (`ur_description`), in the same frames;
- torques: "Max. joint torques" (support article);
- weights with cable and payloads: technical specifications of UR5e and UR10e.

The article prints a zero for the last wrist of the UR10e about x. No body resists like that (Iyy may not exceed
Ixx + Izz), and the wrist is round about z: its Iyy stands for it here. Neither the rotors' inertia nor the friction of
the joints is published: `armature_kg_m2` and `damping` are round figures of ours, a few per cent of what the joint
itself has to move.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from robot_cells.bodies.inertia import Inertia
from robot_cells.devices.six_axis_arm import UR5E, UR10E


@dataclass(frozen=True, slots=True)
class ArmDynamics:
    """Of one arm type: `links` from shoulder to last wrist in their Denavit-Hartenberg frames, and joints likewise.

    `torques_nm` are the greatest ones; `damping` in N.m.s/rad; `weight_kg` is that of the whole arm.
    """

    links: tuple[Inertia, Inertia, Inertia, Inertia, Inertia, Inertia]
    torques_nm: tuple[float, float, float, float, float, float]
    armature_kg_m2: tuple[float, float, float, float, float, float]
    damping: tuple[float, float, float, float, float, float]
    weight_kg: float
    payload_kg: float

    @property
    def base_kg(self) -> float:
        """The mass of the foot: what the weight leaves over."""
        return self.weight_kg - sum(link.mass_kg for link in self.links)


_UR5E = ArmDynamics(
    links=(
        Inertia(3.761, (0.0, -0.02561, 0.00193), (0.0070021, 0.00648091, 0.00657286), (7.3e-7, -1.053e-5, 4.9994e-4)),
        Inertia(8.058, (0.2125, 0.0, 0.11336), (0.01505885, 0.33388086, 0.33247207), (-5.4e-5, 5.63e-6, -1.81e-6)),
        Inertia(2.846, (0.15, 0.0, 0.0265), (0.00399632, 0.07879254, 0.0784851), (-1.365e-5, 1.37272e-3, -6.6e-6)),
        Inertia(1.37, (0.0, -0.0018, 0.01634), (0.00165491, 0.00135962, 0.00126279), (-2.82e-6, -4.38e-6, 1.0157e-4)),
        Inertia(1.3, (0.0, 0.0018, 0.01634), (0.00135617, 0.00127827, 0.00096614), (-2.74e-6, 4.44e-6, -5.048e-5)),
        Inertia(0.365, (0.0, 0.0, -0.001159), (0.00018694, 0.00018908, 0.00025756), (6e-8, -1.7e-7, -9.2e-7)),
    ),
    torques_nm=(150.0, 150.0, 150.0, 28.0, 28.0, 28.0),
    armature_kg_m2=(0.1, 0.1, 0.1, 0.02, 0.02, 0.02),
    damping=(2.0, 2.0, 2.0, 0.5, 0.5, 0.5),
    weight_kg=20.6,
    payload_kg=5.0,
)

_UR10E = ArmDynamics(
    links=(
        Inertia(7.369, (0.021, 0.0, 0.027), (0.0341, 0.0353, 0.0216), (0.0, -0.0043, 0.0001)),
        Inertia(13.051, (0.38, 0.0, 0.158), (0.0281, 0.7707, 0.7694), (0.0001, -0.0156, 0.0)),
        Inertia(3.989, (0.24, 0.0, 0.068), (0.0101, 0.3093, 0.3065), (0.0001, 0.0092, 0.0)),
        Inertia(2.1, (0.0, 0.007, 0.018), (0.0030, 0.0022, 0.0026), (0.0, 0.0, -0.0002)),
        Inertia(1.98, (0.0, 0.007, 0.018), (0.0030, 0.0022, 0.0026), (0.0, 0.0, -0.0002)),
        Inertia(0.615, (0.0, 0.0, -0.026), (0.0004, 0.0004, 0.0003)),
    ),
    torques_nm=(330.0, 330.0, 150.0, 56.0, 56.0, 56.0),
    armature_kg_m2=(0.2, 0.2, 0.1, 0.03, 0.03, 0.03),
    damping=(4.0, 4.0, 2.0, 0.8, 0.8, 0.8),
    weight_kg=33.5,
    payload_kg=12.5,
)

DYNAMICS: Mapping[str, ArmDynamics] = {UR5E.name: _UR5E, UR10E.name: _UR10E}
"""By the name of the arm model."""
