"""A rendered camera in a cell: a device like the drawn one."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from rendered_cells import CAMERA, CELL, SERIAL, complete, layout_of, needs_gl, plant

from robot_cells.devices.device_client import CommandState
from robot_cells.devices.six_axis_arm import UR10E, SixAxisArm, tool_down
from robot_cells.ids import CellId, DeviceId
from robot_cells.lines.device import Device, DeviceKind
from robot_cells.lines.line import Line
from robot_cells.simulations.change import DeviceChange
from robot_cells.simulations.physics.gl_choice import VARIABLE, WITHOUT
from robot_cells.simulations.physics.rendered_camera import RenderedCamera
from robot_cells.simulations.picture_frame import WORKING_DISTANCE_M
from robot_cells.simulations.simulated_equipment import SimulatedEquipment
from robot_cells.simulations.simulated_tray import SimulatedTray


def equipment(line: Line | None = None, is_rendered: bool = True) -> SimulatedEquipment:
    """The reference line with a rendered camera in place of the drawn one, and a complete tray before it."""
    made = SimulatedEquipment(line or plant().line, plant().products, seed=7)
    site = made.sites[CELL]
    if is_rendered:
        site.devices[CAMERA] = RenderedCamera(site, site.devices[CAMERA].device)
    tray = SimulatedTray(complete("tray_a"), layout_of("tray_a"))
    made.plant.floor.add(tray, CELL)
    made.plant.floor.take_in(SERIAL)
    return made


def captured(made: SimulatedEquipment, number: int = 1) -> DeviceChange:
    changes = made.command(CELL, CAMERA, f"c/{number}", "capture", {}, made.now_s)
    changes += made.advance(made.now_s + 10.0)
    end = changes[-1]
    assert isinstance(end, DeviceChange)
    return end


@needs_gl
def test_a_picture_is_as_the_drawn_cameras_to_whoever_asks_for_it() -> None:
    end, drawn = captured(equipment()), captured(equipment(is_rendered=False))
    assert end.result == drawn.result
    assert end.picture is not None
    assert drawn.picture is not None
    assert end.picture.shape == drawn.picture.shape
    assert np.abs(end.picture.mean(axis=(0, 1)) - drawn.picture.mean(axis=(0, 1))).max() < 40


@needs_gl
def test_what_happens_after_the_exposure_is_not_in_the_picture() -> None:
    made, again = equipment(), equipment()
    wanted = captured(made).picture
    again.command(CELL, CAMERA, "c/1", "capture", {}, again.now_s)
    tray = again.plant.floor.at_place(CELL)
    assert tray is not None
    tray.tray.modules.clear()
    tray.pose = replace(tray.pose, x_m=0.1)
    (end,) = again.advance(again.now_s + 10.0)
    assert isinstance(end, DeviceChange)
    assert end.picture is not None
    assert np.array_equal(end.picture, wanted)


@needs_gl
def test_an_overview_camera_sees_more_of_the_cell_with_less_of_everything() -> None:
    cells = []
    for cell in plant().line.cells:
        devices = tuple(
            replace(item, parameters={"above_m": 1.9, "margin_m": 0.4, "width_px": 620}) if item.id == CAMERA else item
            for item in cell.devices
        )
        cells.append(replace(cell, devices=devices))
    made = equipment(replace(plant().line, cells=tuple(cells)))
    end = captured(made)
    assert end.picture is not None
    assert end.picture.shape == (750, 620, 3)
    assert end.result["metres_per_pixel"] == pytest.approx((0.44 + 0.8) / 620)
    camera = made.sites[CELL].devices[CAMERA]
    assert isinstance(camera, RenderedCamera)
    assert camera.working_distance_m == 1.9
    near = captured(equipment()).picture
    assert near is not None
    tray = cv2.resize(near[40:-40, 40:-40], (220, 350), interpolation=cv2.INTER_AREA)
    assert cv2.matchTemplate(end.picture, tray, cv2.TM_CCOEFF_NORMED).max() > 0.8


@needs_gl
def test_an_arm_over_the_tray_is_in_the_picture() -> None:
    cell, eye = CellId("assembly_1"), Device(DeviceId("eye"), DeviceKind.CAMERA)
    cells = tuple(
        replace(item, devices=(*item.devices, eye)) if item.id == cell else item for item in plant().line.cells
    )
    made = SimulatedEquipment(replace(plant().line, cells=cells), plant().products)
    site = made.sites[cell]
    camera = RenderedCamera(site, eye)
    tray = SimulatedTray(complete("tray_a"), layout_of("tray_a"), pose=site.geometry.tray)
    free = camera.exposed(tray, 0, 1.0)()
    (arm,) = site.arms
    over = SixAxisArm(UR10E, 0.2).inverse(tool_down(0.62, 0.0, 0.35, 0.0), arm.positions(1.0))
    assert over is not None
    points = [{"positions_rad": list(arm.positions(1.0)), "time_s": 0.0}, {"positions_rad": list(over), "time_s": 6.0}]
    made.trajectory(cell, arm.device.id, points, 1.0)
    made.advance(8.0)
    assert arm.positions(8.0) == pytest.approx(over)
    hidden = camera.exposed(tray, 0, 8.0)()
    changed = np.abs(hidden.astype(int) - free.astype(int)).max(axis=2) > 40
    assert changed[500:980, 240:720].mean() > 0.3, "the hand hides the middle of the tray"


@needs_gl
def test_the_camera_hangs_as_high_as_the_drawn_one_is_said_to() -> None:
    camera = equipment().sites[CELL].devices[CAMERA]
    assert isinstance(camera, RenderedCamera)
    assert camera.working_distance_m == WORKING_DISTANCE_M
    focal_px = camera.view.height_px / 2 / np.tan(camera.view.height_of_view_rad / 2)
    tray = SimulatedTray(complete("tray_a"), layout_of("tray_a"))
    assert focal_px == pytest.approx(WORKING_DISTANCE_M / camera.metres_per_pixel(tray))


@needs_gl
def test_a_process_that_has_rendered_ends_without_a_word() -> None:
    program = (
        "import threading\n"
        "from test_rendered_camera import captured, equipment\n"
        "made = equipment()\n"
        "thread = threading.Thread(target=lambda: captured(made).picture)\n"
        "thread.start(); thread.join()\n"
        "print(captured(made, 2).picture.shape)\n"
    )
    path = os.pathsep.join([str(Path(__file__).parent), *sys.path])
    environment = {**os.environ, "PYTHONPATH": path}
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, env=environment)
    assert (told.stdout, told.stderr) == ("(1480, 960, 3)\n", "")


def test_without_gl_there_is_no_picture_and_it_says_why() -> None:
    program = (
        "from test_rendered_camera import captured, equipment\n"
        "made = equipment()\n"
        "made.warm_up()\n"
        "assert 'No pictures' in made.why_blind\n"
        "end = captured(made)\n"
        "print(end.state.name, end.error_code, end.error_message, sep='|')\n"
    )
    path = os.pathsep.join([str(Path(__file__).parent), *sys.path])
    environment = {**os.environ, VARIABLE: WITHOUT, "PYTHONPATH": path}
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, env=environment)
    state, code, message = told.stdout.strip().split("|")
    assert (state, code) == (CommandState.FAILED.name, "camera.no_image")
    assert "No pictures can be rendered" in message
    assert "libegl1" in message
