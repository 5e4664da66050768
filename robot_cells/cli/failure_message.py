"""What went wrong, on stderr: one message, never a traceback."""

from __future__ import annotations

import os
import sys
import traceback
from types import TracebackType

TRACEBACK_VARIABLE = "ROBOT_CELLS_TRACEBACK"
"""Environment variable: when set, a defect of the program itself is shown with its traceback."""


def say(message: str) -> None:
    """Write one message to stderr, named as this command's."""
    print(f"robot-cells: {message}", file=sys.stderr)


def tell_defect(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """The `sys.excepthook` of the command: what no `RobotCellsError` foresaw is a defect of ours, and said so."""
    if issubclass(kind, KeyboardInterrupt):
        say("Interrupted.")
        return
    last = traceback.extract_tb(trace)[-1:] if trace is not None else []
    place = f" at {last[0].filename}:{last[0].lineno}" if last else ""
    say(
        f"A defect of robot-cells itself: {kind.__name__}: {error}{place}. "
        f"Run it again with {TRACEBACK_VARIABLE}=1 and report what it prints."
    )
    if os.environ.get(TRACEBACK_VARIABLE):
        traceback.print_exception(kind, error, trace)
