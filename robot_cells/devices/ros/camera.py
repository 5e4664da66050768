"""A camera that takes a picture on command and publishes it on `image_raw`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from rclpy.node import Node

from robot_cells.devices.device_client import CommandState, CommandStatus
from robot_cells.devices.ros.device_link import DeviceLink
from robot_cells.ids import CellId


class RosCamera:
    """`DeviceClient` of a camera: `image` in the result of a capture is the topic on which the picture is.

    The cell does not listen there: pictures are large, and it is the vision node that wants them.
    """

    def __init__(self, node: Node, link: DeviceLink, cell: CellId, device: str) -> None:
        self._node = node
        self._link = link
        self._device = device
        self._topic = f"{cell}/{device}/image_raw"

    def start(self, command_id: str, command: str, parameters: Mapping[str, object]) -> None:
        """Send a command."""
        self._link.send(self._device, command_id, command, parameters)

    def cancel(self, command_id: str) -> None:
        """Ask the camera to end it."""
        self._link.cancel(command_id)

    def status(self, command_id: str) -> CommandStatus:
        """What is known of it now; once it has ended well, with the topic of the picture as `image`."""
        status = self._link.status(command_id)
        if status.state is not CommandState.SUCCEEDED or "stamp_s" not in status.result:
            return status
        return replace(status, result={**status.result, "image": self._topic})

    def missing(self) -> str:
        """What is not there yet, in words; empty when pictures are published."""
        return f"nobody publishes {self._topic}" if self._node.count_publishers(self._topic) == 0 else ""

    def poll(self) -> float | None:
        """Nothing is looked for."""
        return None
