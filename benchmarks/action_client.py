"""The client's process of a bare action beside something else (`python -m benchmarks.action_client DOMAIN`).

It says that it is ready, sends a goal now and then until standard input ends, and writes the times from goal to result
as JSON, in seconds.
"""

from __future__ import annotations

import json
import select
import sys

from benchmarks.bare_action import WARM_UP, bare_client, send_goals
from robot_cells.bringup.ros_environment import prepare_ros_environment

READY = "ready"
PERIOD_S = 0.5
"""About as often as the reference line dispatches at speed 20; so rare that it is no load itself."""


def main() -> None:
    """Serve until standard input ends."""
    prepare_ros_environment()
    times_s: list[float] = []
    with bare_client(int(sys.argv[1])) as (client, executor):
        send_goals(client, executor, WARM_UP, 1)
        print(READY, flush=True)
        while not select.select([sys.stdin], [], [], PERIOD_S)[0]:
            times_s += send_goals(client, executor, 1, 1)[0]
    print(json.dumps(times_s), flush=True)


if __name__ == "__main__":
    main()
