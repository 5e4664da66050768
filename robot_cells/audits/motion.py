"""What was physically done, as the equipment itself has counted it: the witness beside the journal."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from robot_cells.errors import JournalError


@dataclass(frozen=True, slots=True)
class Motion:
    """One physical execution of one device command.

    `ended_s` and `succeeded` are None and False while it is under way. Times are those of the equipment, in seconds.
    """

    attempt: str
    serial: str
    cell: str
    device: str
    command: str
    command_id: str
    began_s: float
    subject: str = ""
    ended_s: float | None = None
    succeeded: bool = False


def motions_of(path: Path) -> tuple[Motion, ...]:
    """The motions in a `truth.jsonl` (docs/devices.md). Raises `JournalError` when a whole line cannot be read."""
    text = path.read_text(encoding="utf-8")
    whole, _, _ = text.rpartition("\n")  # what comes after is a line that was torn off
    return motions_of_lines(whole.splitlines(), str(path))


def motions_of_lines(lines: Iterable[str], where: str = "") -> tuple[Motion, ...]:
    """The motions in the lines of that file, in the order in which they began."""
    found: list[Motion] = []
    under_way: dict[tuple[str, str, str], int] = {}
    for number, line in enumerate(lines, start=1):
        try:
            item = json.loads(line)
            kind = item["event"]
            if kind not in ("began", "ended"):
                continue
            key = (item["cell"], item["device"], item["command_id"])
            if kind == "began":
                under_way[key] = len(found)
                found.append(_begun(item))
            elif key in under_way:
                place = under_way.pop(key)
                found[place] = _ended(found[place], item)
        except (ValueError, TypeError, KeyError) as error:
            raise JournalError(f"This line cannot be read: {error}.", where=f"{where}:{number}") from error
    return tuple(found)


def _begun(item: dict[str, str]) -> Motion:
    return Motion(
        item["attempt_id"],
        item["serial"],
        item["cell"],
        item["device"],
        item["command"],
        item["command_id"],
        float(item["at_s"]),
        item["subject"],
    )


def _ended(motion: Motion, item: dict[str, str]) -> Motion:
    return Motion(
        motion.attempt,
        motion.serial,
        motion.cell,
        motion.device,
        motion.command,
        motion.command_id,
        motion.began_s,
        motion.subject,
        float(item["at_s"]),
        item["state"] == "succeeded",
    )
