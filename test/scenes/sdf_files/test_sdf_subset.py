"""What of SDF is read, and as what."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
import trimesh

from robot_cells.bodies.forward import body_poses, frame_poses
from robot_cells.bodies.joint import JointKind
from robot_cells.bodies.mechanism import Mechanism
from robot_cells.bodies.shape import Box, Capsule, Cylinder, Mesh, Sphere
from robot_cells.scenes.sdf_files.reader import SdfFile, read_sdf

MASS = "<inertial><mass>2</mass><inertia><ixx>0.1</ixx><iyy>0.1</iyy><izz>0.1</izz></inertia></inertial>"
LIMIT = "<limit><lower>-1</lower><upper>2</upper><effort>5</effort><velocity>3</velocity></limit>"


def read(folder: Path, inside: str, version: str = "1.9") -> SdfFile:
    """A file with this between its <sdf> and </sdf>."""
    path = folder / "cell.sdf"
    path.write_text(f'<sdf version="{version}">\n{inside}\n</sdf>', encoding="utf-8")
    return read_sdf(path)


def only(file: SdfFile) -> Mechanism:
    """Its one model."""
    (model,) = file.models
    return model.mechanism


def shapes(*inside: str, use: str = "collision") -> str:
    """A static model with these shapes."""
    items = (f'<{use} name="s{n}"><geometry>{item}</geometry></{use}>' for n, item in enumerate(inside))
    return f'<model name="m"><static>true</static><link name="a">{"".join(items)}</link></model>'


def at(mechanism: Mechanism, body: str, **joints: float) -> tuple[float, ...]:
    """Where a body is."""
    return tuple(float(value) for value in body_poses(mechanism, joints)[body][:3, 3])


def test_primitive_shapes(tmp_path: Path) -> None:
    body = only(
        read(
            tmp_path,
            shapes(
                "<box><size>1 2 3</size></box>",
                "<cylinder><radius>1</radius><length>2</length></cylinder>",
                "<capsule><radius>1</radius><length>2</length></capsule>",
                "<sphere><radius>1</radius></sphere>",
            ),
        )
    ).bodies[0]
    assert [item.shape for item in body.geometries] == [Box(1, 2, 3), Cylinder(1, 2), Capsule(1, 2), Sphere(1)]
    assert body.inertia is None


def test_a_plane_is_a_slab_below_it_and_without_end_where_it_is_felt(tmp_path: Path) -> None:
    plane = "<plane><normal>1 0 0</normal><size>2 3</size></plane>"
    seen = only(read(tmp_path, shapes(plane, use="visual"))).bodies[0].geometries[0]
    assert seen.shape == Box(2, 3, 0.02)
    top = seen.pose.matrix() @ np.array([0.0, 0.0, 0.01, 1.0])
    np.testing.assert_allclose(top, [0.0, 0.0, 0.0, 1.0], atol=1e-12)
    np.testing.assert_allclose(seen.pose.matrix()[:3, 2], [1.0, 0.0, 0.0], atol=1e-12)
    assert only(read(tmp_path, shapes(plane))).bodies[0].geometries[0].shape == Box(100, 100, 0.02)


def test_meshes_are_found_beside_the_file_and_scaled(tmp_path: Path) -> None:
    trimesh.creation.box((1000.0, 200.0, 300.0)).export(tmp_path / "part.stl")
    for uri in ("part.stl", "file://part.stl", f"model://{tmp_path.name}/part.stl"):
        scene = shapes(f"<mesh><uri>{uri}</uri><scale>0.001 0.001 0.001</scale></mesh>")
        shape = only(read(tmp_path, scene)).bodies[0].geometries[0].shape
        assert isinstance(shape, Mesh)
        assert shape.volume_m3 == pytest.approx(0.06)


def test_a_visual_and_a_collision_of_one_shape_are_one_and_have_colour_and_friction(tmp_path: Path) -> None:
    box = "<geometry><box><size>1 1 1</size></box></geometry>"
    surface = "<surface><friction><ode><mu>0.3</mu></ode></friction></surface>"
    material = "<material><diffuse>1 0.5 0 1</diffuse></material><transparency>0.25</transparency>"
    link = f'<visual name="a">{box}{material}</visual><collision name="b">{box}{surface}</collision>'
    (one,) = (
        only(read(tmp_path, f'<model name="m"><static>1</static><link name="l">{link}</link></model>'))
        .bodies[0]
        .geometries
    )
    assert (one.name, one.use, one.friction, one.colour) == ("a", "both", 0.3, (1.0, 0.5, 0.0, 0.75))


def test_poses_are_relative_to_frames_links_and_joints(tmp_path: Path) -> None:
    model = f"""
      <model name="m"><pose degrees="true">1 0 0 0 0 90</pose>
        <link name="a">{MASS}</link>
        <link name="b"><pose relative_to="a">0 0 1 0 0 0</pose>{MASS}</link>
        <link name="c"><pose relative_to="mark">0 0 0.5 0 0 0</pose>{MASS}</link>
        <frame name="mark" attached_to="b"><pose rotation_format="quat_xyzw">0 2 0  0 0 0.7071067811865476
            0.7071067811865476</pose></frame>
        <frame name="mine"><pose relative_to="turn">0 0 0.25 0 0 0</pose></frame>
        <joint name="turn" type="revolute"><parent>a</parent><child>b</child>
          <axis><xyz>0 0 2</xyz>{LIMIT}</axis></joint>
        <joint name="fast" type="fixed"><parent>mark</parent><child>c</child></joint>
      </model>"""
    file = read(tmp_path, model)
    assert file.models[0].pose.yaw_rad == pytest.approx(math.pi / 2)
    assert not file.models[0].is_fixed
    mechanism = only(file)
    assert [body.parent for body in mechanism.bodies] == ["", "a", "b"]
    assert at(mechanism, "c") == pytest.approx((0.0, 2.0, 1.5))
    assert at(mechanism, "c", turn=math.pi / 2) == pytest.approx((-2.0, 0.0, 1.5))
    assert frame_poses(mechanism)["mine"][2, 3] == pytest.approx(1.25)
    turn = mechanism.body("b").joint
    assert (turn.axis, turn.is_driven) == ((0.0, 0.0, 1.0), True)


def test_a_joint_turns_where_it_says_and_about_the_axis_of_any_frame(tmp_path: Path) -> None:
    model = f"""
      <model name="door">
        <link name="wall">{MASS}</link>
        <link name="leaf"><pose>0.5 0 0 0 0 1.5707963267948966</pose>{MASS}
          <visual name="v"><geometry><box><size>1 1 1</size></box></geometry></visual></link>
        <joint name="bolt" type="fixed"><parent>world</parent><child>wall</child></joint>
        <joint name="hinge" type="revolute"><pose relative_to="__model__">0.1 0 0 0 0 0</pose>
          <parent>wall</parent><child>leaf</child>
          <axis><xyz expressed_in="__model__">0 1 0</xyz>{LIMIT}</axis></joint>
      </model>"""
    file = read(tmp_path, model)
    assert file.models[0].is_fixed
    mechanism = only(file)
    leaf = mechanism.body("leaf")
    assert at(mechanism, "leaf") == pytest.approx((0.1, 0.0, 0.0))
    assert leaf.joint.axis == pytest.approx((1.0, 0.0, 0.0))
    middle = leaf.geometries[0].pose.matrix()
    for angle, expected in ((0.0, (0.5, 0.0, 0.0)), (math.pi / 2, (0.1, 0.0, -0.4))):
        turned = body_poses(mechanism, {"hinge": angle})["leaf"] @ middle
        np.testing.assert_allclose(turned[:3, 3], expected, atol=1e-9)
    assert leaf.inertia is not None
    np.testing.assert_allclose(leaf.pose.matrix() @ [*leaf.inertia.centre_m, 1.0], [0.5, 0.0, 0.0, 1.0], atol=1e-9)


def test_an_axis_of_the_old_kind_is_in_the_models_frame(tmp_path: Path) -> None:
    turned = "<pose>0 0 0 0 0 1.5707963267948966</pose>"
    for use, expected in (("1", (0.0, -1.0, 0.0)), ("0", (1.0, 0.0, 0.0))):
        model = f"""<model name="m"><link name="a">{MASS}</link><link name="b">{turned}{MASS}</link>
          <joint name="j" type="prismatic"><parent>a</parent><child>b</child><axis><xyz>1 0 0</xyz>{LIMIT}
          <use_parent_model_frame>{use}</use_parent_model_frame></axis></joint></model>"""
        assert only(read(tmp_path, model, "1.6")).body("b").joint.axis == pytest.approx(expected)


def test_models_are_included_from_folders_with_their_own_names_and_places(tmp_path: Path) -> None:
    folder = tmp_path / "my_models" / "post"
    folder.mkdir(parents=True)
    (folder / "model.config").write_text(
        '<model><sdf version="1.6">old.sdf</sdf><sdf version="1.9">post.sdf</sdf>'
        '<sdf version="2.0">new.sdf</sdf></model>'
    )
    (folder / "post.sdf").write_text(
        '<sdf version="1.9"><model name="post"><static>true</static><pose>0 0 9 0 0 0</pose>'
        '<link name="l"/><frame name="foot"><pose>0 0 -1 0 0 0</pose></frame></model></sdf>'
    )
    path = tmp_path / "hall.sdf"
    path.write_text(
        """<sdf version="1.9"><world name="hall">
        <frame name="corner"><pose>1 2 0 0 0 0</pose></frame>
        <include><uri>model://post</uri></include>
        <include><uri>model://post</uri><name>left</name><pose relative_to="corner">0 1 0 0 0 0</pose></include>
        <include><uri>my_models/post</uri><name>up</name><pose>0 0 0 0 0 0</pose>
          <placement_frame>foot</placement_frame></include>
        <model name="holder"><static>true</static><link name="own"/>
          <include><uri>file://my_models/post/post.sdf</uri><name>inner</name><pose>5 0 0 0 0 0</pose></include></model>
        </world></sdf>"""
    )
    models = {item.mechanism.name: item for item in read_sdf(path, [tmp_path / "my_models"]).models}
    assert {name: item.pose.position_m for name, item in models.items()} == {
        "post": (0.0, 0.0, 9.0),
        "left": (1.0, 3.0, 0.0),
        "up": (0.0, 0.0, 1.0),
        "holder": (0.0, 0.0, 0.0),
    }
    assert at(models["holder"].mechanism, "inner.l") == (5.0, 0.0, 0.0)
    assert list(models["holder"].mechanism.frames) == ["inner.foot"]


def test_what_is_silent_about_its_mass_weighs_what_sdf_says_and_auto_what_its_shapes_do(tmp_path: Path) -> None:
    box = '<collision name="c"><geometry><box><size>0.1 0.1 0.1</size></box></geometry></collision>'
    file = read(tmp_path, f'<model name="m"><link name="a">{box}</link></model>')
    inertia = only(file).bodies[0].inertia
    assert inertia is not None
    assert (inertia.mass_kg, inertia.moments_kg_m2) == (1.0, (1.0, 1.0, 1.0))
    assert len(file.warnings) == 1
    assert "cell.sdf:2: <link> 'a' has no <inertial>" in file.warnings[0]
    auto = '<inertial auto="true"><density>500</density></inertial>'
    weighed = only(read(tmp_path, f'<model name="m"><link name="a">{auto}{box}</link></model>', "1.11")).bodies[0]
    assert weighed.inertia is not None
    assert weighed.inertia.mass_kg == pytest.approx(0.5)


def test_a_joint_without_end_turns_on_and_one_that_mimics_follows(tmp_path: Path) -> None:
    links = "".join(f'<link name="{name}">{MASS}</link>' for name in "abc")
    model = f"""<model name="m">{links}
      <joint name="wheel" type="continuous"><parent>a</parent><child>b</child><axis><xyz>0 1 0</xyz></axis></joint>
      <joint name="other" type="continuous"><parent>a</parent><child>c</child><axis><xyz>0 1 0</xyz>
        <mimic joint="wheel" axis="axis"><multiplier>-2</multiplier></mimic></axis></joint></model>"""
    wheel, other = only(read(tmp_path, model, "1.11")).joints
    assert (wheel.kind, wheel.limits, wheel.is_driven) == (JointKind.CONTINUOUS, None, False)
    assert (other.mimics, other.ratio) == ("wheel", -2.0)


LEFT_OUT = {
    "<plugin name='p' filename='f'/>": "<plugin> 'p' is left out",
    "<link name='l'><sensor name='eye' type='camera'/></link>": "<sensor> 'eye' is left out",
    "<link name='l'><light name='lamp' type='point'/></link>": "<light> 'lamp' is left out",
    "<link name='l'><collision name='c'><geometry><heightmap/></geometry></collision></link>": (
        "<heightmap> is left out: nothing collides with it"
    ),
    "<link name='l'><visual name='c'><geometry><ellipsoid/></geometry></visual></link>": (
        "<ellipsoid> is left out: nothing is seen of it"
    ),
    "<link name='l'><visual name='v'><geometry><sphere><radius>1</radius></sphere></geometry>"
    "<material><script/></material></visual></link>": "<script> is left out",
    "<link name='l'><visual name='v'><geometry><mesh><uri>x.dae</uri></mesh></geometry></visual></link>": (
        "<mesh> is left out: x.dae is not one of .stl, .obj"
    ),
    "<gripper name='g'/>": "<gripper> 'g' is left out",
}


@pytest.mark.parametrize(("inside", "warning"), LEFT_OUT.items(), ids=LEFT_OUT.values())
def test_what_is_beyond_the_subset_is_named_with_file_and_line(inside: str, warning: str, tmp_path: Path) -> None:
    (tmp_path / "x.dae").write_text("")
    link = "" if "<link" in inside else "<link name='l'/>"
    file = read(tmp_path, f"<model name='m'><static>true</static>\n{inside}{link}</model>")
    assert [item.startswith("cell.sdf:3: ") for item in file.warnings] == [True]
    assert warning in file.warnings[0]


def test_actors_lights_and_joints_of_a_world_are_named_too(tmp_path: Path) -> None:
    file = read(tmp_path, '<world name="w"><physics/><actor name="a"/><light name="sun"/><joint name="j"/></world>')
    assert [item.split(": ")[1] for item in file.warnings] == [
        "<actor> 'a' is left out.",
        "<light> 'sun' is left out.",
        "<joint> 'j' is left out.",
    ]
    assert file.models == ()
