"""Simulated equipment that outlives its process: a real plant does not vanish with the program that drives it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from robot_cells.errors import DeviceError
from robot_cells.ids import ProductId
from robot_cells.lines.line import Line
from robot_cells.orders.product import Product
from robot_cells.simulations.change import Change
from robot_cells.simulations.command_log import CommandLog, LoggedInput, damaged
from robot_cells.simulations.equipment_kinds import KINEMATIC, EquipmentKinds
from robot_cells.simulations.fault_plan import FaultSpec
from robot_cells.simulations.ground_truth import TRUTH_LOG
from robot_cells.simulations.simulated_equipment import SimulatedEquipment

COMMAND_LOG = "commands.jsonl"


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
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._log: CommandLog | None = None
        log = CommandLog(folder / COMMAND_LOG, seed, faults)
        # All that was done is done again, and written again with it.
        (folder / TRUTH_LOG).unlink(missing_ok=True)
        super().__init__(line, products, log.faults, seed, folder, kinds)
        self._reserve_s = reserve_s
        for entry in log.inputs:
            self._do_again(entry, log)
        self.advance(log.until_s)
        log.inputs.clear()
        self._log = log

    @property
    def fault(self) -> OSError | None:
        """Why what happened could not be written to disk yet; None when all is."""
        return (self._log.fault if self._log is not None else None) or self.plant.truth.fault

    def command(
        self, cell: str, device: str, command_id: str, name: str, parameters: Mapping[str, object], at_s: float
    ) -> list[Change]:
        """As `SimulatedEquipment.command`, written down first."""
        self._note(
            "command", at_s, cell=cell, device=device, command_id=command_id, name=name, parameters=dict(parameters)
        )
        return super().command(cell, device, command_id, name, parameters, at_s)

    def cancel(self, cell: str, device: str, command_id: str, at_s: float) -> list[Change]:
        """As `SimulatedEquipment.cancel`, written down first."""
        self._note("cancel", at_s, cell=cell, device=device, command_id=command_id)
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
        self._note("trajectory", at_s, cell=cell, arm=arm, points=[dict(point) for point in points], stamp_s=stamp_s)
        return super().trajectory(cell, arm, points, at_s, stamp_s)

    def advance(self, to_s: float) -> list[Change]:
        """As `SimulatedEquipment.advance`."""
        if self._log is not None and to_s > self._log.until_s:
            self._log.tell_until(to_s + self._reserve_s)
        return super().advance(to_s)

    def close(self) -> None:
        """Write the ground truth, and the exact time at which to go on."""
        super().close()
        if self._log is not None:
            self._log.tell_until(self.now_s)
            self._log.close()

    def _note(self, kind: str, at_s: float, **values: object) -> None:
        if self._log is not None:
            self._log.append(kind, max(at_s, self.now_s), **values)

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
