"""From a line document that is right to the `Line` that everything else uses."""

from __future__ import annotations

import os
from collections.abc import Collection
from operator import attrgetter
from pathlib import Path

from robot_cells.documents.line_model import (
    CalendarModel,
    CapabilityModel,
    CellModel,
    DeviceModel,
    LineModel,
    SchedulingModel,
)
from robot_cells.ids import CellId, DeviceId, LineId, ProductId, ZoneId
from robot_cells.lines.buffer import Buffer
from robot_cells.lines.capability import Capability
from robot_cells.lines.cell import Cell
from robot_cells.lines.cell_file import CellFile
from robot_cells.lines.cell_kind import CellKind
from robot_cells.lines.device import Device, DeviceKind
from robot_cells.lines.line import Line
from robot_cells.lines.pose import Pose2D
from robot_cells.lines.scheduling import Scheduler, Scheduling
from robot_cells.lines.vehicle import Vehicle
from robot_cells.lines.working_times import ClosedTime, WorkingTimes
from robot_cells.lines.zone import Lock, LockMode, Zone


def build_line(
    model: LineModel, repeatable: Collection[str] = (), judging: Collection[str] = (), folder: Path = Path()
) -> Line:
    """The line that a document in `folder` describes.

    `repeatable` names the processes that declare themselves so, `judging` those that give a verdict on the piece.
    """
    return Line(
        id=LineId(model.line),
        cells=tuple(_cell(cell, repeatable, judging, model.model_folders, folder) for cell in model.cells),
        vehicles=tuple(
            Vehicle(CellId(item.id), CellId(item.home), item.speed_mps, item.transfer_s, item.acceleration_mps2)
            for item in model.vehicles
        ),
        distances_m={(CellId(item.from_cell), CellId(item.to_cell)): item.distance_m for item in model.distances},
        wip_limit=model.wip_limit,
        description=model.description,
        escalate_s=model.escalate_s,
        escalate_to=model.escalate_to,
        scheduling=_scheduling(model.scheduling),
        zones=tuple(
            Zone(ZoneId(item.id), item.description, tuple(CellId(name) for name in item.cells), item.capacity)
            for item in model.zones
        ),
    )


def _scheduling(model: SchedulingModel) -> Scheduling:
    stated = model.model_dump()
    return Scheduling(**(stated | {"scheduler": Scheduler(model.scheduler)}))


def _beside(folder: Path, relative: str) -> Path:
    return Path(os.path.normpath(folder / relative))


def _cell(
    model: CellModel, repeatable: Collection[str], judging: Collection[str], models: Collection[str], folder: Path
) -> Cell:
    file = None
    if model.model is not None:
        file = CellFile(_beside(folder, model.model), tuple(_beside(folder, item) for item in models))
    return Cell(
        id=CellId(model.id),
        kind=CellKind(model.kind),
        capabilities=tuple(_capability(item, repeatable, judging) for item in model.capabilities),
        devices=tuple(_device(item, folder) for item in model.devices),
        input_buffer=Buffer(model.input_buffer.capacity),
        output_buffer=Buffer(model.output_buffer.capacity),
        pose=Pose2D(model.pose.x_m, model.pose.y_m, model.pose.yaw_rad),
        changeovers_s={
            (ProductId(item.from_product), ProductId(item.to_product)): item.duration_s for item in model.changeovers
        },
        working_times=working_times_of(model.calendar),
        model=file,
    )


def working_times_of(model: CalendarModel) -> WorkingTimes:
    """The working times of a cell by its calendar in the document."""
    return WorkingTimes(
        tuple(sorted(ClosedTime(item.from_s, item.to_s) for item in model.closed)),
        tuple(sorted(ClosedTime(item.from_s, item.to_s) for item in model.daily)),
    )


def _capability(model: CapabilityModel, repeatable: Collection[str], judging: Collection[str]) -> Capability:
    process = model.process or model.name
    locks = sorted((Lock(ZoneId(item.zone), LockMode(item.mode)) for item in model.locks), key=attrgetter("zone"))
    return Capability(
        model.name,
        model.duration_s,
        process,
        dict(model.parameters),
        process in repeatable,
        tuple(locks),
        process in judging,
    )


def _device(model: DeviceModel, folder: Path) -> Device:
    parameters: dict[str, object] = dict(model.parameters)
    if model.kind == DeviceKind.ARM.value and parameters.get("urdf") is not None:
        packages = parameters.get("packages")
        parameters["urdf"] = str(_beside(folder, str(parameters["urdf"])))
        parameters["packages"] = [
            str(_beside(folder, str(item))) for item in (packages if isinstance(packages, list) else [])
        ]
    return Device(DeviceId(model.id), DeviceKind(model.kind), model.driver, parameters)
