"""A six-axis arm of the user's own, from the URDF file that the parameters of an arm name.

Its joints bear the names that all arms of a line have (`ARM_JOINT_NAMES`), so that topics, worlds and plans need not
know whose arm it is; its frames are `base` and `flange`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from robot_cells.bodies.body import Body
from robot_cells.bodies.forward import frame_poses
from robot_cells.bodies.joint import Joint, JointKind
from robot_cells.bodies.mechanism import Frame, Mechanism
from robot_cells.bodies.pose3d import HERE, Pose3D
from robot_cells.devices.arm_joints import ARM_JOINT_NAMES
from robot_cells.errors import SceneError
from robot_cells.robots.universal_robot import BASE, FLANGE
from robot_cells.robots.urdf.reader import read_urdf

URDF = "urdf"
BASE_LINK, TOOL_LINK = "base_link", "tool0"
"""What the links are called that an arm stands on and has its flange at, unless it is said (ROS-Industrial's names)."""


@dataclass(frozen=True, slots=True)
class OwnArm:
    """What a line document says of an arm's URDF file; `joints` in order from base to flange, empty: as they come."""

    path: Path
    base_link: str = BASE_LINK
    tool_link: str = TOOL_LINK
    joints: tuple[str, ...] = ()
    packages: tuple[Path, ...] = ()

    @classmethod
    def from_parameters(cls, parameters: Mapping[str, object]) -> OwnArm | None:
        """None for an arm without a `urdf`."""
        path = parameters.get(URDF)
        if path is None:
            return None
        return cls(
            Path(str(path)),
            str(parameters.get("base_link") or BASE_LINK),
            str(parameters.get("tool_link") or TOOL_LINK),
            _texts(parameters.get("joints")),
            tuple(Path(item) for item in _texts(parameters.get("packages"))),
        )

    @property
    def written_ns(self) -> int:
        """When the file was written; raises `SceneError` where there is none."""
        try:
            return self.path.stat().st_mtime_ns
        except OSError as error:
            remedy = "Name a URDF file, relative to the line document."
            raise SceneError("The file is missing.", where=str(self.path), remedy=remedy) from error

    def mechanism(self) -> Mechanism:
        """The arm, with nothing on its flange; raises `SceneError` where the file is no six-axis arm."""
        return _read(self, self.written_ns)


@lru_cache(maxsize=32)
def _read(own: OwnArm, written_ns: int) -> Mechanism:
    """`written_ns` is when the file was written: another one is read anew."""
    read = read_urdf(own.path, own.packages, {BASE: own.base_link, FLANGE: own.tool_link})
    where = own.path.name
    chain = _chain(read, where)
    names = own.joints or tuple(joint.name for joint in chain)
    if list(names) != [joint.name for joint in chain]:
        found = ", ".join(joint.name for joint in chain) or "none"
        what = f"The joints from {own.base_link} to {own.tool_link} are {found}, not {', '.join(names)}."
        raise SceneError(what, where=where, remedy="Name them in this order, or leave `joints` out.")
    if len(chain) != len(ARM_JOINT_NAMES):
        what = f"{len(chain)} joints move between {own.base_link} and {own.tool_link}; an arm of a line has six."
        raise SceneError(what, where=where, remedy="Name other links (base_link, tool_link), or fix joints.")
    others = [joint.name for joint in read.joints if joint not in chain]
    if others:
        what = f"'{others[0]}' moves, too, and is not between {own.base_link} and {own.tool_link}."
        raise SceneError(what, where=where, remedy="Make it fixed: grippers are devices of their own.")
    for joint in chain:
        _check(joint, where)
    return _renamed(read, dict(zip(names, ARM_JOINT_NAMES, strict=True)))


def _chain(mechanism: Mechanism, where: str) -> list[Joint]:
    """The joints that move from the base to the flange."""
    base, body = mechanism.frames[BASE].body, mechanism.frames[FLANGE].body
    found: list[Joint] = []
    while body != base:
        carried = mechanism.body(body)
        if carried.joint.kind is not JointKind.FIXED:
            found.insert(0, carried.joint)
        if not carried.parent:
            what = f"The flange ({mechanism.frames[FLANGE].body}) does not stand on the base ({base})."
            raise SceneError(what, where=where, remedy="Name the links at both ends (base_link, tool_link).")
        body = carried.parent
    return found


def _check(joint: Joint, where: str) -> None:
    if joint.kind is not JointKind.REVOLUTE or joint.limits is None:
        what = f"The joint '{joint.name}' is {joint.kind.value}: it has no limits."
        if joint.kind not in (JointKind.CONTINUOUS, JointKind.REVOLUTE):
            what = f"The joint '{joint.name}' is {joint.kind.value}, and an arm of a line turns."
        raise SceneError(what, where=where, remedy="Make it revolute, with lower, upper, velocity and effort.")
    if not joint.is_driven:
        what = f"Nothing drives the joint '{joint.name}': its effort is zero, or it mimics another."
        raise SceneError(what, where=where, remedy="Give its <limit> an effort.")


def _renamed(read: Mechanism, names: Mapping[str, str]) -> Mechanism:
    """With the names of a line's arms, and the frame `base` as the mechanism's own."""
    moved = Pose3D.from_matrix(frame_poses(read)[BASE]).inverse()
    is_there = _is_here(moved)
    bodies = []
    for body in read.bodies:
        pose = body.pose if body.parent or is_there else moved @ body.pose
        joint = replace(body.joint, name=names[body.joint.name]) if body.joint.name in names else body.joint
        bodies.append(Body(body.name, body.parent, pose, joint, body.inertia, body.geometries))
    frames = {name: Frame(frame.body, frame.pose) for name, frame in read.frames.items() if name in (BASE, FLANGE)}
    return Mechanism(read.name, tuple(bodies), frames)


def _is_here(pose: Pose3D) -> bool:
    return pose == HERE or max(map(abs, (*pose.position_m, *pose.angles_rad))) < 1e-12


def _texts(value: object) -> tuple[str, ...]:
    return tuple(str(item) for item in value) if isinstance(value, Sequence) and not isinstance(value, str) else ()
