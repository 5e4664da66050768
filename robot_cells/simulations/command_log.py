"""What simulated equipment was told, on disk: equipment that begins again goes through it, and is where it was.

Equipment is deterministic: the same seed, faults and commands at the same times give the same state. So no state is
written, only what came from outside, a JSON object a line, each before it has any effect.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from robot_cells.errors import BringupError
from robot_cells.simulations.fault_plan import FaultSpec, parse_faults
from robot_cells.simulations.line_file import LineFile, whole_lines

VERSION = 1
_REMEDY = "Remove the file: the floor is empty then, and the line asks about what it had on it."


@dataclass(frozen=True, slots=True)
class LoggedInput:
    """Something that came at `at_s` (simulated seconds): a `kind` of the log, and what belongs to it."""

    kind: str
    at_s: float
    values: Mapping[str, object]


class CommandLog:
    """The log of one run, read when it is opened.

    `inputs` are those of earlier processes, `until_s` is the simulated time up to which they may have told the time,
    `faults` those of the run.
    Raises `BringupError` when the file is damaged, or was begun with another seed or other faults: what it holds would
    come out differently. A run that goes on without naming faults keeps those it began with.
    """

    def __init__(self, path: Path, seed: int, faults: Sequence[FaultSpec]) -> None:
        self.path = path
        self.inputs: list[LoggedInput] = []
        self.until_s = 0.0
        self.faults = tuple(faults)
        lines = whole_lines(path)
        if lines:
            self._read(lines, seed)
        self._file = LineFile(path)
        if not lines:
            plan = [fault.model_dump() for fault in faults]
            self._append("begun", 0.0, {"version": VERSION, "seed": seed, "faults": plan})

    @property
    def fault(self) -> OSError | None:
        """Why the last input could not be written yet; None when all are."""
        return self._file.fault

    def append(self, kind: str, at_s: float, **values: object) -> None:
        """Write an input down, before it has any effect."""
        self._append(kind, at_s, values)

    def tell_until(self, at_s: float) -> None:
        """From now on the time may be told up to `at_s`: equipment that begins again does so no earlier."""
        self.until_s = at_s
        self._append("until", at_s, {})

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _append(self, kind: str, at_s: float, values: Mapping[str, object]) -> None:
        self._file.write(json.dumps({"kind": kind, "at_s": at_s, **values}, separators=(",", ":")))

    def _read(self, lines: Sequence[str], seed: int) -> None:
        for number, line in enumerate(lines, start=1):
            try:
                values = json.loads(line)
                entry = LoggedInput(str(values.pop("kind")), float(values.pop("at_s")), values)
            except (ValueError, TypeError, KeyError, AttributeError) as error:
                raise damaged(f"{self.path}:{number}", error) from error
            if number == 1:
                self._check_beginning(entry, seed)
            elif entry.kind == "until":
                self.until_s = entry.at_s
            else:
                self.inputs.append(entry)

    def _check_beginning(self, entry: LoggedInput, seed: int) -> None:
        if entry.kind != "begun" or entry.values.get("version") != VERSION:
            raise BringupError(
                "The file was not written by this version of the simulation.",
                where=str(self.path),
                remedy=_REMEDY,
            )
        if entry.values.get("seed") != seed:
            raise BringupError(
                f"The run was begun with the seed {entry.values.get('seed')}, not {seed}.",
                where=str(self.path),
                remedy="Go on with the same seed, or begin a new run.",
            )
        begun_with = parse_faults(entry.values["faults"])  # type: ignore[arg-type]  # as it was written
        if not self.faults:
            self.faults = begun_with
        if self.faults != begun_with:
            raise BringupError(
                "The run was begun with other faults in its orders document.",
                where=str(self.path),
                remedy="Go on with the same orders document, or begin a new run.",
            )


def damaged(where: str, error: Exception) -> BringupError:
    """The error for an entry that cannot be understood."""
    what = f"The record of what the simulated equipment was told is damaged ({error!r:.80})."
    return BringupError(what, where=where, remedy=_REMEDY)
