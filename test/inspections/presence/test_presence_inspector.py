"""Is each part there, where, which way round, of which type; are the cables home?"""

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest

from robot_cells.ids import ProductId, SerialNumber
from robot_cells.inspections.golden_sample.tolerances import DEFAULTS
from robot_cells.inspections.inspector_library import InspectorLibrary
from robot_cells.inspections.presence.inspector import PresenceInspector
from robot_cells.inspections.presence.rendered_model import rendered_presence
from robot_cells.inspections.presence.seeded_faults import SEEDERS, faulty_tray, line_conditions
from robot_cells.inspections.verdict import InspectionResult, Verdict
from robot_cells.orders.layout import Layout, PlaceTolerance
from robot_cells.simulations.camera_conditions import CameraConditions
from robot_cells.simulations.golden_pictures import perfect_tray
from robot_cells.simulations.tray import LooseCable, PlacedModule, Tray

Picture = npt.NDArray[np.uint8]
Take = Callable[..., Picture]
WIDTH_PX = 640
SERIAL = SerialNumber("WO-1-002")


@pytest.fixture(scope="session")
def presence(layout: Layout) -> PresenceInspector:
    return rendered_presence(layout, width_px=WIDTH_PX)


def found(result: InspectionResult) -> set[tuple[str, str]]:
    return {(item.code, item.subject) for item in result.defects}


def moved(tray: Tray, layout: Layout, name: str, dx_m: float, dy_m: float, turn_rad: float = 0.0) -> None:
    module = next(item for item in layout.modules if item.id == name)
    tray.modules[name] = PlacedModule(module.x_m + dx_m, module.y_m + dy_m, module.rotation_rad + turn_rad)


@pytest.mark.parametrize("seed", range(3))
def test_a_good_tray_passes_in_any_light_of_the_line(presence: PresenceInspector, take: Take, seed: int) -> None:
    random = np.random.default_rng(seed)
    seeded = faulty_tray(presence.golden.layout, "", random)
    result = presence.inspect(take(seeded.tray, seed, conditions=line_conditions(random)), seeded.expected_serial)
    assert (result.verdict, result.message) == (Verdict.PASS, "No defect found.")


@pytest.mark.parametrize("fault", SEEDERS)
def test_every_fault_is_named_at_its_part(presence: PresenceInspector, take: Take, fault: str) -> None:
    random = np.random.default_rng(11)
    seeded = faulty_tray(presence.golden.layout, fault, random)
    result = presence.inspect(take(seeded.tray, 5, conditions=line_conditions(random)), seeded.expected_serial)
    assert result.verdict is Verdict.FAIL
    assert (seeded.code, seeded.subject) in found(result)


@pytest.mark.parametrize("way", [0.0, math.pi / 2, 2.3, -2.0])
def test_a_shift_of_half_a_millimetre_is_measured_to_a_tenth(
    presence: PresenceInspector, layout: Layout, take: Take, tray: Tray, way: float
) -> None:
    dx, dy = 0.0005 * math.cos(way), 0.0005 * math.sin(way)
    moved(tray, layout, "drive_2", dx, dy)
    (defect,) = presence.inspect(take(tray, 3), SERIAL).defects
    assert (defect.code, defect.subject) == ("inspect.misplaced_module", "drive_2")
    assert math.hypot(defect.offset_x_m - dx, defect.offset_y_m - dy) < 0.0001


def test_a_part_within_its_tolerance_passes(
    presence: PresenceInspector, layout: Layout, take: Take, tray: Tray
) -> None:
    moved(tray, layout, "plate", 0.0002, -0.0002, 0.006)
    assert presence.inspect(take(tray, 4), SERIAL).verdict is Verdict.PASS


def test_tolerances_of_the_product_hold_and_those_of_the_goal_win(layout: Layout, take: Take, tray: Tray) -> None:
    wide = PlaceTolerance(offset_m=0.0012, rotation_rad=0.05)
    modules = tuple(replace(item, tolerance=wide) if item.id == "drive_1" else item for item in layout.modules)
    inspector = rendered_presence(replace(layout, modules=modules), width_px=WIDTH_PX)
    moved(tray, layout, "drive_1", 0.0008, 0.0, 0.03)
    picture = take(tray, 5)
    assert inspector.inspect(picture, SERIAL).verdict is Verdict.PASS
    strict = DEFAULTS.with_parameters({"offset_m": 0.0004})
    assert found(inspector.inspect(picture, SERIAL, strict)) == {("inspect.misplaced_module", "drive_1")}


@pytest.mark.parametrize("turn_rad", [math.pi, math.pi / 2, -math.pi / 2, 0.03, -0.15])
def test_a_turned_part_is_called_turned_however_far(
    presence: PresenceInspector, layout: Layout, take: Take, tray: Tray, turn_rad: float
) -> None:
    moved(tray, layout, "drive_1", 0.0, 0.0, turn_rad)
    (defect,) = (item for item in presence.inspect(take(tray, 6), SERIAL).defects if item.subject == "drive_1")
    assert defect.code == "inspect.turned_module"
    assert abs(math.remainder(defect.rotation_rad - turn_rad, 2 * math.pi)) < 0.005


@pytest.mark.parametrize(("end", "pulled_m"), [(0, 0.0015), (1, 0.003)])
def test_a_plug_that_is_not_home_is_a_loose_cable(
    presence: PresenceInspector, take: Take, tray: Tray, end: int, pulled_m: float
) -> None:
    tray.loose_cables["data"] = LooseCable(end, pulled_m)
    result = presence.inspect(take(tray, 7), SERIAL)
    assert (result.verdict, found(result)) == (Verdict.FAIL, {("inspect.loose_cable", "data")})


def test_a_cable_that_hangs_out_of_its_band_is_loose_and_one_with_slack_is_not(
    presence: PresenceInspector, take: Take, tray: Tray
) -> None:
    for sag in (-1.0, 1.0):
        tray.loose_cables["data"] = LooseCable(sag=sag)
        assert presence.inspect(take(tray, 8), SERIAL).verdict is Verdict.PASS
    tray.loose_cables["data"] = LooseCable(sag=2.5)
    assert ("inspect.loose_cable", "data") in found(presence.inspect(take(tray, 8), SERIAL))


def test_a_spot_of_glare_is_no_foreign_object(presence: PresenceInspector, take: Take, tray: Tray) -> None:
    for seed in range(4):
        result = presence.inspect(take(tray, seed, conditions=CameraConditions(glare=90.0)), SERIAL)
        assert result.verdict is not Verdict.FAIL


def test_what_hides_the_tray_is_undecided(presence: PresenceInspector, take: Take, tray: Tray) -> None:
    picture = take(tray, 9)
    picture[:, : picture.shape[1] // 2] = 128
    assert presence.inspect(picture, SERIAL).verdict is not Verdict.PASS
    assert presence.inspect(np.zeros((0, 0, 3), np.uint8)).verdict is Verdict.UNDECIDED


def test_the_library_knows_the_model_by_its_name(layout: Layout) -> None:
    product = ProductId("small")
    library = InspectorLibrary({product: layout})
    inspector = library.inspector(product, "presence")
    assert isinstance(inspector, PresenceInspector)
    assert inspector.golden.name.startswith("presence@")
    assert perfect_tray(layout, product, SERIAL).loose_cables == {}
