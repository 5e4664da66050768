"""Readers of robots and cells as users describe them, as functions of bytes; what they cannot read, they refuse."""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

from robot_cells.bodies.forward import body_poses, frame_poses
from robot_cells.bodies.mechanism import Mechanism
from robot_cells.documents.plant import load_plant
from robot_cells.errors import SceneError
from robot_cells.ids import CellId, ProductId, SerialNumber
from robot_cells.robots.line_robot import line_robot
from robot_cells.robots.own_arm import OwnArm
from robot_cells.robots.universal_robot import universal_robot
from robot_cells.robots.urdf.writer import urdf_text
from robot_cells.scenes.nominal_tray import bare_tray
from robot_cells.scenes.scene_builder import build_scene
from robot_cells.scenes.sdf import sdf_text
from robot_cells.scenes.sdf_files.reader import read_sdf

LINE = Path(__file__).parents[3] / "config" / "lines" / "compute_tray.yaml"
HAND = """<sdf version="1.11"><world name="w"><frame name="f"><pose degrees="1">1 2 3 0 0 90</pose></frame>
<model name="m" canonical_link="a"><pose relative_to="f">0 0 1 0 0 0</pose>
<link name="a"><inertial auto="true"><density>500</density></inertial><collision name="c"><geometry><box><size>1 1 1
</size></box></geometry><surface><friction><ode><mu>0.5</mu></ode></friction></surface></collision></link>
<model name="n"><link name="b"><pose relative_to="g" rotation_format="quat_xyzw">0 0 1 0 0 0 1</pose><visual name="v">
<geometry><plane><normal>0 1 0</normal><size>1 2</size></plane></geometry><material><diffuse>1 0 0</diffuse></material>
<transparency>0.5</transparency></visual></link><frame name="g" attached_to="b"/></model>
<joint name="j" type="revolute"><pose relative_to="a">1 0 0 0 0 0</pose><parent>a</parent><child>n::b</child><axis>
<xyz expressed_in="__model__">0 0 1</xyz><limit><lower>-1</lower><upper>1</upper></limit><dynamics><damping>1</damping>
</dynamics><mimic joint="j"><multiplier>2</multiplier></mimic></axis></joint></model>
<include><uri>model://x</uri><name>y</name><placement_frame>g</placement_frame></include></world></sdf>"""


def sdf(data: bytes) -> None:
    """A model or a world."""
    path = _folder() / "cell.sdf"
    path.write_bytes(data)
    try:
        file = read_sdf(path)
    except SceneError as error:
        _check(error)
        return
    assert all(isinstance(item, str) for item in file.warnings)
    for model in file.models:
        model.pose.matrix()
        _stands(model.mechanism)


def urdf(data: bytes) -> None:
    """An arm on a line."""
    path = _folder() / "arm.urdf"
    path.write_bytes(data)
    try:
        mechanism = OwnArm(path, base_link="base", tool_link="flange").mechanism()
    except SceneError as error:
        _check(error)
        return
    _stands(mechanism)


TARGETS: dict[str, Callable[[bytes], None]] = {"sdf": sdf, "urdf": urdf}


@cache
def seeds(target: str) -> tuple[bytes, ...]:
    """Sound inputs to begin from, and one that is nearly so."""
    if target == "urdf":
        robot = line_robot({"model": "ur5e", "tool_length_m": 0.2}, {}, has_screwdriver=True)
        return urdf_text(universal_robot("ur10e")).encode(), urdf_text(robot).encode()
    plant = load_plant(LINE)
    layout = plant.products[ProductId("tray_a")].layout
    assert layout is not None
    cell = CellId("assembly_1")
    trays = {cell: (ProductId("tray_a"), bare_tray(layout, SerialNumber("WO-1-001")))}
    text = sdf_text(build_scene(plant.line, plant.products, cells=[cell], vehicles=False, trays=trays))
    first = text.index("<model name=") - 1
    return text.encode(), (text[: text.index("</model>", first)] + "</model></world></sdf>").encode(), HAND.encode()


def _stands(mechanism: Mechanism) -> None:
    body_poses(mechanism)
    frame_poses(mechanism)


def _check(error: SceneError) -> None:
    assert error.remedy
    assert error.where
    assert len(str(error)) < 4000, "nobody reads that"


@cache
def _folder() -> Path:
    """For the files of one process."""
    logging.getLogger("robot_cells").setLevel(logging.ERROR)
    _folder.kept = tempfile.TemporaryDirectory(prefix="robot_cells_descriptions_")  # type: ignore[attr-defined]
    return Path(_folder.kept.name)  # type: ignore[attr-defined]
