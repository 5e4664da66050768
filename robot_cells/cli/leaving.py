"""The end of the process, also where something in it can never end."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def leaving() -> Iterator[None]:
    """What leaves this context ends the process as ever, and at once where a connection had to be abandoned.

    The interpreter would take that away in its end, and wait for ever for the lock that made it stand still.
    """
    try:
        yield
    except BaseException as end:  # whatever it is, it ends the process
        if not _is_anything_abandoned():
            raise
        code = end.code if isinstance(end, SystemExit) else 1
        if not isinstance(end, SystemExit):
            sys.excepthook(type(end), end, end.__traceback__)
        elif isinstance(code, str):
            print(code, file=sys.stderr)
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code if isinstance(code, int) else int(code is not None))


def _is_anything_abandoned() -> bool:
    # Only a command that has spoken to a line has loaded it; the others shall not begin to in their end.
    nodes = sys.modules.get("robot_cells.nodes.abandoned")
    return nodes is not None and bool(nodes.is_anything_abandoned())
