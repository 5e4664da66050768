"""The layout of a product as it is written: frame `tray`, origin at the lower left corner seen from above."""

from __future__ import annotations

from pydantic import Field

from robot_cells.documents.document_model import DocumentModel
from robot_cells.documents.quantities import (
    Angle,
    Name,
    PartHeight,
    PartMass,
    PartOffset,
    PartTurn,
    SocketClearance,
    SocketDepth,
    TrayCoordinate,
    TraySize,
)


class ToleranceModel(DocumentModel):
    """How far a part may stand from its place before the inspection `presence` fails it; null: as is said elsewhere."""

    offset_m: PartOffset | None = Field(default=None, description="displacement of the centre, in any direction")
    rotation_rad: PartTurn | None = Field(default=None, description="turn, in either direction")


class ModuleSocketModel(DocumentModel):
    """What a module is let into by the skill `insert`: walls round its place."""

    depth_m: SocketDepth = Field(description="from its rim down to the plane on which the module lies")
    clearance_m: SocketClearance = Field(default=0.0003, description="so much wider than the module, in all")


class ModuleModel(DocumentModel):
    """A part that is placed."""

    id: Name = Field(description="name of the place on the tray")
    type: Name = Field(description="part type: which feeder it comes from, what it looks like")
    x_m: TrayCoordinate = Field(description="centre, along the width")
    y_m: TrayCoordinate = Field(description="centre, along the depth")
    width_m: TraySize = Field(description="size along the width before it is turned")
    depth_m: TraySize = Field(description="size along the depth before it is turned")
    rotation_rad: Angle = Field(default=0.0, description="turn about the centre, counter-clockwise")
    tolerance: ToleranceModel = Field(
        default_factory=ToleranceModel, description="how far it may stand from its place; else as the layout's"
    )
    height_m: PartHeight | None = Field(default=None, description="from the plane it lies on up; null: as its type is")
    mass_kg: PartMass | None = Field(default=None, description="null: as its type is")
    socket: ModuleSocketModel | None = Field(default=None, description="what it is let into; null: it lies flat")


class ScrewModel(DocumentModel):
    """A screw."""

    id: Name = Field(description="name of the screw")
    holds: Name = Field(description="module that it holds")
    x_m: TrayCoordinate = Field(description="centre, along the width")
    y_m: TrayCoordinate = Field(description="centre, along the depth")
    diameter_m: TraySize = Field(default=0.006, description="diameter of the head")


class CouplingModel(DocumentModel):
    """A quick-disconnect coupling of the liquid loop."""

    id: Name = Field(description="name of the coupling")
    x_m: TrayCoordinate = Field(description="centre, along the width")
    y_m: TrayCoordinate = Field(description="centre, along the depth")
    diameter_m: TraySize = Field(default=0.018, description="outer diameter")


class CableModel(DocumentModel):
    """A cable between two connectors."""

    id: Name = Field(description="name of the cable")
    x1_m: TrayCoordinate = Field(description="first end, along the width")
    y1_m: TrayCoordinate = Field(description="first end, along the depth")
    x2_m: TrayCoordinate = Field(description="second end, along the width")
    y2_m: TrayCoordinate = Field(description="second end, along the depth")


class CodeMarkModel(DocumentModel):
    """Where the code with the serial number is printed."""

    x_m: TrayCoordinate = Field(description="centre, along the width")
    y_m: TrayCoordinate = Field(description="centre, along the depth")
    size_m: TraySize = Field(description="edge length")


class LayoutModel(DocumentModel):
    """What the finished product looks like from above."""

    width_m: TraySize = Field(description="width of the tray")
    depth_m: TraySize = Field(description="depth of the tray")
    code: CodeMarkModel = Field(description="the code with the serial number")
    modules: list[ModuleModel] = Field(default_factory=list, description="parts that are placed, in this order")
    screws: list[ScrewModel] = Field(default_factory=list, description="screws, in the order in which they are driven")
    couplings: list[CouplingModel] = Field(default_factory=list, description="couplings, in the order of mating")
    cables: list[CableModel] = Field(default_factory=list, description="cables, in the order of insertion")
    tolerance: ToleranceModel = Field(
        default_factory=ToleranceModel, description="for modules that have none of their own"
    )
