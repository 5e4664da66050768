"""From the line document to bodies at their places."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from scene_plant import TRAY_A, bare, finished, layout_of, reference

from robot_cells.bodies.forward import frame_poses
from robot_cells.bodies.pose3d import Pose3D
from robot_cells.devices.six_axis_arm import SixAxisArm
from robot_cells.errors import SceneError
from robot_cells.ids import CellId
from robot_cells.lines.line import Line
from robot_cells.scenes.camera_post import ABOVE_M
from robot_cells.scenes.cell_plan import TABLE_TOP_M
from robot_cells.scenes.scene import Role, Scene
from robot_cells.scenes.scene_builder import build_scene
from robot_cells.simulations.picture_frame import picture_frame
from robot_cells.simulations.tray_picture import DEFAULT_WIDTH_PX

ASSEMBLY, INSPECTION = CellId("assembly_1"), CellId("inspection")


def whole_line() -> Scene:
    """The reference line without trays."""
    plant = reference()
    return build_scene(plant.line, plant.products)


def with_arm(**parameters: object) -> Line:
    """The reference line with other parameters of the arm of its first assembly cell."""
    line = reference().line
    cells = []
    for cell in line.cells:
        devices = [
            replace(item, parameters={**item.parameters, **parameters})
            if cell.id == ASSEMBLY and item.id == "arm"
            else item
            for item in cell.devices
        ]
        cells.append(replace(cell, devices=tuple(devices)))
    return replace(line, cells=tuple(cells))


def test_everything_that_the_line_document_names_stands_in_the_scene() -> None:
    line, scene = reference().line, whole_line()
    names = {item.name for item in scene.placed}
    for cell in line.cells:
        assert f"{cell.id}/table" in names
        for device in cell.devices:
            is_on_the_arm = device.id in ("gripper", "screwdriver")
            assert (f"{cell.id}/{device.id}" in names) is not is_on_the_arm
    assert {str(vehicle.id) for vehicle in line.vehicles} <= names


def test_an_arm_stands_on_the_table_at_its_cells_pose_and_its_tool_where_the_kinematics_say() -> None:
    arm = whole_line().find("assembly_1/arm")
    device = next(item for item in reference().line.cell(ASSEMBLY).devices if item.id == "arm")
    assert arm.pose == Pose3D(8.0, 0.0, TABLE_TOP_M)
    kinematics = replace(SixAxisArm.from_parameters(device.parameters), tool_length_m=0.0)
    home = [arm.joint_positions[joint.name] for joint in arm.mechanism.joints if joint.name in arm.joint_positions]
    poses = frame_poses(arm.mechanism, arm.joint_positions)
    assert poses["flange"] == pytest.approx(kinematics.forward(home), abs=1e-9)


def test_an_arm_with_a_base_of_its_own_stands_there_and_takes_its_tray_along() -> None:
    line = with_arm(base={"x_m": 0.1, "y_m": -0.2, "z_m": 0.85, "yaw_rad": 1.0})
    scene = build_scene(line, reference().products, cells=[ASSEMBLY], vehicles=False)
    base = Pose3D(8.0, 0.0) @ Pose3D(0.1, -0.2, 0.85, yaw_rad=1.0)
    assert scene.find("assembly_1/arm").pose.matrix() == pytest.approx(base.matrix())
    station = scene.find("assembly_1/station")
    tray = station.pose.matrix() @ frame_poses(station.mechanism)["tray"]
    assert tray == pytest.approx((base @ Pose3D(0.40, -0.35, 0.05)).matrix())


def test_feeders_stand_where_the_document_has_them() -> None:
    station = whole_line().find("assembly_2/station")
    frames = frame_poses(station.mechanism)
    stated = next(item for item in reference().line.cell(CellId("assembly_2")).devices if item.id == "station")
    feeders = stated.parameters["feeders"]
    assert isinstance(feeders, dict)
    assert {name for name in frames if name.startswith("feeder_")} == {f"feeder_{part}" for part in feeders}
    for part, place in feeders.items():
        expected = (place["x_m"], place["y_m"], place["z_m"] + TABLE_TOP_M)
        assert frames[f"feeder_{part}"][:3, 3] == pytest.approx(expected)


def test_a_camera_sees_what_the_simulated_camera_sees() -> None:
    scene, layout = whole_line(), layout_of(TRAY_A)
    (view,) = scene.cameras
    frame = picture_frame(layout, DEFAULT_WIDTH_PX)
    assert (view.width_px, view.height_px) == (frame.width_px, frame.height_px)
    height_m = 2.0 * ABOVE_M * math.tan(view.height_of_view_rad / 2.0)
    assert height_m / view.height_px == pytest.approx(frame.metres_per_pixel, rel=1e-9)
    housing = scene.find(view.placed)
    optical = np.linalg.inv(housing.pose.matrix() @ frame_poses(housing.mechanism)[view.frame])
    station = scene.find("inspection/station")
    tray = station.pose.matrix() @ frame_poses(station.mechanism)["tray"]
    for x_m, y_m in ((0.0, 0.0), (layout.width_m, layout.depth_m), (0.1, 0.6)):
        x, y, z = (optical @ tray @ (x_m, y_m, 0.0, 1.0))[:3]
        focal_px = ABOVE_M / frame.metres_per_pixel
        pixel = (frame.width_px / 2 + focal_px * x / z, frame.height_px / 2 + focal_px * y / z)
        assert pixel == pytest.approx(frame.to_pixel(x_m, y_m), abs=0.5)


def test_buffers_have_a_place_for_every_tray_that_they_have_room_for() -> None:
    scene = whole_line()
    for cell in reference().line.cells:
        for name, buffer in (("input_buffer", cell.input_buffer), ("output_buffer", cell.output_buffer)):
            assert len(scene.find(f"{cell.id}/{name}").mechanism.frames) == buffer.capacity


def test_vehicles_stand_apart_from_all_tables_at_their_homes() -> None:
    scene = whole_line()
    for vehicle in reference().line.vehicles:
        home = reference().line.cell(vehicle.home).pose
        placed = scene.find(str(vehicle.id))
        assert not placed.is_fixed
        assert placed.pose.y_m == pytest.approx(home.y_m)
        assert 1.0 < placed.pose.x_m - home.x_m < 3.0


def test_one_cell_is_a_scene_of_its_own() -> None:
    plant = reference()
    trays = {ASSEMBLY: (TRAY_A, bare(TRAY_A)), INSPECTION: (TRAY_A, finished(TRAY_A))}
    scene = build_scene(plant.line, plant.products, cells=[ASSEMBLY], vehicles=False, trays=trays)
    assert {item.cell for item in scene.placed if item.cell is not None} == {ASSEMBLY}
    assert scene.of(role=Role.VEHICLE) == ()
    # Eight types of parts and a screw wait for a bare chassis of tray_a: no memory and no drives are in it.
    assert len(scene.of(ASSEMBLY, Role.PART)) == 9
    assert scene.find("WO-1-001/tray").pose == Pose3D(8.40, -0.35, TABLE_TOP_M + 0.05)


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"home_rad": [0.0, 1.0]}, r"cell assembly_1: arm: home_rad is \[0.0, 1.0\]. Give six joint positions"),
        ({"base": 3.0}, "cell assembly_1: arm: base: This is float. Give names with values."),
        ({"base": {"x_m": "far"}}, "cell assembly_1: arm: base: x_m is 'far'. Give a number, in metres"),
    ],
)
def test_parameters_that_are_no_places_are_refused_by_name(parameters: dict[str, object], message: str) -> None:
    with pytest.raises(SceneError, match=message):
        build_scene(with_arm(**parameters), reference().products)
