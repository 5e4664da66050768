"""The codes that the command ends with; errors carry their own (`robot_cells.errors`, listed in docs/errors.md)."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """How a command ended."""

    DONE = 0
    """What was asked for is done; a run: every order has ended, and no piece was lost."""
    NOT_DONE = 1
    """A run: an order has not ended or a piece was lost. Any command: an unforeseen defect."""
    USAGE = 2
    """The command line itself is wrong."""
    DEFECTIVE = 20
    """Pictures were judged, and one fails."""
    UNDECIDED = 21
    """Pictures were judged, none fails, and one is undecided."""
    HUNG_UP = 129
    """Ended because its terminal was closed (128 + SIGHUP), the shells' convention."""
    INTERRUPTED = 130
    """Ended by Ctrl-C (128 + SIGINT), the shells' convention."""
    TERMINATED = 143
    """Ended by SIGTERM (128 + SIGTERM), the shells' convention."""
