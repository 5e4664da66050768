"""Which link of a URDF file carries which."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from robot_cells.bodies.joint import JointKind
from robot_cells.bodies.pose3d import Pose3D
from robot_cells.robots.urdf.element import Element
from robot_cells.robots.urdf.joint_reader import ReadJoint

WORLD = "world"
"""An empty first link of this name is no body: the robot stands on it (a convention of ROS and Gazebo)."""

_CONTENT = ("inertial", "visual", "collision")


@dataclass(frozen=True, slots=True)
class LinkTree:
    """`links` by name; `joints` by the link that each carries; links that are `bodies`, parents first, and `frames`.

    `own_frame` is the empty link `world`, or empty; `roots` are the bodies that stand on no other one.
    """

    links: Mapping[str, Element]
    joints: Mapping[str, ReadJoint]
    bodies: tuple[str, ...]
    frames: tuple[str, ...]
    own_frame: str

    @property
    def roots(self) -> tuple[str, ...]:
        """The bodies that stand on the mechanism's own frame."""
        return tuple(
            name for name in self.bodies if name not in self.joints or self.joints[name].parent == self.own_frame
        )

    @classmethod
    def of(cls, robot: Element, joints: Sequence[ReadJoint]) -> LinkTree:
        """The tree of a <robot>; raises `SceneError` where its links are no single tree."""
        links = _links(robot)
        carried: dict[str, ReadJoint] = {}
        for item in joints:
            for name in (item.parent, item.child):
                if name not in links:
                    raise item.element.fault(
                        f"{item.element} joins the link '{name}', which is not there.", f"Links: {', '.join(links)}."
                    )
            if item.child in carried:
                first = carried[item.child].element
                raise item.element.fault(
                    f"The link '{item.child}' is carried twice: by {first} (line {first.line}) and by {item.element}.",
                    "URDF knows no closed loops: leave one of the joints out.",
                )
            carried[item.child] = item
        order = _ordered(robot, links, carried)
        own = order[0] if order[0] == WORLD and not _has_content(links[WORLD]) and len(order) > 1 else ""
        frames = _frames(order, links, carried, own)
        bodies = tuple(name for name in order if name not in frames and name != own)
        return cls(links, carried, bodies, tuple(name for name in order if name in frames), own)

    def place(self, name: str) -> tuple[str, Pose3D]:
        """The body that a link is, or is a frame on, and the link's pose there."""
        pose = Pose3D()
        while name in self.frames:
            joint = self.joints[name]
            pose, name = joint.pose @ pose, joint.parent
        return name, pose


def _links(robot: Element) -> dict[str, Element]:
    links: dict[str, Element] = {}
    for element in robot.all("link"):
        name = element.text("name")
        if name in links:
            raise element.fault(f"There are two links '{name}'.", "Give each a name of its own.")
        links[name] = element
    if not links:
        raise robot.fault(f"{robot} has no links.", "Add a <link>.")
    return links


def _ordered(robot: Element, links: Mapping[str, Element], carried: Mapping[str, ReadJoint]) -> list[str]:
    """The names, parents first, otherwise in the order of the file; raises where there is not one root."""
    roots = [name for name in links if name not in carried]
    if len(roots) > 1:
        second = links[roots[1]]
        raise second.fault(
            f"Nothing carries the links {', '.join(repr(name) for name in roots)}: there is more than one tree.",
            "Join all but one of them to another link.",
        )
    order, waiting = list(roots), [name for name in links if name in carried]
    placed = set(order)
    while waiting:
        ready = [name for name in waiting if carried[name].parent in placed]
        if not ready:
            joint = carried[waiting[0]].element
            names = ", ".join(repr(name) for name in waiting)
            raise joint.fault(f"The links {names} carry each other in a loop.", "Leave one of their joints out.")
        # One a turn: so a file whose parents come first keeps its order.
        order.append(ready[0])
        placed.add(ready[0])
        waiting.remove(ready[0])
    return order


def _has_content(link: Element) -> bool:
    return any(link.find(tag) is not None for tag in _CONTENT)


def _frames(
    order: Sequence[str], links: Mapping[str, Element], carried: Mapping[str, ReadJoint], own: str
) -> frozenset[str]:
    """Empty links that are joined fixed and carry only their like."""
    holding: set[str] = set()
    frames: set[str] = set()
    for name in reversed(order):
        joint = carried.get(name)
        if joint is None:
            continue
        is_fixed = joint.joint.kind is JointKind.FIXED
        if is_fixed and not _has_content(links[name]) and name not in holding and joint.parent != own:
            frames.add(name)
        else:
            holding.add(joint.parent)
    return frozenset(frames)
