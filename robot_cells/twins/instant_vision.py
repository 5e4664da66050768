"""The vision node without middleware: judges in the very moment of the command."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from robot_cells.devices.device_client import CommandState, CommandStatus
from robot_cells.ids import ProductId
from robot_cells.inspections.inspector_library import InspectorLibrary


class InstantVision:
    """A device client for `inspect`: the same inspection as over ROS, which answers a little later."""

    def __init__(self, library: InspectorLibrary) -> None:
        self._library = library
        self._statuses: dict[str, CommandStatus] = {}

    def start(self, command_id: str, command: str, parameters: Mapping[str, Any]) -> None:
        """Judge the picture in `image`, (height, width, 3) uint8, channels blue, green, red."""
        inspector = self._library.inspector(ProductId(str(parameters["product"])))
        found = inspector.inspect(parameters["image"], str(parameters["serial"]))
        defects = [
            {
                "code": item.code,
                "subject": item.subject,
                "score": item.score,
                "offset_x_m": item.offset_x_m,
                "offset_y_m": item.offset_y_m,
                "rotation_rad": item.rotation_rad,
            }
            for item in found.defects
        ]
        result = {"verdict": found.verdict.value, "defects": defects, "message": found.message, "model": "golden"}
        self._statuses[command_id] = CommandStatus(CommandState.SUCCEEDED, result=result)

    def status(self, command_id: str) -> CommandStatus:
        """The verdict; raises `KeyError` for an unknown id."""
        return self._statuses[command_id]

    def cancel(self, command_id: str) -> None:
        """Nothing runs that could be stopped."""
