"""The whole line at once in physics: four arms move, two vehicles drive, a door opens and closes."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from benchmarks.physics.running import LINE, arm_places
from benchmarks.physics.smooth_move import smooth_move
from robot_cells.devices.device_client import CommandState
from robot_cells.documents.plant import Plant, load_plant
from robot_cells.errors import SceneError
from robot_cells.ids import CellId
from robot_cells.simulations.change import DeviceChange
from robot_cells.simulations.physics.physics_equipment import PHYSICS
from robot_cells.simulations.simulated_arm import SimulatedArm
from robot_cells.simulations.simulated_equipment import VEHICLE, SimulatedEquipment

MOVE_S, REST_S = 1.2, 0.4
SPEED_RAD_S = 0.8
"""No joint moves faster in the mean: in the middle of such a move it is twice as fast."""
PRODUCT = "tray_a"
MORE_ARMS = ("intake", "kitting")
"""Cells of the reference line that get the arm, gripper and station of its first assembly cell."""
PATTERN = "assembly_1"
MOVING = ("arm", "vehicle", "machine")
COPIED = ("arm", "gripper", "screwdriver", "station")


@dataclass(frozen=True, slots=True)
class LineFigures:
    """`factor` is simulated time over processor time in one thread; `digest` of all worlds at the end."""

    cells: int
    arms: int
    vehicles: int
    moves: int
    trips: int
    factor: float
    digest: str


def four_arms_document(folder: Path) -> Path:
    """The reference line's document with arms in two more cells, written into `folder`."""
    document = yaml.safe_load(LINE.read_text(encoding="utf-8"))
    devices = {str(cell["id"]): cell["devices"] for cell in document["cells"]}
    copied = [item for item in devices[PATTERN] if item["id"] in COPIED]
    for cell in document["cells"]:
        if cell["id"] in MORE_ARMS:
            cell["devices"] = [item for item in cell["devices"] if item["id"] not in COPIED] + copied
    for key in ("products", "processes"):
        found = document[key]
        base = LINE.parent
        document[key] = (
            [str((base / item).resolve()) for item in found]
            if isinstance(found, list)
            else str((base / found).resolve())
        )
    path = folder / "four_arms.yaml"
    path.write_text(yaml.safe_dump(document, sort_keys=False), encoding="utf-8")
    return path


def measure_whole_line(folder: Path, seconds: float, seed: int = 0) -> LineFigures:
    """Every arm goes from place to place, every vehicle from cell to cell, for so much simulated time."""
    return _Run(load_plant(four_arms_document(folder)), seed).figures(seconds)


class _Run:
    def __init__(self, plant: Plant, seed: int) -> None:
        self._plant = plant
        self._equipment = SimulatedEquipment(plant.line, plant.products, seed=seed, kinds=PHYSICS)
        self._draw = np.random.default_rng(seed)
        self._next_s: dict[tuple[CellId, str], float] = {}
        self._moves = self._trips = self._count = 0
        self._door_is_open = True

    def figures(self, seconds: float) -> LineFigures:
        """Let everything move for so much simulated time."""
        equipment = self._equipment
        arms = equipment.arms()
        for number, arm in enumerate(arms):
            self._bring(arm.site.cell, f"BENCH-{number + 1:03d}")
        begin_s, begin_cpu_s = equipment.now_s, time.process_time()
        for number, arm in enumerate(arms):
            # One after the other, as in a line that works.
            self._next_s[arm.site.cell, "arm"] = begin_s + 0.1 + 0.3 * number
        for vehicle in self._plant.line.vehicles:
            self._next_s[vehicle.id, "vehicle"] = begin_s + 0.1
        for cell in self._machines():
            self._next_s[cell, "machine"] = begin_s + 0.2
        end_s = begin_s + seconds
        while equipment.now_s < end_s:
            (cell, what), at_s = min(self._next_s.items(), key=lambda item: (item[1], item[0]))
            if at_s <= equipment.now_s:
                self._begin(cell, what, equipment.now_s)
            else:
                self._hear(equipment.advance_to_change(min(at_s, end_s)))
        return LineFigures(
            cells=len(self._plant.line.cells),
            arms=len(arms),
            vehicles=len(self._plant.line.vehicles),
            moves=self._moves,
            trips=self._trips,
            factor=seconds / (time.process_time() - begin_cpu_s),
            digest=equipment.worlds.digest(),
        )

    def _bring(self, cell: CellId, serial: str) -> None:
        """A new chassis comes to the working place, with its parts in the feeders."""
        for name, parameters in (
            ("receive", {"serial": serial, "product": PRODUCT}),
            ("kit", {"serial": serial, "product": PRODUCT}),
            ("take_in", {"serial": serial}),
        ):
            self._command(cell, "station", name, parameters, self._equipment.now_s)
            while math.isfinite(self._equipment.next_event_s):
                self._hear(self._equipment.advance(self._equipment.next_event_s))

    def _machines(self) -> list[CellId]:
        return [cell.id for cell in self._plant.line.cells if any(d.kind.value == "machine" for d in cell.devices)]

    def _begin(self, cell: CellId, what: str, at_s: float) -> None:
        self._next_s[cell, what] = math.inf
        if what == "arm":
            arm = next(item for item in self._equipment.arms() if item.site.cell == cell)
            self._move(arm, at_s)
        elif what == "vehicle":
            here = self._equipment.sites[cell].devices[VEHICLE].at  # type: ignore[attr-defined]
            others = [item.id for item in self._plant.line.cells if item.id != here]
            to = others[int(self._draw.integers(len(others)))]
            self._command(cell, VEHICLE, "travel", {"to": to}, at_s)
            self._trips += 1
        else:
            self._door_is_open = not self._door_is_open
            self._command(cell, "machine", "open_door" if self._door_is_open else "close_door", {}, at_s)

    def _move(self, arm: SimulatedArm, at_s: float) -> None:
        here = arm.positions(at_s)
        goal = arm_places(self._draw, 1, here)[0]
        farthest = max(abs(a - b) for a, b in zip(here, goal, strict=True))
        path = smooth_move(here, goal, max(MOVE_S, farthest / SPEED_RAD_S))
        points = [
            {"positions_rad": list(row), "time_s": time_s}
            for time_s, row in zip(path.times_s[1:], path.positions_rad[1:], strict=True)
        ]
        self._command(arm.site.cell, arm.device.id, "follow_trajectory", {"points": points}, at_s)
        self._moves += 1

    def _command(self, cell: CellId, device: str, name: str, parameters: Mapping[str, Any], at_s: float) -> None:
        self._count += 1
        command_id = f"bench:{cell}/{self._count}"
        self._hear(self._equipment.command(cell, device, command_id, name, parameters, at_s))

    def _hear(self, changes: list[Any]) -> None:
        """What has ended begins anew after a while."""
        for change in changes:
            if (
                isinstance(change, DeviceChange)
                and change.state is not CommandState.RUNNING
                and change.device in MOVING
            ):
                if change.error_code:
                    raise SceneError(change.error_message, where=f"{change.cell}/{change.device}: {change.error_code}")
                self._next_s[change.cell, str(change.device)] = change.at_s + REST_S
