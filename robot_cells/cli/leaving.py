"""The end of the process, also where something in it can never end."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from robot_cells.nodes.abandoned import is_anything_abandoned


@contextmanager
def leaving() -> Iterator[None]:
    """What leaves this context ends the process as ever, and at once where a connection had to be abandoned.

    The interpreter would take that away in its end, and wait for ever for the lock that made it stand still.
    """
    try:
        yield
    except BaseException as end:  # whatever it is, it ends the process
        if not is_anything_abandoned():
            raise
        code = end.code if isinstance(end, SystemExit) else 1
        if not isinstance(end, SystemExit):
            sys.excepthook(type(end), end, end.__traceback__)
        elif isinstance(code, str):
            print(code, file=sys.stderr)
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code if isinstance(code, int) else int(code is not None))
