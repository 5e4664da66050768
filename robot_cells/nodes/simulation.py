"""The node `simulation`: simulated equipment on the topics of real equipment, and the time of the line on `/clock`."""

from __future__ import annotations

import json
import math
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

from trajectory_msgs.msg import JointTrajectory

from robot_cells.devices.device_client import CommandState
from robot_cells.documents.order_book import load_orders
from robot_cells.documents.plant import Plant
from robot_cells.errors import BringupError, DeviceError
from robot_cells.ids import CellId, DeviceId
from robot_cells.nodes.emergency_channel import from_emergency_stop_msg
from robot_cells.nodes.emergency_ear import EmergencyEar
from robot_cells.nodes.health import Health, HealthLevel
from robot_cells.nodes.lifecycle import ManagedNode, declare, run_node
from robot_cells.nodes.message_json import MessageError, from_json
from robot_cells.nodes.message_loop import MessageLoop
from robot_cells.nodes.plant_cache import plant_of
from robot_cells.nodes.plant_stop import PlantStop
from robot_cells.nodes.qos import DEVICES
from robot_cells.nodes.simulation_messages import trajectory_points
from robot_cells.nodes.simulation_topics import SimulationTopics
from robot_cells.simulations.change import Change, DeviceChange
from robot_cells.simulations.command_error import BAD_PARAMETER
from robot_cells.simulations.fault_plan import FaultSpec
from robot_cells.simulations.lasting_equipment import LastingEquipment
from robot_cells.simulations.pace import Pace
from robot_cells.simulations.simulated_arm import SimulatedArm
from robot_cells.simulations.simulated_equipment import SimulatedEquipment
from robot_cells.simulations.simulation_choice import KINEMATIC_NAME, kinds_called
from robot_cells_msgs.msg import DeviceCommand, EmergencyStop

SUMMARY = "simulation.json"
RESERVE_S = 0.5
"""So many seconds of wall time are skipped at most when a simulation that was killed begins again."""
LOOK_S = 0.004
"""While bodies move, what came to its end is looked for so often, in wall time."""
STEPPED_S = 0.2
"""Bodies that move are stepped by so many simulated seconds at most before messages are heard again."""


class SimulationNode(ManagedNode):
    """Runs a line's simulated equipment at `speed` times real time; deactivated, simulated time stands still."""

    executable: ClassVar[str] = "simulation"

    def __init__(self, *, cli_args: Sequence[str] = ()) -> None:
        super().__init__(self.executable, cli_args=cli_args)
        self._line = declare(self, "line", "", "Path of the line document.")
        self._orders = declare(self, "orders", "", "Path of an orders document, for its faults; empty: no faults.")
        self._speed = declare(
            self, "speed", 1.0, "Simulated seconds per second of wall time.", minimum=0.1, maximum=1000.0
        )
        self._seed = declare(self, "seed", 0, "Everything left to chance follows from it.", minimum=0)
        self._simulation = declare(
            self,
            "simulation",
            KINEMATIC_NAME,
            "kinematic: paths and times; physics: bodies that weigh, touch and hold.",
        )
        self._clock_hz = declare(
            self, "clock_rate_hz", 50.0, "How often /clock is published, in wall time.", minimum=1.0, maximum=1000.0
        )
        self._joint_hz = declare(
            self,
            "joint_state_rate_hz",
            20.0,
            "How often a moving arm tells its joints, in wall time; no more often than /clock.",
            minimum=0.1,
            maximum=1000.0,
        )
        self._folder = declare(
            self, "run_directory", "", "Folder for what the plant was told and what it did; empty: neither is written."
        )
        self._equipment: SimulatedEquipment | None = None
        self._loop: MessageLoop | None = None
        self._commands = 0
        self._blind = ""
        self._stop = PlantStop()

    def configure(self) -> None:
        """Read the documents, make the equipment and its publishers."""
        plant = plant_of(self._line, self.get_fully_qualified_name())
        self._equipment = self._new_equipment(plant)
        self._equipment.warm_up()
        self._blind = self._equipment.why_blind
        if self._blind:
            self.get_logger().warning(self._blind)
        self._pace = self._new_pace(self._equipment.now_s)
        self._topics = self._new_topics(self._equipment)

    def activate(self) -> None:
        """Let time run and take commands."""
        self._pace.pause(time.monotonic())
        loop = MessageLoop(self, self._turn, self.on_fault)
        # First: a command that arrived with the stop comes after it.
        EmergencyEar(self._on_emergency_stop).listen(loop)
        for cell, site in self._made.sites.items():
            loop.subscribe(DeviceCommand, f"{cell}/devices/commands", self._on_command(cell), DEVICES)
            for arm in site.arms:
                topic = f"{cell}/{arm.device.id}/joint_trajectory"
                loop.subscribe(JointTrajectory, topic, self._on_trajectory(cell, arm), DEVICES)
        self._loop = loop
        self.loops = (loop,)
        loop.start()

    def deactivate(self) -> None:
        """Let time stand still."""
        if self._loop is not None:
            self._loop.stop()
            self._loop = None

    def cleanup(self) -> None:
        """Write the ground truth and the summary, and let go of the publishers."""
        if self._equipment is None:
            return
        self._equipment.close()
        if self._folder:
            summary = {**self._figures(), "pending_faults": [f.model_dump() for f in self._pending()]}
            Path(self._folder, SUMMARY).write_text(json.dumps(summary, indent=1), encoding="utf-8")
        self._topics.close()
        self._equipment = None

    def health(self) -> Health:
        """Whether the simulation keeps up with the speed that it shall have."""
        figures = self._figures() if self._equipment is not None else {}
        if not self.is_active:
            return Health.inactive(**figures)
        fault = self._equipment.fault if isinstance(self._equipment, LastingEquipment) else None
        if fault is not None:
            text = f"what happens cannot be written to {self._folder} ({fault.strerror}): make room"
            return Health(HealthLevel.WARN, text, figures)
        unkept = self._equipment.unkept if isinstance(self._equipment, LastingEquipment) else ""
        if unkept:
            text = f"its state cannot be kept, so that after a kill all is simulated again ({unkept})"
            return Health(HealthLevel.WARN, text, figures)
        if self._blind:
            return Health(HealthLevel.WARN, self._blind, figures)
        if self._pace.real_time_factor < 0.9 * self._speed:
            text = (
                f"runs at {self._pace.real_time_factor:.1f} times real time instead of {self._speed:g}: lower `speed`"
            )
            return Health(HealthLevel.WARN, text, figures)
        return Health.active(**figures)

    @property
    def _made(self) -> SimulatedEquipment:
        if self._equipment is None:
            raise BringupError("The simulation is not configured.", where=self.get_fully_qualified_name())
        return self._equipment

    def _new_equipment(self, plant: Plant) -> SimulatedEquipment:
        """The plant as it was left, where there is a folder that tells."""
        kinds = kinds_called(self._simulation)
        if not self._folder:
            return SimulatedEquipment(plant.line, plant.products, self._faults(plant), self._seed, kinds=kinds)
        return LastingEquipment(
            plant.line,
            plant.products,
            self._faults(plant),
            self._seed,
            folder=Path(self._folder),
            reserve_s=RESERVE_S * self._speed,
            kinds=kinds,
        )

    def _new_pace(self, from_s: float) -> Pace:
        return Pace(self._speed, 1.0 / self._clock_hz, time.monotonic(), from_s=from_s)

    def _new_topics(self, equipment: SimulatedEquipment) -> SimulationTopics:
        return SimulationTopics(self, equipment, self._joint_hz, self._pace.period_s)

    def _faults(self, plant: Plant) -> tuple[FaultSpec, ...]:
        return load_orders(Path(self._orders), plant).faults if self._orders else ()

    def _pending(self) -> tuple[FaultSpec, ...]:
        return self._made.plant.faults.pending

    def _figures(self) -> dict[str, object]:
        return {
            "simulation": self._simulation,
            "speed": self._speed,
            "real_time_factor": round(self._pace.real_time_factor, 3),
            "missed_deadlines": self._pace.missed + self._topics.late_pictures,
            "lost_wall_time_s": round(self._pace.lost_s, 3),
            "simulated_time_s": round(self._topics.told_s, 3),
            "commands": self._commands,
            "seed": self._seed,
        }

    def _turn(self) -> float:
        """All that is due now; how long to wait for the next, in seconds of wall time."""
        equipment, pace, wall_s = self._made, self._pace, time.monotonic()
        now_s = self._now_s(wall_s)
        self._topics.publish(equipment.advance(now_s))
        if pace.tick(wall_s):
            self._topics.publish_time(now_s)
            self._topics.publish_joints(now_s, wall_s)
        until_end_s = pace.wall_until(equipment.next_end_s)
        until_look_s = max(LOOK_S, pace.wall_until(equipment.worlds.next_look_s))
        return max(0.0, min(until_end_s, until_look_s, pace.next_tick_s - wall_s) - (time.monotonic() - wall_s))

    def _now_s(self, wall_s: float) -> float:
        """The simulated time now; bodies that move are stepped by little at a time, so that messages are heard."""
        moves = math.isfinite(self._made.worlds.next_look_s)
        return self._pace.at(wall_s, STEPPED_S if moves else math.inf)

    def _on_command(self, cell: CellId) -> Callable[[Any], None]:
        def hear(message: DeviceCommand) -> None:
            """Obey or refuse one command; what follows at once is published."""
            self._commands += 1
            at_s = self._now_s(time.monotonic())
            if self._stop.is_active and not message.cancel:
                self._refuse(cell, message, at_s, "device.emergency_stop", "The plant is under an emergency stop.")
                return
            try:
                self._topics.publish(self._obey(cell, message, at_s))
            except MessageError as error:
                self._refuse(cell, message, at_s, BAD_PARAMETER, str(error))
            except DeviceError as error:
                if not self._is_elsewhere(cell, message.device):
                    self._refuse(cell, message, at_s, "device.unknown", str(error))

        return hear

    def _on_emergency_stop(self, message: EmergencyStop) -> None:
        at_s = self._now_s(time.monotonic())
        self._topics.publish(self._stop.hear(from_emergency_stop_msg(message), self._made, at_s))

    def _obey(self, cell: CellId, message: DeviceCommand, at_s: float) -> list[Change]:
        if message.cancel:
            return self._made.cancel(cell, message.device, message.command_id, at_s)
        parameters = from_json(message.parameters, f"parameters of {message.command} for {cell}/{message.device}")
        return self._made.command(cell, message.device, message.command_id, message.command, parameters, at_s)

    def _on_trajectory(self, cell: CellId, arm: SimulatedArm) -> Callable[[Any], None]:
        def hear(message: JointTrajectory) -> None:
            """Have the arm follow it; one that cannot be read is logged, since the topic knows no refusal."""
            self._commands += 1
            try:
                points, stamp_s = trajectory_points(message)
                if self._stop.is_active and points:
                    return
                at_s = self._now_s(time.monotonic())
                self._topics.publish(self._made.trajectory(cell, arm.device.id, points, at_s, stamp_s))
            except ValueError as error:
                self.get_logger().error(f"{cell}/{arm.device.id}: the trajectory cannot be read: {error}")

        return hear

    def _is_elsewhere(self, cell: CellId, device: str) -> bool:
        """Whether the line has the device, but other equipment than this stands behind it."""
        found = next((item for item in self._made.plant.line.cells if item.id == cell), None)
        return found is not None and found.device(DeviceId(device)) is not None

    def _refuse(self, cell: CellId, message: DeviceCommand, at_s: float, code: str, text: str) -> None:
        self.get_logger().error(f"{cell}/{message.device}: {message.command!r} is refused: {text}")
        change = DeviceChange(at_s, cell, DeviceId(message.device), message.command_id, CommandState.FAILED)
        self._topics.publish([replace(change, error_code=code, error_message=text)])


def main(argv: Sequence[str] | None = None) -> int:
    """The executable `simulation`; `argv` are the ROS arguments (None: those of the process)."""
    return run_node(SimulationNode, argv)


if __name__ == "__main__":
    raise SystemExit(main())
