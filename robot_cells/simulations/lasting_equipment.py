"""Simulated equipment that outlives its process: a real plant does not vanish with the program that drives it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from robot_cells.errors import DeviceError
from robot_cells.ids import ProductId
from robot_cells.lines.line import Line
from robot_cells.orders.product import Product
from robot_cells.simulations.change import Change
from robot_cells.simulations.command_log import CommandLog, LoggedInput, damaged
from robot_cells.simulations.equipment_kinds import KINEMATIC, EquipmentKinds
from robot_cells.simulations.fault_plan import FaultSpec
from robot_cells.simulations.plant_snapshots import PlantSnapshot, PlantSnapshots
from robot_cells.simulations.simulated_equipment import SimulatedEquipment

COMMAND_LOG = "commands.jsonl"
KEEP_STEPS = 30_000
"""Of a world's physics: a minute of it, which takes a second or two to be done again."""
STATE = ("plant", "now_s", "worlds", "_sites", "_queue", "_pushed")
"""The attributes of `SimulatedEquipment`: all that changes with what is done."""


class LastingEquipment(SimulatedEquipment):
    """Keeps in `folder` what it was told; made again on the same folder, it is where it was.

    Between the two no time passes in the simulated plant, but for up to `reserve_s` simulated seconds: so far ahead
    is written which times may have been told, instead of writing each of them. Raises `BringupError` when what the
    folder holds does not fit.
    """

    def __init__(
        self,
        line: Line,
        products: Mapping[ProductId, Product],
        faults: Sequence[FaultSpec] = (),
        seed: int = 0,
        *,
        folder: Path,
        reserve_s: float = 1.0,
        kinds: EquipmentKinds = KINEMATIC,
        keep_steps: int = KEEP_STEPS,
    ) -> None:
        """After every `keep_steps` steps of physics the state is kept, so that they need not be taken again."""
        folder.mkdir(parents=True, exist_ok=True)
        self._log: CommandLog | None = None
        log = CommandLog(folder / COMMAND_LOG, seed, faults)
        super().__init__(line, products, log.faults, seed, folder, kinds)
        self._reserve_s = reserve_s
        self._keep_steps, self._kept_steps = keep_steps, 0
        self._snapshots = PlantSnapshots(folder)
        self._inputs = len(log.inputs)
        done = self._go_back_to_snapshot()
        for entry in log.inputs[done:]:
            self._do_again(entry, log)
        super().advance(log.until_s)
        self.stepped_again = self.worlds.steps - self._kept_steps
        """How many steps of physics were taken again to be where it was."""
        log.inputs.clear()
        self._log = log

    @property
    def fault(self) -> OSError | None:
        """Why what happened could not be written to disk yet; None when all is."""
        return (self._log.fault if self._log is not None else None) or self.plant.truth.fault

    @property
    def unkept(self) -> str:
        """Why the state cannot be kept, so that all must be done again after a kill; empty: it is."""
        return self._snapshots.problem

    def command(
        self, cell: str, device: str, command_id: str, name: str, parameters: Mapping[str, object], at_s: float
    ) -> list[Change]:
        """As `SimulatedEquipment.command`, written down first."""
        values = {"cell": cell, "device": device, "command_id": command_id, "name": name}
        with self._noted("command", at_s, **values, parameters=dict(parameters)):
            return super().command(cell, device, command_id, name, parameters, at_s)

    def cancel(self, cell: str, device: str, command_id: str, at_s: float) -> list[Change]:
        """As `SimulatedEquipment.cancel`, written down first."""
        with self._noted("cancel", at_s, cell=cell, device=device, command_id=command_id):
            return super().cancel(cell, device, command_id, at_s)

    def trajectory(
        self,
        cell: str,
        arm: str,
        points: Sequence[Mapping[str, object]],
        at_s: float,
        stamp_s: float | None = None,
    ) -> list[Change]:
        """As `SimulatedEquipment.trajectory`, written down first."""
        rows = [dict(point) for point in points]
        with self._noted("trajectory", at_s, cell=cell, arm=arm, points=rows, stamp_s=stamp_s):
            return super().trajectory(cell, arm, points, at_s, stamp_s)

    def advance(self, to_s: float) -> list[Change]:
        """As `SimulatedEquipment.advance`."""
        if self._log is not None and to_s > self._log.until_s:
            self._log.tell_until(to_s + self._reserve_s)
        changes = super().advance(to_s)
        if self._log is not None and self.worlds.steps >= self._kept_steps + self._keep_steps:
            self._keep()
        return changes

    def advance_to_change(self, to_s: float) -> list[Change]:
        """As `SimulatedEquipment.advance_to_change`."""
        changes = super().advance_to_change(to_s)
        if self._log is not None and self.now_s > self._log.until_s:
            self._log.tell_until(self.now_s + self._reserve_s)
        return changes

    def close(self) -> None:
        """Write the ground truth, and the exact time at which to go on."""
        super().close()
        if self._log is not None:
            self._log.tell_until(self.now_s)
            self._log.close()

    def _keep(self) -> None:
        """Keep the state as it is; not while the disk does not take what was written before."""
        self._kept_steps = self.worlds.steps
        if self.fault is None:
            state = {name: value for name, value in vars(self).items() if name in STATE}
            snapshot = PlantSnapshot(self._inputs, self.plant.truth.written_bytes, state)
            self._snapshots.keep(snapshot, self._given())

    def _go_back_to_snapshot(self) -> int:
        """Be where the newest snapshot was; how many inputs of the log have been carried out then."""
        snapshot = self._snapshots.newest(self._given(), self._inputs)
        done = 0
        if snapshot is not None and snapshot.truth_bytes <= self.plant.truth.written_bytes:
            vars(self).update(snapshot.state)
            done = snapshot.inputs
        # What was done since is done again, and written again with it.
        self.plant.truth.cut(snapshot.truth_bytes if snapshot is not None and done else 0)
        self._kept_steps = self.worlds.steps
        return done

    def _given(self) -> dict[str, object]:
        """What is no state: the documents, and the file of the record of truth."""
        plant = self.plant
        return {"line": plant.line, "products": plant.products, "truth": plant.truth.lines}

    @contextmanager
    def _noted(self, kind: str, at_s: float, **values: object) -> Iterator[None]:
        """Write an input down, and count it once it has had its effect: a snapshot on the way is one without it."""
        if self._log is not None:
            self._log.append(kind, max(at_s, self.now_s), **values)
        try:
            yield
        finally:
            if self._log is not None:
                self._inputs += 1

    def _do_again(self, entry: LoggedInput, log: CommandLog) -> None:
        """Carry an input out as it was then; one that was refused is refused again.

        Raises `BringupError` for one that does not say what it should.
        """
        values: dict[str, object] = dict(entry.values)
        try:
            if entry.kind == "command":
                self.command(**values, at_s=entry.at_s)  # type: ignore[arg-type]  # as `command` wrote them
            elif entry.kind == "cancel":
                self.cancel(**values, at_s=entry.at_s)  # type: ignore[arg-type]
            elif entry.kind == "trajectory":
                self.trajectory(**values, at_s=entry.at_s)  # type: ignore[arg-type]
        except DeviceError:
            return
        except TypeError as error:
            raise damaged(f"{log.path}, {entry.kind} at {entry.at_s:g} s", error) from error
