"""The process of one cell or of many: one door for their assignments, one voice for their reports and states."""

from __future__ import annotations

import os
import time
import uuid
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import ClassVar

from rclpy.event_handler import PublisherEventCallbacks, QoSPublisherMatchedInfo
from rclpy.node import Node
from rclpy.publisher import Publisher
from rclpy.qos import QoSProfile

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
from robot_cells.nodes.emergency_ear import EmergencyEar
from robot_cells.nodes.health import Health
from robot_cells.nodes.host_turn import HostTurn
from robot_cells.nodes.hosted_cell import HostedCell
from robot_cells.nodes.lifecycle import ManagedNode
from robot_cells.nodes.message_json import MessageError
from robot_cells.nodes.message_loop import MessageLoop
from robot_cells.nodes.messages import from_assignment_msg, to_report_msg
from robot_cells.nodes.parameters import declare
from robot_cells.nodes.plant_cache import plant_of
from robot_cells.nodes.qos import CELL_STATES, DISPATCH
from robot_cells.nodes.run_node import run_node
from robot_cells.skills.planned_ways import PlannedWays
from robot_cells.skills.registry import load_skills
from robot_cells_msgs.msg import Assignment as AssignmentMsg
from robot_cells_msgs.msg import CellState as CellStateMsg
from robot_cells_msgs.msg import CellStates
from robot_cells_msgs.msg import EmergencyStop as EmergencyStopMsg
from robot_cells_msgs.msg import Report as ReportMsg


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
        self._host_turn: HostTurn | None = None

    def configure(self) -> None:
        """Read the plant, open the ledgers, begin to listen; the cells take no work yet."""
        name = self.get_fully_qualified_name()
        plant = plant_of(self._line, name)
        cells = self._chosen(plant)
        self._reports = self._published(ReportMsg, "reports", DISPATCH, HostTurn.repeat_soon)
        self._states = self._published(CellStates, "cell_states", CELL_STATES, HostTurn.beat_soon)
        self._loop = MessageLoop(self, self._turn, self.on_fault)
        self._loop.subscribe(AssignmentMsg, assignments_topic(self.get_name()), self._receive, DISPATCH)
        # Heard by every process itself: it needs no orchestrator.
        EmergencyEar(self._hear_emergency_stop).listen(self._loop)
        for cell in cells:
            self._cells[cell.id] = self._hosted(cell, plant)
        for hosted in self._cells.values():
            hosted.lay_down("Waits for its node to be activated, and for its devices.")
        self._host_turn = HostTurn(tuple(self._cells.values()), self.clock, time.monotonic, self._tell)
        self._make_faces()
        self.loops = (self._loop,)
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
            """Of the cell that is still to be made."""
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
            ways=PlannedWays(cell, plant.products, self._ledger_folder(plant) / "ways"),
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
        self._made.hear_emergency_stop(from_emergency_stop_msg(message))

    def _published(self, kind: type, topic: str, qos: QoSProfile, speak_soon: Callable[[HostTurn], None]) -> Publisher:
        """A publisher whose new listeners are told at once: the orchestrator, this process or that one, has just begun.

        Discovery took its time, and what was said before nobody has heard; the next beat is up to 0.25 s away.
        """

        def matched(change: QoSPublisherMatchedInfo) -> None:
            """Called in the executor's thread."""
            if change.current_count_change > 0:
                self._loop.post(lambda: speak_soon(self._made))

        return self.create_publisher(kind, topic, qos, event_callbacks=PublisherEventCallbacks(matched=matched))

    def _send(self, report: Report) -> None:
        self._reports.publish(to_report_msg(report))

    @property
    def _made(self) -> HostTurn:
        if self._host_turn is None:
            raise BringupError("The host is not configured.", where=self.get_fully_qualified_name())
        return self._host_turn

    def _turn(self) -> float:
        """All that is due now; seconds of wall time until the next turn is needed."""
        return self._made.turn(is_clock_heard=self.get_clock().ros_time_is_active)

    def _tell(self, cells: Sequence[HostedCell]) -> None:
        """The beat of the process, with what these cells look like."""
        self._states.publish(
            CellStates(
                stamp=self.get_clock().now().to_msg(),
                host=self.get_name(),
                incarnation=self._incarnation,
                epoch=max((hosted.worker.epoch for hosted in self._cells.values()), default=0),
                cells=[_state_msg(hosted) for hosted in cells],
            )
        )


def _state_msg(hosted: HostedCell) -> CellStateMsg:
    worker = hosted.worker
    return CellStateMsg(
        cell=hosted.id,
        kind=hosted.cell.kind.value,
        state=int(worker.state),
        attempt_id=worker.attempt_id,
        serial=worker.serial,
        step=worker.step,
        progress=float(worker.progress),
        message=worker.message,
    )


def main(argv: Sequence[str] | None = None) -> int:
    """The executable `cell_host`: cells of any kind."""
    return run_node(CellHostNode, argv)
