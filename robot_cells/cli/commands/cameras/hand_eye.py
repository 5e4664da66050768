"""`robot-cells cameras hand-eye`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from robot_cells.cli.camera_options import (
    DICTIONARY,
    BoardOption,
    CalibrationOption,
    DictionaryOption,
    MarkerOption,
    PicturesArgument,
    SquareOption,
    SquaresOption,
    board_of,
    residual_table,
)
from robot_cells.cli.json_text import json_text
from robot_cells.cli.options import JsonOption
from robot_cells.errors import InspectionError
from robot_cells.inspections.calibrations.board import BoardKind
from robot_cells.inspections.calibrations.camera_calibration import read_calibration, read_robot_poses
from robot_cells.inspections.calibrations.hand_eye import Mounting, calibrate_hand_eye
from robot_cells.inspections.calibrations.picture_folder import read_board_pictures


def hand_eye(
    pictures: PicturesArgument,
    *,
    poses: Annotated[Path, typer.Option("--poses", exists=True, dir_okay=False, help="Document of the robot's poses.")],
    calibration: CalibrationOption,
    squares: SquaresOption,
    square_m: SquareOption,
    board: BoardOption = BoardKind.CHESSBOARD,
    marker_m: MarkerOption = 0.0,
    dictionary: DictionaryOption = DICTIONARY,
    mounting: Annotated[Mounting, typer.Option("--mounting", help="Where the camera sits.")] = Mounting.EYE_IN_HAND,
    parent_frame: Annotated[
        str, typer.Option("--parent-frame", help="The hand's frame, or the base's.  [default: tool0 or base_link]")
    ] = "",
    json: JsonOption = False,
) -> None:
    """Find where a camera sits on a robot's hand, or beside the robot.

    From pictures of a board and the pose of the hand at each; the lens is that of the camera's document, which gets the
    mounting. Pictures that do not fit their poses are named and left out.
    """
    known = read_calibration(calibration)
    lens = known.needed_lens()
    printed = board_of(board, squares, square_m, marker_m, dictionary)
    hands = read_robot_poses(poses)
    seen = read_board_pictures(pictures, printed)
    if (seen.width_px, seen.height_px) != (lens.width_px, lens.height_px):
        raise InspectionError(
            f"The pictures are {seen.width_px} x {seen.height_px} pixels, the lens is known for "
            f"{lens.width_px} x {lens.height_px}.",
            where=str(pictures),
            remedy="Take pictures with the camera and resolution that were calibrated.",
        )
    missing = [view.name for view in seen.views if view.name not in hands]
    if missing:
        raise InspectionError(
            f"There is no pose for {', '.join(missing[:5])}.", where=str(poses), remedy="Add it, or remove the picture."
        )
    found = calibrate_hand_eye(seen.views, [hands[view.name] for view in seen.views], printed, lens, mounting)
    usual = "tool0" if mounting is Mounting.EYE_IN_HAND else "base_link"
    completed = known.with_mounting(found, parent_frame or usual)
    completed.write(calibration)
    if json:
        assert completed.model.mounting is not None
        typer.echo(json_text({**completed.model.mounting.model_dump(), "solver_rms_px": found.solver_rms_px}))
        return
    rows = [
        (item.name, f"{1000 * item.position_m:.2f} mm, {1000 * item.rotation_rad:.2f} mrad", item.is_used)
        for item in found.pictures
    ]
    Console(highlight=False, markup=False).print(residual_table(rows, seen.without_board))
    x, y, z = (float(value) for value in found.camera[:3, 3])
    solvers = ", ".join(f"{name} {value:.3f}" for name, value in found.solver_rms_px.items())
    typer.echo(f"camera_optical at {x:.5f}, {y:.5f}, {z:.5f} m in {parent_frame or usual}, by {found.solver}.")
    typer.echo(
        f"residual {found.rms_px:.3f} px ({solvers}), {1000 * found.rms_position_m:.2f} mm, "
        f"{1000 * found.rms_rotation_rad:.2f} mrad. Written to {calibration}."
    )
