"""The line document as it is written."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, JsonValue

from robot_cells.documents.document_model import DocumentModel
from robot_cells.documents.quantities import (
    Acceleration,
    Angle,
    Count,
    Distance,
    Duration,
    DurationOrZero,
    FloorCoordinate,
    Horizon,
    HorizonAboveZero,
    Name,
    Speed,
)
from robot_cells.lines.vehicle import ACCELERATION_MPS2


class PoseModel(DocumentModel):
    """Where a cell stands on the floor, in the frame `line`."""

    x_m: FloorCoordinate = Field(description="position along the x axis of the frame `line`")
    y_m: FloorCoordinate = Field(description="position along the y axis of the frame `line`")
    yaw_rad: Angle = Field(default=0.0, description="heading, counter-clockwise from the x axis")


class BufferModel(DocumentModel):
    """A place where products wait."""

    capacity: Count | None = Field(default=None, description="room for so many products; null is unlimited")


class ChangeoverModel(DocumentModel):
    """Set-up time between two products on one cell."""

    from_product: Name = Field(alias="from", description="product that was made before")
    to_product: Name = Field(alias="to", description="product that is made next")
    duration_s: DurationOrZero = Field(description="set-up time")


class LockModel(DocumentModel):
    """A zone that an attempt needs, from its dispatch to its end."""

    zone: Name = Field(description="name of the zone")
    mode: Literal["exclusive", "shared"] = Field(
        default="exclusive", description="alone, or together with others who share it"
    )


class ClosedTimeModel(DocumentModel):
    """A time at which the cell begins nothing and has nothing running."""

    from_s: Horizon = Field(
        description="closed from then on, in line time; under `daily` since the beginning of the day"
    )
    to_s: HorizonAboveZero = Field(description="open again from then on")


class CalendarModel(DocumentModel):
    """When the cell is closed: maintenance, shifts, breaks."""

    closed: list[ClosedTimeModel] = Field(
        default_factory=list, max_length=10_000, description="closed times in line time"
    )
    daily: list[ClosedTimeModel] = Field(
        default_factory=list,
        max_length=100,
        description="closed times of every day, 0 to 86400; line time 0 is the beginning of a day",
    )


class CapabilityModel(DocumentModel):
    """Something that the cell can do."""

    name: Name = Field(description="what recipes ask for")
    duration_s: Duration = Field(description="nominal duration; schedules rest on it")
    process: Name | None = Field(
        default=None, description="process that carries it out; that of the same name if omitted"
    )
    parameters: dict[str, JsonValue] = Field(
        default_factory=dict, description="the cell's own values for the process, SI units; the recipe's win over them"
    )
    locks: list[LockModel] = Field(
        default_factory=list, max_length=100, description="zones that it needs while it is carried out"
    )


class DeviceModel(DocumentModel):
    """A device of the cell."""

    id: Name = Field(description="name of the device within the cell")
    kind: Literal["arm", "gripper", "screwdriver", "scanner", "camera", "machine", "vehicle", "station"] = Field(
        description="decides the commands that it takes (docs/devices.md)"
    )
    driver: Name = Field(default="simulated", description="what talks to the device")
    parameters: dict[str, JsonValue] = Field(default_factory=dict, description="the driver's parameters, SI units")


class CellModel(DocumentModel):
    """One work cell."""

    id: Name = Field(description="name of the cell, and of its ROS node")
    kind: Literal["assembly", "inspection", "machine_tending", "logistics"] = Field(
        description="what the cell is for; decides which node runs it"
    )
    pose: PoseModel = Field(description="where the cell stands")
    input_buffer: BufferModel = Field(default_factory=BufferModel, description="room for products before the cell")
    output_buffer: BufferModel = Field(default_factory=BufferModel, description="room for products after the cell")
    changeovers: list[ChangeoverModel] = Field(
        default_factory=list, description="set-up times; a pair of products that is not named costs nothing"
    )
    calendar: CalendarModel = Field(
        default_factory=CalendarModel, description="when it is closed; nothing is begun that would run into that"
    )
    capabilities: list[CapabilityModel] = Field(min_length=1, description="what the cell can do")
    devices: list[DeviceModel] = Field(default_factory=list, description="the cell's devices")
    model: Annotated[str, Field(min_length=1)] | None = Field(
        default=None, description="path of an SDF file with the cell's own furniture, relative to this document"
    )


class VehicleModel(DocumentModel):
    """A vehicle that carries one product at a time."""

    id: Name = Field(description="name of the vehicle, and of its ROS node")
    home: Name = Field(description="cell at which it starts and waits")
    speed_mps: Speed = Field(default=1.0, description="travel speed")
    transfer_s: DurationOrZero = Field(default=4.0, description="time to dock and take over or hand over a product")
    acceleration_mps2: Acceleration = Field(
        default=ACCELERATION_MPS2, description="how hard it speeds up and brakes, along its way and in bends"
    )


class DistanceModel(DocumentModel):
    """A driving distance that differs from the rectilinear distance between the poses; holds both ways."""

    from_cell: Name = Field(alias="from", description="one cell")
    to_cell: Name = Field(alias="to", description="the other cell")
    distance_m: Distance = Field(description="driving distance")


class ZoneModel(DocumentModel):
    """A part of the floor, or a device, that several cells use one at a time."""

    id: Name = Field(description="name of the zone")
    description: str = Field(default="", description="one sentence for people")
    cells: list[Name] = Field(default_factory=list, description="cells that reach in; empty is not stated")
    capacity: Count | None = Field(default=None, description="so many may share it at once; null is any number")


class SchedulingModel(DocumentModel):
    """How the line is scheduled while it runs."""

    scheduler: Literal["rules", "search"] = Field(
        default="rules", description="the dispatch rule alone, or a search that schedules anew again and again"
    )
    frozen_s: DurationOrZero = Field(default=30.0, description="what begins so soon is not moved any more")
    interval_s: Duration = Field(default=300.0, description="scheduled anew at least so often while work is open")
    least_interval_s: Duration = Field(default=10.0, description="so much time lies between two questions")
    late_s: DurationOrZero = Field(default=10.0, description="an attempt that ends so much later is a reason to ask")
    minimum_gain: float = Field(default=0.02, ge=0, le=1, description="share of the tardiness that is to be gained")
    move_s: DurationOrZero = Field(default=1.0, description="to be gained besides for every task on another cell")
    repair_s: DurationOrZero = Field(default=300.0, description="a cell that stands is taken to stand for so long")
    seconds: Duration = Field(default=1.0, description="real time that one search may use")
    iterations: int = Field(default=2_000, ge=1, description="steps that one search of a twin may use")
    rollouts: int = Field(default=25, ge=0, description="neighbours of the best policy that are looked at besides")
    futures: int = Field(default=4, ge=1, le=100, description="courses of things each is judged in; 1: as expected")
    delay_share: float = Field(default=0.004, ge=0, le=1, description="share of attempts that is late in such a course")
    delay_s: DurationOrZero = Field(default=120.0, description="and by how much in the mean")
    latency_s: DurationOrZero = Field(default=2.0, description="an answer is taken to be on its way for so long")
    deadline_s: Duration = Field(default=20.0, description="real time after which an answer is thrown away")


class LineModel(DocumentModel):
    """A line document: the plant, and by relative path its products and processes."""

    line: Name = Field(description="name of the line")
    description: str = Field(default="", description="one sentence for people")
    products: list[str] = Field(min_length=1, description="paths of product documents, relative to this document")
    processes: str = Field(description="path of the folder of process documents, relative to this document")
    model_folders: list[str] = Field(
        default_factory=list,
        max_length=100,
        description="paths of folders in which SDF files find `model://NAME`, relative to this document",
    )
    wip_limit: Count | None = Field(
        default=None, description="so many products may be on the floor at once; null is unlimited"
    )
    cells: list[CellModel] = Field(min_length=1, max_length=2000, description="the work cells")
    vehicles: list[VehicleModel] = Field(
        default_factory=list, max_length=1000, description="the vehicles; without any, products change cells at once"
    )
    distances: list[DistanceModel] = Field(
        default_factory=list, description="driving distances that differ from those between the poses"
    )
    escalate_s: DurationOrZero = Field(
        default=0.0, description="a question that is unanswered for so long is escalated by an alarm; 0 is never"
    )
    escalate_to: str = Field(default="", max_length=200, description="who is called then, e.g. `the shift leader`")
    scheduling: SchedulingModel = Field(
        default_factory=SchedulingModel, description="how the line is scheduled while it runs"
    )
    zones: list[ZoneModel] = Field(
        default_factory=list, max_length=1000, description="what cells share and must lock: spaces, devices"
    )
