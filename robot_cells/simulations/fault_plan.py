"""The faults that simulated equipment shall have, as the orders document lists them under `faults`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from robot_cells.errors import DocumentError

Serial = Annotated[str, Field(min_length=1, description="serial number of the product, e.g. `WO-1-002`")]
Times = Annotated[int, Field(ge=1, description="how often it happens")]
Metres = Annotated[float, Field(ge=-0.5, le=0.5, allow_inf_nan=False)]


class FaultModel(BaseModel):
    """What all faults share: nothing but the stated keys is taken."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ScrewFault(FaultModel):
    """One screw of one product; happens once."""

    serial: Serial
    screw: Annotated[str, Field(min_length=1, description="id of the screw in the product's layout")]


class LostScrew(ScrewFault):
    """Fastened well, works loose, and falls out when the product is next handled: only a camera sees it."""

    fault: Literal["lost_screw"] = "lost_screw"


class NoSeat(ScrewFault):
    """The screw turns without taking hold: the torque never rises."""

    fault: Literal["no_seat"] = "no_seat"


class CrossThread(ScrewFault):
    """The screw enters askew: the torque rises long before the head can have reached its seat."""

    fault: Literal["cross_thread"] = "cross_thread"


class Strip(ScrewFault):
    """The thread shears while it is tightened: the torque falls again before the target."""

    fault: Literal["strip"] = "strip"


class NoScrew(ScrewFault):
    """The feeder gives no screw."""

    fault: Literal["no_screw"] = "no_screw"


class ModuleFault(FaultModel):
    """One module of one product; happens once."""

    serial: Serial
    module: Annotated[str, Field(min_length=1, description="id of the module in the product's layout")]


class MisplacedModule(ModuleFault):
    """The module slips while it is let go; the displacement is in the frame `tray`."""

    fault: Literal["misplaced_module"] = "misplaced_module"
    dx_m: Annotated[Metres, Field(description="displacement along x")] = 0.0
    dy_m: Annotated[Metres, Field(description="displacement along y")] = 0.0
    drotation_rad: Annotated[
        float, Field(ge=-3.2, le=3.2, allow_inf_nan=False, description="turn, counter-clockwise")
    ] = 0.0


class MissingModule(ModuleFault):
    """The module sticks to the gripper when it is let go and ends in the kit box again."""

    fault: Literal["missing_module"] = "missing_module"


class WrongModule(ModuleFault):
    """A part of another type lay in the module's feeder and is placed instead; the next one there is right."""

    fault: Literal["wrong_module"] = "wrong_module"
    type: Annotated[
        str, Field(min_length=1, description="type of what is placed: that of another module of the product")
    ]


class CableFault(FaultModel):
    """One cable of one product; happens once, when its second plug is home, until it is inserted anew."""

    serial: Serial
    cable: Annotated[str, Field(min_length=1, description="id of the cable in the product's layout")]


class LooseCable(CableFault):
    """One plug springs back after it has latched; only a camera sees it."""

    fault: Literal["loose_cable"] = "loose_cable"
    end: Annotated[int, Field(ge=1, le=2, description="which plug: 1 at `x1_m`, 2 at `x2_m`")] = 1
    pulled_m: Annotated[float, Field(ge=0.001, le=0.02, allow_inf_nan=False, description="how far it stands back")] = (
        0.004
    )


class HangingCable(CableFault):
    """The cable hangs out of its band; only a camera sees it."""

    fault: Literal["hanging_cable"] = "hanging_cable"
    sag: Annotated[
        float, Field(ge=2.5, le=5.0, allow_inf_nan=False, description="times the most that a good cable hangs aside")
    ] = 3.0


class LeakingCoupling(FaultModel):
    """The coupling leaks from when it is mated until it is mated anew."""

    fault: Literal["leaking_coupling"] = "leaking_coupling"
    serial: Serial
    coupling: Annotated[str, Field(min_length=1, description="id of the coupling in the product's layout")]
    leak_pa_m3_s: Annotated[
        float, Field(gt=0.0, le=10.0, allow_inf_nan=False, description="leak rate at the test pressure")
    ]


class LateVehicle(FaultModel):
    """One drive of a vehicle takes longer."""

    fault: Literal["late_vehicle"] = "late_vehicle"
    vehicle: Annotated[str, Field(min_length=1, description="id of the vehicle")]
    trip: Annotated[int, Field(ge=1, description="which drive, counted from 1")]
    factor: Annotated[float, Field(ge=1.0, le=1000.0, allow_inf_nan=False, description="times the usual duration")]


class FunctionFault(FaultModel):
    """A measurement of the function test is out of its limits; every time unless `times` says otherwise."""

    fault: Literal["function_fault"] = "function_fault"
    serial: Serial
    measurement: Annotated[str, Field(min_length=1, description="name of the measurement")]
    times: Times | None = None


class MissingPart(FaultModel):
    """A part type is not in stock when the product's kit is laid out."""

    fault: Literal["missing_part"] = "missing_part"
    serial: Serial
    part: Annotated[str, Field(min_length=1, description="module type, `coupling` or `cable`")]
    times: Times = 1


class ScannerNoRead(FaultModel):
    """The scanner reads nothing."""

    fault: Literal["scanner_no_read"] = "scanner_no_read"
    serial: Serial
    times: Times = 1


class CameraNoImage(FaultModel):
    """The camera gives no picture."""

    fault: Literal["camera_no_image"] = "camera_no_image"
    serial: Serial
    times: Times = 1


class CycleFault(FaultModel):
    """The machine stops in the middle of its cycle."""

    fault: Literal["cycle_fault"] = "cycle_fault"
    serial: Serial
    program: Annotated[str, Field(min_length=1, description="program of `start_cycle`")]
    times: Times = 1


FaultSpec: TypeAlias = (
    LostScrew
    | NoSeat
    | CrossThread
    | Strip
    | NoScrew
    | MisplacedModule
    | MissingModule
    | WrongModule
    | LooseCable
    | HangingCable
    | LeakingCoupling
    | LateVehicle
    | FunctionFault
    | MissingPart
    | ScannerNoRead
    | CameraNoImage
    | CycleFault
)
"""Any fault."""

Fault = Annotated[FaultSpec, Field(discriminator="fault")]
"""Any fault as a field of a document: the key `fault` tells which."""

_ADAPTER: TypeAdapter[FaultSpec] = TypeAdapter(Fault)


def parse_faults(items: Sequence[Mapping[str, object]]) -> tuple[FaultSpec, ...]:
    """The faults in a list as YAML gives it; raises `DocumentError` that names every wrong entry and key."""
    faults: list[FaultSpec] = []
    wrong: list[str] = []
    for index, item in enumerate(items):
        try:
            faults.append(_ADAPTER.validate_python(item))
        except ValidationError as error:
            for problem in error.errors():
                key = ".".join(str(part) for part in problem["loc"][1:]) or "fault"
                wrong.append(f"faults[{index}].{key}: {problem['msg']}")
    if wrong:
        raise DocumentError(
            "\n".join(wrong), where="faults", remedy="docs/simulation.md lists the faults and their keys."
        )
    return tuple(faults)
