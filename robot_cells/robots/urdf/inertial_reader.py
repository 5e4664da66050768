"""Masses and inertias of a URDF file."""

from __future__ import annotations

import numpy as np

from robot_cells.bodies.inertia import Inertia
from robot_cells.robots.urdf.element import Element

_ROUNDING = 1e-6
"""Moments that break the triangle rule by no more than this share of the greatest are rounded, not wrong."""


def read_inertia(link: Element) -> Inertia | None:
    """Of a link; None where it has no <inertial>. Raises `SceneError` for what no body can have."""
    inertial = link.find("inertial")
    if inertial is None:
        return None
    mass_kg = inertial.need("mass").number("value")
    if mass_kg <= 0.0:
        raise inertial.fault(f"{link} weighs {mass_kg:g} kg.", "Give a mass above zero, or take its <inertial> out.")
    tensor = inertial.need("inertia")
    xx, yy, zz = (tensor.number(key) for key in ("ixx", "iyy", "izz"))
    xy, xz, yz = (tensor.number(key, 0.0) for key in ("ixy", "ixz", "iyz"))
    inertia = Inertia(mass_kg, (0.0, 0.0, 0.0), (xx, yy, zz), (xy, xz, yz))
    check_moments(inertia, tensor, str(link))
    return inertia.moved(inertial.pose())


def check_moments(inertia: Inertia, tensor: Element, link: str) -> None:
    """Raises `SceneError` at the element where no body can have such moments."""
    least, middle, most = (float(value) for value in np.linalg.eigvalsh(inertia.tensor()))
    if least <= 0.0 or most > (least + middle) * (1.0 + _ROUNDING):
        raise tensor.fault(
            f"No body resists as {link} does: its principal moments are {least:.3g}, {middle:.3g}, {most:.3g} kg m2.",
            "Each must be above zero and none above the sum of the others: look for a wrong unit or sign.",
        )
