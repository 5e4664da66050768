"""The yardstick under the same load: a bare action whose two processes run beside a line."""

from __future__ import annotations

import json
import subprocess
import sys
from types import TracebackType
from typing import Self

from benchmarks.action_client import READY
from benchmarks.bare_action import action_server
from benchmarks.percentiles import Percentiles, summarise
from robot_cells.errors import ConnectionLostError


class ActionBeside:
    """Sends a goal now and then within a `with` statement; `times` are those from goal to result afterwards.

    `domain` is a ROS domain of its own, so that the line does not hear of it: what the two share is the machine.
    """

    def __init__(self, domain: int) -> None:
        self._domain = domain
        self._server = action_server(domain)
        self.times: Percentiles | None = None

    def __enter__(self) -> Self:
        self._server.__enter__()
        self._client = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.action_client", str(self._domain)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._client.stdout is not None
        if self._client.stdout.readline().strip() != READY:
            raise ConnectionLostError("The action client of the benchmark did not come up.", where=str(self._domain))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        told, _ = self._client.communicate()
        self._server.__exit__(kind, error, trace)
        if error is None:
            self.times = summarise(json.loads(told))
