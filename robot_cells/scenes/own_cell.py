"""A cell's furniture from the user's own SDF file.

Its models stand in the cell's frame, in place of the table and the racks that would be made up. Devices stay where the
line document has them, unless a model is called as one: then that stands for it. An arm always stays.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from robot_cells.bodies.forward import frame_poses
from robot_cells.bodies.mechanism import Mechanism
from robot_cells.errors import SceneError
from robot_cells.lines.cell import Cell
from robot_cells.lines.device import Device, DeviceKind
from robot_cells.scenes.camera_post import OPTICAL
from robot_cells.scenes.cell_plan import CellPlan
from robot_cells.scenes.machine import CLAMP_JOINT, CLAMP_STROKE_M, DOOR_JOINT, DOOR_OPEN_M
from robot_cells.scenes.scene import Placed, Role
from robot_cells.scenes.sdf_files.reader import SdfFile, SdfModel, read_sdf

_log = logging.getLogger(__name__)

TRAY = "tray"
"""The frame of a model that stands for the station: where a located tray stands."""
ASIDE_M = 0.001
"""So far that frame may be from the place that the line document says."""
ROLES: Mapping[DeviceKind, Role] = {
    DeviceKind.STATION: Role.STATION,
    DeviceKind.SCANNER: Role.STATION,
    DeviceKind.MACHINE: Role.MACHINE,
    DeviceKind.CAMERA: Role.CAMERA,
}
"""Devices for which a model of the user's may stand."""
_STROKES_M: Mapping[str, float] = {DOOR_JOINT: DOOR_OPEN_M, CLAMP_JOINT: CLAMP_STROKE_M}


def own_models(cell: Cell) -> Mapping[str, SdfModel]:
    """The models of the cell's own file by their names; none without a file. Raises `SceneError`.

    What is beyond the subset of SDF that is read is told once as a warning.
    """
    if cell.model is None:
        return {}
    try:
        written_ns = cell.model.path.stat().st_mtime_ns
    except OSError as error:
        remedy = "Name an SDF file, relative to the line document."
        raise SceneError("The file is missing.", where=str(cell.model.path), remedy=remedy) from error
    file = _read(cell.model.path, cell.model.folders, written_ns)
    return {model.mechanism.name: model for model in file.models}


def own_placed(plan: CellPlan) -> dict[str, Placed]:
    """By name what the cell's own file puts into the scene; raises `SceneError`."""
    devices = {str(device.id): device for device in plan.cell.devices}
    found = {}
    for name, model in own_models(plan.cell).items():
        device = devices.get(name)
        role = Role.STRUCTURE if device is None else _role(plan, device, model)
        found[name] = Placed(
            name=f"{plan.cell.id}/{name}",
            role=role,
            mechanism=model.mechanism,
            pose=plan.pose @ model.pose,
            is_fixed=model.is_fixed,
            cell=plan.cell.id,
            device=None if device is None else device.id,
            joint_positions={DOOR_JOINT: DOOR_OPEN_M} if role is Role.MACHINE else {},
        )
    return found


@lru_cache(maxsize=64)
def _read(path: Path, folders: tuple[Path, ...], written_ns: int) -> SdfFile:
    """`written_ns` is when the file was written: another one is read anew."""
    file = read_sdf(path, folders)
    for warning in file.warnings:
        _log.warning("%s", warning)
    return file


def _role(plan: CellPlan, device: Device, model: SdfModel) -> Role:
    where = f"{plan.cell.model.path.name if plan.cell.model else ''}: model {device.id}"
    role = ROLES.get(device.kind)
    if role is None:
        what = f"A model is called as the {device.kind.value} of the cell."
        raise SceneError(what, where=where, remedy="Rename it: that stays as the line document has it.")
    mechanism = model.mechanism
    if device.kind is DeviceKind.MACHINE:
        _check_machine(mechanism, where)
    elif device.kind is DeviceKind.CAMERA and OPTICAL not in mechanism.frames:
        what = f"It stands for a camera, and has no frame '{OPTICAL}'."
        raise SceneError(what, where=where, remedy="Add it: z toward the tray, x to the picture's right.")
    elif device.kind is DeviceKind.STATION:
        _check_station(plan, model, where)
    return role


def _check_machine(mechanism: Mechanism, where: str) -> None:
    joints = {joint.name: joint for joint in mechanism.driven_joints}
    for name, stroke_m in _STROKES_M.items():
        limits = joints[name].limits if name in joints else None
        if limits is None or limits.lower > 0.0 or limits.upper < stroke_m:
            what = f"It stands for a machine, and has no driven joint '{name}' from 0 to {stroke_m:g} m."
            raise SceneError(what, where=where, remedy="Add it, with an effort: docs/scenes.md says what it does.")


def _check_station(plan: CellPlan, model: SdfModel, where: str) -> None:
    frames = frame_poses(model.mechanism)
    if TRAY not in frames:
        what = f"It stands for the station, and has no frame '{TRAY}'."
        raise SceneError(what, where=where, remedy="Add it where the lower left corner of a located tray is.")
    found = (model.pose.matrix() @ frames[TRAY])[:3, 3]
    stated = plan.tray_in_cell.position_m
    aside = max(abs(float(a) - b) for a, b in zip(found, stated, strict=True))
    if aside > ASIDE_M:
        at = ", ".join(f"{value:.3f}" for value in stated)
        what = f"Its frame '{TRAY}' is {aside:.3f} m away from where the line document has the tray."
        raise SceneError(what, where=where, remedy=f"Move one of them: the tray is at {at} in the cell.")
