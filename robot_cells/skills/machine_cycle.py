"""The handshake of machine tending: nothing runs before door and clamp say so, nothing opens before the cycle is over.

The machine checks the same interlocks; the skills keep their order so that it never has to refuse.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping

from robot_cells.skills.command import Command, Motion

DOOR_S = 2.5
CLAMP_S = 1.5
LOAD_S = 6.0

Cycle = Generator[Command, Mapping[str, object], Mapping[str, object]]


def open_up(machine: str) -> Motion:
    """Door open, then clamp open; what is open already stays so."""
    yield Command(machine, "open_door", expected_s=DOOR_S)
    yield Command(machine, "unclamp", expected_s=CLAMP_S)


def cycle(machine: str, program: str, parameters: Mapping[str, object], duration_s: float) -> Cycle:
    """Clamp, close, run the program, open: the program's result. A failed cycle leaves the machine closed."""
    yield Command(machine, "clamp", expected_s=CLAMP_S)
    yield Command(machine, "close_door", expected_s=DOOR_S)
    result = yield Command(machine, "start_cycle", {"program": program, **parameters}, expected_s=duration_s)
    yield from open_up(machine)
    return result
