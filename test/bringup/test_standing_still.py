"""Processes in which something stands still, under a real supervisor, while they make an order."""

from __future__ import annotations

import json
import os
import signal
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from robot_cells.audits.audit import audit
from robot_cells.audits.audited_plant import AuditedPlant
from robot_cells.audits.motion import motions_of
from robot_cells.audits.witness import Witness
from robot_cells.bringup.bringup_options import BringupOptions
from robot_cells.bringup.node_specs import node_specs
from robot_cells.bringup.process_state import ProcessPhase, ProcessState
from robot_cells.bringup.supervisor import Supervisor
from robot_cells.chaos.stalls import EVENT_THREADS, Stalls
from robot_cells.documents.plant import load_plant
from robot_cells.errors import BringupError
from robot_cells.ids import OrderId, ProductId
from robot_cells.journals.sqlite_journal import SqliteJournalReader
from robot_cells.nodes.line_client import LineClient
from robot_cells.nodes.line_snapshot import LineSnapshot, OrderStatus
from robot_cells.orders.work_order import WorkOrder
from robot_cells.simulations.ground_truth import TRUTH_LOG

LIMIT_S = 60.0
WATCHDOG_S = 3.0
PIECES = 5


class WatchedLine:
    """A line of one press whose work may be repeated, a client of it, and what its supervisor tells."""

    def __init__(self, document: Path, run: Path) -> None:
        process = document.parent / "processes" / "dwell.yaml"
        process.write_text(process.read_text().replace("process: dwell\n", "process: dwell\nrepeatable: true\n"))
        self.plant = load_plant(document)
        self.options = BringupOptions(document, run, speed=1.5, watchdog_s=WATCHDOG_S)
        self.seen: list[ProcessState] = []
        self._changed = threading.Condition()
        self.supervisor = Supervisor(node_specs(self.plant, self.options), self.options, self._on_change)
        self.client = LineClient(domain=self.options.domain_id, timeout_s=LIMIT_S)

    def _on_change(self, state: ProcessState) -> None:
        with self._changed:
            self.seen.append(state)
            self._changed.notify_all()

    def pid(self, name: str) -> int:
        return next(state.pid for state in self.supervisor.processes if state.name == name)

    def death_and_return(self, name: str, restarts: int) -> ProcessState:
        """How a process died for the last time, when it runs again."""

        def found(phase: ProcessPhase) -> list[ProcessState]:
            return [item for item in self.seen if (item.name, item.phase, item.restarts) == (name, phase, restarts)]

        with self._changed:
            assert self._changed.wait_for(lambda: found(ProcessPhase.RUNNING), LIMIT_S), self.seen
            return found(ProcessPhase.WAITING)[0]

    def until(self, condition: Callable[[LineSnapshot], bool]) -> None:
        state: LineSnapshot | None = self.client.state()
        while state is not None and not condition(state):
            state = self.client.next_state(LIMIT_S)
        assert state is not None, "the line has fallen silent"

    def alarms(self) -> list[dict[str, str]]:
        with closing(SqliteJournalReader(self.options.journal_path)) as journal:
            return [json.loads(item.data)["alarm"] for item in journal.read() if item.kind == "alarm_raised"]

    def violations(self) -> list[str]:
        with closing(SqliteJournalReader(self.options.journal_path)) as journal:
            plant = AuditedPlant(self.plant.line, self.plant.products, {"dwell"})
            seen = Witness(motions_of(self.options.run_directory / TRUTH_LOG), is_whole=True)
            return [str(item) for item in audit(journal.read(), plant, seen)]


def works_after(pieces: int) -> Callable[[LineSnapshot], bool]:
    """At work on the next piece: what was interrupted too often is not repeated without a question."""
    return lambda state: state.tasks_running > 0 and sum(order.completed for order in state.orders) >= pieces


def has_ended(state: LineSnapshot) -> bool:
    return any(order.status is OrderStatus.COMPLETED for order in state.orders)


def test_what_stands_still_is_killed_and_begun_again_and_the_order_is_made_without_loss(
    press_line: Path, tmp_path: Path
) -> None:
    line = WatchedLine(press_line, tmp_path / "run")
    silence = f"it said nothing for {WATCHDOG_S:g} s: "
    with line.supervisor, line.client, Stalls() as stalls:
        assert line.supervisor.wait_until_running(LIMIT_S) == ()
        before = {state.name: state.pid for state in line.supervisor.processes}

        def done() -> int:
            return 1 + sum(order.completed for order in line.client.state().orders)

        line.client.submit(WorkOrder(OrderId("WO-1"), ProductId("plate"), PIECES))
        for restarts, (threads, reason) in enumerate(
            (
                (EVENT_THREADS, "its middleware stands still"),
                ("loop press", "its thread loop press stands still"),
            ),
            start=1,
        ):
            line.until(works_after(done()))
            try:
                stalls.stall(line.pid("press"), threads)
            except BringupError as error:
                pytest.skip(f"Threads of other processes cannot be stopped here: {error}")
            died = line.death_and_return("press", restarts)
            assert (died.reason, died.exit_code) == (silence + reason, -signal.SIGKILL)
        line.until(has_ended)
        os.kill(line.pid("press"), signal.SIGSTOP)
        assert line.death_and_return("press", 3).reason == silence + "nothing in it moves"
        after = {state.name: state.pid for state in line.supervisor.processes}
    log = (line.options.log_directory / "press.log").read_text()
    assert "its middleware stands still; the stacks of all threads follow" in log
    assert log.count("Killed by the supervisor") == 3
    assert [name for name in before if after[name] != before[name]] == ["press"]
    assert line.violations() == []
    told = [item for item in line.alarms() if item["code"] == "process.killed"]
    assert silence + "its middleware stands still" in told[0]["text"]
