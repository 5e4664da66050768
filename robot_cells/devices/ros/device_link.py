"""The pair of topics that all devices of one cell share: commands out, states in."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

from rclpy.node import Node

from robot_cells.devices.device_client import CommandState, CommandStatus
from robot_cells.devices.ros.command_book import CommandBook
from robot_cells.devices.ros.topic_source import TopicSource
from robot_cells.ids import CellId
from robot_cells.nodes.message_json import MessageError, from_json, to_json
from robot_cells.nodes.messages import from_time
from robot_cells.nodes.qos import DEVICES
from robot_cells_msgs.msg import DeviceCommand, DeviceState


class DeviceLink:
    """Sends commands, repeats them until they are heard of, and knows what became of each.

    Used from one thread, in which `topics` hands over what arrives.
    """

    def __init__(self, node: Node, topics: TopicSource, cell: CellId, *, no_answer_s: float) -> None:
        self._node = node
        self._book = CommandBook(no_answer_s)
        self._sent: dict[str, DeviceCommand] = {}
        self._ears: dict[str, Callable[[float, CommandStatus], None]] = {}
        self._publisher = node.create_publisher(DeviceCommand, f"{cell}/devices/commands", DEVICES)
        self._states = f"{cell}/devices/states"
        topics.subscribe(DeviceState, self._states, self._hear, DEVICES)

    def send(self, device: str, command_id: str, command: str, parameters: Mapping[str, object]) -> None:
        """Begin a command; one that was begun before is left alone."""
        if not self._book.begin(command_id, device, time.monotonic()):
            return
        message = DeviceCommand(
            stamp=self._node.get_clock().now().to_msg(),
            device=device,
            command_id=command_id,
            command=command,
            parameters=to_json(parameters),
        )
        self._sent[command_id] = message
        self._publisher.publish(message)

    def cancel(self, command_id: str) -> None:
        """Ask for the end of a command; from now on it is this that is repeated."""
        message = self._sent.get(command_id)
        if message is not None and not message.cancel:
            message.cancel = True
            self._publisher.publish(message)

    def stop(self, device: str) -> None:
        """Ask a device to end whatever it does: what it was told by a process that is no more, nobody follows up."""
        stamp = self._node.get_clock().now().to_msg()
        self._publisher.publish(DeviceCommand(stamp=stamp, device=device, parameters="{}", cancel=True))

    def status(self, command_id: str) -> CommandStatus:
        """What is known of a command; raises `KeyError` for one that was never begun."""
        return self._book.status(command_id)

    def hear_unnamed(self, device: str, ear: Callable[[float, CommandStatus], None]) -> None:
        """Have what a device says under no command id, with its time (s): what came to it on a topic of its own."""
        self._ears[device] = ear

    def missing(self) -> str:
        """What is not there yet, in words; empty when commands are heard and states are told."""
        if self._publisher.get_subscription_count() == 0:
            return f"nobody hears {self._publisher.topic_name}"
        if self._node.count_publishers(self._states) == 0:
            return f"nobody publishes {self._states}"
        return ""

    def poll(self) -> float | None:
        """Repeat what is to be repeated, give up what is dead; seconds of wall time until the next call is needed."""
        now_s = time.monotonic()
        for command_id in self._book.give_up(now_s):
            del self._sent[command_id]
        for command_id in self._book.to_repeat(now_s):
            self._publisher.publish(self._sent[command_id])
        next_s = self._book.next_s()
        return None if next_s is None else max(0.0, next_s - now_s)

    def close(self) -> None:
        """Have the devices end what they do, and let go of the publisher; the subscription goes with the loop."""
        for command_id in list(self._sent):
            self.cancel(command_id)
        self._node.destroy_publisher(self._publisher)

    def _hear(self, message: DeviceState) -> None:
        status = self._status_of(message)
        if not message.command_id:
            if message.device in self._ears:
                self._ears[message.device](from_time(message.stamp), status)
            return
        self._book.hear(message.command_id, status, time.monotonic())
        if status.state is not CommandState.RUNNING:
            self._sent.pop(message.command_id, None)

    @staticmethod
    def _status_of(message: DeviceState) -> CommandStatus:
        try:
            result = from_json(message.result, f"state of {message.device}")
            return CommandStatus(
                CommandState(message.state), message.progress, message.error_code, message.error_message, result
            )
        except (MessageError, ValueError) as error:
            return CommandStatus(CommandState.FAILED, error_code="device.unreadable", error_message=str(error))


class RosDevice:
    """`DeviceClient` of one device on the shared topics."""

    def __init__(self, link: DeviceLink, device: str) -> None:
        self._link = link
        self._device = device

    def start(self, command_id: str, command: str, parameters: Mapping[str, object]) -> None:
        """Send a command."""
        self._link.send(self._device, command_id, command, parameters)

    def status(self, command_id: str) -> CommandStatus:
        """What is known of it now; raises `KeyError` for one that was never started."""
        return self._link.status(command_id)

    def cancel(self, command_id: str) -> None:
        """Ask the device to end it."""
        self._link.cancel(command_id)
