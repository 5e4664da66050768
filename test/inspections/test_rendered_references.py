"""What rendered cameras see is judged by what they were taught with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from robot_cells.documents.plant import Plant, load_plant
from robot_cells.ids import CellId, DeviceId, ProductId, SerialNumber
from robot_cells.inspections.inspector_library import InspectorLibrary
from robot_cells.inspections.rendered_library import RenderedLibrary
from robot_cells.inspections.rendered_references import inspecting_camera, teach_references
from robot_cells.inspections.verdict import InspectionResult, Verdict
from robot_cells.lines.line import Line
from robot_cells.orders.layout import Layout
from robot_cells.orders.product import Product
from robot_cells.simulations.camera_conditions import CameraConditions
from robot_cells.simulations.camera_faults import LensSpot, knocked, with_spots
from robot_cells.simulations.golden_pictures import perfect_tray
from robot_cells.simulations.physics.gl_thread import why_no_pictures
from robot_cells.simulations.physics.rendered_camera import CONDITIONS, RenderedCamera
from robot_cells.simulations.simulated_tray import SimulatedTray
from robot_cells.simulations.tray import LooseCable, PlacedModule, Tray
from robot_cells.simulations.tray_pose import TrayPose

LINE = Path(__file__).parents[2] / "config" / "lines" / "compute_tray.yaml"
PRODUCT, SERIAL = ProductId("tray_b"), SerialNumber("WO-1-001")
needs_gl = pytest.mark.skipif(bool(why_no_pictures()), reason=f"no pictures here: {why_no_pictures()}")


@cache
def plant() -> Plant:
    """The reference line with its storage tray alone."""
    found = load_plant(LINE)
    return replace(found, products={PRODUCT: found.products[PRODUCT]})


def storage_tray() -> Layout:
    found = plant().products[PRODUCT].layout
    assert found is not None
    return found


@pytest.fixture(scope="module")
def camera() -> RenderedCamera:
    found = inspecting_camera(plant().line, plant().products)
    assert found is not None
    return found


@pytest.fixture(scope="module")
def references(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("references")
    assert teach_references(plant().line, plant().products, folder) == (PRODUCT,)
    return folder


@pytest.fixture(scope="module")
def library(references: Path) -> InspectorLibrary:
    return InspectorLibrary({PRODUCT: storage_tray()}, references=references)


def verdict(library: InspectorLibrary, camera: RenderedCamera, tray: Tray, pose: TrayPose) -> InspectionResult:
    picture = camera.exposed(SimulatedTray(tray, storage_tray(), pose=pose), 5, 0.0)()
    return library.inspector(PRODUCT, "presence").inspect(picture, SERIAL)


@needs_gl
@pytest.mark.parametrize(("x_m", "y_m", "yaw_rad"), [(0.0, 0.0, 0.0), (0.002, -0.002, 0.004), (-0.002, 0.002, -0.008)])
def test_a_good_tray_passes_wherever_it_stands(
    library: InspectorLibrary, camera: RenderedCamera, x_m: float, y_m: float, yaw_rad: float
) -> None:
    found = verdict(library, camera, perfect_tray(storage_tray(), PRODUCT, SERIAL), TrayPose(x_m, y_m, 0.0, yaw_rad))
    assert (found.verdict, found.message) == (Verdict.PASS, "No defect found.")
    assert found.model.startswith("presence@")


FAULTS: dict[str, tuple[Callable[[Tray], object], str, str]] = {
    "missing": (lambda tray: tray.modules.pop("memory_1"), "inspect.missing_module", "memory_1"),
    "shifted": (
        lambda tray: tray.modules.update(memory_1=PlacedModule(0.3655, 0.430)),
        "inspect.misplaced_module",
        "memory_1",
    ),
    "wrong": (
        lambda tray: tray.modules.update(nic_1=PlacedModule(0.110, 0.235, 0.0, "power_board")),
        "inspect.wrong_module",
        "nic_1",
    ),
    "screw": (lambda tray: tray.screws.pop("cp_1_s2"), "inspect.missing_screw", "cp_1_s2"),
    "open": (lambda tray: tray.couplings.discard("supply_1"), "inspect.unmated_coupling", "supply_1"),
    "plug": (
        lambda tray: tray.loose_cables.update(cable_2=LooseCable(1, 0.003)),
        "inspect.loose_cable",
        "cable_2",
    ),
    "sag": (lambda tray: tray.loose_cables.update(cable_3=LooseCable(sag=2.5)), "inspect.loose_cable", "cable_3"),
}


@needs_gl
@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_named_where_it_is(library: InspectorLibrary, camera: RenderedCamera, name: str) -> None:
    change, code, subject = FAULTS[name]
    tray = perfect_tray(storage_tray(), PRODUCT, SERIAL)
    change(tray)
    found = verdict(library, camera, tray, TrayPose(0.001, 0.0015, 0.0, -0.003))
    assert found.verdict is Verdict.FAIL
    assert [(item.code, item.subject) for item in found.defects] == [(code, subject)]


@needs_gl
def test_how_far_a_part_is_off_is_told_as_on_the_tray(library: InspectorLibrary, camera: RenderedCamera) -> None:
    tray = perfect_tray(storage_tray(), PRODUCT, SERIAL)
    tray.modules["memory_1"] = PlacedModule(0.365 + 0.0015, 0.430 - 0.001)
    (defect,) = verdict(library, camera, tray, TrayPose(0.002, 0.002, 0.0, 0.0)).defects
    assert (defect.offset_x_m, defect.offset_y_m) == pytest.approx((0.0015, -0.001), abs=0.00006)


@needs_gl
@pytest.mark.parametrize(
    ("conditions", "said"),
    [
        (replace(CONDITIONS, exposure=0.15), "dark"),
        (replace(CONDITIONS, exposure=2.6), "overexposed"),
        (replace(CONDITIONS, blur_px=5.0), "blurred"),
    ],
)
def test_what_befalls_the_picture_makes_it_undecided(
    library: InspectorLibrary,
    camera: RenderedCamera,
    conditions: CameraConditions,
    said: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(camera, "conditions", conditions)
    found = verdict(library, camera, perfect_tray(storage_tray(), PRODUCT, SERIAL), TrayPose())
    assert found.verdict is Verdict.UNDECIDED
    assert said in found.message


@needs_gl
def test_a_knocked_camera_never_makes_a_faulty_tray_pass(library: InspectorLibrary, camera: RenderedCamera) -> None:
    tray = perfect_tray(storage_tray(), PRODUCT, SERIAL)
    del tray.modules["nic_1"]
    picture = camera.exposed(SimulatedTray(tray, storage_tray()), 5, 0.0)()
    seen = with_spots(knocked(picture, 6.0, -4.0, 0.01), [LensSpot(0.3, 0.4)])
    assert library.inspector(PRODUCT, "presence").inspect(seen, SERIAL).verdict is not Verdict.PASS


def small_plant(layout: Layout) -> tuple[Line, dict[ProductId, Product]]:
    """A small product before a coarse camera, so that it is taught in no time."""
    product = replace(plant().products[PRODUCT], layout=layout)
    cell = plant().line.cell(CellId("inspection"))
    coarse = tuple(
        replace(item, parameters={"width_px": 200}) if item.id == DeviceId("camera") else item for item in cell.devices
    )
    return replace(plant().line, cells=(replace(cell, devices=coarse),), vehicles=()), {PRODUCT: product}


@needs_gl
def test_what_is_there_is_not_made_again_but_for_another_layout(tmp_path: Path, layout: Layout) -> None:
    line, products = small_plant(layout)
    assert teach_references(line, products, tmp_path) == (PRODUCT,)
    assert teach_references(line, products, tmp_path) == ()
    line, products = small_plant(replace(layout, screws=layout.screws[1:]))
    assert teach_references(line, products, tmp_path) == (PRODUCT,)
    assert [path.name for path in tmp_path.iterdir()] == [PRODUCT]


@needs_gl
def test_a_library_without_folders_is_taught_the_same(tmp_path: Path, layout: Layout) -> None:
    line, products = small_plant(layout)
    teach_references(line, products, tmp_path)
    golden = RenderedLibrary(line, products).inspector(PRODUCT).golden
    read = InspectorLibrary({PRODUCT: layout}, references=tmp_path).inspector(PRODUCT).golden
    assert np.array_equal(golden.complete, read.complete)
    assert golden.layout == read.layout


def test_without_gl_nothing_is_taught(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(RenderedCamera, "why_blind", "no GL")
    assert teach_references(plant().line, plant().products, tmp_path) == ()
    assert list(tmp_path.iterdir()) == []


def test_the_camera_of_an_inspection_cell_teaches_whichever_else_there_are() -> None:
    line = plant().line
    other = next(device for cell in line.cells for device in cell.devices if device.id == DeviceId("camera"))
    cells = tuple(
        replace(cell, devices=(*cell.devices, replace(other, id=DeviceId("overview"))))
        if cell.id == CellId("assembly_1")
        else cell
        for cell in line.cells
    )
    found = inspecting_camera(replace(line, cells=cells), plant().products)
    assert found is not None
    assert (found.site.cell, found.device.id) == (CellId("inspection"), DeviceId("camera"))
    assert inspecting_camera(replace(line, cells=line.cells[:2]), plant().products) is None
