"""A camera that takes a picture on command and publishes it on `image_raw`."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Mapping
from dataclasses import replace

from rclpy.node import Node
from sensor_msgs.msg import Image

from robot_cells.devices.device_client import CommandState, CommandStatus
from robot_cells.devices.ros.device_link import DeviceLink
from robot_cells.devices.ros.pictures import from_image
from robot_cells.devices.ros.topic_source import TopicSource
from robot_cells.errors import DeviceError
from robot_cells.ids import CellId
from robot_cells.nodes.messages import from_time
from robot_cells.nodes.qos import PICTURES

SAME_S = 1e-6
"""Stamps nearer than this are the same: one of them went through JSON."""


class RosCamera:
    """`DeviceClient` of a camera: a capture has succeeded when its picture is here too."""

    def __init__(
        self, node: Node, topics: TopicSource, link: DeviceLink, cell: CellId, device: str, *, no_answer_s: float
    ) -> None:
        self._link = link
        self._device = device
        self._no_answer_s = no_answer_s
        self._pictures: deque[Image] = deque(maxlen=2)
        self._missing_since_s: dict[str, float] = {}
        self._done: dict[str, CommandStatus] = {}
        self._node = node
        self._topic = f"{cell}/{device}/image_raw"
        topics.subscribe(Image, self._topic, self._pictures.append, PICTURES)

    def start(self, command_id: str, command: str, parameters: Mapping[str, object]) -> None:
        """Send a command."""
        self._link.send(self._device, command_id, command, parameters)

    def cancel(self, command_id: str) -> None:
        """Ask the camera to end it."""
        self._link.cancel(command_id)

    def status(self, command_id: str) -> CommandStatus:
        """What is known of it now; with `image` among the result once the picture has arrived."""
        if command_id in self._done:
            return self._done[command_id]
        status = self._link.status(command_id)
        stamp_s = status.result.get("stamp_s")
        if status.state is not CommandState.SUCCEEDED or not isinstance(stamp_s, (int, float)):
            return status
        ended = self._with_picture(command_id, status, float(stamp_s))
        if ended is None:
            return replace(status, state=CommandState.RUNNING, result={})
        # Only the latest is kept: pictures are large.
        self._done = {command_id: ended}
        return ended

    def missing(self) -> str:
        """What is not there yet, in words; empty when pictures are published."""
        return f"nobody publishes {self._topic}" if self._node.count_publishers(self._topic) == 0 else ""

    def poll(self) -> float | None:
        """Seconds until a picture that is missing should be looked for again."""
        return self._no_answer_s if self._missing_since_s else None

    def _with_picture(self, command_id: str, status: CommandStatus, stamp_s: float) -> CommandStatus | None:
        for message in self._pictures:
            if abs(from_time(message.header.stamp) - stamp_s) < SAME_S:
                self._missing_since_s.pop(command_id, None)
                try:
                    return replace(status, result={**status.result, "image": from_image(message)})
                except DeviceError as error:
                    return _no_image(str(error))
        since_s = self._missing_since_s.setdefault(command_id, time.monotonic())
        if time.monotonic() - since_s < self._no_answer_s:
            return None
        del self._missing_since_s[command_id]
        return _no_image(f"The camera {self._device} took a picture at {stamp_s:.3f} s that never arrived.")


def _no_image(text: str) -> CommandStatus:
    return CommandStatus(CommandState.FAILED, error_code="camera.no_image", error_message=text)
