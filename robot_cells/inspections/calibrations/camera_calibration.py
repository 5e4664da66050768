"""All that is known of one camera, and the document that keeps it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import yaml

from robot_cells.documents.document import Document
from robot_cells.documents.model_problems import validate
from robot_cells.documents.problem import Problem, refuse
from robot_cells.documents.yaml_reader import read_document
from robot_cells.errors import InspectionError
from robot_cells.inspections.calibrations.calibration_model import (
    CalibrationModel,
    LensModel,
    MountingModel,
    NamedPointsModel,
    PlaneModel,
    PlanePointModel,
    RobotPosesModel,
)
from robot_cells.inspections.calibrations.hand_eye import HandEyeCalibration
from robot_cells.inspections.calibrations.intrinsics import IntrinsicCalibration
from robot_cells.inspections.calibrations.lens import Lens
from robot_cells.inspections.calibrations.plane import PlaneCalibration, PlanePoint
from robot_cells.inspections.calibrations.rigid import Pose, pose_of, quaternion_of, rotation_of_quaternion

QUATERNION_TOLERANCE = 1e-3
HOMOGRAPHY_TOLERANCE_PX = 0.01


@dataclass(frozen=True, slots=True)
class CameraCalibration:
    """What a calibration document says. `model` is the document's content; the rest is made ready for use."""

    model: CalibrationModel
    lens: Lens | None
    plane: PlaneCalibration | None
    camera: npt.NDArray[np.float64] | None
    """Pose of `camera_optical`, 4 x 4, in the mounting's parent frame."""

    @property
    def name(self) -> str:
        """Of the camera."""
        return self.model.calibration

    def on_plane(self) -> PlaneCalibration:
        """Pixels and metres on the plane; raises `InspectionError` where none was calibrated."""
        if self.plane is None:
            remedy = "Calibrate one: `robot-cells cameras plane`."
            raise InspectionError("The calibration has no plane.", where=self.name, remedy=remedy)
        return self.plane

    def needed_lens(self) -> Lens:
        """The lens; raises `InspectionError` where none was calibrated."""
        if self.lens is None:
            remedy = "Calibrate it: `robot-cells cameras calibrate`."
            raise InspectionError("The calibration has no lens.", where=self.name, remedy=remedy)
        return self.lens

    def with_lens(self, found: IntrinsicCalibration) -> CameraCalibration:
        """With another lens; a plane and a mounting that were found with the old one are dropped."""
        lens = found.lens
        used = [item for item in found.pictures if item.is_used]
        model = LensModel(
            width_px=lens.width_px, height_px=lens.height_px, fx_px=lens.fx_px, fy_px=lens.fy_px, cx_px=lens.cx_px,
            cy_px=lens.cy_px, distortion=list(lens.distortion), rms_px=found.rms_px,
            focal_sigma_px=found.focal_sigma_px, pictures=len(used),
            left_out=[item.name for item in found.pictures if not item.is_used],
        )  # fmt: skip
        changed = self.model.model_copy(update={"lens": model, "plane": None, "mounting": None})
        return CameraCalibration(changed, lens, None, None)

    def with_plane(self, found: PlaneCalibration) -> CameraCalibration:
        """With another plane."""
        points = [
            PlanePointModel(
                name=item.name, x_px=item.x_px, y_px=item.y_px, x_m=item.x_m, y_m=item.y_m,
                residual_px=item.residual_px, is_used=item.is_used,
            )
            for item in found.points
        ]  # fmt: skip
        rows = [list(row) for row in found.homography]
        model = PlaneModel(frame=found.frame, homography=rows, sigma_px=found.sigma_px, points=points)
        return replace(self, model=self.model.model_copy(update={"plane": model}), plane=found)

    def with_mounting(self, found: HandEyeCalibration, parent_frame: str) -> CameraCalibration:
        """With another mounting."""
        used = [item for item in found.pictures if item.is_used]
        model = MountingModel(
            kind=found.mounting.value, parent_frame=parent_frame,
            translation_m=[float(value) for value in found.camera[:3, 3]],
            quaternion_xyzw=list(quaternion_of(found.camera[:3, :3])), solver=found.solver, rms_px=found.rms_px,
            rms_position_m=found.rms_position_m, rms_rotation_rad=found.rms_rotation_rad, pictures=len(used),
            left_out=[item.name for item in found.pictures if not item.is_used],
        )  # fmt: skip
        return replace(self, model=self.model.model_copy(update={"mounting": model}), camera=found.camera)

    def write(self, path: Path) -> None:
        """As YAML, written beside and renamed, so that a reader finds the old one or the new one."""
        text = yaml.safe_dump(self.model.model_dump(exclude_none=True), sort_keys=False, allow_unicode=True, width=120)
        beside = path.with_name(f".{path.name}.new")
        beside.write_text(text, encoding="utf-8")
        beside.replace(path)


def new_calibration(name: str) -> CameraCalibration:
    """Nothing is known yet."""
    return CameraCalibration(CalibrationModel(calibration=name), None, None, None)


def read_calibration(path: Path) -> CameraCalibration:
    """Reads a document; raises `DocumentProblemsError` with every fault in it, at its line."""
    document = read_document(path)
    model, problems = validate(document, CalibrationModel)
    if model is not None:
        problems = list(_faults(document, model))
    refuse(problems)
    assert model is not None
    lens = None if model.lens is None else lens_of(model.lens)
    plane = None if model.plane is None else _plane_of(model.plane, lens)
    camera = None
    if model.mounting is not None:
        camera = _pose(model.mounting.translation_m, model.mounting.quaternion_xyzw)
    return CameraCalibration(model, lens, plane, camera)


def read_robot_poses(path: Path) -> dict[str, Pose]:
    """The hand's pose in the robot's base, 4 x 4, by the name of the picture; raises `DocumentProblemsError`."""
    document = read_document(path)
    model, problems = validate(document, RobotPosesModel)
    poses: dict[str, Pose] = {}
    for number, item in enumerate(model.robot_poses if model is not None else ()):
        at = ("robot_poses", number)
        if item.picture in poses:
            problems.append(document.problem((*at, "picture"), "stands twice", "give each picture one pose"))
        problems.extend(_quaternion_faults(document, (*at, "quaternion_xyzw"), item.quaternion_xyzw))
        if not problems:
            poses[item.picture] = _pose(item.translation_m, item.quaternion_xyzw)
    refuse(problems)
    return poses


def read_plane_points(path: Path) -> tuple[PlanePoint, ...]:
    """Named points of a plane; raises `DocumentProblemsError`."""
    model, problems = validate(read_document(path), NamedPointsModel)
    refuse(problems)
    assert model is not None
    points = enumerate(model.plane_points, start=1)
    return tuple(PlanePoint(p.name or f"point {number}", p.x_px, p.y_px, p.x_m, p.y_m) for number, p in points)


def _faults(document: Document, model: CalibrationModel) -> Iterator[Problem]:
    if model.plane is not None:
        lens = None if model.lens is None else lens_of(model.lens)
        matrix = np.array(model.plane.homography)
        if not abs(np.linalg.det(matrix)) > 1e-12:
            yield document.problem(("plane", "homography"), "has no inverse", "calibrate the plane again")
        elif not any(item.is_used for item in model.plane.points):
            yield document.problem(("plane", "points"), "none is used", "calibrate the plane again")
        else:
            yield from _points_faults(document, model.plane, lens)
    if model.mounting is not None:
        yield from _quaternion_faults(document, ("mounting", "quaternion_xyzw"), model.mounting.quaternion_xyzw)


def _points_faults(document: Document, plane: PlaneModel, lens: Lens | None) -> Iterator[Problem]:
    """Points whose residual is not what homography and lens leave over: one of them was changed by hand."""
    made = _plane_of(plane, None)
    for number, point in enumerate(plane.points):
        seen = np.array(((point.x_px, point.y_px),))
        straight = seen if lens is None else lens.straightened(seen)
        off = float(np.linalg.norm(made.to_pixels([(point.x_m, point.y_m)]) - straight))
        if abs(off - point.residual_px) > HOMOGRAPHY_TOLERANCE_PX:
            remedy = "calibrate the plane again: lens, homography and points belong together"
            yield document.problem(("plane", "points", number), f"lies {off:.2f} px from where it should", remedy)


def _quaternion_faults(document: Document, at: tuple[str | int, ...], values: list[float]) -> Iterator[Problem]:
    length = math.sqrt(math.fsum(value * value for value in values))
    if abs(length - 1) > QUATERNION_TOLERANCE:
        yield document.problem(at, f"has the length {length:.6g}", "a quaternion x, y, z, w has the length 1")


def lens_of(model: LensModel) -> Lens:
    """The lens that a document describes."""
    k1, k2, p1, p2, k3 = model.distortion
    return Lens(
        model.width_px, model.height_px, model.fx_px, model.fy_px, model.cx_px, model.cy_px, (k1, k2, p1, p2, k3)
    )


def _plane_of(model: PlaneModel, lens: Lens | None) -> PlaneCalibration:
    points = tuple(PlanePoint(p.name, p.x_px, p.y_px, p.x_m, p.y_m, p.residual_px, p.is_used) for p in model.points)
    first, second, third = ((row[0], row[1], row[2]) for row in model.homography)
    return PlaneCalibration(model.frame, (first, second, third), points, model.sigma_px, lens)


def _pose(translation_m: list[float], quaternion: list[float]) -> Pose:
    x, y, z, w = quaternion
    return pose_of(rotation_of_quaternion(x, y, z, w), translation_m)
