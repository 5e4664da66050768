"""How a user's URDF is understood: frames, packages, meshes, colours, mimic chains."""

from __future__ import annotations

import logging
from pathlib import Path

import numpy as np
import pytest
import trimesh

from robot_cells.bodies.joint import JointKind
from robot_cells.bodies.mechanism import Frame, Mechanism
from robot_cells.bodies.pose3d import Pose3D
from robot_cells.bodies.shape import Mesh
from robot_cells.errors import SceneError
from robot_cells.robots.urdf.reader import read_urdf, urdf_mechanism

MASS = '<inertial><mass value="1"/><inertia ixx="1" iyy="1" izz="1"/></inertial>'
LIMIT = '<limit lower="-1" upper="1" velocity="1" effort="1"/>'


def read(inside: str, **more: dict[str, str]) -> Mechanism:
    return urdf_mechanism(f'<robot name="mine">{inside}</robot>', "mine.urdf", Path(), **more)


def joint(name: str, parent: str, child: str, inside: str = "", kind: str = "fixed") -> str:
    ends = f'<parent link="{parent}"/><child link="{child}"/>'
    return f'<joint name="{name}" type="{kind}">{ends}{inside}</joint>'


ARM = (
    '<link name="world"/><link name="base_link"/><link name="tool0"/><link name="camera"/>'
    f'<link name="arm">{MASS}</link>'
    + joint("stand", "world", "base_link", '<origin xyz="0 0 0.5"/>')
    + joint("turn", "base_link", "arm", LIMIT + '<axis xyz="0 0 2"/>', "revolute")
    + joint("wrist", "arm", "tool0", '<origin xyz="1 0 0" rpy="0 0 1"/>')
    + joint("eye", "tool0", "camera", '<origin xyz="0 0 0.1"/>')
)


def test_empty_links_at_the_end_are_frames_and_an_empty_world_is_the_mechanisms_own_frame() -> None:
    arm = read(ARM, frames={"base": "base_link", "flange": "tool0"})
    assert [(body.name, body.parent) for body in arm.bodies] == [("base_link", ""), ("arm", "base_link")]
    assert arm.bodies[0].pose == Pose3D(z_m=0.5)
    assert arm.frames == {
        "base_link": Frame("base_link"),
        "base": Frame("base_link"),
        "tool0": Frame("arm", Pose3D(x_m=1.0, yaw_rad=1.0)),
        "flange": Frame("arm", Pose3D(x_m=1.0, yaw_rad=1.0)),
        "camera": Frame("arm", Pose3D(1.0, 0.0, 0.1, yaw_rad=1.0)),
    }
    assert arm.joints[0].kind is JointKind.REVOLUTE and arm.joints[0].axis == (0.0, 0.0, 1.0)


def test_a_joint_after_a_joint_that_mimics_follows_the_one_that_moves() -> None:
    links = '<link name="a"/>' + "".join(f'<link name="{name}">{MASS}</link>' for name in "bcd")
    chain = (
        joint("one", "a", "b", LIMIT, "prismatic")
        + joint("two", "a", "c", LIMIT + '<mimic joint="three" multiplier="-2"/>', "prismatic")
        + joint("three", "a", "d", LIMIT + '<mimic joint="one" multiplier="0.5"/>', "prismatic")
    )
    one, two, three = read(links + chain).joints
    assert one.is_driven and not one.mimics
    assert (two.mimics, two.ratio, three.mimics, three.ratio) == ("one", -1.0, "one", 0.5)


def test_a_visual_takes_the_colour_of_a_material_that_is_named_elsewhere() -> None:
    ball = "<geometry><sphere radius='1'/></geometry>"
    found = read(
        '<material name="red"><color rgba="1 0 0 1"/></material>'
        f'<link name="a"><visual>{ball}<material name="red"/></visual><visual>{ball}</visual></link>'
    ).bodies[0]
    assert found.geometries[0].colour == (1.0, 0.0, 0.0, 1.0) and found.geometries[1].colour != (1.0, 0.0, 0.0, 1.0)
    assert [item.name for item in found.geometries] == ["shape_1", "shape_2"]


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A package with a box of 0.2 x 0.1 x 0.4, once in metres, once in millimetres, once with a hole."""
    folder = tmp_path / "arms" / "meshes"
    folder.mkdir(parents=True)
    trimesh.creation.box((0.2, 0.1, 0.4)).export(folder / "box.stl")
    trimesh.creation.box((200.0, 100.0, 400.0)).export(folder / "big.obj")
    holed = trimesh.creation.box((0.2, 0.1, 0.4))
    holed.update_faces(np.arange(len(holed.faces)) > 0)
    holed.export(folder / "holed.stl")
    (folder / "torn.stl").write_bytes(b"solid of nothing")
    (folder / "view.dae").write_text("<COLLADA/>")
    return tmp_path / "arms"


def link(tag: str, filename: str, more: str = "") -> str:
    return f'<{tag}><geometry><mesh filename="{filename}" {more}/></geometry></{tag}>'


def written(package: Path, inside: str) -> Path:
    path = package / "arm.urdf"
    path.write_text(f'<robot name="mine">\n<link name="a">{inside}</link></robot>')
    return path


@pytest.mark.parametrize("given", ["the package itself", "the folder that has it"])
def test_meshes_are_found_in_packages_and_their_volume_is_known(package: Path, given: str) -> None:
    folder = package if given == "the package itself" else package.parent
    path = written(package, link("collision", "package://arms/meshes/box.stl", 'scale="1 1 0.5"'))
    mesh = read_urdf(path, [folder]).bodies[0].geometries[0].shape
    assert isinstance(mesh, Mesh) and mesh.path == package / "meshes" / "box.stl" and mesh.scale == (1.0, 1.0, 0.5)
    assert mesh.volume_m3 == pytest.approx(0.004)


def test_meshes_in_millimetres_are_taken_with_a_scale(package: Path) -> None:
    path = written(package, link("collision", "meshes/big.obj", 'scale="0.001 0.001 0.001"'))
    assert read_urdf(path).bodies[0].geometries[0].shape.volume_m3 == pytest.approx(0.008)


@pytest.mark.parametrize(
    ("inside", "said"),
    [
        (
            link("collision", "meshes/big.obj"),
            "arm.urdf:2: The mesh big.obj is 400 m long: it was drawn in millimetres",
        ),
        (link("visual", "meshes/big.obj"), "drawn in millimetres. Give it the scale"),
        (link("collision", "meshes/holed.stl"), "arm.urdf:2: The mesh holed.stl is not closed"),
        (link("collision", "meshes/torn.stl"), "The mesh torn.stl (has no faces|cannot be read)"),
        (link("collision", "meshes/view.dae"), "The mesh view.dae is of a kind that is not read. Kinds: .stl, .obj"),
        (link("collision", "meshes/box.stl", 'scale="1 0 1"'), "scale of box.stl is zero"),
        (link("collision", "package://other/box.stl"), "Name the folder of the package 'other'"),
    ],
)
def test_meshes_that_cannot_be_meant_are_refused(package: Path, inside: str, said: str) -> None:
    with pytest.raises(SceneError, match=said):
        read_urdf(written(package, inside), [package])


def test_what_is_only_seen_may_have_holes(package: Path) -> None:
    shape = read_urdf(written(package, link("visual", "meshes/holed.stl"))).bodies[0].geometries[0].shape
    assert shape.volume_m3 == 0.0


def test_a_visual_of_another_kind_is_left_out_with_a_warning_and_what_is_felt_is_seen(
    package: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = written(package, link("visual", "meshes/view.dae") + link("collision", "meshes/box.stl"))
    with caplog.at_level(logging.WARNING):
        (geometry,) = read_urdf(path).bodies[0].geometries
    assert geometry.use == "both" and "arm.urdf:2: meshes/view.dae is left out" in caplog.text
