"""The calibration document as it is written."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from robot_cells.documents.document_model import DocumentModel
from robot_cells.documents.quantities import Name

Pixels = Annotated[float, Field(ge=-1e6, le=1e6)]
Metres = Annotated[float, Field(ge=-100, le=100)]
Positive = Annotated[float, Field(gt=0, le=1e7)]
Residual = Annotated[float, Field(ge=0, le=1e6)]
Side = Annotated[int, Field(ge=16, le=100_000)]
Row = Annotated[list[float], Field(min_length=3, max_length=3)]


class LensModel(DocumentModel):
    """The lens: pinhole and Brown's distortion."""

    width_px: Side = Field(description="width of the pictures")
    height_px: Side = Field(description="height of the pictures")
    fx_px: Positive = Field(description="focal length across")
    fy_px: Positive = Field(description="focal length down")
    cx_px: Pixels = Field(description="principal point, from the left")
    cy_px: Pixels = Field(description="principal point, from the top")
    distortion: Annotated[list[float], Field(min_length=5, max_length=5)] = Field(description="k1, k2, p1, p2, k3")
    rms_px: Residual = Field(description="root mean square of the residuals")
    focal_sigma_px: Residual = Field(description="standard deviation of the focal lengths")
    pictures: Annotated[int, Field(ge=1, le=100_000)] = Field(description="pictures that were used")
    left_out: list[str] = Field(default_factory=list, description="pictures that did not fit")


class PlanePointModel(DocumentModel):
    """A point of the plane that was seen."""

    name: str = Field(description="what it is")
    x_px: Pixels = Field(description="where it was seen, from the left")
    y_px: Pixels = Field(description="where it was seen, from the top")
    x_m: Metres = Field(description="where it lies in the plane's frame")
    y_m: Metres = Field(description="where it lies in the plane's frame")
    residual_px: Residual = Field(default=0.0, description="what the fit leaves over")
    is_used: bool = Field(default=True, description="whether it took part")


class PlaneModel(DocumentModel):
    """The plane: metres to pixels."""

    frame: Name = Field(description="frame in which the plane's metres count")
    homography: Annotated[list[Row], Field(min_length=3, max_length=3)] = Field(description="metres to straight pixels")
    sigma_px: Positive = Field(description="standard deviation of a point in the picture, along one axis")
    points: Annotated[list[PlanePointModel], Field(min_length=5)] = Field(description="points that it was made from")


class MountingModel(DocumentModel):
    """Where the camera sits at a robot."""

    kind: Literal["eye_in_hand", "eye_to_hand"] = Field(description="on the hand, or beside the robot")
    parent_frame: Name = Field(description="frame of the hand or of the robot's base")
    translation_m: Row = Field(description="origin of camera_optical in the parent frame")
    quaternion_xyzw: Annotated[list[float], Field(min_length=4, max_length=4)] = Field(description="its orientation")
    solver: str = Field(description="which solver left over least")
    rms_px: Residual = Field(description="root mean square of the corners")
    rms_position_m: Residual = Field(description="root mean square of the board's places")
    rms_rotation_rad: Residual = Field(description="root mean square of the board's turns")
    pictures: Annotated[int, Field(ge=1, le=100_000)] = Field(description="pictures that were used")
    left_out: list[str] = Field(default_factory=list, description="pictures that did not fit")


class CalibrationModel(DocumentModel):
    """A calibration document: what is known of one camera."""

    calibration: Name = Field(description="name of the camera")
    lens: LensModel | None = Field(default=None, description="lens")
    plane: PlaneModel | None = Field(default=None, description="plane")
    mounting: MountingModel | None = Field(default=None, description="mounting")


class RobotPoseModel(DocumentModel):
    """The pose of the hand when a picture was taken."""

    picture: str = Field(description="file name of the picture")
    translation_m: Row = Field(description="origin of the hand in the robot's base")
    quaternion_xyzw: Annotated[list[float], Field(min_length=4, max_length=4)] = Field(description="its orientation")


class RobotPosesModel(DocumentModel):
    """A file of robot poses, for the hand-eye calibration."""

    robot_poses: Annotated[list[RobotPoseModel], Field(min_length=1)] = Field(description="a pose for each picture")


class NamedPointModel(DocumentModel):
    """A point that somebody measured on the plane and pointed at in the picture."""

    name: str = Field(default="", description="what it is")
    x_px: Pixels = Field(description="where it is seen, from the left")
    y_px: Pixels = Field(description="where it is seen, from the top")
    x_m: Metres = Field(description="where it lies in the plane's frame")
    y_m: Metres = Field(description="where it lies in the plane's frame")


class NamedPointsModel(DocumentModel):
    """A file of named points, for the calibration of a plane."""

    plane_points: Annotated[list[NamedPointModel], Field(min_length=1)] = Field(description="the points")
