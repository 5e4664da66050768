"""What was physically done, counted: the witness against which the line's own record is checked."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from robot_cells.simulations.change import DeviceChange
from robot_cells.simulations.fault_plan import FaultSpec
from robot_cells.simulations.line_file import LineFile
from robot_cells.simulations.simulated_tray import SimulatedTray
from robot_cells.simulations.true_defects import true_defects

TRUTH_LOG = "truth.jsonl"


@dataclass(frozen=True, slots=True)
class Execution:
    """What an execution is counted under."""

    serial: str
    cell: str
    device: str
    command: str
    subject: str
    attempt_id: str


class GroundTruth:
    """Counts physical executions; `released_defects` has the true defects of each product that has left.

    With a folder it also writes `truth.jsonl` as it goes, a line at every begin and end, handed to the operating
    system at once so that a killed process loses none; and `truth.json` on `close`.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._counts: dict[Execution, list[str]] = {}
        self._under: dict[tuple[str, str, str], Execution] = {}
        self._repeated = 0
        self._released: list[dict[str, object]] = []
        self._pictures: dict[str, dict[str, object]] = {}
        self.released_defects: list[tuple[Mapping[str, object], ...]] = []
        self._lines = LineFile(folder / TRUTH_LOG) if folder is not None else None

    @property
    def fault(self) -> OSError | None:
        """Why `truth.jsonl` could not be written to the end yet; None when it is."""
        return self._lines.fault if self._lines is not None else None

    @property
    def lines(self) -> LineFile | None:
        """The file of `truth.jsonl`; None where none is written."""
        return self._lines

    @property
    def written_bytes(self) -> int:
        """How long `truth.jsonl` is."""
        return self._lines.size if self._lines is not None else 0

    def cut(self, size: int) -> None:
        """Let only the first `size` bytes of `truth.jsonl` stand: what followed is written again."""
        if self._lines is not None:
            self._lines.cut(size)

    def began(self, at_s: float, command_id: str, execution: Execution) -> None:
        """A device has begun to carry a command out."""
        self._under[(execution.cell, execution.device, command_id)] = execution
        self._counts.setdefault(execution, []).append(command_id)
        self._write({"at_s": at_s, "event": "began", "command_id": command_id, **asdict(execution)})

    def ended(self, change: DeviceChange, subject: str) -> None:
        """It has ended; `subject` is what it was really done to."""
        execution = self._under.pop((change.cell, change.device, change.command_id), None)
        if execution is None:
            return
        self._write(
            {
                "at_s": change.at_s,
                "event": "ended",
                "command_id": change.command_id,
                **asdict(execution),
                "subject": subject,
                "state": change.state.name.lower(),
                "error_code": change.error_code,
            }
        )

    def pictured(self, change: DeviceChange, serial: str, defects: Iterable[Mapping[str, object]]) -> None:
        """A picture was taken; these defects are truly there. Of several pictures of an attempt the last counts."""
        attempt = attempt_of(change.command_id)
        picture: dict[str, object] = {
            "at_s": change.at_s,
            "serial": serial,
            "cell": change.cell,
            "device": change.device,
            "attempt_id": attempt,
            "defects": [dict(item) for item in defects],
        }
        self._pictures[attempt or change.command_id] = picture
        self._write({**picture, "event": "pictured", "command_id": change.command_id})

    def refused(self, change: DeviceChange, command: str) -> None:
        """A command was not begun: nothing has moved."""
        self._write(
            {
                "at_s": change.at_s,
                "event": "refused",
                "command_id": change.command_id,
                "cell": change.cell,
                "device": change.device,
                "command": command,
                "error_code": change.error_code,
                "error_message": change.error_message,
            }
        )

    def repeated(self, change: DeviceChange) -> None:
        """A command came again; it was not carried out, but answered with this state."""
        self._repeated += 1
        self._write(
            {
                "at_s": change.at_s,
                "event": "repeated",
                "command_id": change.command_id,
                "cell": change.cell,
                "device": change.device,
            }
        )

    def released(self, at_s: float, tray: SimulatedTray) -> None:
        """A product has left the line in this true state."""
        self.released_defects.append(true_defects(tray.tray, tray.layout))
        self._released.append({"at_s": at_s, **tray_state(tray)})
        self._write({"at_s": at_s, "event": "released", **tray_state(tray)})

    def document(self, trays: Iterable[SimulatedTray], faults: Iterable[FaultSpec]) -> dict[str, object]:
        """All of it: executions with their counts, products that left or are there, pictures, faults that happened."""
        return {
            "executions": [
                {**asdict(execution), "count": len(ids), "command_ids": ids} for execution, ids in self._counts.items()
            ],
            "repeated_commands": self._repeated,
            "released": self._released,
            "pictures": list(self._pictures.values()),
            "on_floor": [tray_state(tray) for tray in trays],
            "faults": [fault.model_dump() for fault in faults],
        }

    def close(self, trays: Iterable[SimulatedTray] = (), faults: Iterable[FaultSpec] = ()) -> None:
        """Write `truth.json`, whole or not at all, and close `truth.jsonl`."""
        if self._folder is None or self._lines is None:
            return
        unfinished = self._folder / "truth.json.unfinished"
        unfinished.write_text(json.dumps(self.document(trays, faults), indent=1), encoding="utf-8")
        unfinished.replace(self._folder / "truth.json")
        self._lines.close()
        self._lines = None

    def _write(self, entry: Mapping[str, object]) -> None:
        if self._lines is not None:
            self._lines.write(json.dumps(entry, separators=(",", ":")))


def attempt_of(command_id: str) -> str:
    """The attempt id that a command id begins with (`9f2c:WO-1/001/fasten.1#2` in `9f2c:WO-1/001/fasten.1#2/17`).

    Empty when there is none.
    """
    head, mark, tail = command_id.partition("#")
    digits = len(tail) - len(tail.lstrip("0123456789"))
    return f"{head}#{tail[:digits]}" if mark and digits else ""


def tray_state(tray: SimulatedTray) -> dict[str, object]:
    """The true state of a product in plain values."""
    true = tray.tray
    return {
        "serial": true.serial,
        "product": true.product,
        "is_complete": tray.is_complete,
        "parts": sorted(true.parts),
        "modules": {name: asdict(placed) for name, placed in sorted(true.modules.items())},
        "screws": dict(sorted(true.screws.items())),
        "couplings": sorted(true.couplings),
        "cables": sorted(true.cables),
        "loose_cables": {name: asdict(loose) for name, loose in sorted(true.loose_cables.items())},
        "leak_pa_m3_s": true.leak_pa_m3_s,
    }
