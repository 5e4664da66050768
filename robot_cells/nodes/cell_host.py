"""The process of one cell or of many: one door for their assignments, one voice for their reports and states."""

from __future__ import annotations

import math
import os
import time
import uuid
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import ClassVar

from rclpy.node import Node

from robot_cells.attempts.report import Report
from robot_cells.attempts.runner_factory import RunnerFactory
from robot_cells.attempts.sqlite_ledger import SqliteLedger
from robot_cells.attempts.worker import CellWorker
from robot_cells.documents.plant import Plant
from robot_cells.documents.process_library import processes_of
from robot_cells.errors import BringupError
from robot_cells.ids import CellId
from robot_cells.lines.cell import Cell
from robot_cells.lines.cell_kind import CellKind
from robot_cells.lines.vehicle_cell import all_cells
from robot_cells.nodes.assignment_routes import assignments_topic
from robot_cells.nodes.cell_devices import CellDevices
from robot_cells.nodes.cell_face import CellFace
from robot_cells.nodes.cell_node import CellNode, cell_health
from robot_cells.nodes.emergency_channel import from_emergency_stop_msg
from robot_cells.nodes.health import Health
from robot_cells.nodes.hosted_cell import HostedCell
from robot_cells.nodes.lifecycle import ManagedNode
from robot_cells.nodes.message_json import MessageError
from robot_cells.nodes.message_loop import MessageLoop
from robot_cells.nodes.messages import from_assignment_msg, to_report_msg
from robot_cells.nodes.parameters import declare
from robot_cells.nodes.plant_cache import plant_of
from robot_cells.nodes.qos import ANY_EMERGENCY_STOPS, CELL_STATES, DISPATCH, EMERGENCY_STOPS
from robot_cells.nodes.run_node import run_node
from robot_cells.skills.registry import load_skills
from robot_cells_msgs.msg import Assignment as AssignmentMsg
from robot_cells_msgs.msg import CellStates
from robot_cells_msgs.msg import EmergencyStop as EmergencyStopMsg
from robot_cells_msgs.msg import Report as ReportMsg

REPEAT_S = 0.5
"""Reports are sent again after so many seconds of wall time, until they are acknowledged."""
BEAT_S = 0.25
"""`cell_states` comes at least so often, in seconds of wall time."""
SHORTEST_BEAT_S = 0.05
"""And, however fast the states change, not more often than this."""


class CellHostNode(ManagedNode):
    """Hosts the cells that its parameters `cell` or `cells` name; `kind` None hosts cells of any kind.

    Assignments, device states and ticks are handled in the thread of one message loop, which no other entity slows
    down. A host of one cell is that cell's node; one of several gives each a node of its own (lifecycle, action,
    reconciliation), unless it is `lean`.
    """

    kind: ClassVar[CellKind | None] = None
    executable: ClassVar[str] = "cell_host"
    clock_in_loop: ClassVar[bool] = True

    def __init__(self) -> None:
        super().__init__(self.executable)
        self._line = declare(self, "line", "", "Path of the line document.")
        self._cell = declare(self, "cell", "", "The cell to host; without it and `cells`, the one of the node's name.")
        self._names = declare(self, "cells", [""], "The cells to host, where they are several.")
        self._lean = declare(self, "lean", False, "Give the cells no node, action and service of their own.")
        self._speed = declare(
            self, "speed", 1.0, "Seconds of line time in a second of real time; 1 with real equipment.", minimum=0.1
        )
        self._state_directory = declare(
            self, "state_directory", "", "Where the cells keep their ledgers; empty is ROS_HOME/robot_cells/<line>."
        )
        self._no_answer_s = declare(
            self, "no_answer_s", 10.0, "A silent device fails after so many seconds of wall time.", minimum=0.5
        )
        self._inspect_timeout_s = declare(
            self, "inspect_timeout_s", 30.0, "An inspection fails after so many seconds of wall time.", minimum=0.5
        )
        self._incarnation = uuid.uuid4().hex
        self._cells: dict[CellId, HostedCell] = {}
        self._nodes: list[CellNode] = []
        self._face: CellFace | None = None
        self._shown: dict[CellId, tuple[object, ...]] = {}
        self._changed: set[CellId] = set()
        self._wake_at_s = math.inf

    def configure(self) -> None:
        """Read the plant, open the ledgers, begin to listen; the cells take no work yet."""
        name = self.get_fully_qualified_name()
        plant = plant_of(self._line, name)
        cells = self._chosen(plant)
        self._reports = self.create_publisher(ReportMsg, "reports", DISPATCH)
        self._states = self.create_publisher(CellStates, "cell_states", CELL_STATES)
        self._loop = MessageLoop(self, self._turn, self.on_fault)
        self._loop.subscribe(AssignmentMsg, assignments_topic(self.get_name()), self._receive, DISPATCH)
        for qos in (EMERGENCY_STOPS, ANY_EMERGENCY_STOPS):
            # Heard by every process itself: it needs no orchestrator.
            self._loop.subscribe(EmergencyStopMsg, "emergency_stop", self._hear_emergency_stop, qos)
        self._repeat_at_s = self._beaten_s = time.monotonic()
        self._beat_at_s = self._beaten_s  # The first word of all cells comes at once.
        for cell in cells:
            self._cells[cell.id] = self._hosted(cell, plant)
        for hosted in self._cells.values():
            hosted.lay_down("Waits for its node to be activated, and for its devices.")
        self._make_faces()
        self._loop.start()

    def activate(self) -> None:
        """The cells without a node of their own take work."""
        if not self._nodes:
            for hosted in self._cells.values():
                self._loop.post(hosted.take_up)

    def deactivate(self) -> None:
        """The cells without a node of their own end what they have in work, and take nothing else."""
        if not self._nodes:
            for hosted in self._cells.values():
                self._loop.post(partial(hosted.lay_down, "The node of the cell was deactivated."))

    def cleanup(self) -> None:
        """Stop listening, stop the devices, close the ledgers."""
        for node in self._nodes:
            node.close()
        self._loop.stop()
        for node in self._nodes:
            node.destroy_node()
        self._nodes.clear()
        if self._face is not None:
            self._face.close()
            self._face = None
        for hosted in self._cells.values():
            hosted.close()
        self._cells.clear()
        self.destroy_publisher(self._reports)
        self.destroy_publisher(self._states)

    def health(self) -> Health:
        """That of its cells, the worst of them first."""
        if not self.is_active:
            return Health.inactive()
        return cell_health(list(self._cells.values()))

    @property
    def groups(self) -> Sequence[Sequence[Node]]:
        """The host and the nodes of its cells, in one executor."""
        return ((self, *self._nodes),)

    def _chosen(self, plant: Plant) -> list[Cell]:
        known = all_cells(plant.line)
        names = self._names or [self._cell or self.get_name()]
        for name in names:
            where = f"{self.get_fully_qualified_name()}, parameter cell"
            cell = known.get(CellId(name))
            if cell is None:
                raise BringupError(
                    f"The line {plant.line.id} has no cell {name}.", where=where, remedy=f"It has {', '.join(known)}."
                )
            if self.kind is not None and cell.kind is not self.kind:
                raise BringupError(
                    f"The cell {name} is of kind {cell.kind.value}, this node runs {self.kind.value}.",
                    where=where,
                    remedy=f"Start the executable {cell.kind.value}.",
                )
        return [known[CellId(name)] for name in names]

    def _hosted(self, cell: Cell, plant: Plant) -> HostedCell:
        hosted: HostedCell

        def mark() -> None:
            hosted.mark()

        devices = CellDevices(
            self,
            self._loop,
            cell,
            mark,
            no_answer_s=self._no_answer_s,
            inspect_timeout_s=self._inspect_timeout_s,
        )
        factory = RunnerFactory(
            cell,
            processes=processes_of(plant),
            products=plant.products,
            devices=devices.clients,
            clock=self.clock,
            skills=load_skills(),
            speed=self._speed,
        )
        ledger = SqliteLedger(self._ledger_folder(plant) / f"{cell.id}.ledger.sqlite")
        worker = CellWorker(cell, factory, ledger, self.clock)
        hosted = HostedCell(cell, worker, devices, ledger, self._send)
        return hosted

    def _ledger_folder(self, plant: Plant) -> Path:
        if self._state_directory:
            return Path(self._state_directory)
        home = os.environ.get("ROS_HOME", "")
        return (Path(home) if home else Path("~/.ros").expanduser()) / "robot_cells" / plant.line.id

    def _make_faces(self) -> None:
        cells = list(self._cells.values())
        if len(cells) == 1 and cells[0].id == self.get_name():
            self._face = CellFace(self, self._loop, cells[0])
        elif not self._lean:
            for hosted in cells:
                node = CellNode(hosted, self._loop)
                self._nodes.append(node)
                node.start(self.on_fault)
                if self.executor is not None:
                    self.executor.add_node(node)

    def _receive(self, message: AssignmentMsg) -> None:
        hosted = self._cells.get(CellId(message.cell))
        if hosted is None:
            return
        try:
            hosted.receive(from_assignment_msg(message))
        except MessageError as error:
            self.get_logger().error(f"An assignment was ignored: {error}")

    def _hear_emergency_stop(self, message: EmergencyStopMsg) -> None:
        stop = from_emergency_stop_msg(message)
        for hosted in self._cells.values():
            hosted.hear_emergency_stop(stop)
        # What follows is told with this very turn.
        self._beaten_s = -math.inf

    def _send(self, report: Report) -> None:
        self._reports.publish(to_report_msg(report))

    def _turn(self) -> float:
        """All that is due now; seconds of wall time until the next turn is needed."""
        now_s = self.clock.now()
        for hosted in self._cells.values():
            if hosted.wake_at_s() <= now_s:
                hosted.turn(now_s)
                self._note(hosted)
        waits = [wait_s for hosted in self._cells.values() if (wait_s := hosted.poll()) is not None]
        wall_s = time.monotonic()
        if wall_s >= self._repeat_at_s:
            self._repeat_at_s = wall_s + REPEAT_S
            for hosted in self._cells.values():
                hosted.repeat()
        if wall_s >= self._beat_at_s or (self._changed and wall_s >= self._beaten_s + SHORTEST_BEAT_S):
            self._beat(wall_s)
        waits += [self._repeat_at_s - wall_s, self._beat_at_s - wall_s]
        if self._changed:
            waits.append(self._beaten_s + SHORTEST_BEAT_S - wall_s)
        self._wake_at_s = min((hosted.wake_at_s() for hosted in self._cells.values()), default=math.inf)
        if not self.get_clock().ros_time_is_active or self._wake_at_s <= self.clock.now():
            waits.append(self._wake_at_s - self.clock.now())
        return max(0.0, min(waits))

    def _note(self, hosted: HostedCell) -> None:
        """Whether the cell looks different from what was last told of it; mere progress waits for the next beat."""
        worker = hosted.worker
        seen = (worker.state, worker.attempt_id, worker.step, worker.message)
        if self._shown.get(hosted.id) != seen:
            self._shown[hosted.id] = seen
            self._changed.add(hosted.id)

    def _beat(self, wall_s: float) -> None:
        """Tell of all cells when it is time, else of those that have changed."""
        told = list(self._cells.values())
        if wall_s < self._beat_at_s:
            told = [self._cells[cell] for cell in self._changed]
        else:
            self._beat_at_s = wall_s + BEAT_S
            for hosted in told:
                hosted.see_devices()
        self._changed.clear()
        self._beaten_s = wall_s
        self._states.publish(
            CellStates(
                stamp=self.get_clock().now().to_msg(),
                host=self.get_name(),
                incarnation=self._incarnation,
                epoch=max((hosted.worker.epoch for hosted in self._cells.values()), default=0),
                cells=[hosted.state() for hosted in told],
            )
        )


def main(argv: Sequence[str] | None = None) -> int:
    """The executable `cell_host`: cells of any kind."""
    return run_node(CellHostNode, argv)
