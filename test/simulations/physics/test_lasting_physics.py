"""Equipment with weight that begins again after a kill: bit for bit where it was, and soon."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from scene_plant import reference
from test_physics_equipment import HOME, TRAY, over, plant, points

from robot_cells.ids import CellId
from robot_cells.simulations.change import Change, DeviceChange
from robot_cells.simulations.ground_truth import TRUTH_LOG
from robot_cells.simulations.lasting_equipment import LastingEquipment
from robot_cells.simulations.physics.physics_equipment import PHYSICS
from robot_cells.simulations.plant_snapshots import NAMES

END_S = 24.0


def opened(folder: Path, keep_steps: int = 700) -> LastingEquipment:
    line, products = plant()
    return LastingEquipment(line, products, seed=7, folder=folder, reserve_s=0.0, kinds=PHYSICS, keep_steps=keep_steps)


def course() -> list[tuple[float, str, str, str, dict[str, object]]]:
    """Commands to both cells: when, cell, device, name, parameters."""
    goal, other = over(0.6, 0.1, 0.4), over(0.5, -0.2, 0.35)
    return [
        (1.0, "left", "arm", "follow_trajectory", {"points": points(HOME, goal)}),
        (1.0203, "right", "arm", "follow_trajectory", {"points": points(HOME, other, HOME)}),
        (1.05, "right", "station", "receive", {"serial": "A-1", "product": TRAY}),
        (4.6011, "left", "arm", "follow_trajectory", {"points": points(goal, other)}),
        (9.7, "right", "station", "release", {"serial": "A-1"}),
        (9.71, "right", "arm", "follow_trajectory", {"points": points(HOME, over(0.5, 0.3, -0.2))}),
        (
            16.0,
            "left",
            "arm",
            "guarded_move",
            {
                "points": points(other, over(0.5, -0.2, 0.0), duration_s=5.0),
                "contact_force_n": 8.0,
                "force_limit_n": 90.0,
            },
        ),
    ]


def lived(folder: Path, kills: Sequence[float], keep_steps: int = 700) -> tuple[list[Change], LastingEquipment]:
    """All changes of the course, with the process killed at those times; the equipment at its end."""
    equipment = opened(folder, keep_steps)
    changes: list[Change] = []
    left = list(kills)

    def killed_until(at_s: float) -> None:
        nonlocal equipment
        while left and left[0] < at_s:
            changes.extend(equipment.advance(left.pop(0)))
            equipment = opened(folder, keep_steps)

    for number, (at_s, cell, device, name, parameters) in enumerate(course()):
        killed_until(at_s)
        # The command lets time run up to itself: what is kept on the way is the plant without it.
        changes.extend(equipment.command(cell, device, f"a#1/{number}", name, parameters, at_s))
    killed_until(END_S)
    changes.extend(equipment.advance(END_S))
    return changes, equipment


def told(changes: Sequence[Change]) -> list[tuple[object, ...]]:
    return [(type(item), item.at_s, getattr(item, "state", None), getattr(item, "result", None)) for item in changes]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: Any) -> tuple[Path, list[Change], LastingEquipment]:
    """The folder, the changes and the equipment of a course that nobody disturbed."""
    folder = tmp_path_factory.mktemp("whole")
    return folder, *lived(folder, ())


def test_a_plant_that_is_killed_at_any_place_goes_on_bit_for_bit(tmp_path: Path, whole: Any) -> None:
    undisturbed, course_of_it, equipment = whole
    assert sum(isinstance(item, DeviceChange) for item in course_of_it) == 14
    drawn = random.Random(11)
    for run in range(2):
        folder = tmp_path / f"killed_{run}"
        kills = sorted(round(drawn.uniform(0.5, END_S), 4) for _ in range(3))
        changes, again = lived(folder, kills)
        assert told(changes) == told(course_of_it)
        assert again.worlds.digest() == equipment.worlds.digest()
        assert again.unkept == "" and (folder / NAMES[0]).exists() and (folder / NAMES[1]).exists()
        assert (folder / TRUTH_LOG).read_text() == (undisturbed / TRUTH_LOG).read_text()


def test_what_was_simulated_before_the_snapshot_is_not_simulated_again(tmp_path: Path, whole: Any) -> None:
    folder, _, equipment = whole
    again = opened(shutil.copytree(folder, tmp_path / "run"))
    assert again.worlds.digest() == equipment.worlds.digest()
    assert again.worlds.steps == equipment.worlds.steps > 5000
    assert again.stepped_again < 1500


HARMS: dict[str, Callable[[bytes], bytes]] = {
    "torn": lambda content: content[: len(content) // 2],
    "written by other sources": lambda content: content.replace(b'"written_by": "', b'"written_by": "x', 1),
    "none of ours": lambda _: b"[]\n",
}


@pytest.mark.parametrize("harm", list(HARMS))
def test_a_snapshot_that_cannot_be_used_is_as_if_it_were_not_there(tmp_path: Path, harm: str) -> None:
    equipment = opened(tmp_path, keep_steps=60)
    equipment.command("left", "arm", "a#1/1", "follow_trajectory", course()[0][4], 1.0)
    equipment.advance(1.5)
    equipment.advance(2.0)
    for name in NAMES:
        (tmp_path / name).write_bytes(HARMS[harm]((tmp_path / name).read_bytes()))
    again = opened(tmp_path)
    assert again.worlds.digest() == equipment.worlds.digest()
    assert again.stepped_again == again.worlds.steps


def test_with_one_snapshot_torn_the_one_before_it_serves(tmp_path: Path, whole: Any) -> None:
    folder, _, equipment = whole
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    newest = max((tmp_path / name for name in NAMES), key=lambda path: path.stat().st_mtime_ns)
    newest.write_bytes(newest.read_bytes()[:-100])
    again = opened(tmp_path)
    assert again.worlds.digest() == equipment.worlds.digest()
    assert 0 < again.stepped_again < again.worlds.steps


def test_an_arm_goes_on_with_its_motion(tmp_path: Path) -> None:
    equipment = opened(tmp_path)
    equipment.command("left", "arm", "a#1/1", "follow_trajectory", course()[0][4], 1.0)
    equipment.advance(3.0)
    again = opened(tmp_path)
    assert again.arms()[0].positions(3.0) == equipment.arms()[0].positions(3.0)
    physics = again.sites[CellId("left")].physics
    assert physics is not None and physics.world.is_driven
    assert told(again.advance(6.0)) == told(equipment.advance(6.0))


def test_the_reference_line_is_kept_with_a_vehicle_on_its_way_and_a_door_that_moves(tmp_path: Path) -> None:
    line, products = reference().line, reference().products

    def begun() -> LastingEquipment:
        return LastingEquipment(line, products, seed=7, folder=tmp_path, reserve_s=0.0, kinds=PHYSICS, keep_steps=900)

    equipment = begun()
    equipment.command("inspection", "station", "a#1/1", "receive", {"serial": "A-1", "product": "tray_a"}, 1.0)
    equipment.command("inspection", "camera", "a#1/2", "capture", {}, 9.5)
    equipment.command("amr_1", "vehicle", "a#1/3", "travel", {"to": "assembly_1"}, 10.0)
    equipment.command("leak_test", "machine", "a#1/4", "close_door", {}, 10.0)
    for at_s in (10.5, 11.0, 11.5):
        equipment.advance(at_s)
    assert equipment.unkept == ""
    again = begun()
    assert 0 < again.stepped_again < again.worlds.steps
    assert again.worlds.digest() == equipment.worlds.digest()
    assert told(again.advance(13.0)) == told(equipment.advance(13.0))
    assert again.worlds.digest() == equipment.worlds.digest()
