"""The parameters of devices that every driver of their kind understands."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from robot_cells.documents.document_model import DocumentModel
from robot_cells.documents.quantities import Angle, ArmCoordinate, Name
from robot_cells.robots.gripper_options import MOST_FORCE_N, MOST_OPENING_M, TWO_FINGER
from robot_cells.scenes.camera_post import ABOVE_M, VIEW_MARGIN_M, WIDTH_PX


class TrayPlaceModel(DocumentModel):
    """Where the tray stands, in the frame `base` of the cell's arm: its lower left corner."""

    x_m: ArmCoordinate = Field(description="of the tray's lower left corner")
    y_m: ArmCoordinate = Field(description="of the tray's lower left corner")
    z_m: ArmCoordinate = Field(description="height of the plane on which parts are placed")
    yaw_rad: Angle = Field(default=0.0, description="turn of the tray, counter-clockwise")


class FeederModel(DocumentModel):
    """Where the next part of a type is picked, in the frame `base` of the cell's arm."""

    x_m: ArmCoordinate = Field(description="centre of the part")
    y_m: ArmCoordinate = Field(description="centre of the part")
    z_m: ArmCoordinate = Field(description="height of the plane on which the part lies")


class StationParametersModel(DocumentModel):
    """Parameters of a `station`."""

    tray: TrayPlaceModel | None = Field(default=None, description="where the tray stands; needed beside an arm")
    feeders: dict[Name, FeederModel] = Field(
        default_factory=dict, description="by part type (module type, `coupling`, `cable`, `screw`): where it is picked"
    )


class ArmBaseModel(DocumentModel):
    """Where an arm's frame `base` is, in the frame of its cell (on the floor, z up)."""

    x_m: ArmCoordinate = Field(default=0.0, description="of the arm's foot")
    y_m: ArmCoordinate = Field(default=0.0, description="of the arm's foot")
    z_m: ArmCoordinate = Field(description="height of the arm's foot above the floor")
    yaw_rad: Angle = Field(default=0.0, description="turn of the arm, counter-clockwise")


class ArmParametersModel(DocumentModel):
    """Parameters of an `arm`."""

    model: Name | None = Field(default=None, description="the arm: `ur5e` or `ur10e`; needed where there is no `urdf`")
    urdf: Annotated[str, Field(min_length=1)] | None = Field(
        default=None, description="path of a URDF file with an arm of your own, relative to the line document"
    )
    base_link: Annotated[str, Field(min_length=1)] | None = Field(
        default=None, description="link of the URDF that the arm stands on; null: `base_link`"
    )
    tool_link: Annotated[str, Field(min_length=1)] | None = Field(
        default=None, description="link of the URDF where its flange is, z out of it; null: `tool0`"
    )
    joints: Annotated[list[str], Field(min_length=6, max_length=6)] | None = Field(
        default=None, description="the six joints of the URDF from base to flange; null: as they come"
    )
    packages: list[str] = Field(
        default_factory=list, description="folders in which the URDF finds `package://`, relative to the line document"
    )
    payload_kg: Annotated[float, Field(gt=0, le=1000)] | None = Field(
        default=None, description="what an arm of your own carries, tool included; null: that is not checked"
    )
    home_rad: Annotated[list[Angle], Field(min_length=6, max_length=6)] = Field(description="joints at rest")
    tool_length_m: Annotated[float, Field(ge=0, le=1)] = Field(default=0.0, description="flange to tool tip")
    speed: Annotated[float, Field(gt=0, le=1)] = Field(default=1.0, description="override: moves take 1/speed the time")
    base: ArmBaseModel | None = Field(default=None, description="null: on the table, 0.75 m above the cell's pose")


class GripperParametersModel(DocumentModel):
    """Parameters of a `gripper`."""

    model: Name = Field(default=TWO_FINGER, description="`two_finger` or `suction` (docs/robots.md)")
    opening_m: Annotated[float, Field(gt=0, le=MOST_OPENING_M)] | None = Field(
        default=None, description="between the open pads of two fingers; none: 0.14"
    )
    force_n: Annotated[float, Field(gt=0, le=MOST_FORCE_N)] | None = Field(
        default=None, description="with which each pad grasps (none: 120), or a cup holds (none: 60)"
    )


class CameraParametersModel(DocumentModel):
    """Parameters of a `camera`; a drawn picture shows the tray alone, whatever they say."""

    above_m: Annotated[float, Field(ge=0.3, le=10)] = Field(
        default=ABOVE_M, description="the lens above the plane on which parts are placed, over the tray's middle"
    )
    margin_m: Annotated[float, Field(gt=0, le=5)] = Field(
        default=VIEW_MARGIN_M, description="what it sees on every side of the tray: more makes an overview"
    )
    width_px: Annotated[int, Field(ge=64, le=4096)] = Field(
        default=WIDTH_PX, description="width of the picture; its height follows from what it sees"
    )
