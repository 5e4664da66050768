"""docs/documents.md is the reference: it must name every key, its unit, and whether it must be there."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest
from pydantic import BaseModel

from robot_cells.documents.device_parameters import (
    ArmBaseModel,
    ArmParametersModel,
    CameraParametersModel,
    FeederModel,
    GripperParametersModel,
    StationParametersModel,
    TrayPlaceModel,
)
from robot_cells.documents.layout_model import (
    CableModel,
    CodeMarkModel,
    CouplingModel,
    LayoutModel,
    ModuleModel,
    ModuleSocketModel,
    ScrewModel,
    ToleranceModel,
)
from robot_cells.documents.line_model import (
    BufferModel,
    CalendarModel,
    CapabilityModel,
    CellModel,
    ChangeoverModel,
    ClosedTimeModel,
    DeviceModel,
    DistanceModel,
    LineModel,
    LockModel,
    PoseModel,
    VehicleModel,
    ZoneModel,
)
from robot_cells.documents.model_fields import written_fields
from robot_cells.documents.orders_model import OrdersModel, WorkOrderModel
from robot_cells.documents.product_model import (
    FailureRuleModel,
    OperationModel,
    ProductModel,
    ReworkRouteModel,
    TimeoutsModel,
)
from robot_cells.documents.units import unit_of
from robot_cells.processes.process_model import ParameterModel, ProcessModel
from robot_cells.simulations.fault_plan import FaultSpec

PAGE = (Path(__file__).parents[2] / "docs" / "documents.md").read_text(encoding="utf-8")
SECTIONS: dict[str, list[type[BaseModel]]] = {
    "# Line": [LineModel],
    "### cell": [CellModel],
    "### pose": [PoseModel],
    "### buffer": [BufferModel],
    "### changeover": [ChangeoverModel],
    "### calendar": [CalendarModel],
    "### closed time": [ClosedTimeModel],
    "### capability": [CapabilityModel],
    "### lock": [LockModel],
    "### device": [DeviceModel, ArmParametersModel, StationParametersModel],
    "### gripper parameters": [GripperParametersModel],
    "### camera parameters": [CameraParametersModel],
    "### arm base": [ArmBaseModel],
    "### tray place": [TrayPlaceModel],
    "### feeder": [FeederModel],
    "### vehicle": [VehicleModel],
    "### distance": [DistanceModel],
    "### zone": [ZoneModel],
    "# Product": [ProductModel],
    "### operation": [OperationModel],
    "### timeouts": [TimeoutsModel],
    "### failure rule": [FailureRuleModel],
    "### rework route": [ReworkRouteModel],
    "### layout": [LayoutModel],
    "### code": [CodeMarkModel],
    "### module": [ModuleModel],
    "### module socket": [ModuleSocketModel],
    "### tolerance": [ToleranceModel],
    "### screw": [ScrewModel],
    "### coupling": [CouplingModel],
    "### cable": [CableModel],
    "# Orders": [OrdersModel],
    "### work order": [WorkOrderModel],
    "# Process": [ProcessModel],
    "### parameter": [ParameterModel],
}


def section(heading: str) -> str:
    """The text between a heading and the next one."""
    match = re.search(rf"^{heading}$\n(.*?)(?=^#|\Z)", PAGE, flags=re.MULTILINE | re.DOTALL)
    assert match is not None, f"docs/documents.md has no section {heading}"
    return match.group(1)


@pytest.mark.parametrize("heading", SECTIONS)
def test_the_page_has_every_key_with_unit_and_need(heading: str) -> None:
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in section(heading).splitlines() if "|" in line]
    told = {cells[0].strip("`"): (cells[2], cells[3] == "required") for cells in rows if cells[0].startswith("`")}
    fields = {key: field for model in SECTIONS[heading] for key, field in written_fields(model).items()}
    assert told == {key: (unit_of(key), field.is_required()) for key, field in fields.items()}


def test_the_page_has_every_fault_with_its_keys() -> None:
    rows = {
        cells[1].strip(" `"): set(re.findall(r"`([a-z_0-9]+)`", cells[2]))
        for cells in (line.split("|") for line in section("### fault").splitlines() if line.startswith("| `"))
    }
    rows.pop("fault")
    for model in get_args(FaultSpec):
        name = model.model_fields["fault"].default
        assert model.model_fields.keys() - {"fault"} <= rows.pop(name), name
    assert rows == {}
