"""Elements that stand everywhere in SDF."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement

from robot_cells.bodies.pose3d import Pose3D
from robot_cells.scenes.xml_text import numbers


def add_text(parent: Element, tag: str, text: str) -> Element:
    """An element with this text."""
    written = SubElement(parent, tag)
    written.text = text
    return written


def add_pose(parent: Element, pose: Pose3D, relative_to: str = "") -> None:
    """Position and fixed-axis angles; in the frame of that name, or in that of the element above."""
    written = add_text(parent, "pose", numbers((*pose.position_m, *pose.angles_rad)))
    if relative_to:
        written.set("relative_to", relative_to)
