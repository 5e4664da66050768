"""A URDF file that is wrong is refused with its file, its line and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from robot_cells.errors import SceneError
from robot_cells.robots.urdf.reader import read_urdf, urdf_mechanism

MASS = '<inertial><mass value="1"/><inertia ixx="1" iyy="1" izz="1"/></inertial>'
HAND = f'<link name="hand">{MASS}</link>'
BASE = '<link name="base"/>'
PAIR = '<parent link="base"/><child link="hand"/>'
LIMIT = '<limit lower="-1" upper="1" velocity="1" effort="1"/>'


def joint(inside: str = LIMIT, kind: str = "revolute", name: str = "wrist", pair: str = PAIR) -> str:
    return f'<joint name="{name}" type="{kind}">{pair}{inside}</joint>'


def robot(*parts: str) -> str:
    """Each part on a line of its own, the first on line 2."""
    return "\n".join(['<robot name="mine">', *parts, "</robot>"])


def box(inside: str, tag: str = "visual") -> str:
    return f'<link name="base"><{tag}><geometry>{inside}</geometry></{tag}></link>'


WRONG: dict[str, tuple[str, str]] = {
    "no XML": ("<robot name='x'>\n<link", "mine.urdf:2: The file is no XML"),
    "entities": ('<!DOCTYPE r [<!ENTITY a "b">]><robot name="x"/>', "mine.urdf:1: The file declares a document type"),
    "not a robot": ("<sdf/>", "begins with <sdf>"),
    "xacro elements": (robot(BASE, '<xacro:arm n="1"/>'), "mine.urdf:3: The file is xacro, not URDF. Expand it first"),
    "xacro expressions": (robot('<link name="${prefix}base"/>'), "mine.urdf:2: The file is xacro"),
    "no name": ("<robot><link name='a'/></robot>", "<robot> has no 'name'"),
    "no links": (robot(), "has no links"),
    "a link without a name": (robot("<link/>"), "mine.urdf:2: <link> has no 'name'"),
    "two links of a name": (robot(BASE, BASE), "mine.urdf:3: There are two links 'base'"),
    "two joints of a name": (robot(BASE, HAND, joint(), joint()), "mine.urdf:5: There are two joints 'wrist'"),
    "a joint to nowhere": (
        robot(BASE, joint()),
        "mine.urdf:3: <joint> 'wrist' joins the link 'hand', which is not there. Links: base",
    ),
    "a joint without a child": (robot(BASE, joint(pair='<parent link="base"/>')), "<joint> 'wrist' has no <child>"),
    "two roots": (robot(BASE, HAND), "mine.urdf:3: Nothing carries the links 'base', 'hand': .* more than one tree"),
    "a link that is carried twice": (
        robot(BASE, HAND, joint(), joint(name="other")),
        r"The link 'hand' is carried twice: by <joint> 'wrist' \(line 4\) and by <joint> 'other'",
    ),
    "a loop": (
        robot(BASE, HAND, joint(pair='<parent link="hand"/><child link="hand"/>')),
        "mine.urdf:4: The links 'hand' carry each other in a loop",
    ),
    "nothing but a loop": (robot('<link name="a"/>', joint(pair='<parent link="a"/><child link="a"/>')), "in a loop"),
    "another kind of joint": (robot(BASE, HAND, joint(kind="planar")), "is of the type 'planar'. Types that are read"),
    "no limits": (robot(BASE, HAND, joint("")), "mine.urdf:4: <joint> 'wrist' has no limits. Add <limit"),
    "no range": (robot(BASE, HAND, joint('<limit velocity="1" effort="1"/>')), "has no range: lower is 0, upper 0"),
    "no velocity": (robot(BASE, HAND, joint('<limit lower="0" upper="1" effort="1"/>')), "<limit> has no 'velocity'"),
    "velocity zero": (
        robot(BASE, HAND, joint('<limit lower="0" upper="1" effort="1" velocity="0"/>')),
        "has the velocity 0",
    ),
    "no axis": (robot(BASE, HAND, joint(LIMIT + '<axis xyz="0 0 0"/>')), "axis of <joint> 'wrist' has no direction"),
    "an axis of two numbers": (robot(BASE, HAND, joint(LIMIT + '<axis xyz="0 1"/>')), 'xyz="0 1". Give 3 finite'),
    "not a number": (robot(BASE, HAND, joint('<limit lower="low"/>')), 'lower="low". Give a finite number'),
    "not finite": (robot(BASE, HAND, joint('<limit lower="nan"/>')), 'lower="nan". Give a finite number'),
    "mimics nothing": (robot(BASE, HAND, joint(LIMIT + '<mimic joint="x"/>')), "mimics 'x', which is no joint that"),
    "mimics itself": (robot(BASE, HAND, joint(LIMIT + '<mimic joint="wrist"/>')), "mimics it in turn"),
    "mimics with an offset": (
        robot(BASE, HAND, joint(LIMIT + '<mimic joint="x" offset="0.1"/>')),
        "mimics x with an offset",
    ),
    "nothing to move": (
        robot(BASE, '<link name="hand"/>', joint()),
        "mine.urdf:3: <link> 'hand' is moved by the joint 'wrist', but weighs nothing",
    ),
    "no mass": (robot(BASE, HAND.replace('value="1"', 'value="0"'), joint()), "<link> 'hand' weighs 0 kg"),
    "no moments": (robot(BASE, HAND.replace('ixx="1" ', ""), joint()), "<inertia> has no 'ixx'"),
    "moments that cannot be": (
        robot(BASE, HAND.replace('ixx="1"', 'ixx="3"'), joint()),
        "No body resists as <link> 'hand' does: its principal moments are 1, 1, 3",
    ),
    "no shape": (robot(box("")), "mine.urdf:2: A <geometry> holds not one shape"),
    "no geometry": (robot('<link name="base"><visual/></link>'), "<visual> has no <geometry>"),
    "another shape": (robot(box('<cone radius="1"/>')), "holds not one shape"),
    "a shape without size": (robot(box('<box size="1 0 1"/>')), "A <box> has a size that is not above zero"),
    "a shape without a key": (robot(box('<cylinder radius="1"/>')), "<cylinder> has no 'length'"),
    "a mesh that is missing": (
        robot(box('<mesh filename="arm.stl"/>')),
        "mine.urdf:2: The mesh arm.stl is missing .looked for nowhere/arm.stl",
    ),
    "a package that is nowhere": (
        robot(box('<mesh filename="package://arms/arm.stl"/>')),
        "looked for in no folder of packages that was given.*Name the folder of the package 'arms'",
    ),
    "a mesh that is felt and of another kind": (
        robot(box('<mesh filename="arm.dae"/>', "collision")),
        "The mesh arm.dae is missing",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_said_with_its_place(name: str) -> None:
    text, said = WRONG[name]
    with pytest.raises(SceneError, match=said):
        urdf_mechanism(text, "mine.urdf", Path("nowhere"))


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(SceneError, match=r"none\.urdf: The file cannot be read"):
        read_urdf(tmp_path / "none.urdf")


def test_a_frame_on_a_link_that_is_not_there_is_told() -> None:
    with pytest.raises(SceneError, match="no link 'tool0' to be the frame 'flange'"):
        urdf_mechanism(robot(BASE, HAND, joint()), "mine.urdf", Path(), frames={"flange": "tool0"})
