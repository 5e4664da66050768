"""Rules on the devices of a cell."""

from __future__ import annotations

from collections.abc import Iterator

from robot_cells.devices.arm_action_options import ArmActionOptions
from robot_cells.devices.six_axis_arm import MODELS
from robot_cells.documents.device_parameters import (
    ArmParametersModel,
    CameraParametersModel,
    GripperParametersModel,
    StationParametersModel,
)
from robot_cells.documents.document import Document, KeyPath
from robot_cells.documents.document_model import DocumentModel
from robot_cells.documents.duplicates import duplicates
from robot_cells.documents.line_model import CellModel, DeviceModel
from robot_cells.documents.model_problems import validate
from robot_cells.documents.parameter_checks import check_parameters
from robot_cells.documents.problem import Problem
from robot_cells.documents.suggestion import one_of
from robot_cells.errors import DeviceError
from robot_cells.lines.cell_kind import CellKind
from robot_cells.lines.device import ARM_DRIVERS, DRIVERS
from robot_cells.robots.gripper_options import GRIPPERS, SUCTION

_TYPICAL_DEVICE = {
    CellKind.ASSEMBLY.value: "arm",
    CellKind.INSPECTION.value: "camera",
    CellKind.MACHINE_TENDING.value: "machine",
}
"""What a cell of each kind cannot be without."""
_PARAMETERS: dict[str, type[DocumentModel]] = {
    "arm": ArmParametersModel,
    "camera": CameraParametersModel,
    "gripper": GripperParametersModel,
    "station": StationParametersModel,
}
"""Kinds of device whose parameters are the same for every driver."""
_SIMULATED = "simulated"


def check_devices(document: Document, index: int, cell: CellModel) -> Iterator[Problem]:
    """Everything that is wrong with the devices of the cell at `index`."""
    top = ("cells", index, "devices")
    yield from duplicates(document, [((*top, i, "id"), item.id) for i, item in enumerate(cell.devices)], "device")
    stations = [((*top, i, "kind"), item.kind) for i, item in enumerate(cell.devices) if item.kind == "station"]
    yield from duplicates(document, stations, "device of the kind")
    for i, device in enumerate(cell.devices):
        if device.kind == "vehicle":
            yield document.problem((*top, i, "kind"), "vehicles are no devices of a cell", "name it under `vehicles`")
        if device.driver not in DRIVERS:
            what = f"there is no driver {device.driver}"
            yield document.problem((*top, i, "driver"), what, one_of(device.driver, DRIVERS))
        if device.driver in ARM_DRIVERS:
            yield from _check_action(document, (*top, i), cell, device)
        yield from _check_device_parameters(document, (*top, i, "parameters"), device)
    yield from _check_kind(document, index, cell)
    yield from _check_tray(document, index, cell)


def _check_device_parameters(document: Document, path: KeyPath, device: DeviceModel) -> Iterator[Problem]:
    model = _PARAMETERS.get(device.kind)
    if model is None:
        yield from check_parameters(document, path, device.parameters)
        return
    if not device.parameters and device.kind != "arm":
        return
    parameters, problems = validate(document, model, path, open_keys=device.driver != _SIMULATED)
    yield from problems
    if isinstance(parameters, ArmParametersModel):
        yield from _check_arm(document, path, parameters)
    if isinstance(parameters, GripperParametersModel):
        yield from _check_gripper(document, path, parameters)


def _check_arm(document: Document, path: KeyPath, arm: ArmParametersModel) -> Iterator[Problem]:
    if arm.model is not None and arm.model not in MODELS:
        yield document.problem((*path, "model"), f"there is no arm model {arm.model}", one_of(arm.model, MODELS))
    elif arm.model is None and arm.urdf is None:
        yield document.problem((*path, "model"), "missing", f"add model ({', '.join(MODELS)}), or a urdf of your own")
    elif arm.model is not None and arm.urdf is not None:
        yield document.problem((*path, "urdf"), "stands beside a model", "leave one of them out")
    if arm.urdf is None:
        for key in ("base_link", "tool_link", "joints", "packages", "payload_kg"):
            if getattr(arm, key):
                yield document.problem((*path, key), "is for an arm with a urdf", "leave it out, or name the file")


def _check_action(document: Document, path: KeyPath, cell: CellModel, device: DeviceModel) -> Iterator[Problem]:
    """Of an arm that a ROS action drives."""
    if device.kind != "arm":
        yield document.problem((*path, "driver"), f"{device.driver} drives arms", "name the driver topics")
        return
    try:
        ArmActionOptions.from_parameters(cell.id, device.id, device.driver, device.parameters)
    except DeviceError as error:
        key = error.what.partition(" ")[0]
        yield document.problem((*path, "parameters", key), error.what.rstrip("."), error.remedy.rstrip("."))


def _check_gripper(document: Document, path: KeyPath, gripper: GripperParametersModel) -> Iterator[Problem]:
    if gripper.model not in GRIPPERS:
        what = f"there is no gripper model {gripper.model}"
        yield document.problem((*path, "model"), what, one_of(gripper.model, GRIPPERS))
    elif gripper.model == SUCTION and gripper.opening_m is not None:
        yield document.problem((*path, "opening_m"), "a suction gripper does not open", "leave it out")


def _check_kind(document: Document, index: int, cell: CellModel) -> Iterator[Problem]:
    kinds = {device.kind for device in cell.devices}
    needed = _TYPICAL_DEVICE.get(cell.kind)
    # A cell with nothing but a station only dwells: a machine of a public benchmark.
    if needed is not None and needed not in kinds and kinds - {"station"}:
        yield document.problem(
            ("cells", index, "kind"),
            f"a cell of kind {cell.kind} without a device of kind {needed}",
            f"add {{id: {needed}, kind: {needed}}} to its devices, or change the kind of the cell",
        )


def _check_tray(document: Document, index: int, cell: CellModel) -> Iterator[Problem]:
    """An arm must know where the tray stands."""
    kinds = [device.kind for device in cell.devices]
    if "arm" not in kinds:
        return
    if "station" not in kinds:
        yield document.problem(
            ("cells", index, "devices"), "an arm, but no station", "add {id: station, kind: station, parameters: ...}"
        )
        return
    place = kinds.index("station")
    if "tray" not in cell.devices[place].parameters:
        yield document.problem(
            ("cells", index, "devices", place, "parameters", "tray"),
            "missing",
            "add tray: {x_m, y_m, z_m, yaw_rad}, where the tray stands in the frame base of the arm",
        )
