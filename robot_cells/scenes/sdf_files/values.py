"""Numbers, truth values and poses as SDF writes them: in the text of elements."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from robot_cells.bodies.pose3d import HERE, Pose3D
from robot_cells.robots.urdf.element import Element

_TRUE, _FALSE = ("true", "1"), ("false", "0", "")


@dataclass(frozen=True, slots=True)
class SaidPose:
    """A pose and the name of the frame that it is in; empty: the usual one of the element that has it."""

    pose: Pose3D = HERE
    relative_to: str = ""


def numbers(element: Element, count: int) -> tuple[float, ...]:
    """So many finite numbers in the text of an element; raises `SceneError`."""
    values = _floats(element)
    if len(values) != count:
        many = "a finite number" if count == 1 else f"{count} finite numbers with blanks between"
        raise element.fault(f"{element} says '{_short(element.content)}'.", f"Give {many}.")
    return values


def number(parent: Element, tag: str, usual: float | None = None) -> float:
    """The number in the child of that tag; `usual` where there is none, which None forbids. Raises `SceneError`."""
    child = parent.find(tag) if usual is not None else parent.need(tag)
    return numbers(child, 1)[0] if child is not None else float(usual or 0.0)


def truth(parent: Element, tag: str) -> bool:
    """Whether the child of that tag says true; without one it is false. Raises `SceneError`."""
    child = parent.find(tag)
    word = child.content.strip().lower() if child is not None else ""
    if child is not None and word not in _TRUE + _FALSE:
        raise child.fault(f"{child} says '{_short(word)}'.", "Say true or false.")
    return word in _TRUE


def word(parent: Element, tag: str) -> str:
    """The text of the child of that tag, which must be there and not be empty; raises `SceneError`."""
    child = parent.need(tag)
    if not child.content.strip():
        raise child.fault(f"{child} is empty.", "Write what is meant.")
    return child.content.strip()


def said_pose(parent: Element) -> SaidPose:
    """What its child `pose` says, in metres and radians (or `degrees`); raises `SceneError`."""
    element = parent.find("pose")
    if element is None:
        return SaidPose()
    attributes = element.attributes
    if attributes.get("frame", "").strip():
        raise element.fault("The <pose> names a frame by 'frame', which SDF gave up in 1.7.", "Write relative_to.")
    relative_to = attributes.get("relative_to", "").strip()
    kind = attributes.get("rotation_format", "euler_rpy").strip()
    if kind not in ("euler_rpy", "quat_xyzw"):
        raise element.fault(f"The <pose> has the rotation_format '{_short(kind)}'.", "Write euler_rpy or quat_xyzw.")
    if not element.content.strip():
        return SaidPose(HERE, relative_to)
    if kind == "quat_xyzw":
        return SaidPose(_from_quaternion(element), relative_to)
    x, y, z, *angles = numbers(element, 6)
    if attributes.get("degrees", "false").strip().lower() in _TRUE:
        angles = [math.radians(angle) for angle in angles]
    return SaidPose(Pose3D(x, y, z, *angles), relative_to)


def _from_quaternion(element: Element) -> Pose3D:
    x, y, z, i, j, k, w = numbers(element, 7)
    length = math.hypot(i, j, k, w)
    if length < 1e-6:
        raise element.fault("The quaternion of the <pose> is zero.", "No turn is 0 0 0 1.")
    i, j, k, w = i / length, j / length, k / length, w / length
    matrix = np.eye(4)
    matrix[:3, :3] = [
        [1 - 2 * (j * j + k * k), 2 * (i * j - k * w), 2 * (i * k + j * w)],
        [2 * (i * j + k * w), 1 - 2 * (i * i + k * k), 2 * (j * k - i * w)],
        [2 * (i * k - j * w), 2 * (j * k + i * w), 1 - 2 * (i * i + j * j)],
    ]
    matrix[:3, 3] = x, y, z
    return Pose3D.from_matrix(matrix)


def _floats(element: Element) -> tuple[float, ...]:
    try:
        values = tuple(float(item) for item in element.content.split())
    except ValueError:
        return ()
    return values if all(math.isfinite(value) for value in values) else ()


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= 60 else words[:57] + "..."
