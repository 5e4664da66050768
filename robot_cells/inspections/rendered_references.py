"""Teaches the inspections of a line what its products look like to its rendered cameras.

python -m robot_cells.inspections.rendered_references LINE FOLDER
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from robot_cells import __version__
from robot_cells.documents.plant import load_plant
from robot_cells.errors import InspectionError, RobotCellsError
from robot_cells.ids import ProductId
from robot_cells.inspections.golden_sample.golden_folder import save_golden_folder
from robot_cells.inspections.golden_sample.golden_sample import GoldenSample
from robot_cells.inspections.golden_sample.rendered_sample import MODEL
from robot_cells.inspections.golden_sample.straight_lens import StraightLens
from robot_cells.inspections.golden_sample.tray_scale import TrayScale
from robot_cells.inspections.golden_sample.type_folder import save_types
from robot_cells.lines.cell_kind import CellKind
from robot_cells.lines.device import DeviceKind
from robot_cells.lines.line import Line
from robot_cells.orders.layout import Layout
from robot_cells.orders.product import Product
from robot_cells.simulations.floor import Floor
from robot_cells.simulations.golden_pictures import Image, golden_pictures, type_pictures
from robot_cells.simulations.ground_truth import GroundTruth
from robot_cells.simulations.pending_faults import PendingFaults
from robot_cells.simulations.physics.rendered_camera import RenderedCamera
from robot_cells.simulations.plant import Plant
from robot_cells.simulations.random_streams import RandomStreams
from robot_cells.simulations.site import Site

MADE_OF = "made_of.json"
"""Says what pictures were made of: made anew only when that has changed."""


def teach_references(line: Line, products: Mapping[ProductId, Product], references: Path) -> tuple[ProductId, ...]:
    """Write the folders of the products that have a layout below `references`; which were written.

    What is there and made of the same line and layout stays. Nothing is written for a line without a camera, or where
    nothing can be rendered. A folder is there whole or not at all. Raises `InspectionError` where it cannot be written.
    """
    camera = inspecting_camera(line, products)
    if camera is None or camera.why_blind:
        return ()
    written = []
    for product in products.values():
        layout = product.layout
        if layout is None or _made_of(references / product.id) == (made := _digest(camera, layout)):
            continue
        golden, types = rendered_golden(camera, layout), rendered_types(camera, layout)
        try:
            _write(references / product.id, golden, types, made)
        except OSError as error:
            what = f"What {product.id} looks like could not be written: {error.strerror}."
            raise InspectionError(what, where=str(references)) from error
        written.append(product.id)
    return tuple(written)


def inspecting_camera(line: Line, products: Mapping[ProductId, Product]) -> RenderedCamera | None:
    """The line's first camera, in a cell of the kind `inspection` where one of these has any; None without one."""
    cells = [cell for cell in line.cells if any(item.kind is DeviceKind.CAMERA for item in cell.devices)]
    cells.sort(key=lambda cell: cell.kind is not CellKind.INSPECTION)
    if not cells:
        return None
    cell = cells[0]
    device = next(item for item in cell.devices if item.kind is DeviceKind.CAMERA)
    # Nothing happens in this plant: only how its cell stands and what the camera sees of it matters.
    plant = Plant(line, products, Floor(line), RandomStreams(0), PendingFaults(()), GroundTruth(None))
    return RenderedCamera(Site(cell.id, plant), device)


def rendered_golden(camera: RenderedCamera, layout: Layout) -> GoldenSample:
    """The golden sample as the camera sees it; raises `SceneError` without GL."""
    scale = 1.0 / camera.pixel_m
    complete, bare = golden_pictures(layout, camera.photographer(layout))
    (x_m, y_m), view = camera.foot_m, camera.view
    place = TrayScale(scale, view.width_px / 2.0 - x_m * scale, view.height_px / 2.0 + y_m * scale)
    lens = StraightLens(x_m, y_m, camera.working_distance_m)
    return GoldenSample.of_pictures(MODEL, layout, place, complete, bare, lens)


def rendered_types(camera: RenderedCamera, layout: Layout) -> dict[str, Image]:
    """The pictures by type that a presence check tells wrong parts by; raises `SceneError` without GL."""
    return type_pictures(layout, camera.photographer(layout))


def _write(folder: Path, golden: GoldenSample, types: Mapping[str, Image], made: str) -> None:
    beside = folder.with_name(f".{folder.name}")
    shutil.rmtree(beside, ignore_errors=True)
    save_golden_folder(beside, golden)
    save_types(beside, types)
    (beside / MADE_OF).write_text(json.dumps({"sha256": made}) + "\n", encoding="utf-8")
    shutil.rmtree(folder, ignore_errors=True)
    beside.replace(folder)


def _digest(camera: RenderedCamera, layout: Layout) -> str:
    """Of all that the pictures follow from, and of this program's version."""
    return hashlib.sha256(f"{__version__} {camera.view} {camera.foot_m} {layout}".encode()).hexdigest()


def _made_of(folder: Path) -> str:
    try:
        return str(json.loads((folder / MADE_OF).read_text(encoding="utf-8"))["sha256"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def main(argv: Sequence[str] | None = None) -> int:
    """The command; 0, or with a sentence on the standard error the error's own exit status.

    Where nothing can be rendered it says so on the standard error, and that is no error.
    """
    parser = argparse.ArgumentParser(prog="python -m robot_cells.inspections.rendered_references", description=__doc__)
    parser.add_argument("line", type=Path, help="path of the line document")
    parser.add_argument("folder", type=Path, help="where a folder for each product is written")
    arguments = parser.parse_args(argv)
    try:
        plant = load_plant(arguments.line)
        camera = inspecting_camera(plant.line, plant.products)
        if camera is not None and camera.why_blind:
            print(camera.why_blind, file=sys.stderr)
        for product in teach_references(plant.line, plant.products, arguments.folder):
            print(product)
    except RobotCellsError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
