"""Who searches for schedules is lost in the middle of a run: the line goes on, and another one is begun."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from diagnostic_msgs.msg import DiagnosticArray

from robot_cells.audits.audit import audit
from robot_cells.audits.audited_plant import AuditedPlant
from robot_cells.audits.motion import motions_of
from robot_cells.audits.witness import Witness
from robot_cells.documents.plant import load_plant
from robot_cells.journals.sqlite_journal import SqliteJournalReader
from robot_cells.nodes.cell_host import CellHostNode
from robot_cells.nodes.orchestrator import OrchestratorNode
from robot_cells.nodes.qos import STATE
from robot_cells.nodes.simulation import SimulationNode
from robot_cells.schedules.warm_up import warm_up_general, warm_up_shop
from robot_cells.simulations.ground_truth import TRUTH_LOG
from robot_cells_msgs.msg import LineState, OrderState
from robot_cells_msgs.srv import SubmitOrder

LOST = "schedule.search_lost"
SCHEDULING = """\
scheduling:
  {scheduler: search, seconds: 0.1, rollouts: 2, frozen_s: 4, interval_s: 6, least_interval_s: 3, deadline_s: 3}
"""


@pytest.fixture(scope="session")
def compiled() -> None:
    """What the search needs lies on the disk: a start has no time to compile it."""
    warm_up_general()
    warm_up_shop()


def workers() -> set[int]:
    """The processes that search: children of this one."""
    children = (pid for file in Path("/proc/self/task").glob("*/children") for pid in file.read_text().split())
    commands = {int(pid): Path("/proc", pid, "cmdline").read_bytes() for pid in children}
    return {pid for pid, command in commands.items() if b"robot_cells.horizons.search_worker" in command}


class SearchedLine:
    """The tiny line, what it says of itself, and what its orchestrator says of the search."""

    def __init__(self, bench: Any) -> None:
        self._bench = bench
        self._states: list[LineState] = bench.listen(LineState, "line_state", STATE)
        self._health: list[DiagnosticArray] = bench.listen(DiagnosticArray, "/diagnostics", 10)

    def submit(self, order: str, quantity: int) -> None:
        request = SubmitOrder.Request(order_id=order, product="plate", quantity=quantity, due_s=60.0)
        assert self._bench.call(SubmitOrder, "submit_order", request).accepted

    def until_somebody_searches(self, after: int) -> int:
        """Another process than `after` does and nothing is wrong; its id."""

        def found() -> set[int]:
            is_well = bool(self._states) and self.lost == []
            return workers() - {after} if is_well and self._search == "ready" else set()

        self._bench.until(found, "somebody who searches")
        return found().pop()

    def until_lost(self) -> str:
        self._bench.until(lambda: self.lost, f"the alarm {LOST}")
        return str(self.lost[0])

    def until_ended(self, *orders: str) -> None:
        def ended() -> bool:
            states = {item.order_id: item.state for item in self._states[-1].orders}
            return all(states.get(order) == OrderState.COMPLETED for order in orders)

        self._bench.until(ended, f"the end of {', '.join(orders)}")

    @property
    def lost(self) -> list[str]:
        return [item.text for item in self._states[-1].alarms if item.code == LOST]

    @property
    def _search(self) -> str:
        own = [item.status[0] for item in self._health if item.status[0].name == "orchestrator: health"]
        return next((item.value for item in own[-1].values if item.key == "search"), "") if own else ""


@pytest.mark.parametrize(
    ("number", "trouble"),
    [(signal.SIGKILL, "its process has died"), (signal.SIGSTOP, "it had not answered after 3 s")],
    ids=["killed", "too late"],
)
@pytest.mark.usefixtures("compiled")
def test_when_who_searches_is_lost_the_line_goes_on_and_another_one_is_begun(
    bench: Callable[..., Any],
    arguments_at: Callable[[float], list[str]],
    tiny_line: Path,
    tmp_path: Path,
    number: signal.Signals,
    trouble: str,
) -> None:
    tiny_line.write_text(tiny_line.read_text() + SCHEDULING)
    with bench(arguments_at(20.0)) as it:
        for program in (SimulationNode, OrchestratorNode, CellHostNode):
            it.run(program)
        line = SearchedLine(it)
        first = line.until_somebody_searches(after=0)
        line.submit("WO-1", 60)
        os.kill(first, number)
        assert trouble in line.until_lost()
        line.until_somebody_searches(after=first)
        line.submit("WO-2", 2)
        line.until_ended("WO-1", "WO-2")
        assert it.faults == []
    assert workers() == set()
    plant = load_plant(tiny_line)
    with closing(SqliteJournalReader(tmp_path / "run" / "journal.sqlite")) as journal:
        seen = Witness(motions_of(tmp_path / "run" / TRUTH_LOG))
        assert audit(journal.read(), AuditedPlant(plant.line, plant.products), seen) == ()
