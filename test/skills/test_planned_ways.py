"""Ways of cells that are known."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from robot_cells.devices.six_axis_arm import SixAxisArm
from robot_cells.documents.plant import load_plant
from robot_cells.ids import CellId, DeviceId, ProductId
from robot_cells.lines.device import Device
from robot_cells.motions.spot import JointSpot, PlaceSpot
from robot_cells.motions.transit import Transit
from robot_cells.motions.transits import Question, as_joints
from robot_cells.processes.runner import RunStatus
from robot_cells.skills.planned_ways import PlannedWays
from robot_cells.skills.scripted_device import Answer
from robot_cells.skills.skill_error import SkillError
from robot_cells.skills.ways import StraightWays

PLANT = load_plant(Path(__file__).parents[2] / "config/lines/compute_tray.yaml")
TRAY_A = ProductId("tray_a")


def arm_of(cell: str) -> Device:
    arm = PLANT.line.cell(CellId(cell)).device(DeviceId("arm"))
    assert arm is not None
    return arm


HOME = as_joints(arm_of("assembly_1").parameters["home_rad"])  # type: ignore[arg-type]
KINEMATICS = SixAxisArm.from_parameters(arm_of("assembly_1").parameters)


def found(ways: PlannedWays, end: PlaceSpot) -> Transit:
    return ways.find(arm_of("assembly_1"), KINEMATICS, HOME, TRAY_A, Question(JointSpot(HOME), end, 0.06))


def test_cells_that_are_alike_share_their_ways() -> None:
    spot = PlaceSpot(0.40, -0.50, 0.082)
    one, other = (PlannedWays(PLANT.line.cell(CellId(cell)), PLANT.products) for cell in ("assembly_1", "assembly_2"))
    assert found(one, spot) is found(other, spot)


@pytest.mark.parametrize(
    ("spot", "code", "words"),
    [
        (PlaceSpot(2.0, 0.0, 0.1), "move.unreachable", "x 2.000"),
        (PlaceSpot(0.3, 0.0, -0.05), "move.collision", "table"),
    ],
    ids=["too far", "in the table"],
)
def test_why_there_is_no_way_is_a_code_of_its_own(spot: PlaceSpot, code: str, words: str) -> None:
    with pytest.raises(SkillError, match=words) as error:
        found(PlannedWays(PLANT.line.cell(CellId("assembly_1")), PLANT.products), spot)
    assert error.value.failure_code == code


def test_a_speed_override_stretches_every_move(bench: Any) -> None:
    durations = []
    for speed in (1.0, 0.5):
        arm = bench.workplace.device("arm")
        parameters = {**arm.parameters, "home_rad": list(HOME), "speed": speed}
        others = tuple(item for item in bench.workplace.devices if item is not arm)
        bench.workplace.devices = (Device(arm.id, arm.kind, parameters=parameters), *others)
        bench.workplace.joints_rad[arm.id] = HOME
        bench.workplace.spots.clear()
        bench.script("arm", follow_trajectory=Answer(1.0))
        assert bench.run("move", located=False, x_m=0.5, y_m=0.2, z_m=0.3).status is RunStatus.SUCCEEDED
        durations.append(bench.devices["arm"].executed[-1].parameters["points"][-1]["time_s"])
    assert durations[1] == pytest.approx(2.0 * durations[0], rel=1e-6)
    assert isinstance(bench.workplace.ways, StraightWays)
