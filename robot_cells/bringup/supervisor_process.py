"""A supervisor in a process of its own, that may be killed: `python -m robot_cells.bringup.supervisor_process`.

On standard input it gets its `BringupOptions` (JSON, one line); on standard output it tells of every change of a
process (`ProcessState`, JSON, one a line). When standard input ends it ends the line in order.
"""

from __future__ import annotations

import os
import select
import sys

from pydantic import TypeAdapter

from robot_cells.bringup.bringup_options import BringupOptions
from robot_cells.bringup.node_specs import node_specs
from robot_cells.bringup.process_state import ProcessState
from robot_cells.bringup.supervisor import Supervisor
from robot_cells.documents.plant import load_plant
from robot_cells.errors import RobotCellsError

OPTIONS = TypeAdapter(BringupOptions)
STATE = TypeAdapter(ProcessState)
CHECK_S = 0.5
"""So often it is asked whether the line can go on."""


def main() -> int:
    """Supervise until standard input ends; the result is the exit code, what was wrong goes to standard error."""
    options = OPTIONS.validate_json(sys.stdin.readline())
    try:
        with Supervisor(node_specs(load_plant(options.line), options), options, _tell) as supervisor:
            while not select.select([sys.stdin.fileno()], [], [], CHECK_S)[0]:
                supervisor.check()
    except RobotCellsError as error:
        print(error, file=sys.stderr, flush=True)
        return error.exit_code
    return 0


def _tell(state: ProcessState) -> None:
    # One write a line: whoever kills this process never reads half a line as a whole one.
    os.write(sys.stdout.fileno(), STATE.dump_json(state) + b"\n")


if __name__ == "__main__":
    sys.exit(main())
