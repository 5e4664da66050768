"""Two arms that share a cell."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from robot_cells.clock import VirtualClock
from robot_cells.devices.six_axis_arm import UR10E, SixAxisArm
from robot_cells.documents.plant import load_plant
from robot_cells.ids import AttemptId, CellId, DeviceId, ProductId, SerialNumber
from robot_cells.lines.device import Device, DeviceKind
from robot_cells.processes.process_model import ProcessModel
from robot_cells.processes.runner import Runner, RunOrder, RunStatus
from robot_cells.simulations.joint_path import JointPath
from robot_cells.simulations.path_request import plan
from robot_cells.skills.planned_ways import PlannedWays
from robot_cells.skills.registry import load_skills
from robot_cells.skills.scripted_device import Answer, ScriptedDevice
from robot_cells.skills.ways import ArmSweep, home_of
from robot_cells.skills.workplace import Workplace

PLANT = load_plant(Path(__file__).parents[2] / "config/lines/compute_tray.yaml")
TRAY_A = ProductId("tray_a")
ARMS = ("arm", "arm_2")
LEFT, RIGHT = (0.62, 0.25), (0.62, -0.25)
OPPOSITE_M = 1.24
"""The second arm stands across the tray, and looks back."""


def mirrored(place: tuple[float, float]) -> tuple[float, float]:
    return OPPOSITE_M - place[0], -place[1]


def steps(arm: str, places: list[tuple[float, float]]) -> dict[str, object]:
    moves = [{"skill": "move", "with": {"arm": arm, "x_m": round(x, 6), "y_m": y, "z_m": 0.25}} for x, y in places]
    home = {"skill": "move", "with": {"arm": arm, "pose": "home"}}
    return {"sequence": [*moves, home]}


def test_arms_whose_ways_cross_never_meet_and_both_come_to_their_end() -> None:
    clock = VirtualClock()
    cell = PLANT.line.cell(CellId("assembly_1"))
    first = cell.device(DeviceId("arm"))
    assert first is not None
    base = {"x_m": OPPOSITE_M, "y_m": 0.0, "z_m": 0.75, "yaw_rad": math.pi}
    second = Device(DeviceId("arm_2"), DeviceKind.ARM, parameters={**first.parameters, "base": base})
    cell = replace(cell, devices=(*cell.devices, second))
    ways = PlannedWays(cell, PLANT.products)
    taken: dict[str, list[tuple[float, JointPath]]] = {name: [] for name in ARMS}
    stands = {name: home_of(first, "assembly_1") for name in ARMS}

    def follows(name: str) -> Any:
        def follow(given: Any) -> Answer:
            path = plan(UR10E, given["points"], stands[name], clock.now())
            taken[name].append((clock.now(), path))
            stands[name] = path.positions_rad[-1]
            return Answer(path.duration_s, {"positions_rad": list(stands[name])})

        return follow

    devices = {name: ScriptedDevice(clock, {"follow_trajectory": follows(name)}) for name in ARMS}
    there = [LEFT, RIGHT, LEFT, RIGHT]
    both = [steps("arm", there), steps("arm_2", [mirrored(place) for place in reversed(there)])]
    process = ProcessModel.model_validate({"process": "crossing", "tree": {"parallel": {"do": both}}})
    runner = Runner(
        process,
        RunOrder(AttemptId("j:t#1"), SerialNumber("S-1"), TRAY_A, PLANT.products[TRAY_A].layout),
        workplace=Workplace("assembly_1", cell.devices, ways=ways),
        devices=dict(devices),
        clock=clock,
        skills=load_skills(),
    )
    while runner.tick() is RunStatus.RUNNING:
        next_s = min(runner.wake_at_s, *(device.next_end_s for device in devices.values()))
        assert next_s < 200.0, "they wait for each other"
        clock.advance(max(0.0, next_s - clock.now()))
    assert runner.status is RunStatus.SUCCEEDED, runner.failure
    end_s = clock.now()
    kinematics = SixAxisArm.from_parameters(first.parameters)

    def room(name: str, at_s: float) -> Any:
        path = [path for begun_s, path in taken[name] if begun_s <= at_s][-1]
        sweep = ArmSweep("", (path.at(at_s),))
        device = first if name == "arm" else second
        return ways.room(device, kinematics, home_of(first, ""), TRAY_A, sweep)

    known_s = max(paths[0][1].end_s for paths in taken.values())
    for at_s in np.arange(known_s, end_s, 0.4):
        assert not room("arm", float(at_s)).meets(room("arm_2", float(at_s))), at_s
    assert min(len(paths) for paths in taken.values()) >= 5
