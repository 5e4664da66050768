"""Rules on geometry: what an arm shall work on must be within its reach."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from robot_cells.devices.six_axis_arm import MODELS, SixAxisArm, tool_down
from robot_cells.documents.device_parameters import ArmParametersModel, StationParametersModel, TrayPlaceModel
from robot_cells.documents.document import Document, KeyPath
from robot_cells.documents.layout_model import LayoutModel
from robot_cells.documents.line_model import CellModel
from robot_cells.documents.model_problems import validate
from robot_cells.documents.problem import Problem

ModelT = TypeVar("ModelT", ArmParametersModel, StationParametersModel)

CLEARANCE_M = 0.05
"""The tool also has to get this high above everything that it works on."""


def check_reach(document: Document, index: int, cell: CellModel, layouts: Iterable[LayoutModel]) -> Iterator[Problem]:
    """Tray corners and feeders over which the first arm of a cell cannot point its tool straight down.

    What is wrong with the parameters themselves is told elsewhere: nothing is said about such a cell here.
    """
    arm = _parameters(document, index, cell, "arm", ArmParametersModel)
    station = _parameters(document, index, cell, "station", StationParametersModel)
    if arm is None or station is None or arm[1].model is None or arm[1].model not in MODELS:
        return  # the reach of an arm of the user's own is looked at with its bodies
    kinematics = SixAxisArm(MODELS[arm[1].model], arm[1].tool_length_m)
    path, places = station
    remedy = f"bring it nearer to the base of the {arm[1].model} (or further from it, where it is very near)"
    if places.tray is not None:
        for x_m, y_m in _corners(places.tray, layouts):
            if not _reaches(kinematics, arm[1].home_rad, x_m, y_m, places.tray.z_m):
                what = f"the arm does not reach the corner of the tray at x {x_m:.2f} m, y {y_m:.2f} m"
                yield document.problem((*path, "tray"), what, remedy)
                break
    for part, place in places.feeders.items():
        if not _reaches(kinematics, arm[1].home_rad, place.x_m, place.y_m, place.z_m):
            yield document.problem((*path, "feeders", part), "the arm does not reach this feeder", remedy)


def _parameters(
    document: Document, index: int, cell: CellModel, kind: str, model: type[ModelT]
) -> tuple[KeyPath, ModelT] | None:
    for place, device in enumerate(cell.devices):
        if device.kind == kind:
            path: KeyPath = ("cells", index, "devices", place, "parameters")
            parameters, _ = validate(document, model, path, open_keys=True)
            return None if parameters is None else (path, parameters)
    return None


def _corners(tray: TrayPlaceModel, layouts: Iterable[LayoutModel]) -> Iterator[tuple[float, float]]:
    """The corners of every layout in the frame `base`."""
    cosine, sine = math.cos(tray.yaw_rad), math.sin(tray.yaw_rad)
    for layout in layouts:
        for x_m in (0.0, layout.width_m):
            for y_m in (0.0, layout.depth_m):
                yield tray.x_m + x_m * cosine - y_m * sine, tray.y_m + x_m * sine + y_m * cosine


def _reaches(arm: SixAxisArm, home_rad: Sequence[float], x_m: float, y_m: float, z_m: float) -> bool:
    return all(
        arm.inverse(tool_down(x_m, y_m, height_m), home_rad) is not None for height_m in (z_m, z_m + CLEARANCE_M)
    )
